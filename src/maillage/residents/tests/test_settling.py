"""Saying where home is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from maillage.residents import actions, homes
from maillage.residents.models import Residence, Resident
from maillage.residents.tests.factories import a_resident
from maillage.residents.tests.journeys import sign_in
from maillage.territory import cells
from maillage.territory.places import Place
from maillage.territory.pointing import UNITS, Ground, Window
from maillage.territory.tests.factories import DINAN, LANVALLAY, a_commune, a_quarter, an_address, some_communes

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(client: Client) -> Resident:
    resident = a_resident(email="maelle@exemple.fr", settled=False)
    sign_in(client, resident)
    return resident


def post(client: Client, step: str, **values: str) -> Any:
    """Send a step, and read the page it leads to; where the last one leads is another's."""
    return client.post(reverse("settle"), {"step": step, **values}, follow=step != "confirm")


def choices(page: str) -> list[str]:
    return re.findall(r'name="place" value="([^"]+)"', page)


def test_a_newcomer_settles_by_an_address_without_javascript(client: Client, newcomer: Resident) -> None:
    an_address(a_commune(), "Rue du Jerzual", "12")
    found = post(client, "search", search="12 rue du jerzual")
    assert "12 Rue du Jerzual" in found.content.decode()
    told = post(client, "choose", place=choices(found.content.decode())[0])
    assert "Vos voisins verront seulement" in told.content.decode()
    assert not Residence.objects.exists()  # said before it is done
    done = post(client, "confirm", place=choices(told.content.decode())[0])
    assert done["Location"] == reverse("home")
    newcomer.refresh_from_db()
    assert newcomer.residence.label.startswith("12 Rue du Jerzual")
    assert newcomer.commune == a_commune()
    assert newcomer.cell == cells.public_cell(a_commune(), 48.455, -2.041)


def test_in_an_unknown_street_the_commune_is_proposed(client: Client, newcomer: Resident) -> None:
    an_address(a_commune(), "Rue du Jerzual", "12")
    for typed in ("3 rue des Lilas, Dinan", "3 rue des Lilas, 22100 Dinan", "3 rue des Lilas 22100"):
        found = post(client, "search", search=typed).content.decode()
        place = homes.unseal(choices(found)[0])
        assert place is not None
        assert (place.kind, place.commune) == ("municipality", a_commune())
        assert "La commune suffit" in found
    assert "La commune suffit" not in post(client, "search", search="12 rue du jerzual dinan").content.decode()


def test_a_commune_alone_is_enough(client: Client, newcomer: Resident) -> None:
    a_commune()
    found = post(client, "search", search="Dinan")
    post(client, "confirm", place=choices(found.content.decode())[0])
    newcomer.refresh_from_db()
    assert newcomer.is_settled


def test_a_point_of_a_map_is_enough(client: Client, newcomer: Resident) -> None:
    a_commune()
    found = post(client, "search", search="48,4561 -2,0432")
    post(client, "confirm", place=choices(found.content.decode())[0])
    newcomer.refresh_from_db()
    assert (newcomer.residence.lat, newcomer.residence.lon) == (48.4561, -2.0432)


def test_a_point_read_on_a_map_is_understood(client: Client, newcomer: Resident) -> None:
    a_commune()
    [place] = homes.search("48,4541 -2,0470")
    assert (place.kind, place.lat, place.lon) == ("point", 48.4541, -2.047)


def test_the_question_is_asked_once(client: Client, newcomer: Resident) -> None:
    page = client.get(reverse("settle")).content.decode()
    assert page.count("Où habitez-vous") == 1


def test_words_that_mean_no_place_are_kept_and_mended(client: Client, newcomer: Resident) -> None:
    response = post(client, "search", search="Xyzzyx")
    assert response.status_code == 422
    assert 'value="Xyzzyx"' in response.content.decode()
    assert "seulement votre commune" in response.content.decode()


def test_choosing_nothing_shows_the_choices_again(client: Client, newcomer: Resident) -> None:
    a_commune()
    post(client, "search", search="Dinan")
    response = post(client, "choose")
    assert response.status_code == 422
    assert choices(response.content.decode())


def test_a_forged_place_is_refused(client: Client, newcomer: Resident) -> None:
    a_commune()
    sealed = homes.seal(Place("Chez moi", "point", 48.45, -2.04, None))
    assert post(client, "confirm", place=sealed[:-3] + "abc").status_code == 422
    assert not Residence.objects.exists()


def test_a_place_at_sea_is_in_no_commune(client: Client, newcomer: Resident) -> None:
    a_commune()
    response = post(client, "choose", place=homes.seal(Place("En mer", "point", 48.9, -4.9, None)))
    assert response.status_code == 422
    assert "aucune commune" in response.content.decode()


def test_a_home_address_is_in_no_address_bar(client: Client, newcomer: Resident) -> None:
    an_address(a_commune(), "Rue du Jerzual", "12")
    found = post(client, "search", search="12 rue du jerzual").content.decode()
    assert 'method="get"' not in found.split("<main")[1].split("</main")[0]


def test_each_step_is_a_page_that_back_finds_again(client: Client, newcomer: Resident) -> None:
    an_address(a_commune(), "Rue du Jerzual", "12")
    found = post(client, "search", search="12 rue du jerzual")
    told = post(client, "choose", place=choices(found.content.decode())[0])
    for page, words in ((told, "Vos voisins verront seulement"), (found, "Est-ce l’un de ces lieux")):
        [(address, status)] = page.redirect_chain
        assert status == 302
        assert "jerzual" not in address.lower()
        assert words in client.get(address).content.decode()


def test_once_settled_the_session_has_forgotten_where(client: Client, newcomer: Resident) -> None:
    an_address(a_commune(), "Rue du Jerzual", "12")
    found = post(client, "search", search="12 rue du jerzual")
    told = post(client, "choose", place=choices(found.content.decode())[0])
    post(client, "confirm", place=choices(told.content.decode())[0])
    assert not [key for key in client.session.keys() if key.startswith("home_")]  # noqa: SIM118 (a session is no dict)
    for page in (found, told):
        assert client.get(page.redirect_chain[0][0])["Location"] == reverse("settle")


def test_moving_is_settling_again_and_loses_the_proof(client: Client) -> None:
    resident = a_resident(email="maelle@exemple.fr")
    actions.settle(resident, Place("Dinan", "municipality", 48.455, -2.041, a_commune()))
    Residence.objects.update(proof=Residence.Proof.VERIFIED)
    actions.settle(resident, Place("Lanvallay", "municipality", 48.452, -2.025, a_commune("22118")))
    resident.refresh_from_db()
    assert resident.commune == a_commune("22118")
    assert resident.residence.proof == Residence.Proof.NONE


def test_a_quarter_is_that_of_the_cell_and_never_of_the_side_of_the_street() -> None:
    """Two homes of one cell, on either side of a border between quarters, show the same."""
    dinan = a_commune()
    cell = cells.public_cell(dinan, 48.455, -2.041)
    lat, lon = cells.centre(cell)
    a_quarter(dinan, "Ouest", [(-2.2, 48.3), (lon, 48.3), (lon, 48.6), (-2.2, 48.6)])
    a_quarter(dinan, "Est", [(lon, 48.3), (-1.9, 48.3), (-1.9, 48.6), (lon, 48.6)])
    west, east = (actions.seen_from(Place("", "point", lat, lon + offset, dinan)) for offset in (-0.0002, 0.0002))
    assert west == east


def test_only_settling_writes_the_vault_and_only_its_owner_reads_it(client: Client) -> None:
    resident = a_resident("Yann", email="yann@exemple.fr")
    actions.settle(resident, Place("12 Rue du Jerzual 22100 Dinan", "housenumber", 48.455, -2.041, a_commune()))
    sign_in(client, resident)
    assert "12 Rue du Jerzual" in client.get(reverse("account")).content.decode()
    other = a_resident("Maëlle", email="maelle@exemple.fr")
    visitor = Client()
    sign_in(visitor, other)
    page = visitor.get(reverse("resident", args=[resident.pk])).content.decode()
    assert "Jerzual" not in page
    assert "48.455" not in page


class MovingInsideACell(TestCase):
    """Moving a home inside its cell changes no byte of what a neighbour reads."""

    @settings(max_examples=15, deadline=None)
    @given(north=st.floats(-0.0004, 0.0004), east=st.floats(-0.0006, 0.0006))
    def test_changes_no_byte(self, north: float, east: float) -> None:
        dinan = a_commune()
        lat, lon = cells.centre(cells.public_cell(dinan, 48.455, -2.041))
        yann = a_resident("Yann")
        pages = []
        for point in ((lat, lon), (lat + north, lon + east)):
            actions.settle(yann, Place("Chez Yann", "point", *point, dinan))
            yann.refresh_from_db()
            pages.append((yann.cell, yann.commune_id, yann.quarter_id, yann.place_words))
        assert pages[0] == pages[1]


def hidden(page: str, name: str) -> str:
    [value] = re.findall(rf'name="{name}" value="([^"]+)"', page)
    return str(value)


def on_the_map(client: Client, search: str = "Dinan") -> str:
    """The page of the map, after a search."""
    found = post(client, "search", search=search).content.decode()
    return str(post(client, "show", place=choices(found)[0]).content.decode())


def click(client: Client, page: str, x: int, y: int, width: int = 320) -> Any:
    return client.post(
        reverse("settle"),
        {"step": "point", "map": hidden(page, "map"), f"at{width}.x": str(x), f"at{width}.y": str(y)},
        follow=True,
    )


@pytest.mark.parametrize("width", [272, 320, 560])
def test_two_clicks_on_a_map_say_where_home_is(client: Client, newcomer: Resident, width: int) -> None:
    dinan = a_commune()
    page = on_the_map(client)
    home = (48.4561, -2.0432)
    ground = Ground.of(dinan)
    assert ground is not None
    window = Window()
    for words in ("Touchez la carte là où vous habitez", "Vos voisins verront seulement"):
        x, y = (round(at / UNITS * width) for at in window.place(ground.spot(*home)))
        response = click(client, page, x, y, width)
        page = response.content.decode()
        assert words in page
        window = window.closer(window.spot(x / width, y / width), ground.finest)
    assert "Point choisi sur la carte, à Dinan" in page
    post(client, "confirm", place=choices(page)[0])
    newcomer.refresh_from_db()
    assert (newcomer.residence.lat, newcomer.residence.lon) == pytest.approx(home, abs=0.0001)
    with override("en"):
        assert newcomer.residence.words == "Point chosen on the map, in Dinan"
    assert newcomer.cell == cells.public_cell(dinan, *home)
    assert not [key for key in client.session.keys() if key.startswith("home_")]  # noqa: SIM118 (a session is no dict)


def test_where_one_clicked_is_in_no_address(client: Client, newcomer: Resident) -> None:
    a_commune()
    response = click(client, on_the_map(client), 150, 140)
    assert {address.split("?")[1] for address, _status in response.redirect_chain} == {"etape=carte#carte"}
    response = click(client, response.content.decode(), 150, 140)
    assert {address.split("?")[1] for address, _status in response.redirect_chain} == {"etape=apercu"}


def test_a_script_says_the_point_at_once(client: Client, newcomer: Resident) -> None:
    a_commune()
    page = on_the_map(client)
    told = post(client, "point", map=hidden(page, "map"), lat="48.4561", lon="-2.0432").content.decode()
    assert "Vos voisins verront seulement" in told
    place = homes.unseal(choices(told)[0])
    assert place is not None
    assert (place.kind, place.lat, place.lon) == ("point", 48.4561, -2.0432)
    assert "Déplacer le point" in told


def test_a_button_without_a_pointer_says_what_to_do(client: Client, newcomer: Resident) -> None:
    a_commune()
    page = on_the_map(client)
    for x, y in (("0", "0"), ("", ""), ("9" * 5000, "1"), ("-3", "4"), ("²", "1")):
        response = post(client, "point", map=hidden(page, "map"), **{"at320.x": x, "at320.y": y})
        assert response.status_code == 422
        assert "ou choisissez un lieu de la liste" in response.content.decode()


@pytest.mark.parametrize(("lat", "lon"), [("nan", "2"), ("inf", "2"), ("91", "2"), ("48.4", "999"), ("x", "2")])
def test_a_point_that_is_none_is_refused(client: Client, newcomer: Resident, lat: str, lon: str) -> None:
    a_commune()
    page = on_the_map(client)
    assert post(client, "point", map=hidden(page, "map"), lat=lat, lon=lon).status_code == 422


def test_a_point_in_no_commune_is_told_on_the_map(client: Client, newcomer: Resident) -> None:
    a_commune()
    page = on_the_map(client)
    response = post(client, "point", map=hidden(page, "map"), lat="48.9", lon="-4.9")
    assert response.status_code == 422
    assert "aucune commune" in response.content.decode()
    assert hidden(response.content.decode(), "map")


def test_a_point_in_the_commune_next_door_is_told(client: Client, newcomer: Resident) -> None:
    some_communes(DINAN, LANVALLAY)
    page = on_the_map(client)
    told = post(client, "point", map=hidden(page, "map"), lat="48.452", lon="-2.025").content.decode()
    assert "Ce point n’est pas à Dinan, mais à Lanvallay." in told
    assert "Point choisi sur la carte, à Lanvallay" in told


def test_a_forged_map_is_refused(client: Client, newcomer: Resident) -> None:
    a_commune()
    page = on_the_map(client)
    forged = hidden(page, "map")[:-3] + "abc"
    assert post(client, "point", map=forged, lat="48.4561", lon="-2.0432").status_code == 422
    for step in ("closer", "wider"):
        assert client.post(reverse("settle"), {"step": step, "map": forged})["Location"] == reverse("settle")


def test_one_looks_closer_and_wider(client: Client, newcomer: Resident) -> None:
    an_address(a_commune(), "Rue du Jerzual", "12")
    page = on_the_map(client)
    assert "Voir plus large" not in page
    closer = post(client, "closer", map=hidden(page, "map"), lat="48.455", lon="-2.041").content.decode()
    assert "Rue du Jerzual, Dinan" in closer
    wider = post(client, "wider", map=hidden(closer, "map")).content.decode()
    wider = post(client, "wider", map=hidden(wider, "map")).content.decode()
    assert "Voir plus large" not in wider


def test_an_address_is_shown_from_close_by_and_the_first_place_where_none_was_chosen(
    client: Client, newcomer: Resident
) -> None:
    an_address(a_commune(), "Rue du Jerzual", "12")
    post(client, "search", search="12 rue du jerzual dinan")
    page = post(client, "show").content.decode()
    assert "Rue du Jerzual, Dinan" in page


def test_the_places_of_the_map_are_a_list_that_needs_no_pointer(client: Client, newcomer: Resident) -> None:
    a_commune()
    page = on_the_map(client)
    assert "Mairie, Dinan" in page
    told = post(client, "choose", place=choices(page)[0])
    assert "Vos voisins verront seulement" in told.content.decode()


def test_tiles_are_allowed_on_the_map_alone(client: Client, newcomer: Resident, settings: Any) -> None:
    settings.TILES = "https://tuiles.exemple.fr/{z}/{x}/{y}.png"
    settings.TILES_CREDIT = "© OpenStreetMap"
    a_commune()
    page = on_the_map(client)
    assert 'data-tiles="https://tuiles.exemple.fr/{z}/{x}/{y}.png"' in page
    assert "© OpenStreetMap" in page
    policy = client.get(f"{reverse('settle')}?etape=carte")["Content-Security-Policy"]
    assert "img-src 'self' data: https://tuiles.exemple.fr;" in policy
    assert "tuiles.exemple.fr" not in client.get(reverse("settle"))["Content-Security-Policy"]


def test_the_map_costs_few_queries(client: Client, newcomer: Resident, django_assert_max_num_queries: Any) -> None:
    a_commune()
    page = on_the_map(client)
    post(client, "closer", map=hidden(page, "map"), lat="48.4561", lon="-2.0432")  # streets and houses too
    with django_assert_max_num_queries(8):
        client.get(f"{reverse('settle')}?etape=carte")
    post(client, "point", map=hidden(page, "map"), lat="48.4561", lon="-2.0432")
    with django_assert_max_num_queries(8):
        client.get(f"{reverse('settle')}?etape=apercu")
