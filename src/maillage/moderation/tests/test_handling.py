"""What moderators see through their page, with a second factor: what was reported, its photo, and never by whom."""

from __future__ import annotations

import contextlib

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from maillage.conversations.tests.factories import a_conversation, a_message
from maillage.moderation.models import Report
from maillage.platform import media
from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.platform.tests.uploads import a_photo
from maillage.residents.models import Resident, Role
from maillage.residents.tests.factories import a_resident, a_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def author() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def report(author: Resident) -> Report:
    """A message with a photo, reported through the page."""
    witness = a_resident("Prénom-du-témoin")
    photo = media.take(a_photo(), "Sur une table")
    said = a_message(author, a_conversation(author, witness), "Voici l’objet", photo=photo)
    browser = Client()
    browser.force_login(witness)
    sent = {"reason": "danger", "explanation": "Cela m’inquiète", "idempotency_key": str(new_id())}
    assert browser.post(reverse("report", args=["message", said.pk]), sent).status_code == 302
    return Report.objects.get()


def of(resident: Resident, *, with_second_factor: bool = True) -> Client:
    """The browser of somebody who has just come in."""
    browser = Client()
    browser.force_login(resident)
    request = HttpRequest()
    request.session = browser.session
    for proof in ("code", "mfa") if with_second_factor else ("code",):
        record_authentication(request, resident, method=proof, reauthenticated=True)
    request.session.save()
    return browser


def a_moderator(commune: str = "22050") -> Resident:
    moderator = a_resident("Gwenn", commune)
    a_role(moderator, Role.Kind.MODERATOR)
    return moderator


def photo_of(report: Report, size: str = "grande") -> str:
    return reverse("moderation-photo", args=[report.exhibits.get().photo_id, size])


def pages(browser: Client, report: Report) -> str:
    """All that a moderator reads of a report."""
    urls = (reverse("moderation"), report.case.get_absolute_url())
    return "".join(browser.get(url).content.decode() for url in urls)


def seen(browser: Client, url: str) -> tuple[int, str]:
    """The status and kind of a file, which is closed."""
    with contextlib.closing(browser.get(url)) as answer:
        return answer.status_code, answer["Content-Type"]


def test_a_moderator_reads_what_was_said_that_there_was_a_photo_and_sees_it(report):
    browser = of(a_moderator())
    shown = pages(browser, report)
    assert all(words in shown for words in ("Voici l’objet", "[Une photo était jointe.]", "Cela m’inquiète", "Yann"))
    assert photo_of(report, "petite") in shown
    assert seen(browser, photo_of(report)) == (200, "image/webp")


def test_who_reported_is_nowhere_on_the_page(report):
    shown = pages(of(a_moderator()), report)
    assert "Prénom-du-témoin" not in shown
    assert str(report.reporter_id) not in shown


def test_the_photo_stays_when_its_author_takes_theirs_away(report, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        media.forget(Photo.objects.exclude(pk=report.exhibits.get().photo_id).get())
    assert seen(of(a_moderator()), photo_of(report)) == (200, "image/webp")


def test_without_a_second_factor_nothing_is_shown(report):
    browser = of(a_moderator(), with_second_factor=False)
    for url in (reverse("moderation"), report.case.get_absolute_url(), photo_of(report)):
        answer = browser.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("mfa_index"))


def test_a_moderator_of_elsewhere_sees_neither(report):
    browser = of(a_moderator("77463"))
    assert "Voici l’objet" not in browser.get(reverse("moderation")).content.decode()
    assert browser.get(photo_of(report)).status_code == 404


def test_a_moderator_does_not_handle_what_they_wrote(report, author):
    a_role(author, Role.Kind.MODERATOR)
    browser = of(author)
    assert "Voici l’objet" not in browser.get(reverse("moderation")).content.decode()
    assert browser.get(photo_of(report)).status_code == 404


@pytest.mark.parametrize("kind", [kind for kind in Role.Kind if kind != Role.Kind.MODERATOR])
def test_no_other_role_sees_the_photo(report, kind):
    official = a_resident("Élise")
    a_role(official, kind)
    assert of(official).get(photo_of(report)).status_code == 404


def test_not_even_who_reported_it_sees_it_there(report):
    assert of(report.reporter).get(photo_of(report)).status_code == 404


def test_a_size_that_does_not_exist_is_not_found(report):
    assert of(a_moderator()).get(photo_of(report, "immense")).status_code == 404
