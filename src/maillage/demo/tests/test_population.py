from random import Random

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some

from maillage.demo.population import Point, home, proportional, spread

POPULATIONS = {"22050": 14_764, "77463": 3_384, "22118": 4_291, "22268": 211, "77316": 12_810}


@given(some.integers(0, 2000))
def test_everybody_lives_somewhere(number):
    assert sum(spread(number, POPULATIONS).values()) == number


@given(
    some.integers(0, 500),
    some.dictionaries(some.text("0123456789", min_size=5, max_size=5), some.integers(1, 10**6), min_size=1),
)
def test_shares_are_the_exact_ones_rounded_down_or_up(number, weights):
    shares = proportional(number, weights)
    assert sum(shares.values()) == number
    for key, weight in weights.items():
        exact = number * weight / sum(weights.values())
        assert exact - 1 < shares[key] < exact + 1


def test_the_two_towns_are_lively_and_the_rest_follows_the_population():
    living = spread(400, POPULATIONS)
    assert living["22050"] == 150
    assert living["77463"] == 60
    assert living["77316"] > living["22118"] > living["22268"]


def test_a_smaller_demonstration_keeps_the_proportions():
    assert spread(40, POPULATIONS)["22050"] == 15


def test_nobody_can_be_spread_over_empty_communes():
    with pytest.raises(ValueError, match="Nobody lives"):
        proportional(10, {"22268": 0})


CRESCENT = shapely.Point(0, 48).buffer(0.05).difference(shapely.Point(0.02, 48).buffer(0.045))


@given(some.integers())
def test_homes_are_inside_their_commune_even_where_it_bends_around_its_centre(seed):
    drawn = home(Random(seed), CRESCENT, Point(48, -0.04))
    assert CRESCENT.contains(shapely.Point(drawn.lon, drawn.lat))


def test_the_same_chance_draws_the_same_home():
    assert home(Random(7), CRESCENT, Point(48, -0.04)) == home(Random(7), CRESCENT, Point(48, -0.04))
