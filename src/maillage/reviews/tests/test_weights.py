"""How old answers weigh, whatever they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.reviews import weights
from maillage.reviews.models import Answer
from maillage.reviews.weights import EXAMPLE, HALF_LIFE_DAYS, Dated, Tendency

STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 11, 25)
DAYS = st.integers(0, 2000)
ANSWERS = st.builds(lambda answer, ago: Dated(answer, TODAY - timedelta(days=ago)), st.sampled_from(Answer), DAYS)


@STEADY
@given(DAYS)
def test_a_year_halves_the_weight(ago: int):
    then = TODAY - timedelta(days=ago)
    halved = weights.weight(then - timedelta(days=HALF_LIFE_DAYS), TODAY)
    assert halved == pytest.approx(weights.weight(then, TODAY) / 2)


@STEADY
@given(DAYS, DAYS)
def test_the_older_never_weighs_more(first: int, second: int):
    older, newer = max(first, second), min(first, second)
    weigh = [weights.weight(TODAY - timedelta(days=ago), TODAY) for ago in (older, newer)]
    assert 0 < weigh[0] <= weigh[1] <= 1


@STEADY
@given(st.lists(ANSWERS, min_size=1, max_size=30), st.randoms())
def test_the_share_is_a_share_whatever_the_order(answers: list[Dated], chance):
    share = weights.share(answers, TODAY)
    assert share is not None
    assert 0 <= share <= 1
    chance.shuffle(answers)
    assert weights.share(answers, TODAY) == pytest.approx(share)


@STEADY
@given(st.lists(ANSWERS, min_size=1, max_size=30), DAYS)
def test_a_yes_never_lowers_and_a_no_never_raises(answers: list[Dated], ago: int):
    then = TODAY - timedelta(days=ago)
    share = weights.share(answers, TODAY)
    assert share is not None
    assert (weights.share([*answers, Dated(Answer.YES, then)], TODAY) or 0) >= share - 1e-9
    assert (weights.share([*answers, Dated(Answer.NO, then)], TODAY) or 0) <= share + 1e-9


@STEADY
@given(st.sampled_from(Answer), st.lists(DAYS, min_size=1, max_size=20))
def test_all_alike_say_what_each_says(answer: Answer, agos: list[int]):
    words = {Answer.YES: Tendency.ALMOST_ALWAYS, Answer.PARTLY: Tendency.MIXED, Answer.NO: Tendency.SELDOM}
    answers = [Dated(answer, TODAY - timedelta(days=ago)) for ago in agos]
    assert weights.tendency(answers, TODAY) is words[answer]


def test_nothing_answered_is_nothing_said():
    assert weights.share([], TODAY) is None
    assert weights.tendency([], TODAY) is None


def test_the_example_of_the_page_comes_to_what_it_says():
    """(1 + 0.25) / 1.75: the words of the page hold these figures."""
    answers = [Dated(answer, TODAY - timedelta(days=ago)) for ago, answer in EXAMPLE]
    assert [weights.weight(each.on, TODAY) for each in answers] == [1, 0.5, 0.25]
    assert weights.share(answers, TODAY) == pytest.approx((1 + 0.25) / 1.75)
    assert weights.tendency(answers, TODAY) is Tendency.MOSTLY
