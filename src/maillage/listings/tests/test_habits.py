"""How people answer: in coarse words, from a handful of conversations on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from maillage.conversations.actions import About
from maillage.conversations.tests.factories import a_conversation, a_message
from maillage.listings import habits, jobs
from maillage.listings.models import AnswerHabit, Listing
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db

NOW = clock.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked(listing: Listing, after: timedelta | None, ago: timedelta = 10 * DAY) -> Resident:
    """Somebody wrote about a listing; its author answered after a time, or did not."""
    opener = a_resident()
    about = About("listing", listing.pk, "Prêt", listing.title, listing.get_absolute_url())
    conversation = a_conversation(opener, listing.author, about=about)
    conversation.messages.update(sent_at=NOW - ago)
    if after is not None:
        answer = a_message(listing.author, conversation)
        conversation.messages.filter(pk=answer.pk).update(sent_at=NOW - ago + after)
    return opener


def counted(listing: Listing) -> AnswerHabit | None:
    habits.count()
    return AnswerHabit.objects.filter(pk=listing.author_id).first()


def test_a_few_conversations_tell_nothing():
    listing = a_listing()
    for _ in range(habits.LEAST - 1):
        asked(listing, HOUR)
    assert counted(listing) is None


@pytest.mark.parametrize(
    ("delay", "words"),
    [(HOUR, "dans la journée"), (2 * DAY, "deux ou trois jours"), (5 * DAY, "la semaine"), (9 * DAY, "semaines")],
)
def test_the_usual_time_is_told_in_days(delay: timedelta, words: str):
    listing = a_listing()
    for _ in range(habits.LEAST):
        asked(listing, delay)
    habit = counted(listing)
    assert habit is not None
    assert words in habit.words


def test_two_hours_and_ten_are_told_alike():
    one, other = a_listing(), a_listing()
    for _ in range(habits.LEAST):
        asked(one, HOUR)
        asked(other, 20 * HOUR)
    habits.count()
    first, second = AnswerHabit.objects.all()
    assert first.words == second.words


def test_silence_counts_once_there_was_time_to_answer():
    listing = a_listing()
    for _ in range(habits.LEAST):
        asked(listing, HOUR)
        asked(listing, None, ago=DAY)
    habit = counted(listing)
    assert habit is not None
    assert habit.rate == AnswerHabit.Rate.NEARLY_ALWAYS
    for _ in range(habits.LEAST):
        asked(listing, None)
    habit = counted(listing)
    assert habit is not None
    assert habit.rate == AnswerHabit.Rate.SOMETIMES


def test_what_is_older_than_a_season_is_forgotten():
    listing = a_listing()
    for _ in range(habits.LEAST):
        asked(listing, HOUR, ago=89 * DAY)
    assert counted(listing)
    with clock.at(NOW + 3 * DAY):
        assert counted(listing) is None


def test_those_who_were_blocked_count_for_nothing():
    listing = a_listing()
    for _ in range(habits.LEAST):
        Block.objects.create(blocker=listing.author, blocked=asked(listing, HOUR))
    assert counted(listing) is None


def test_it_is_read_on_the_page_of_a_listing_and_of_a_person_by_neighbours_only(client, signed_in):
    listing = a_listing(audience="public")
    for _ in range(habits.LEAST):
        asked(listing, HOUR)
    jobs.count_habits(timestamp=0)
    jobs.count_habits(timestamp=0)
    neighbour = signed_in(a_resident())
    for page in (listing.get_absolute_url(), reverse("resident", args=[listing.author_id])):
        assert "en général dans la journée" in neighbour.get(page).content.decode()
    assert "en général" not in client.get(listing.get_absolute_url()).content.decode()
