"""Reporting: anybody may, the receipt is theirs, and moderators never learn who."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from maillage.conversations.tests.factories import a_conversation
from maillage.moderation import actions, queries
from maillage.moderation.models import Report
from maillage.platform.ids import new_id
from maillage.residents.models import Resident, Role
from maillage.residents.tests.factories import a_resident, a_role


def reported(reporter: Resident | None, author: Resident, excerpt: str = "Achetez mes pilules") -> Report:
    return actions.report(reporter, "listing", new_id(), excerpt, author, Report.Reason.SPAM, "")


@pytest.mark.django_db
def test_a_report_keeps_what_was_said_for_the_moderators_of_the_author():
    moderator, author = a_resident("Gwenn"), a_resident("Yann")
    a_role(moderator, Role.Kind.MODERATOR)
    reported(a_resident("Maëlle"), author)
    [case], _more = queries.cases(moderator)
    assert (case.excerpt, case.author) == ("Achetez mes pilules", "Yann")


@pytest.mark.django_db
def test_moderators_of_another_commune_read_nothing_of_it():
    moderator = a_resident("Ailleurs", commune="77463")
    a_role(moderator, Role.Kind.MODERATOR)
    reported(None, a_resident("Yann", commune="22050"))
    assert queries.cases(moderator)[0] == []


@pytest.mark.django_db
def test_a_moderator_does_not_read_reports_about_themselves():
    moderator = a_resident("Gwenn")
    a_role(moderator, Role.Kind.MODERATOR)
    reported(None, moderator)
    assert queries.cases(moderator)[0] == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Role.Kind.AGENT, Role.Kind.ELECTED, Role.Kind.HOST])
def test_other_roles_do_not_read_reports(kind):
    official = a_resident("Élise")
    a_role(official, kind)
    reported(None, a_resident("Yann"))
    assert queries.cases(official)[0] == []


@pytest.mark.django_db
def test_a_case_has_no_reporter():
    reporter, moderator = a_resident("Prénom-du-témoin"), a_resident("Gwenn")
    a_role(moderator, Role.Kind.MODERATOR)
    reported(reporter, a_resident("Yann"))
    [case], _more = queries.cases(moderator)
    assert "Prénom-du-témoin" not in repr(case)
    assert str(reporter.pk) not in repr(case)


@pytest.mark.django_db(transaction=True)
def test_reporting_twice_at_once_keeps_one_report():
    reporter, author, subject = a_resident("Maëlle"), a_resident("Yann"), new_id()
    made: list[Report] = []
    together = threading.Barrier(6)

    def press() -> None:
        together.wait()
        made.append(actions.report(reporter, "listing", subject, "…", author, Report.Reason.SPAM, ""))
        connection.close()

    presses = [threading.Thread(target=press) for _ in range(6)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert len(made) == 6
    assert len({report.pk for report in made}) == Report.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_of_the_database_the_same_race_would_keep_several(monkeypatch):
    monkeypatch.setattr(actions, "_known", lambda *_: None)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX report_once_a_reporter")
    try:
        reporter, author, subject = a_resident("Maëlle"), a_resident("Yann"), new_id()
        for _ in range(2):
            actions.report(reporter, "listing", subject, "…", author, Report.Reason.SPAM, "")
        assert Report.objects.count() == 2
    finally:
        Report.objects.all().delete()
        [constraint] = Report._meta.constraints
        with connection.schema_editor() as editor:
            editor.add_constraint(Report, constraint)


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
        report = reported(a_resident("Maëlle"), a_resident("Yann"))
        client.force_login(a_resident("Yann"))
        assert client.get(reverse("report-receipt", args=[report.pk])).status_code == 404

    def test_an_unknown_kind_is_not_found(self, client):
        assert client.get(reverse("report", args=["mairie", new_id()])).status_code == 404

    def test_an_official_or_a_resident_does_not_open_the_list(self, client):
        client.force_login(a_resident("Yann"))
        assert client.get(reverse("moderation")).status_code == 404
