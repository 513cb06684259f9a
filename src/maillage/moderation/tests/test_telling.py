"""Who learns that a case waits, and that nobody learns who reported it."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail
from django.test import Client

from maillage.moderation import access, contesting
from maillage.moderation.models import Measure
from maillage.moderation.tests.factories import a_moderator, a_report, decided
from maillage.moderation.tests.test_handling import of
from maillage.notices.models import Notice
from maillage.residents.models import Role
from maillage.residents.own_data import actions as own_data
from maillage.residents.own_data import preview
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


def told(person) -> list[str]:
    return sorted(Notice.objects.filter(to=person).values_list("kind", flat=True))


def test_what_presses_is_told_at_once_to_moderators_and_nobody_else():
    moderator, host = a_moderator(), a_moderator("Rozenn", kind=Role.Kind.HOST)
    far, author = a_moderator("Ailleurs", "77463"), a_resident("Yann")
    case = a_report(author, a_resident("Maëlle"), reason="danger").case
    assert told(moderator) == ["moderation.waits_urgent"]
    assert Notice.objects.get(to=moderator).due_at is not None
    assert Notice.objects.get(to=moderator).path == case.get_absolute_url()
    assert [told(each) for each in (host, far, author)] == [[], [], []]
    a_report(author, a_resident("Gaud"), reason="danger", subject_id=case.subject_id)
    assert len(told(moderator)) == 1


def test_the_rest_is_one_line_a_day_for_moderators_and_hosts():
    moderator, host = a_moderator(), a_moderator("Rozenn", kind=Role.Kind.HOST)
    for name in ("Yann", "Gaud"):
        a_report(a_resident(name))
    assert told(moderator) == told(host) == ["moderation.waits"]
    assert Notice.objects.get(to=host).due_at is None  # for the next letter


def test_who_cannot_handle_a_case_does_not_hear_of_it():
    author, reporter = a_moderator("Yann"), a_moderator("Solenn")
    a_report(author, reporter)
    assert told(author) == told(reporter) == []


def test_a_notice_tells_nothing_of_who_reported():
    moderator, reporter = a_moderator(), a_resident("Zénobie")
    a_report(a_resident("Yann"), reporter, reason="danger")
    notice = Notice.objects.get(to=moderator)
    assert notice.by is None
    assert set(notice.facts) == {"commune"}


def test_an_appeal_is_told_to_the_moderators_who_did_not_decide():
    decider, other, host = a_moderator(), a_moderator("Gwenn"), a_moderator("Rozenn", kind=Role.Kind.HOST)
    author = a_resident("Yann")
    decision = decided(decider, a_report(author).case, Measure.WARN)
    contesting.contest(author, decision, "Non")
    assert "moderation.appeal_waits" in told(other)
    assert "moderation.appeal_waits" not in told(decider) + told(host)


def a_page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_frame_counts_what_waits_for_who_handles_it_in_the_same_queries(django_assert_max_num_queries):
    moderator = a_moderator()
    gaud = a_resident("Gaud")
    decision = decided(a_moderator("Gwenn"), a_report(gaud).case, Measure.WARN)
    contesting.contest(gaud, decision, "Non")
    a_report(a_resident("Yann"))
    cases, appeals = access.waiting(moderator)
    assert (cases.count(), appeals.count()) == (1, 1)
    assert [rows.count() for rows in access.waiting(a_resident("Maëlle"))] == [0, 0]
    browser = of(moderator)
    a_page(browser, "/moderation/")
    with django_assert_max_num_queries(8):
        shown = a_page(browser, "/moderation/")
    assert 'id="unread-cases">2<' in shown


def exported(person) -> str:
    export = own_data.ask(person)
    assert own_data.make(export.pk)
    export.refresh_from_db()
    archive = ZipFile(BytesIO(own_data.take(export)))
    return archive.read("donnees.json").decode() + archive.read("donnees.html").decode()


def test_nothing_that_the_person_reported_can_get_tells_who_reported(client):
    """Their export, its preview, their pages, their notices and their letters."""
    author, reporter = a_resident("Yann"), a_resident("Zénobie", email="zenobie@exemple.fr")
    first = a_report(author, reporter, explanation="Il m’a insultée devant chez moi", concerned=[reporter.pk])
    decision = decided(a_moderator(), first.case, Measure.WARN)
    left = decided(a_moderator("Gwenn"), a_report(author, reporter, excerpt="Un autre").case, Measure.NOTHING)
    contesting.contest(reporter, left, "Relisez")
    a_report(author, reporter, excerpt="Qui attend encore", reason="danger")
    client.force_login(author)
    got = [exported(author), *(a_page(client, path) for path in ("/compte/decisions/", decision.get_absolute_url()))]
    got += [a_page(client, path) for path in ("/", "/compte/", "/vous-concerne/", author.get_absolute_url())]
    got += [str(part) for part in preview.preview(author)]
    got += [str(letter.body) for letter in mail.outbox if author.email in letter.to]
    got += [json.dumps([each.facts, each.path, str(each.by_id)]) for each in Notice.objects.filter(to=author)]
    for telling in ("Zénobie", str(reporter.pk), reporter.email, first.reference, "Il m’a insultée", "Qui attend"):
        assert not any(telling in each for each in got), telling
    assert "Un autre" not in got[0]  # what was left as it is, they never hear of
    assert "Vous avez écrit « pilules »." in got[0]


def test_who_reported_takes_their_report_away_and_not_who_decided():
    author, reporter, decider = a_resident("Yann"), a_resident("Zénobie"), a_moderator("Solenn")
    report = a_report(author, reporter, explanation="Je l’ai vu")
    decided(decider, report.case, Measure.WARN)
    taken = exported(reporter)
    assert "Je l’ai vu" in taken
    assert report.reference in taken
    assert "Solenn" not in taken
    assert str(decider.pk) not in taken
