"""Address files, as they are published and as they arrive."""

from __future__ import annotations

import gzip
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from maillage.territory.importing import BadFile, import_addresses
from maillage.territory.models import Address
from maillage.territory.tests.factories import DINAN, LANVALLAY, some_communes

pytestmark = pytest.mark.django_db

BAN = """id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat;nom_ld
22050_0450_00003;22050_0450;3;;Rue du Jerzual;22100;22050;Dinan;0;0;-2.0440;48.4550;
22050_0450_00005_bis;22050_0450;5;bis;Rue du Jerzual;22100;22050;Dinan;0;0;-2.0420;48.4560;
22118_0010_00001;22118_0010;1;;Rue du Lion d’Or;22100;22118;Lanvallay;0;0;-2.0300;48.4530;La Madeleine
"""
BAL_COLUMNS = (
    "id_ban_commune;id_ban_toponyme;id_ban_adresse;commune_insee;commune_nom;toponyme;lieudit_complement_nom;"
    "numero;suffixe;position;x;y;long;lat\n"
)
BAL = (
    BAL_COLUMNS
    + """a;b;c1;22050;Dinan;Rue du Jerzual;;3;;entrée;0;0;-2.0440;48.4550
a;b;c1;22050;Dinan;Rue du Jerzual;;3;;parcelle;0;0;-2.0441;48.4551
a;e;;22050;Dinan;Le Saint-Esprit;;99999;;segment;0;0;-2.0600;48.4400
"""
)


@pytest.fixture(autouse=True)
def communes():
    return some_communes(DINAN, LANVALLAY)


def _file(tmp_path, content: bytes, name="adresses.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def _labels(kind):
    return sorted(Address.objects.filter(kind=kind).values_list("label", flat=True))


def test_the_national_base_gives_houses_streets_and_hamlets(tmp_path):
    outcome = import_addresses(_file(tmp_path, BAN.encode()))
    assert (outcome.lines, outcome.changed, outcome.refused) == (3, 6, 0)
    assert _labels("housenumber")[1] == "3 Rue du Jerzual 22100 Dinan"
    assert _labels("street") == ["Rue du Jerzual 22100 Dinan", "Rue du Lion d’Or 22100 Lanvallay"]
    assert _labels("locality") == ["La Madeleine 22100 Lanvallay"]
    middle = Address.objects.get(label="Rue du Jerzual 22100 Dinan")
    assert [middle.lat, middle.lon] == pytest.approx([48.4555, -2.043])


def test_a_communes_own_base_gives_one_address_for_several_positions(tmp_path):
    outcome = import_addresses(_file(tmp_path, BAL.encode("utf-8-sig")))
    assert (outcome.lines, outcome.refused) == (3, 0)
    assert _labels("housenumber") == ["3 Rue du Jerzual 22100 Dinan"]
    assert _labels("locality") == ["Le Saint-Esprit 22100 Dinan"]


@pytest.mark.parametrize(
    "content",
    [
        BAN.encode("cp1252"),
        BAN.replace(";", ",").encode(),
        BAN.replace(";", "\t").replace("\n", "\r\n").encode(),
        gzip.compress(BAN.encode()),
        BAN.encode("utf-16"),
    ],
    ids=["windows", "commas", "tabs", "gzip", "utf-16"],
)  # fmt: skip
def test_delimiter_encoding_and_compression_are_found(tmp_path, content):
    assert import_addresses(_file(tmp_path, content)).changed == 6
    assert Address.objects.filter(street="Rue du Lion d’Or").exists()


def test_loading_twice_changes_nothing_and_an_update_replaces(tmp_path):
    import_addresses(_file(tmp_path, BAN.encode()))
    assert import_addresses(_file(tmp_path, BAN.encode())).changed == 0
    moved = BAN.replace("-2.0300;48.4530", "-2.0301;48.4531")
    assert import_addresses(_file(tmp_path, moved.encode())).changed == 3  # the house, its street, its hamlet


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (";;1;;Rue A;22100;99999;X;0;0;-2;48;", "99999"),
        (";;1;;;22100;22050;Dinan;0;0;-2;48;", "nom_voie"),
        (";;1;;Rue A;22100;22050;Dinan;0;0;;48;", "lon"),
        (";;1;;Rue A;22100;22050;Dinan;0;0;ouest;48;", "ouest"),
        (";;1;;Rue A;22100;22050;Dinan;0;0;320000.1;6800000.2;", "WGS 84"),
        (";;1;;Rue A;22100;22050;Dinan;0;0;nan;48;", "WGS 84"),
        (";;1;;Rue A;1400;22050;Dinan;0;0;-2;48;", "n’a pas cinq chiffres"),
        ("x", "code_insee"),
    ],
)
def test_a_wrong_line_is_said_and_the_others_are_loaded(tmp_path, wrong, words):
    outcome = import_addresses(_file(tmp_path, (BAN + wrong + "\n").encode()))
    assert (outcome.lines, outcome.changed, outcome.refused) == (4, 6, 1)
    assert outcome.refusals[0].line == 5
    assert words in outcome.refusals[0].words


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(BAN.encode())[:-9], "abîmé ou incomplet"),
        (gzip.compress(BAN.encode())[:40] + b"x" * 40, "abîmé ou incomplet"),
        (b"\x1f\x8bx", "abîmé ou incomplet"),
        (BAN.encode("utf-16")[:-1], "n’est pas du texte"),
        ((BAN + ';;1;;"Rue' + "A" * 200_000).encode(), "guillemet"),
    ],
    ids=["cut", "spoilt", "not gzip", "half a character", "open quote"],
)
def test_a_spoilt_file_is_said_and_changes_nothing(tmp_path, content, sentence):
    with pytest.raises(BadFile, match=sentence):
        import_addresses(_file(tmp_path, content))
    assert not Address.objects.exists()


def test_what_the_table_cannot_hold_is_cut_and_never_stops_the_import(tmp_path):
    long = "Rue " + "très " * 60 + "longue"
    lines = [f";;{number};;{long};22100;22050;Dinan;0;0;-2.04;48.45;" for number in (1, 2)]
    content = BAN + "\n".join([*lines, ";;1;;Rue\0A;22100;22050;Dinan;0;0;-2.04;48.45;"])
    assert import_addresses(_file(tmp_path, content.encode())).refused == 0
    assert Address.objects.filter(street__startswith="Rue très", kind="housenumber").count() == 2
    assert Address.objects.filter(street="Rue A", kind="housenumber").count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"a;b;c\n1;2;3\n", b"\x00\x01\x02", BAN.splitlines()[0].encode() + b"\nx;y\n"]
)
def test_another_file_is_refused(tmp_path, content):
    with pytest.raises(BadFile):
        import_addresses(_file(tmp_path, content))
    assert not Address.objects.exists()


def test_the_command_says_each_wrong_line(tmp_path):
    said, wrong = StringIO(), StringIO()
    file = _file(tmp_path, (BAN + ";;1;;Rue A;22100;99999;X;0;0;-2;48;\n").encode())
    call_command("import_addresses", str(file), stdout=said, stderr=wrong)
    assert said.getvalue() == "4 lines, 6 rows written, 1 lines refused\n"
    assert f"{file}:5: " in wrong.getvalue()
    with pytest.raises(CommandError):
        call_command("import_addresses", str(tmp_path / "absent.csv"))
