"""Address search: the local table, the service, both, and our own end points."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory

from maillage.territory import addok, addresses, views
from maillage.territory.importing import import_addresses
from maillage.territory.packing import ADDRESSES
from maillage.territory.tests.factories import CHAMPAGNE, DINAN, LANVALLAY, THOMERY, an_address, some_communes

pytestmark = pytest.mark.django_db


@pytest.fixture
def dinan():
    dinan, lanvallay, _thomery, _champagne = some_communes(DINAN, LANVALLAY, THOMERY, CHAMPAGNE)
    an_address(dinan, "Rue du Jerzual", "8", lat=48.4551, lon=-2.0415)
    an_address(dinan, "Place Duguesclin", "8", lat=48.4509, lon=-2.0437)
    an_address(lanvallay, "Rue du Lion d'Or", "8", lat=48.4533, lon=-2.0301)
    an_address(lanvallay, "Rue du Port", lat=48.4536, lon=-2.0380)
    an_address(dinan, "Rue du Port", lat=48.4552, lon=-2.0388)
    return dinan


@pytest.mark.parametrize(
    ("typed", "label", "kind"),
    [
        ("8 rue du jerzual dinan", "8 Rue du Jerzual 22100 Dinan", "housenumber"),
        ("8, RUE DU JERZUAL 22100", "8 Rue du Jerzual 22100 Dinan", "housenumber"),
        ("rue du gerzual", "Rue du Jerzual 22100 Dinan", "street"),
        ("8 pl. Duguesclin", "8 Place Duguesclin 22100 Dinan", "housenumber"),
        ("99 place Duguesclin", "Place Duguesclin 22100 Dinan", "street"),
        ("mairie de dinan", "Mairie de Dinan, 21 rue du Marchix, 22100 Dinan", "poi"),
        ("Thomery", "Thomery (77810)", "municipality"),
        ("77810", "Thomery (77810)", "municipality"),
        ("tomery", "Thomery (77810)", "municipality"),
        ("dinan", "Dinan (22100)", "municipality"),
    ],
)
def test_a_place_is_found_as_people_type_it(dinan, typed, label, kind):
    found = addresses.search(typed)
    assert (found[0].label, found[0].kind) == (label, kind)


@pytest.mark.parametrize("typed", ["", "   ", "zzzz qqqq", "\x00", "8", "%_%", "12345678901234567890"])
def test_nothing_is_found_for_nothing(dinan, typed):
    assert addresses.search(typed) == []


def test_among_equals_the_nearest_comes_first(dinan):
    assert addresses.search("rue du port", near=(48.4536, -2.0380))[0].commune.name == "Lanvallay"
    assert addresses.search("rue du port", near=(48.4552, -2.0388))[0].commune.name == "Dinan"


def test_the_town_hall_of_where_one_is(dinan):
    assert addresses.search("mairie", near=(48.4552, -2.0488))[0].label.startswith("Mairie de Dinan")


def test_filters_keep_one_kind_or_commune(dinan):
    assert {place.kind for place in addresses.search("dinan", kind="street")} == {"street"}
    assert {place.commune.pk for place in addresses.search("rue du port", insee=LANVALLAY)} == {LANVALLAY}


def test_a_point_gives_the_nearest_house_or_only_its_commune(dinan):
    assert addresses.reverse(48.4552, -2.0416).label == "8 Rue du Jerzual 22100 Dinan"
    assert addresses.reverse(48.4330, -2.0530).kind == "municipality"
    assert addresses.reverse(40.0, -20.0) is None
    assert addresses.reverse(float("nan"), 2.0) is None


def test_the_addresses_shipped_are_found(dinan):
    import_addresses(ADDRESSES)
    assert addresses.search("2 avenue de l'échapt")[0].label == "2 Avenue de l'Echapt 22100 Dinan"


FEATURE: dict[str, Any] = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [-2.0416, 48.4552]},
    "properties": {"label": "10 Rue du Jerzual 22100 Dinan", "type": "housenumber", "citycode": "22050", "score": 0.97,
                   "name": "10 Rue du Jerzual", "housenumber": "10", "street": "Rue du Jerzual", "postcode": "22100"},
}  # fmt: skip


@pytest.fixture
def service(settings):
    """A geocoder on this machine that answers what a test sets, and remembers what it was asked."""

    class Server(HTTPServer):
        status: int
        content: bytes
        asked: list[tuple[str, dict[str, list[str]]]]

    class Geocoder(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = urlsplit(self.path)
            server.asked.append((asked.path, parse_qs(asked.query)))
            self.send_response(server.status)
            self.send_header("Content-Length", str(len(server.content)))
            self.end_headers()
            self.wfile.write(server.content)

        def log_message(self, *args):
            pass

    server = Server(("127.0.0.1", 0), Geocoder)
    server.status, server.asked = 200, []
    server.content = json.dumps({"type": "FeatureCollection", "features": [FEATURE]}).encode()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.ADDRESS_SERVICE = f"http://127.0.0.1:{server.server_port}/"
    yield server
    server.shutdown()
    server.server_close()


def test_the_service_is_asked_first_in_its_dialect(dinan, service):
    found = addresses.search("10 rue du jerzual", near=(48.45, -2.04), limit=4, insee=DINAN)
    assert (found[0].label, found[0].commune) == ("10 Rue du Jerzual 22100 Dinan", dinan)
    assert service.asked == [
        (
            "/search",
            {"q": ["10 rue du jerzual"], "limit": ["4"], "lat": ["48.45"], "lon": ["-2.04"], "citycode": [DINAN]},
        )
    ]
    assert addresses.reverse(48.4552, -2.0416).label == "10 Rue du Jerzual 22100 Dinan"
    assert service.asked[1] == ("/reverse", {"lat": ["48.4552"], "lon": ["-2.0416"]})


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (500, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"features": 3}'),
        (200, b"[" * 100_000),
        (200, b"x" * 600_000),
    ],
    ids=["down", "page", "list", "number", "deep", "large"],
)
def test_when_the_service_fails_the_local_table_answers(dinan, service, status, content):
    service.status, service.content = status, content
    assert addresses.search("8 rue du jerzual")[0].label == "8 Rue du Jerzual 22100 Dinan"
    assert addresses.reverse(48.4552, -2.0416).label == "8 Rue du Jerzual 22100 Dinan"


@pytest.mark.parametrize(
    "spoilt",
    [None, 3, {}, {**FEATURE, "geometry": None}, {**FEATURE, "geometry": {"coordinates": ["a", "b"]}},
     {**FEATURE, "geometry": {"coordinates": [500, 2]}},
     {**FEATURE, "properties": {**FEATURE["properties"], "citycode": "99999"}},
     {**FEATURE, "properties": {**FEATURE["properties"], "label": ["x"]}},
     {**FEATURE, "properties": {**FEATURE["properties"], "type": "planet"}},
     {**FEATURE, "properties": {**FEATURE["properties"], "type": ["street"]}},
     {**FEATURE, "properties": {**FEATURE["properties"], "citycode": "22\x00"}},
     {**FEATURE, "properties": {**FEATURE["properties"], "label": "Rue \ud800"}}],
)  # fmt: skip
def test_a_spoilt_answer_is_left_out_and_the_sound_ones_kept(dinan, service, spoilt):
    service.content = json.dumps({"features": [spoilt, FEATURE]}).encode()
    assert [place.label for place in addok.search("x", None, 5)] == ["10 Rue du Jerzual 22100 Dinan"]


def asked(question: str, status: int = 200) -> Any:
    """What our own end points answer, once the portal has let the question in."""
    view = {"search": views.search, "reverse": views.reverse}[question.partition("?")[0]]
    answer = view(RequestFactory().get(f"/adresses/{question}"))
    assert answer.status_code == status
    return json.loads(answer.content)


def test_our_search_speaks_the_same_dialect(dinan):
    (feature,) = asked("search?q=8+rue+du+jerzual&limit=1&lat=48.45&lon=-2.04")["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-2.0415, 48.4551]}
    assert feature["properties"]["citycode"] == DINAN
    assert feature["properties"]["type"] == "housenumber"


def test_our_client_understands_our_own_end_point(dinan, service, settings):
    address, settings.ADDRESS_SERVICE = settings.ADDRESS_SERVICE, ""
    service.content = json.dumps(asked("search?q=8+rue+du+jerzual")).encode()
    settings.ADDRESS_SERVICE = address
    assert addok.search("8 rue du jerzual", None, 5)[0].label == "8 Rue du Jerzual 22100 Dinan"


def test_our_reverse_gives_one_place_or_none(dinan):
    assert len(asked("reverse?lat=48.4552&lon=-2.0416")["features"]) == 1
    assert asked("reverse?lat=0&lon=0")["features"] == []


@pytest.mark.parametrize(
    "question",
    ["search", "search?q=a", "search?q=dinan&limit=0", "search?q=dinan&limit=²", "search?q=dinan&lat=48",
     "search?q=dinan&type=x",
     "search?q=dinan&citycode=1", "reverse", "reverse?lat=nan&lon=2", "reverse?lat=91&lon=2", "search?q=" + "a" * 201],
)  # fmt: skip
def test_a_question_that_cannot_be_understood_says_what_is_wrong(question):
    assert "»" in asked(question, status=400)["message"]
