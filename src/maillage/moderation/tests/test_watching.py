"""What is published like a scam is read by a person soon after, and is published all the same."""

from __future__ import annotations

from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from maillage.moderation import jobs, reading, subjects, watching
from maillage.moderation.models import Case, Measure, Report
from maillage.moderation.tests.factories import a_moderator, a_report, a_subject, decided
from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
SCAM = "Je suis à l’étranger, payez par coupon PCS"


@pytest.fixture
def author() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def said(monkeypatch, author) -> dict[UUID, str]:
    """Posters by their identifier, as they are now."""
    posters: dict[UUID, str] = {}
    monkeypatch.setattr(subjects, "_kinds", {})
    subjects.register("poster", "affiche", lambda _viewer, poster: a_subject(author, posters[poster]))
    return posters


def look(author: Resident, said: dict[UUID, str], text: str, poster: UUID | None = None) -> UUID:
    """Published, then the job runs."""
    poster = poster or new_id()
    said[poster] = text
    if watching.look("poster", poster, author, text):
        jobs.queue(kind="poster", subject_id=str(poster), author_id=str(author.pk))
    return poster


def test_a_scam_waits_for_a_moderator_who_reads_why(author, said):
    look(author, said, SCAM)
    [row], _more = reading.queue(a_moderator())
    assert (row.case.severity, row.reports) == (3, 0)
    assert row.reports_words == "Repéré à la publication"
    assert {worry.id for worry in reading.file(row.case).worries} == {"prepaid-coupons", "false-carriers"}


def test_what_is_ordinary_insulting_or_unwise_asks_for_no_job(author, said):
    for text in ("Je prête ma scie", "Espèce de connard", "Appelez le 06 12 34 56 78"):
        look(author, said, text)
    assert not Case.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name__contains="moderation").exists()


def test_saying_it_again_or_running_twice_opens_one_case(author, said):
    poster = look(author, said, SCAM)
    look(author, said, SCAM, poster)
    watching.queue("poster", poster, author)
    assert Case.objects.count() == Report.objects.count() == 1


def test_it_joins_what_people_reported(author, said):
    poster = new_id()
    a_report(author, a_resident("Maëlle"), kind="poster", subject_id=poster, excerpt=SCAM)
    look(author, said, SCAM, poster)
    assert Case.objects.count() == 1
    assert set(Report.objects.values_list("origin", flat=True)) == {"person", "machine"}


def test_what_was_read_and_left_comes_back_only_if_it_changes(author, said):
    poster = look(author, said, SCAM)
    decided(a_moderator(), Case.objects.get(), Measure.NOTHING)
    look(author, said, SCAM, poster)
    assert not Case.objects.waiting().exists()
    look(author, said, f"{SCAM} ou mandat cash", poster)
    assert Case.objects.waiting().exists()


def test_what_was_mended_before_the_job_ran_is_let_go(author, said):
    poster = new_id()
    said[poster] = "Je prête ma scie"
    watching.queue("poster", poster, author)
    assert not Case.objects.exists()


def test_the_author_is_never_told_that_somebody_reported_it(author, said):
    look(author, said, SCAM)
    assert Report.objects.get().reporter is None
    assert Report.objects.get().contact == ""
