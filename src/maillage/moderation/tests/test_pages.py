"""The queue, a case, statements and appeals through their pages, with what people mistype."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.moderation import contesting, handling, subjects
from maillage.moderation.models import Appeal, Case, Decision, Measure, Report
from maillage.moderation.subjects import Effects, Hidden
from maillage.moderation.tests.factories import a_moderator, a_report, a_subject, decided
from maillage.moderation.tests.test_handling import of
from maillage.platform.ids import new_id
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8
WHOLE = {"measure": "warn", "ground": "terms_respect", "facts": "Vous écrivez « pilules »"}


@pytest.fixture(autouse=True)
def _posters(monkeypatch, author):
    monkeypatch.setattr(subjects, "_kinds", {})
    acts = Effects(lambda _poster: Hidden(), lambda *_: None)
    subjects.register("poster", "affiche", lambda *_: a_subject(author), effects=acts)


@pytest.fixture
def author() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def moderator() -> Resident:
    return a_moderator()


@pytest.fixture
def case(author) -> Case:
    return a_report(author, a_resident("Prénom-du-témoin"), kind="poster").case


def key() -> dict[str, str]:
    return {"idempotency_key": str(new_id())}


def post(browser: Client, url: str, **said: Any) -> Any:
    return browser.post(url, {**key(), **said})


def words(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


class TestDecidingThroughItsPage:
    def test_one_takes_reads_decides_and_the_queue_is_empty(self, case, moderator, author):
        browser = of(moderator)
        assert "Prendre ce dossier" in words(browser.get(case.get_absolute_url()))
        taken = browser.post(reverse("moderation-take", args=[case.pk]), follow=True)
        assert "Votre décision" in words(taken)
        done = browser.post(case.get_absolute_url(), {**key(), **WHOLE}, follow=True)
        assert "C’est décidé" in words(done)
        assert "Rien à relire" in words(done)
        assert Decision.objects.get().to == author
        assert '<span class="tag">Avertir</span>' in words(browser.get(reverse("moderation"), {"voir": "decides"}))

    def test_nothing_to_do_asks_for_nothing_more(self, case, moderator):
        handling.take(moderator, case)
        assert post(of(moderator), case.get_absolute_url(), measure="nothing", length="3").status_code == 302
        assert Decision.objects.get().measure == Measure.NOTHING

    @pytest.mark.parametrize(
        ("said", "complaint"),
        [
            ({}, "Choisissez une mesure"),
            ({"measure": "pendre"}, "Sélectionnez un choix valide"),
            ({"measure": "warn"}, "Choisissez la règle ou la loi"),
            ({**WHOLE, "facts": "  "}, "la personne a droit à des raisons"),
            ({**WHOLE, "facts": "x" * 2001}, "Résumez en 2 000 caractères"),
            ({**WHOLE, "ground": "humeur"}, "Sélectionnez un choix valide"),
            ({**WHOLE, "measure": "limit", "length": "3"}, "ce que la personne ne peut plus faire"),
            ({**WHOLE, "measure": "limit", "limits": ["publishing"]}, "Choisissez une durée"),
            ({**WHOLE, "measure": "limit", "limits": ["publishing"], "length": "without"}, "Une limite a une fin"),
            ({**WHOLE, "measure": "suspend"}, "Choisissez une durée"),
            ({**WHOLE, "measure": "suspend", "length": "-3"}, "Sélectionnez un choix valide"),
            ({**WHOLE, "measure": "mend", "delay": "4000"}, "Sélectionnez un choix valide"),
        ],
    )
    def test_what_is_missing_is_asked_for_and_nothing_changes(self, case, moderator, said, complaint):
        handling.take(moderator, case)
        answer = post(of(moderator), case.get_absolute_url(), **said)
        assert answer.status_code == 422
        assert complaint in words(answer)
        if len(said.get("facts", "").strip()) in range(1, 100):
            assert "« pilules »" in words(answer)
        assert not Decision.objects.exists()

    def test_who_no_longer_holds_it_is_told_and_keeps_what_was_typed(self, case, moderator):
        answer = post(of(moderator), case.get_absolute_url(), **WHOLE)
        assert answer.status_code == 422
        assert "Reprenez-le, puis décidez" in words(answer)
        assert not Decision.objects.exists()

    def test_another_is_told_that_somebody_is_at_it(self, case, moderator):
        handling.take(a_moderator("Gwenn"), case)
        browser = of(moderator)
        assert "Quelqu’un d’autre s’occupe" in words(browser.get(case.get_absolute_url()))
        answer = browser.post(reverse("moderation-take", args=[case.pk]), follow=True)
        assert "Prenez le suivant" in words(answer)

    def test_a_block_made_meanwhile_closes_the_case(self, case, moderator, author):
        handling.take(moderator, case)
        Block.objects.create(blocker=author, blocked=moderator)
        assert post(of(moderator), case.get_absolute_url(), **WHOLE).status_code == 404

    def test_the_same_form_twice_decides_once(self, case, moderator):
        handling.take(moderator, case)
        browser, sent = of(moderator), {**key(), **WHOLE}
        for _press in range(2):
            assert browser.post(case.get_absolute_url(), sent).status_code == 302
        assert Decision.objects.count() == 1

    def test_what_was_decided_before_and_what_it_resembles_are_counted(self, case, moderator, author):
        decided(a_moderator("Gwenn"), a_report(author, kind="poster").case)
        Case.objects.filter(pk=case.pk).update(alike={"text": 2, "photo": 1, "address": 1})
        shown = words(of(moderator).get(case.get_absolute_url()))
        for said in ("Avertir : 1", "publié par 2 autres comptes", "sert à 1 autre compte", "boîte aux lettres"):
            assert said in shown


@pytest.mark.parametrize("many", [1, 12])
def test_pages_cost_the_same_whatever_they_hold(django_assert_max_num_queries, author, moderator, many):
    subject = new_id()
    for number in range(many):
        report = a_report(author, a_resident(f"Témoin {number}"), kind="poster", subject_id=subject)
        a_report(author, kind="poster")
        decision = decided(a_moderator(f"Gwenn {number}"), a_report(author, kind="poster").case)
        appeal = contesting.contest(author, decision, "Non")
    browser, own = of(moderator), of(author, with_second_factor=False)
    visits = (
        (browser, reverse("moderation")),
        (browser, f"{reverse('moderation')}?voir=decides"),
        (browser, report.case.get_absolute_url()),
        (browser, reverse("moderation-appeal", args=[appeal.pk])),
        (own, reverse("statements")),
        (own, decision.get_absolute_url()),
        (Client(), reverse("moderation-figures")),
    )
    for client, url in visits:
        client.get(url)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(url).status_code == 200


class TestThePersonConcerned:
    def test_reads_why_and_contests_even_suspended(self, case, moderator, author):
        decision = decided(moderator, case, Measure.SUSPEND)
        browser = of(author, with_second_factor=False)
        shown = words(browser.get(decision.get_absolute_url()))
        for said in ("Votre compte est suspendu", "« pilules »", "Vos recours", "Contester cette décision"):
            assert said in shown
        for secret in ("Prénom-du-témoin", "Solenn"):
            assert secret not in shown
        assert post(browser, decision.get_absolute_url()).status_code == 422
        sent = browser.post(decision.get_absolute_url(), {**key(), "words": "Ce n’est pas moi"}, follow=True)
        assert "En attente" in words(sent)
        assert Appeal.objects.get().by == author
        assert "Lire la décision" in words(browser.get("/")) or "Lire la décision" in words(browser.get("/publier/"))

    def test_nobody_else_opens_it(self, case, moderator, author):
        decision = decided(moderator, case)
        for person in (a_resident("Soizic"), moderator, case.reports.get().reporter):
            assert of(person).get(decision.get_absolute_url()).status_code == 404

    def test_what_was_left_as_it_is_they_never_hear_of(self, case, moderator, author):
        decision = decided(moderator, case, Measure.NOTHING)
        browser = of(author, with_second_factor=False)
        assert browser.get(decision.get_absolute_url()).status_code == 404
        assert "Aucune décision" in words(browser.get(reverse("statements")))

    def test_says_that_it_is_mended(self, case, moderator, author):
        decision = decided(moderator, case, Measure.MEND)
        browser = of(author, with_second_factor=False)
        said = browser.post(reverse("statement-mended", args=[decision.pk]), follow=True)
        assert "va être relue" in words(said)
        assert "L’auteur dit avoir corrigé" in words(of(a_moderator("Gwenn")).get(reverse("moderation")))


class TestTheReporter:
    def test_learns_the_outcome_and_no_detail(self, case, moderator):
        report = case.reports.get()
        browser = of(report.reporter, with_second_factor=False)
        receipt = reverse("report-receipt", args=[report.pk])
        assert "attend d’être lu" in words(browser.get(receipt))
        decided(moderator, case, Measure.SUSPEND)
        shown = words(browser.get(receipt))
        assert "une mesure a été prise" in shown
        assert "suspen" not in shown.lower()
        assert browser.get(reverse("report-contest", args=[report.pk])).status_code == 404

    def test_asks_for_another_look_at_what_was_left(self, case, moderator):
        report = case.reports.get()
        decided(moderator, case, Measure.NOTHING)
        browser = of(report.reporter, with_second_factor=False)
        url = reverse("report-contest", args=[report.pk])
        assert url in words(browser.get(reverse("report-receipt", args=[report.pk])))
        assert post(browser, url).status_code == 422
        assert "En attente" in words(browser.post(url, {**key(), "words": "Relisez"}, follow=True))
        second = of(a_moderator("Gwenn"))
        appeal = Appeal.objects.get()
        shown = words(second.get(reverse("moderation"))) + words(
            second.get(reverse("moderation-appeal", args=[appeal.pk]))
        )
        assert "Relisez" in shown
        assert "Prénom-du-témoin" not in shown

    def test_without_an_account_leaves_an_address_or_none(self, client, author):
        url = reverse("report", args=["affiche", new_id()])
        assert "Adresse électronique" in words(client.get(url))
        wrong = post(client, url, reason="spam", contact="anne@")
        assert wrong.status_code == 422
        assert "Écrivez une adresse complète" in words(wrong)
        assert post(client, url, reason="spam", contact="anne@exemple.fr").status_code == 302
        assert Report.objects.get().contact == "anne@exemple.fr"

    def test_with_an_account_is_asked_for_none(self, client):
        client.force_login(a_resident("Maëlle"))
        url = reverse("report", args=["affiche", new_id()])
        assert "Adresse électronique" not in words(client.get(url))
        assert post(client, url, reason="spam", contact="anne@exemple.fr").status_code == 302
        assert Report.objects.get().contact == ""

    def test_what_the_machine_spotted_has_no_receipt(self, client, case):
        case.reports.update(origin="machine", reporter=None)
        assert client.get(reverse("report-receipt", args=[case.reports.get().pk])).status_code == 404


class TestAnswering:
    def test_another_moderator_answers_through_the_page(self, case, moderator, author):
        decision = decided(moderator, case, Measure.SUSPEND)
        appeal = contesting.contest(author, decision, "Ce n’est pas moi")
        url = reverse("moderation-appeal", args=[appeal.pk])
        assert of(moderator).get(url).status_code == 404
        browser = of(a_moderator("Gwenn"))
        assert post(browser, url, words="Vu").status_code == 422
        assert post(browser, url, state="reversed", words=" ").status_code == 422
        assert "Votre réponse est partie" in words(
            browser.post(url, {**key(), "state": "reversed", "words": "La preuve manquait"}, follow=True)
        )
        author.refresh_from_db()
        assert not author.is_suspended
        assert browser.get(url).status_code == 404
        assert "La preuve manquait" in words(of(author, with_second_factor=False).get(decision.get_absolute_url()))
