"""Reporting: anybody may, the receipt is theirs, and nobody learns who."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from maillage.conversations.tests.factories import a_conversation
from maillage.moderation import actions, reading
from maillage.moderation.models import Case, Report
from maillage.moderation.tests.factories import a_moderator, a_report, a_subject
from maillage.platform.ids import new_id
from maillage.residents.models import Block, Resident, Role
from maillage.residents.tests.factories import a_resident
from maillage.territory.models import Quarter


def read_by(handler: Resident) -> list[str]:
    """What this person reads in the queue."""
    return [row.words for row in reading.queue(handler)[0]]


@pytest.mark.django_db
class TestTheQueue:
    def test_a_report_keeps_what_was_said_for_the_moderators_of_the_author(self):
        author = a_resident("Yann")
        a_report(author, a_resident("Maëlle"))
        [row], _more = reading.queue(a_moderator())
        assert (row.words, row.case.author, row.reports) == ("Achetez mes pilules", author, 1)

    def test_moderators_of_another_commune_read_nothing_of_it(self):
        a_report(a_resident("Yann", commune="22050"))
        assert read_by(a_moderator(commune="77463")) == []

    @pytest.mark.parametrize("kind", [Role.Kind.AGENT, Role.Kind.ELECTED, Role.Kind.OPERATOR])
    def test_other_roles_do_not_read_reports(self, kind):
        a_report(a_resident("Yann"))
        assert read_by(a_moderator(kind=kind)) == []

    def test_a_host_reads_what_is_ordinary_in_the_quarter_and_nothing_said_in_private(self):
        host, author = a_moderator("Rozenn", kind=Role.Kind.HOST), a_resident("Yann")
        a_report(author, excerpt="Trop de publicité")
        a_report(author, kind="message", excerpt="Entre nous", reason="other")
        Case.objects.filter(subject_kind="message").update(is_private=True)
        a_report(author, excerpt="Un danger", reason="danger")
        assert read_by(host) == ["Trop de publicité"]
        assert read_by(a_moderator()) == ["Un danger", "Trop de publicité", "Entre nous"]

    def test_a_host_reads_nothing_of_another_quarter(self):
        author = a_resident("Yann")
        assert author.commune
        quarter = Quarter.objects.filter(commune=author.commune).first() or Quarter.objects.create(
            commune=author.commune, name="Le Port"
        )
        Resident.objects.update(quarter=quarter)
        author.refresh_from_db()
        a_report(author)
        host = a_moderator("Rozenn", kind=Role.Kind.HOST)
        assert read_by(host) == []
        host.quarter = quarter
        assert read_by(host) == ["Achetez mes pilules"]

    def test_nobody_handles_what_they_wrote_reported_or_take_part_in(self):
        author, witness, member = a_moderator("Yann"), a_moderator("Maëlle"), a_moderator("Karim")
        a_report(author, witness, concerned=[member.pk])
        assert [read_by(each) for each in (author, witness, member)] == [[], [], []]
        assert read_by(a_moderator("Solenn")) == ["Achetez mes pilules"]

    @pytest.mark.parametrize("way", ["given", "received"])
    def test_a_block_either_way_leaves_it_to_another(self, way):
        author, moderator = a_resident("Yann"), a_moderator()
        a_report(author)
        pair = (moderator, author) if way == "given" else (author, moderator)
        Block.objects.create(blocker=pair[0], blocked=pair[1])
        assert read_by(moderator) == []
        assert read_by(a_moderator("Gwenn")) == ["Achetez mes pilules"]

    def test_a_case_has_no_reporter(self):
        reporter = a_resident("Prénom-du-témoin")
        report = a_report(a_resident("Yann"), reporter, explanation="Cela m’inquiète")
        shown = repr(reading.queue(a_moderator())) + repr(reading.file(report.case))
        assert "Cela m’inquiète" in shown
        assert "Prénom-du-témoin" not in shown
        assert str(reporter.pk) not in shown

    def test_what_is_grave_comes_first_then_what_is_old(self):
        author = a_resident("Yann")
        for excerpt, reason in (("Ancien", "spam"), ("Sérieux", "insult"), ("Nouveau", "spam"), ("Grave", "danger")):
            a_report(author, excerpt=excerpt, reason=reason)
        assert read_by(a_moderator()) == ["Grave", "Sérieux", "Ancien", "Nouveau"]

    def test_several_reports_of_one_thing_are_one_case_and_weigh_more(self):
        author, subject = a_resident("Yann"), new_id()
        for name in ("Maëlle", "Soizic", "Anne"):
            a_report(author, a_resident(name), subject_id=subject, explanation=name)
        [row], _more = reading.queue(a_moderator())
        assert (row.reports, row.case.severity) == (3, 2)
        [said] = reading.file(row.case).said
        assert len(said.explanations) == 3

    def test_pages_follow_one_another(self, monkeypatch):
        monkeypatch.setattr(reading, "CASES_A_PAGE", 2)
        author, moderator = a_resident("Yann"), a_moderator()
        for number in range(5):
            a_report(author, excerpt=f"{number}", reason="danger" if number == 3 else "spam")
        seen, cursor = [], None
        for _page in range(3):
            rows, cursor = reading.queue(moderator, after=cursor)
            seen += [row.words for row in rows]
        assert seen == ["3", "0", "1", "2", "4"]
        assert cursor is None


@pytest.mark.django_db(transaction=True)
def test_reporting_twice_at_once_keeps_one_report():
    reporter, author, subject = a_resident("Maëlle"), a_resident("Yann"), new_id()
    made: list[Report] = []
    together = threading.Barrier(6)

    def press() -> None:
        together.wait()
        made.append(actions.report(reporter, "listing", subject, a_subject(author), "spam"))
        connection.close()

    presses = [threading.Thread(target=press) for _ in range(6)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert len(made) == 6
    assert len({report.pk for report in made}) == Report.objects.count() == Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_of_the_database_the_same_race_would_keep_several(monkeypatch):
    monkeypatch.setattr(actions, "_known", lambda *_: None)
    guard = next(each for each in Report._meta.constraints if each.name == "report_once_a_reporter")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Report, guard)
    try:
        reporter, author, subject = a_resident("Maëlle"), a_resident("Yann"), new_id()
        for _ in range(2):
            actions.report(reporter, "listing", subject, a_subject(author), "spam")
        assert Report.objects.count() == 2
    finally:
        Case.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Report, guard)


class TestThroughPages:
    @pytest.fixture(autouse=True)
    def _database(self, db):
        pass

    def of_a_message(self, browser: Client, author: Resident, reader: Resident) -> str:
        said = a_conversation(author, reader, text="Donnez-moi votre code de carte").messages.get()
        browser.force_login(reader)
        return reverse("report", args=["message", said.pk])

    def test_a_reader_reports_a_message_and_gets_a_receipt(self, client):
        reader = a_resident("Maëlle")
        url = self.of_a_message(client, a_resident("Yann"), reader)
        sent = client.post(url, {"reason": "scam", "explanation": "", "idempotency_key": str(new_id())}, follow=True)
        report = Report.objects.get()
        assert report.reference in sent.content.decode()
        assert report.excerpt == "Donnez-moi votre code de carte"
        assert report.case.is_private
        assert report.case.severity == 3

    def test_without_a_reason_the_form_comes_back_with_what_was_typed(self, client):
        url = self.of_a_message(client, a_resident("Yann"), a_resident("Maëlle"))
        answer = client.post(url, {"explanation": "Il insiste", "idempotency_key": str(new_id())})
        assert answer.status_code == 422
        assert "Il insiste" in answer.content.decode()

    @pytest.mark.parametrize("who", ["a stranger", "a visitor"])
    def test_only_those_it_was_said_to_may_report_a_message(self, client, who):
        url = self.of_a_message(client, a_resident("Yann"), a_resident("Maëlle"))
        client.logout()
        if who == "a stranger":
            client.force_login(a_resident("Soizic"))
        assert client.get(url).status_code == 404

    def test_the_receipt_of_another_does_not_open(self, client):
        report = a_report(a_resident("Yann"), a_resident("Maëlle"))
        client.force_login(a_resident("Yann"))
        assert client.get(reverse("report-receipt", args=[report.pk])).status_code == 404

    def test_an_unknown_kind_is_not_found(self, client):
        assert client.get(reverse("report", args=["mairie", new_id()])).status_code == 404

    def test_an_official_or_a_resident_does_not_open_the_list(self, client):
        client.force_login(a_resident("Yann"))
        assert client.get(reverse("moderation")).status_code == 404
