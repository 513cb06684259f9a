"""The figures of a year: whole, final, and never so small that a count is somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from maillage.moderation import contesting, figures, forgetting, jobs
from maillage.moderation.models import Appeal, Measure, Report, Yearly
from maillage.moderation.tests.factories import a_moderator, a_report, decided
from maillage.platform import clock
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)


def counted(title: str, name: str, year: int = 2026) -> str:
    [shown] = [each for each in figures.shown() if each.year == year]
    [table] = [each for each in shown.tables if each.title.startswith(title)]
    [row] = [each for each in table.rows if each.name == name]
    return row.words.replace("\u00a0", " ").replace("\u202f", " ")


def a_year(reports: int = 6, warned: int = 5) -> None:
    author, moderator = a_resident("Yann"), a_moderator()
    for number in range(reports):
        with clock.at(SUMMER):
            case = a_report(author).case
        with clock.at(SUMMER + timedelta(hours=number + 1)):
            if number < warned:
                decided(moderator, case, Measure.WARN)


def test_what_is_small_is_not_told():
    a_year(reports=6, warned=5)
    with clock.at(SUMMER):
        a_report(a_resident("Anne"), reason="insult")
        figures.count()
    assert counted("Signalements reçus", "Publicité ou répétition") == "6"
    assert counted("Signalements reçus", "Insulte, menace ou harcèlement") == "moins de 5"
    assert counted("Signalements reçus", "Total") == "non communiqué"
    assert counted("Décisions", "Avertir") == counted("Décisions", "Total") == "5"
    assert counted("Délais", "Du premier signalement à la décision") == "3 h"
    assert counted("Délais", "D’un recours à sa réponse") == "trop peu pour le dire"


@pytest.mark.parametrize(
    ("numbers", "total"),
    [([], "0"), ([7, 8], "15"), ([7, 3], "non communiqué"), ([2, 2], "non communiqué"), ([3, 4, 9], "16"), ([0], "0")],
)
def test_no_total_gives_a_small_count_away(numbers, total):
    assert figures._total(numbers) == total


def test_a_year_that_is_over_is_counted_whole_and_for_good():
    a_year()
    with clock.at(datetime(2027, 1, 1, 3, tzinfo=UTC)):
        jobs.forget_reports(timestamp=0)
    assert Yearly.objects.get(year=2026).is_final
    with clock.at(datetime(2027, 12, 31, tzinfo=UTC)):
        jobs.forget_reports(timestamp=0)
    assert not Report.objects.exists()
    assert counted("Signalements reçus", "Publicité ou répétition") == "6"


def test_a_site_that_slept_counts_before_it_forgets():
    a_year()
    with clock.at(SUMMER + timedelta(days=400)):
        jobs.forget_reports(timestamp=0)
    assert not Report.objects.exists()
    assert counted("Signalements reçus", "Publicité ou répétition") == "6"


def test_anybody_reads_them_and_takes_them_away(client):
    a_year()
    with clock.at(SUMMER):
        figures.count()
    page = client.get(reverse("moderation-figures"))
    assert page["Cache-Control"] == "public, max-age=3600"
    assert "Publicité ou répétition" in page.content.decode()
    answer = client.get(reverse("moderation-figures-csv"))
    assert answer["Content-Type"].startswith("text/csv")
    assert "Publicité ou répétition,6" in answer.content.decode()


def test_years_are_said_as_years_and_a_quiet_one_in_one_sentence(client):
    a_report(a_resident("Yann"))
    figures.count()
    page = client.get(reverse("moderation-figures")).content.decode()
    this_year = clock.today().year
    for year in (this_year, this_year - 1):
        assert f"<h2>{year}</h2>" in page
        assert f'href="#annee-{year}"' in page
    assert page.count("Rien n’a été signalé") == 1


def test_before_the_first_night_the_page_says_so(client):
    assert "Pas encore de chiffres" in client.get(reverse("moderation-figures")).content.decode()


class TestForgetting:
    def test_a_decision_that_still_holds_somebody_stays(self):
        author = a_resident("Yann")
        with clock.at(SUMMER):
            decision = decided(a_moderator(), a_report(author).case, Measure.SUSPEND, lasts=None)
        with clock.at(SUMMER + timedelta(days=800)):
            forgetting.forget_old()
            decision.refresh_from_db()
        assert not Report.objects.exists()

    def test_one_that_is_contested_stays_until_it_is_answered(self):
        author = a_resident("Yann")
        with clock.at(SUMMER):
            decision = decided(a_moderator(), a_report(author).case)
            appeal = contesting.contest(author, decision, "Non")
        with clock.at(SUMMER + timedelta(days=800)):
            forgetting.forget_old()
            contesting.answer(a_moderator("Gwenn"), appeal, Appeal.State.CONFIRMED, "Vu")
            forgetting.forget_old()
        assert not Appeal.objects.exists()
