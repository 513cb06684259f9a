"""Where one is in: listed, recognised, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from maillage.platform import clock
from maillage.residents import jobs
from maillage.residents.models import Resident, Session
from maillage.residents.tests.factories import a_resident
from maillage.residents.tests.journeys import sign_in

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1"
)


def a_browser(resident: Resident, said: str = FIREFOX) -> Client:
    """Somebody's browser, signed in."""
    browser = Client(headers={"User-Agent": said})
    sign_in(browser, resident)
    return browser


def page(browser: Client) -> str:
    return browser.get(reverse("devices")).content.decode()


def is_in(browser: Client) -> bool:
    return bool(browser.get(reverse("account")).status_code == 200)


def device(browser: Client) -> str:
    """How pages name the session of a browser."""
    return str(Session.objects.get(session_key=browser.session.session_key).device_id)


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle", email="maelle@exemple.fr")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox sur Android"),
        (CHROME, "Chrome sur Windows"),
        (SAFARI, "Safari sur iPhone"),
        (CHROME + " Edg/150.0.0.0", "Edge sur Windows"),
        ("curl/8.0", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_device_is_told_in_words(maelle: Resident, said: str, words: str) -> None:
    assert words in page(a_browser(maelle, said))


def test_neither_the_network_address_nor_the_long_description_is_kept(maelle: Resident) -> None:
    browser = a_browser(maelle)
    kept = str([Session.objects.values(), browser.session.items()])
    assert "127.0.0.1" not in kept
    assert "Gecko" not in kept


def test_one_sees_ones_own_devices_and_never_the_key_that_opens_them(maelle: Resident) -> None:
    a_browser(a_resident("Yann"), CHROME)
    here, there = a_browser(maelle), a_browser(maelle, SAFARI)
    shown = page(here)
    assert "Safari sur iPhone" in shown
    assert "Chrome" not in shown
    assert str(here.session.session_key) not in shown
    assert str(there.session.session_key) not in shown


def test_one_device_is_closed_and_the_others_not(maelle: Resident) -> None:
    here, lost, other = a_browser(maelle), a_browser(maelle, SAFARI), a_browser(maelle, CHROME)
    assert here.post(reverse("device-end", args=[device(lost)]))["Location"] == reverse("devices")
    assert (is_in(here), is_in(lost), is_in(other)) == (True, False, True)


def test_this_device_and_those_of_others_are_absent(maelle: Resident) -> None:
    here, yann = a_browser(maelle), a_browser(a_resident("Yann"))
    for each in (here, yann):
        assert here.post(reverse("device-end", args=[device(each)])).status_code == 404
        assert is_in(each)


def test_all_the_others_are_closed_at_once(maelle: Resident) -> None:
    here, *others = a_browser(maelle), a_browser(maelle), a_browser(maelle, CHROME)
    yann = a_browser(a_resident("Yann"))
    here.post(reverse("devices-end-others"))
    assert is_in(here)
    assert is_in(yann)
    assert not any(map(is_in, others))


def test_a_new_password_leaves_no_other_device_in_the_list(maelle: Resident) -> None:
    here, there = a_browser(maelle), a_browser(maelle, SAFARI)
    here.post(reverse("account_change_password"), {"password": "une phrase facile à retenir"})
    assert not is_in(there)
    assert "Safari" not in page(here)
    assert "Firefox" in page(here)


def test_leaving_closes_every_device(maelle: Resident) -> None:
    here, there = a_browser(maelle), a_browser(maelle, SAFARI)
    here.post(reverse("account_leave"), {"sure": "on"})
    assert not is_in(there)
    assert not Session.objects.filter(resident=maelle).exists()


def test_a_session_unused_for_60_days_opens_nothing_and_is_forgotten(maelle: Resident) -> None:
    browser = a_browser(maelle)
    Session.objects.update(expire_date=clock.now() - timedelta(minutes=1))
    assert not is_in(browser)
    jobs.forget_sessions(0)
    assert not Session.objects.filter(resident=maelle).exists()
