"""Saying how an exchange went: once each, unread until both have spoken or the time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.reviews import access, actions
from maillage.reviews.models import Answer, Exchange, Review
from maillage.reviews.refusals import (
    AlreadyAnswered,
    AlreadyRead,
    AlreadySaid,
    Gone,
    NothingSaid,
    NotYours,
    TooLate,
)
from maillage.reviews.tests.factories import a_review, an_exchange, said

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOW):
        yield


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def loan(maelle: Resident, yann: Resident) -> Exchange:
    return an_exchange(maelle, yann)


def seen(viewer: Resident) -> list[str]:
    return [str(review) for review in Review.objects.seen_by(viewer)]


def told(resident: Resident) -> list[str]:
    return sorted(Notice.objects.filter(to=resident).values_list("kind", flat=True))


def test_nobody_reads_the_first_review_before_the_second_is_written(maelle, yann, loan):
    a_review(yann, loan, "Très bonne perceuse.")
    assert not seen(maelle)
    assert not seen(yann)
    a_review(maelle, loan, "Rendue à l’heure.")
    assert sorted(seen(maelle)) == ["Rendue à l’heure.", "Très bonne perceuse."]
    assert told(maelle) == told(yann) == ["reviews.revealed"]


def test_a_review_alone_is_read_when_the_fourteen_days_are_over(maelle, yann, loan):
    a_review(yann, loan, "Très bonne perceuse.")
    with clock.at(loan.closes_at - timedelta(microseconds=1)):
        assert not seen(maelle)
    with clock.at(loan.closes_at):  # and no job has run
        assert seen(maelle) == ["Très bonne perceuse."]


def test_thanks_is_said_with_one_tap_and_reveals_as_words_do(maelle, yann, loan):
    assert actions.thank(yann, loan).is_thanks
    a_review(maelle, loan)
    assert len(seen(maelle)) == 2


def test_one_speaks_once_of_an_exchange(yann, loan):
    a_review(yann, loan)
    with pytest.raises(AlreadySaid):
        a_review(yann, loan)
    with pytest.raises(AlreadySaid):
        actions.thank(yann, loan)
    assert Review.objects.count() == 1


def test_one_speaks_only_of_one_s_own_exchanges(loan):
    with pytest.raises(NotYours):
        a_review(a_resident("Inès"), loan)
    assert not Review.objects.exists()


def test_nobody_speaks_of_themselves(maelle, loan):
    """No action could: the database refuses what would."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(exchange=loan, author=maelle, about=maelle)
    with pytest.raises(IntegrityError), transaction.atomic():
        an_exchange(maelle, maelle)


def test_after_the_window_it_is_too_late(yann, loan):
    with clock.at(loan.closes_at), pytest.raises(TooLate, match="9 décembre"):
        a_review(yann, loan)


def test_what_is_not_read_yet_can_be_taken_back_and_said_otherwise(yann, loan):
    actions.withdraw(yann, a_review(yann, loan))
    assert not Review.objects.exists()
    a_review(yann, loan, "Mieux dit.")


def test_what_may_have_been_read_stays(maelle, yann, loan):
    written = a_review(yann, loan)
    with clock.at(loan.closes_at), pytest.raises(AlreadyRead):
        actions.withdraw(yann, written)
    a_review(maelle, loan)
    with pytest.raises(AlreadyRead):
        actions.withdraw(yann, written)
    with pytest.raises(NotYours):
        actions.withdraw(maelle, written)


def test_one_answers_once_and_only_what_can_be_read(maelle, yann, loan):
    written = a_review(yann, loan)
    with pytest.raises(NotYours):
        actions.reply(maelle, written, "Trop tôt")
    a_review(maelle, loan)
    written = Review.objects.select_related("exchange", "author").get(pk=written.pk)
    with pytest.raises(NothingSaid):
        actions.reply(maelle, written, "  ")
    with pytest.raises(NotYours):
        actions.reply(yann, written, "À moi-même")
    actions.reply(maelle, written, "Merci à vous.")
    assert "reviews.answered" in told(yann)
    with pytest.raises(AlreadyAnswered):
        actions.reply(maelle, written, "Encore")
    written.refresh_from_db()
    assert written.reply == "Merci à vous."


def test_nothing_is_said_of_or_by_somebody_suspended_or_gone(maelle, yann, loan):
    residents.leave(maelle)
    with pytest.raises(Gone):
        a_review(yann, loan)


def test_the_database_holds_all_three_answers_or_none(yann, maelle, loan):
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(exchange=loan, author=yann, about=maelle, as_agreed=Answer.YES)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(exchange=loan, author=yann, about=maelle, words="Sans réponse")


def test_somebody_blocked_is_absent_from_reviews_and_exchanges(maelle, yann, loan):
    a_review(yann, loan)
    a_review(maelle, loan)
    residents.block(maelle, yann)
    assert seen(maelle) == ["Rendue propre."]  # her own
    with pytest.raises(Http404):
        access.exchange(maelle, loan.kind, loan.subject_id)
    assert len(seen(a_resident("Inès"))) == 2


def test_the_words_of_somebody_suspended_are_silent(maelle, yann, loan):
    a_review(yann, loan, "Silence")
    actions.thank(maelle, loan)
    Resident.objects.filter(pk=yann.pk).update(suspended_at=NOW)
    assert seen(maelle) == ["Merci"]


def test_of_somebody_who_leaves_words_stay_without_a_name_and_what_is_said_of_them_goes(maelle, yann, loan):
    a_review(yann, loan, "Bien.")
    a_review(maelle, loan, "De Yann")
    sealed = an_exchange(maelle, yann)
    a_review(yann, sealed, "Pas lu")
    residents.leave(yann)
    left = Review.objects.get()
    assert (left.words, str(left.author)) == ("Bien.", "Une personne")


def test_moderation_hides_and_shows_again_words_and_answers(maelle, yann, loan):
    written = a_review(yann, loan, "Insultant")
    actions.thank(maelle, loan)
    assert actions.hide(written.pk)
    assert not actions.hide(written.pk)
    assert seen(maelle) == ["Merci"]
    assert actions.show_again(written.pk)
    assert "Insultant" in seen(maelle)
    assert not actions.hide_reply(written.pk)


def test_a_review_is_reported_by_who_may_read_it(maelle, yann, loan):
    written = a_review(yann, loan)
    neighbour = a_resident("Inès")
    for viewer in (neighbour, None):
        with pytest.raises(Http404):
            access.review(viewer, written.pk)
    a_review(maelle, loan)
    assert access.review(neighbour, written.pk) == written
    assert said().words == ""
