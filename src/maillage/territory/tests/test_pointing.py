"""A click on a commune's map is a point on the ground."""

from __future__ import annotations

from math import cos, hypot, radians

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maillage.territory import contours, landmarks, pointing
from maillage.territory.models import Address, Commune, Contour
from maillage.territory.pointing import UNITS, WIDTHS, Ground, Window
from maillage.territory.tests.factories import THOMERY, a_commune, an_address, some_communes

THUMB_PX = 7  # how far from what it aims at a thumb touches, once it sees what it aims at
fractions = st.floats(0, 1)


def grounds() -> st.SearchStrategy[Ground]:
    return st.builds(
        Ground,
        st.just(Commune(pk="99999", name="Quelque part")),
        lat=st.floats(-22, 51.2),
        lon=st.floats(-63, 56),
        side_m=st.floats(1200, 60_000),
    )


def ground_of(commune: Commune) -> Ground:
    ground = Ground.of(commune)
    assert ground is not None
    return ground


def metres_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return 111_195 * hypot(one[0] - other[0], (one[1] - other[1]) * cos(radians(one[0])))


@given(ground=grounds(), across=fractions, down=fractions, clicks=st.integers(0, 4))
def test_what_is_clicked_is_drawn_where_it_was_clicked(ground, across, down, clicks):
    window = Window()
    for _click in range(clicks):
        window = window.closer(window.spot(across, down), ground.finest)
    clicked = window.spot(across, down)
    lat, lon = ground.degrees(clicked)
    assert window.place(ground.spot(lat, lon)) == pytest.approx((across * UNITS, down * UNITS), abs=0.01)


@given(ground=grounds(), across=fractions, down=fractions, width=st.sampled_from(WIDTHS), slip=st.integers(-16, 16))
def test_a_thumb_that_aims_at_a_home_points_within_30_m_of_it(ground, across, down, width, slip):
    """Whatever the commune and the screen: each window still shows what was aimed at, and the last is precise."""
    home = Window().spot(across, down)
    window = Window()
    while not ground.is_finest(window):
        aimed = window.place(home)
        seen = [round(at / UNITS * width) + slip for at in aimed]
        window = window.closer(window.spot(*(at / width for at in seen)), ground.finest)
        assert all(0 <= at <= UNITS for at in window.place(home))
    pixels = [round(at / UNITS * width) + THUMB_PX for at in window.place(home)]
    pointed = ground.degrees(window.spot(*(at / width for at in pixels)))
    assert metres_apart(pointed, ground.degrees(home)) < 30


@given(ground=grounds(), across=fractions, down=fractions)
def test_looking_wider_leads_to_the_whole_in_a_few_steps(ground, across, down):
    window = ground.close_to(*ground.degrees(Window().spot(across, down)))
    for _step in range(5):
        window = window.wider()
    assert window == Window()


@pytest.mark.django_db
def test_the_ground_holds_the_commune_and_its_neighbours_are_drawn() -> None:
    thomery, _moret = some_communes(THOMERY, "77316")
    ground = ground_of(thomery)
    box = ground.box(Window())
    contour = Contour.objects.get(pk=THOMERY)
    assert box.west < contour.west < contour.east < box.east
    assert box.south < contour.south < contour.north < box.north
    sketch = pointing.draw(ground, Window())
    assert sketch.communes[0].commune.pk == THOMERY
    assert {mark.name for mark in sketch.names if mark.is_written} >= {"Thomery"}


@pytest.mark.django_db
def test_a_commune_without_contour_has_a_map_around_its_town_hall() -> None:
    Contour.objects.filter(commune=a_commune()).delete()
    ground = Ground.of(a_commune("22118"))
    assert ground is not None
    lost = Commune.objects.create(insee="98999", name="Nulle part", search_name="nulle part", department="989")
    assert Ground.of(lost) is None


@pytest.mark.django_db
def test_hamlets_are_on_the_whole_map_and_streets_from_close_by() -> None:
    dinan = a_commune()
    street = an_address(dinan, "Rue du Jerzual")
    an_address(dinan, "Rue du Jerzual", "12")
    hamlet = an_address(dinan, "La Fontaine des Eaux", lat=48.4551, lon=-2.0411)
    Address.objects.filter(pk=hamlet.pk).update(kind=Address.Kind.LOCALITY)
    ground = ground_of(dinan)
    whole = [place.name for place in pointing.draw(ground, Window()).places]
    close = [place.name for place in pointing.draw(ground, ground.close_to(street.lat, street.lon)).places]
    assert "La Fontaine des Eaux" in whole
    assert "Rue du Jerzual" not in whole
    assert {"La Fontaine des Eaux", "Rue du Jerzual"} <= set(close)
    assert "12 Rue du Jerzual" not in close


@pytest.mark.django_db
def test_houses_are_dots_from_close_by() -> None:
    dinan = a_commune()
    house = an_address(dinan, "Rue du Jerzual", "12")
    ground = ground_of(dinan)
    assert pointing.draw(ground, Window()).dots == ""
    assert pointing.draw(ground, ground.close_to(house.lat, house.lon)).dots == "M500 500h0"


@pytest.mark.django_db
def test_nothing_outside_the_window_is_named() -> None:
    dinan = a_commune()
    an_address(dinan, "Rue du Jerzual", lat=48.455, lon=-2.041)
    ground = ground_of(dinan)
    for lat, lon, is_named in ((48.4551, -2.0411, True), (48.47, -2.06, False)):
        places = landmarks.within(ground.box(ground.close_to(lat, lon)), with_streets=True)
        assert ("Rue du Jerzual" in [place.name for place in places]) is is_named


@pytest.mark.django_db
def test_a_name_is_never_written_over_another() -> None:
    dinan = a_commune()
    for name in ("Rue Haute", "Rue Basse", "Rue du Milieu"):
        an_address(dinan, name, lat=48.455, lon=-2.041)
    ground = ground_of(dinan)
    marks = pointing.draw(ground, ground.close_to(48.455, -2.041)).marks
    streets = [mark for mark in marks if mark.name.startswith("Rue")]
    assert len(streets) == 3
    assert sum(mark.is_written for mark in streets) == 1


@pytest.mark.django_db
def test_the_marker_starts_inside_the_commune_then_where_one_looks() -> None:
    """The middle of Thomery's map is in the forest of Fontainebleau."""
    commune = a_commune(THOMERY)
    ground = ground_of(commune)

    def start(window: Window) -> tuple[float, float]:
        lat, lon = map(float, pointing.draw(ground, window).start.split())
        return lat, lon

    def is_inside(point: tuple[float, float]) -> bool:
        return bool(shapely.contains_xy(contours.shape(commune), point[1], point[0]))

    assert is_inside(start(Window()))
    assert not is_inside(ground.degrees(Window().spot(0.5, 0.5)))
    closer = Window().closer(Window().spot(0.7, 0.4), ground.finest)
    assert metres_apart(start(closer), ground.degrees(Window().spot(0.7, 0.4))) < 1
