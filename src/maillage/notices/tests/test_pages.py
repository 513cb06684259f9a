"""The page of what concerns a person, the count in the frame, and the page of settings."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from maillage.notices import actions
from maillage.notices.kinds import Group
from maillage.notices.models import Notice, Rhythm, Wishes
from maillage.notices.tests.factories import a_notice
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.residents.tests.journeys import sign_in

pytestmark = pytest.mark.django_db
SETTINGS = {
    "exchanges": "at_once",
    "messages": "daily",
    "fitting": "at_once",
    "nearby": "weekly",
    "account": "daily",
    "pushed": ["messages"],
    "quiet_from": "22:00",
    "quiet_until": "07:00",
}


@pytest.fixture
def maelle(client: Client) -> Resident:
    maelle = a_resident("Maëlle")
    sign_in(client, maelle)
    return maelle


def page(client: Client, path: str = "/vous-concerne/") -> str:
    return client.get(path).content.decode()


def count(text: str) -> str:
    """What the bell says."""
    bell = text.split('id="unread-bell"')[1]
    return bell[bell.index(">") + 1 : bell.index("<")].strip()


def test_the_newest_comes_first_with_who_did_it(client: Client, maelle: Resident) -> None:
    yann = a_resident("Yann")
    with clock.at(clock.now() - timedelta(hours=2)):
        a_notice(maelle, by=yann, facts={"title": "Une échelle"})
    a_notice(maelle, by=yann, facts={"title": "Un vélo"})
    text = page(client)
    assert text.index("Yann : Un vélo") < text.index("Yann : Une échelle")


def test_what_was_shown_is_new_once(client: Client, maelle: Resident) -> None:
    a_notice(maelle)
    assert "nouveau" in page(client)
    assert "nouveau" not in page(client)


def test_the_frame_counts_what_was_not_seen(client: Client, maelle: Resident) -> None:
    a_notice(maelle)
    a_notice(maelle)
    assert count(page(client, "/compte/")) == "2"
    page(client)
    assert count(page(client, "/compte/")) == ""


def test_visiting_its_page_is_seeing_it(client: Client, maelle: Resident) -> None:
    a_notice(maelle, path=reverse("profile"))
    a_notice(maelle)
    assert count(page(client, reverse("profile"))) == "1"
    assert Notice.objects.unseen().count() == 1


def test_the_count_comes_alone_for_a_page_that_was_told(client: Client, maelle: Resident) -> None:
    a_notice(maelle)
    assert count(page(client, reverse("conversations-unread"))) == "1"


def test_those_whom_one_blocked_since_and_the_suspended_tell_nothing_any_more(client: Client, maelle: Resident) -> None:
    yann, silent = a_resident("Yann"), a_resident("Gwen")
    a_notice(maelle, by=yann)
    a_notice(maelle, by=silent)
    residents.block(maelle, yann)
    Resident.objects.filter(pk=silent.pk).update(suspended_at=clock.now())
    assert count(page(client, "/compte/")) == ""
    text = page(client)
    assert "Yann :" not in text
    assert "Gwen :" not in text


def test_a_kind_that_no_domain_declares_any_more_is_still_told(client: Client, maelle: Resident) -> None:
    Notice.objects.filter(pk=a_notice(maelle).pk).update(kind="gone.long_ago")
    assert "Quelque chose a changé." in page(client)


def test_thirty_a_page_then_the_rest(client: Client, maelle: Resident) -> None:
    for number in range(31):
        with clock.at(clock.now() - timedelta(minutes=number)):
            a_notice(maelle, facts={"title": f"numéro {number};"})
    first = client.get("/vous-concerne/")
    assert "numéro 29;" in first.content.decode()
    assert "numéro 30;" not in first.content.decode()
    assert "numéro 30;" in page(client, first.context["more_url"])


def test_nobody_reads_those_of_another(client: Client, maelle: Resident) -> None:
    a_notice(a_resident("Yann"), facts={"title": "secret"})
    assert "secret" not in page(client)


def test_the_page_costs_the_same_whatever_it_lists(
    client: Client, maelle: Resident, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(client)
    for _ in range(20):
        a_notice(maelle, by=a_resident())
    with django_assert_max_num_queries(8):
        page(client)


def test_an_empty_page_says_what_will_come(client: Client, maelle: Resident) -> None:
    assert "Rien ne vous attend" in page(client)


# Settings


def test_without_a_choice_the_page_shows_the_defaults(client: Client, maelle: Resident) -> None:
    form = client.get(reverse("notices-settings")).context["form"]
    assert (form.initial["fitting"], form.initial["nearby"]) == (Rhythm.DAILY, Rhythm.WEEKLY)
    assert (form.initial["quiet_from"], form.initial["quiet_until"]) == ("21:00", "08:00")


def test_what_is_chosen_is_kept(client: Client, maelle: Resident) -> None:
    answer = client.post(reverse("notices-settings"), SETTINGS, follow=True)
    assert "C’est noté" in answer.content.decode()
    kept = actions.wishes_of(maelle)
    assert [kept.rhythm(group) for group in Group] == ["at_once", "daily", "at_once", "weekly", "daily"]
    assert (kept.pushed, kept.quiet_from, kept.quiet_until) == (["messages"], time(22), time(7))
    client.post(reverse("notices-settings"), SETTINGS | {"nearby": "never", "pushed": []})
    kept = Wishes.objects.get()
    assert (kept.rhythm(Group.NEARBY), kept.pushed) == (Rhythm.NEVER, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"nearby": "hourly"},
        {"nearby": "at_once"},
        {"account": "never"},
        {"pushed": ["all"]},
        {"pushed": ["nearby"]},
        {"quiet_from": "25:00"},
        {"messages": ""},
    ],
)
def test_what_cannot_be_chosen_comes_back_to_be_mended(
    client: Client, maelle: Resident, wrong: dict[str, object]
) -> None:
    answer = client.post(reverse("notices-settings"), SETTINGS | wrong)
    assert answer.status_code == 422
    assert not Wishes.objects.exists()


def test_what_was_told_leaves_with_the_account(maelle: Resident) -> None:
    yann = a_resident("Yann")
    a_notice(maelle, by=yann)
    a_notice(yann, by=maelle)
    actions.choose(maelle, Wishes())
    residents.leave(maelle)
    assert not Notice.objects.exists()
    assert not Wishes.objects.exists()
