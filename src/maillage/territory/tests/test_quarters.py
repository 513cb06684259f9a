"""Quarters from a town's GeoJSON."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from maillage.territory import cells, quarters
from maillage.territory.models import Quarter
from maillage.territory.tests.factories import DINAN, a_commune

pytestmark = pytest.mark.django_db

WEST, MIDDLE, EAST, SOUTH, NORTH = -2.060, -2.050, -2.040, 48.445, 48.455


def _box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _feature(name, ring, **more):
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        **more,
    }


def _collection(*features, **more) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


OUEST, EST = _feature("Ouest", _box(WEST, SOUTH, MIDDLE, NORTH)), _feature("Est", _box(MIDDLE, SOUTH, EAST, NORTH))
BOW = [[WEST, SOUTH], [EAST, NORTH], [EAST, SOUTH], [WEST, NORTH], [WEST, SOUTH]]


def test_quarters_are_imported_and_contain_points():
    dinan = a_commune(DINAN)
    assert [quarter.name for quarter in quarters.import_quarters(dinan, _collection(OUEST, EST))] == ["Est", "Ouest"]
    assert quarters.containing(dinan, 48.45, -2.045).name == "Est"
    assert quarters.containing(dinan, 48.44, -2.045) is None


def test_a_quarter_of_the_same_name_stays_itself_and_others_go():
    dinan = a_commune(DINAN)
    quarters.import_quarters(dinan, _collection(OUEST, EST))
    before = Quarter.objects.get(name="Ouest").pk
    quarters.import_quarters(dinan, _collection(OUEST))
    assert list(Quarter.objects.values_list("pk", flat=True)) == [before]


def test_the_quarter_of_a_home_is_that_of_its_cell():
    dinan = a_commune(DINAN)
    quarters.import_quarters(dinan, _collection(OUEST, EST))
    cell = cells.public_cell(dinan, 48.45, -2.0445)
    assert quarters.of_cell(dinan, cell).name == "Est"
    assert quarters.of_cell(dinan, cells.finest_cell(48.40, -2.2)) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"nom;polygone", "pas du JSON"),
        ("quartier du Château".encode("cp1252"), "pas codé en UTF-8"),
        (_collection(OUEST, crs={"properties": None}), "Les coordonnées sont en"),
        (_collection(_feature({"fr": "Ouest"}, OUEST["geometry"]["coordinates"][0])), "n° 1 n’a pas de nom"),
        (b"[1]", "pas une FeatureCollection"),
        (_collection(), "aucun quartier"),
        (_collection(OUEST, crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}), "EPSG::2154"),
        (_collection(_feature("Loin", _box(300000, 6800000, 300100, 6800100))), "pas des degrés"),
        (_collection(_feature("", OUEST["geometry"]["coordinates"][0])), "n° 1 n’a pas de nom"),
        (_collection(_feature("Nœud", BOW)), r"il se croise en -2\.05 48\.45"),
        (_collection(_feature("Paris", _box(2.3, 48.8, 2.4, 48.9))), "sort de la commune de Dinan"),
        (_collection(OUEST, _feature("Ouest", EST["geometry"]["coordinates"][0])), "Deux quartiers s’appellent"),
        (_collection(OUEST, _feature("OUÉST", EST["geometry"]["coordinates"][0])), "Deux quartiers s’appellent"),
        (_collection(OUEST, _feature("Ouest bis", _box(WEST, SOUTH, -2.053, NORTH))), "se recouvrent"),
        (_collection({**OUEST, "geometry": {"type": "Point", "coordinates": [0, 0]}}), "pas un polygone"),
        (_collection({**OUEST, "geometry": {"type": "Polygon", "coordinates": [[1]]}}), "ne se lit pas"),
        (_collection({**OUEST, "geometry": {"type": "Polygon", "coordinates": []}}), "est vide"),
    ],
)
def test_a_file_that_cannot_be_quarters_says_why_and_changes_nothing(content, sentence):
    dinan = a_commune(DINAN)
    quarters.import_quarters(dinan, _collection(EST))
    with pytest.raises(quarters.BadQuarters, match=sentence):
        quarters.import_quarters(dinan, content)
    assert [quarter.name for quarter in Quarter.objects.all()] == ["Est"]


def test_a_name_is_one_line_of_what_can_be_held():
    feature = _feature("Le\0 Port\ud800\n ", OUEST["geometry"]["coordinates"][0])
    (quarter,) = quarters.import_quarters(a_commune(DINAN), _collection(feature))
    assert quarter.name == "Le Port"


def test_the_command_imports_a_file(tmp_path):
    a_commune(DINAN)
    file = tmp_path / "quartiers.geojson"
    file.write_bytes(_collection(OUEST, EST))
    said = StringIO()
    call_command("import_quarters", DINAN, str(file), stdout=said)
    assert said.getvalue() == "Dinan: Est, Ouest\n"
    with pytest.raises(CommandError, match="99999"):
        call_command("import_quarters", "99999", str(file))
