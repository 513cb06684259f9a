from collections import Counter
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from maillage.demo import content, people, placing
from maillage.demo.placing import Fate
from maillage.demo.tests.factories import COMMUNES
from maillage.feed.models import Audience
from maillage.territory.tests.factories import some_communes

END = datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Paris"))
TALKED = {talk.listing for talk in content.talks()}


@pytest.fixture
def notices(db):
    some_communes(*COMMUNES)
    neighbours = people.settle(2026, 200, END)
    return placing.plan(content.listings(), TALKED, neighbours, END, Random(1))


def test_every_text_is_published_once_in_order_of_time_within_five_weeks(notices):
    assert Counter(notice.text.key for notice in notices) == Counter(text.key for text in content.listings())
    assert [notice.at for notice in notices] == sorted(notice.at for notice in notices)
    assert END - timedelta(weeks=5) <= notices[0].at
    assert notices[-1].at < END


def test_recent_ones_are_more_than_their_share(notices):
    last_week = [notice for notice in notices if notice.at > END - timedelta(days=7)]
    assert len(last_week) > len(notices) * 0.3


def test_one_always_finds_something_of_yesterday(notices):
    assert sum(notice.at > END - timedelta(days=1) for notice in notices) >= 10


def test_nobody_publishes_at_night(notices):
    assert {notice.at.hour for notice in notices} <= set(range(7, 23))


def test_visitors_and_neighbours_both_find_something(notices):
    shares = Counter(notice.audience for notice in notices)
    assert 0.2 < shares[Audience.PUBLIC] / len(notices) < 0.4
    assert shares[Audience.NEIGHBOURS] > len(notices) / 2
    assert shares[Audience.COMMUNE] > 30


def test_every_fate_is_met_and_most_listings_are_open(notices):
    fates = Counter(notice.fate for notice in notices)
    assert set(fates) == set(Fate)
    assert fates[Fate.OPEN] > len(notices) * 0.65
    assert 4 <= fates[Fate.DRAFT] <= 10


def test_only_offers_are_illustrated_about_one_in_three(notices):
    illustrated = [notice.text.is_offer for notice in notices if notice.is_illustrated]
    assert all(illustrated)
    assert 0.25 < len(illustrated) / sum(text.is_offer for text in content.listings()) < 0.42


def test_what_needs_the_countryside_comes_from_there(notices):
    assert {notice.author.is_rural for notice in notices if notice.text.rural} == {True}


def test_personas_say_what_was_chosen_for_them(notices):
    for slug, keys in placing.OF_PERSONAS.items():
        assert {notice.author.slug for notice in notices if notice.text.key in keys} == {slug}


def test_what_people_talk_about_is_old_enough_and_seen_by_neighbours(notices):
    for notice in notices:
        if notice.text.key in TALKED:
            assert notice.at < END - timedelta(days=placing.YOUNGEST_TALKED_DAYS)
            assert notice.audience != Audience.COMMUNE
            assert notice.fate in {Fate.OPEN, Fate.PROMISED, Fate.DONE}


def test_authors_are_many_and_some_say_more_than_others(notices):
    # The few who have a field, in a world this small, say all that needs one.
    said = Counter(notice.author.slug for notice in notices if not notice.text.rural)
    assert len(said) > 100
    assert said.most_common(1)[0][1] < 30


@pytest.mark.parametrize("number", [2, 9])
def test_a_talk_is_in_order_by_day_and_over_before_the_end(number):
    begin = END - timedelta(days=3)
    times = placing.talk_times(number, begin, END, Random(3))
    assert times == sorted(set(times))
    assert begin < times[0]
    assert times[-1] < END
    assert {moment.hour for moment in times} <= set(range(7, 23))
