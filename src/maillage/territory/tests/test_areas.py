"""Areas against figures known from elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maillage.territory import packing
from maillage.territory.areas import area_km2


def test_the_whole_earth_has_its_area():
    # WGS 84: 510,065,621.724 km² (NIMA TR8350.2).
    assert area_km2(shapely.box(-180, -90, 180, 90)) == pytest.approx(510_065_621.724, rel=1e-9)


@given(st.floats(-80, 79), st.floats(0.001, 1))
def test_areas_add_up(south, height):
    whole = shapely.box(2, south, 3, south + height)
    halves = [shapely.box(2, south, 3, south + height / 2), shapely.box(2, south + height / 2, 3, south + height)]
    assert sum(area_km2(np.array(halves))) == pytest.approx(area_km2(whole), rel=1e-6)


@pytest.mark.parametrize(
    ("insee", "square_km"),
    # INSEE's areas of communes; contours simplified to 40 m may differ by 1 %.
    [("75056", 105.40), ("13004", 758.93), ("31555", 118.30), ("67482", 78.26)],
)
def test_a_commune_has_the_area_that_insee_says(insee, square_km):
    codes, shapes = packing.read_contours()
    assert area_km2(shapes[codes.index(insee)]) == pytest.approx(square_km, rel=0.015)
