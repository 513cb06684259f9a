"""Horizons: wider until enough neighbours, narrower only with a margin."""

from __future__ import annotations

import h3.api.basic_int as h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.territory import cells, horizons
from maillage.territory.horizons import LADDER, NARROWING_TARGET, TARGET, Horizon, decide
from maillage.territory.models import CellHorizon

CELL = cells.finest_cell(48.4542, -2.0473)
LARGEST = len(LADDER) - 1


def _cell(place: tuple[float, float, int]) -> int:
    return int(h3.latlng_to_cell(*place))


public_cells = st.tuples(st.floats(42.5, 50.5), st.floats(-4, 7), st.integers(6, 9)).map(_cell)
crowds = st.dictionaries(
    st.tuples(st.floats(48, 48.8), st.floats(-2.6, -1.6), st.just(8)).map(_cell),
    st.integers(0, 80), min_size=1, max_size=30,
)  # fmt: skip


@settings(deadline=None)
@given(public_cells, public_cells)
def test_each_step_holds_the_one_before(origin, other):
    near = cells.finest_cell(*cells.centre(other))
    seen = [Horizon(origin, step).contains(near) for step in range(len(LADDER))]
    assert seen == sorted(seen)


@settings(deadline=None)
@given(public_cells, st.floats(-0.4, 0.4), st.floats(-0.6, 0.6))
def test_each_step_holds_the_one_before_close_by_too(origin, north, east):
    lat, lon = h3.cell_to_latlng(origin)
    near = h3.latlng_to_cell(lat + north, lon + east, 9)
    seen = [Horizon(origin, step).contains(near) for step in range(len(LADDER))]
    assert seen == sorted(seen)


def test_one_sees_oneself_at_every_step():
    assert all(Horizon(CELL, step).contains(CELL) for step in range(len(LADDER)))


def test_a_horizon_names_the_column_of_its_cells():
    horizon = Horizon(CELL, 3)
    assert (horizon.field, len(horizon.cells)) == ("cell_7", 61)
    assert cells.point_cells(CELL).cell_7 in horizon.cells


@pytest.mark.parametrize("step", LADDER)
def test_the_radius_said_is_about_the_reach(step):
    middle = h3.latlng_to_cell(48.4542, -2.0473, step.resolution)
    area = sum(h3.cell_area(cell, "km^2") for cell in h3.grid_disk(middle, step.rings))
    assert step.radius_km == pytest.approx((area / 3.1416) ** 0.5, rel=0.25)


def test_a_crowd_next_door_is_enough():
    assert decide({CELL: TARGET}, {}) == {CELL: (0, TARGET)}


def test_few_people_see_as_far_as_can_be():
    assert decide({CELL: 3}, {}) == {CELL: (LARGEST, 3)}


def test_a_horizon_widens_at_once_when_people_leave():
    assert decide({CELL: TARGET - 1}, {CELL: 0})[CELL].step == LARGEST


def test_a_horizon_narrows_only_with_a_margin():
    assert decide({CELL: NARROWING_TARGET - 1}, {CELL: 4})[CELL].step == 4
    assert decide({CELL: NARROWING_TARGET}, {CELL: 4})[CELL].step == 0


@settings(deadline=None)
@given(crowds, st.integers(0, LARGEST))
def test_deciding_twice_changes_nothing(counts, step):
    first = decide(counts, dict.fromkeys(counts, step))
    assert decide(counts, {cell: reach.step for cell, reach in first.items()}) == first


@settings(deadline=None)
@given(crowds)
def test_more_people_never_widen_a_horizon(counts):
    before = decide(counts, {})
    after = decide({cell: active + 1 for cell, active in counts.items()}, {})
    assert all(after[cell].step <= before[cell].step for cell in counts)


@settings(deadline=None)
@given(crowds)
def test_a_horizon_short_of_the_target_is_the_largest(counts):
    for cell, reach in decide(counts, {}).items():
        inside = sum(active for other, active in counts.items() if Horizon(cell, reach.step).contains(other))
        assert reach.active == inside
        assert inside >= TARGET or reach.step == LARGEST


@pytest.mark.django_db
def test_horizons_are_stored_and_found():
    assert horizons.of(CELL) == Horizon(CELL, horizons.DEFAULT_STEP)
    assert horizons.recompute({CELL: TARGET}) == 1
    assert horizons.of(CELL) == Horizon(CELL, 0)
    assert horizons.recompute({CELL: TARGET}) == 0


@pytest.mark.django_db
def test_a_cell_that_everybody_left_is_forgotten():
    horizons.recompute({CELL: TARGET})
    horizons.recompute({})
    assert not CellHorizon.objects.exists()


@pytest.mark.django_db
def test_finding_a_horizon_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        horizons.of(CELL)
