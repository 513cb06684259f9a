"""Makes the package data in `territory/data` from the published files (`data/CREDITS.md` names them).

    python -m maillage.territory.packing FOLDER

FOLDER holds `communes.csv.gz`, `town-halls.csv.gz`, `commune-contours.geojsonl.gz` and an addresses CSV. The same files
give the same bytes. `read_*` are the way back, for `loading`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from maillage.territory import hours
from maillage.territory.spelling import fold

DATA = Path(__file__).parent / "data"
COMMUNES = DATA / "communes.csv.xz"
TOWN_HALLS = DATA / "town-halls.csv.xz"
CONTOURS = DATA / "contours.npz.xz"
ADDRESSES = DATA / "addresses.csv"

# Coordinates are published to five decimals, about a metre: kept as whole numbers, then as the difference from the
# point before, then split in bytes of equal weight, they compress to a sixth of their WKB: 5 MB for 1.8 million points.
_DEGREE = 100_000
_BYTES = 4


def main(folder: Path) -> None:
    """Write the four files, each from its source in the folder."""
    contours = _published_contours(folder / "commune-contours.geojsonl.gz")
    pack_contours(contours, CONTOURS)
    _pack_table(_published(folder / "communes.csv.gz"), COMMUNES)
    _pack_table(map(_town_hall, _published(folder / "town-halls.csv.gz")), TOWN_HALLS)
    (addresses,) = folder.glob("addresses-*.csv")
    _pack_addresses(addresses, contours)


def read_communes() -> Iterator[dict[str, str]]:
    """One row a commune: insee, name, department, department_name, region…, see the file's first line."""
    return _read_table(COMMUNES)


def read_town_halls() -> Iterator[dict[str, str]]:
    """One row a town hall: insee, name, lon, lat, address, website, opening_hours (OSM syntax)."""
    return _read_table(TOWN_HALLS)


def pack_contours(contours: dict[str, Any], path: Path) -> None:
    """Write polygons and multipolygons in WGS 84, keyed by INSEE code; five decimals are kept."""
    codes = sorted(contours)
    parts, owners = shapely.get_parts([contours[code] for code in codes], return_index=True)
    shapes: Any = shapely.multipolygons(parts, indices=owners)
    _, coordinates, offsets = shapely.to_ragged_array(shapes)
    whole = np.rint(coordinates * _DEGREE).astype(np.int32)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int32))
    unsigned = ((steps << 1) ^ (steps >> 31)).astype("<u4")  # small whatever the sign: the high bytes are zeros
    planes = unsigned.view(np.uint8).reshape(-1, 2, _BYTES).transpose(2, 1, 0)
    rings, polygons, owned = (np.diff(offset).astype("<u4") for offset in offsets)
    content = io.BytesIO()
    np.savez(content, codes=np.array(codes), planes=planes, rings=rings, polygons=polygons, shapes=owned)
    path.write_bytes(lzma.compress(content.getvalue(), preset=9))


def read_contours(path: Path = CONTOURS) -> tuple[list[str], np.ndarray[Any, Any]]:
    """INSEE codes in ascending order, and the multipolygon of each."""
    with np.load(io.BytesIO(lzma.decompress(path.read_bytes()))) as packed:
        unsigned = np.ascontiguousarray(packed["planes"].transpose(2, 1, 0)).view("<u4")[:, :, 0]
        steps = (unsigned >> 1).astype(np.int32) ^ -(unsigned & 1).astype(np.int32)
        coordinates = np.cumsum(steps, axis=0, dtype=np.int32) / _DEGREE
        offsets = tuple(np.concatenate([[0], np.cumsum(packed[name])]) for name in ("rings", "polygons", "shapes"))
        codes = [str(code) for code in packed["codes"]]
    return codes, shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, coordinates, offsets)


def _published(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _published_contours(path: Path) -> dict[str, Any]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        features = [json.loads(line) for line in lines]
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    return {feature["properties"]["insee"]: shape for feature, shape in zip(features, shapes, strict=True)}


def _town_hall(row: dict[str, str]) -> dict[str, str]:
    weekly = json.loads(row["opening_hours_json"] or "[]")
    kept = {name: row[name] for name in ("insee", "name", "lon", "lat", "address", "website")}
    return {**kept, "opening_hours": hours.from_directory(weekly)}


def _pack_addresses(source: Path, contours: dict[str, Any]) -> None:
    """In the columns of the national address base, each address in the commune whose contour holds it."""
    names = {row["insee"]: row["name"] for row in read_communes()}
    codes = list(contours)
    tree = shapely.STRtree([contours[code] for code in codes])
    rows = []
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            point = shapely.Point(float(row["lon"]), float(row["lat"]))
            insee = codes[int(tree.query_nearest(point)[0])]
            street = fold(row["street"]).replace(" ", "-")
            rows.append(
                {
                    "id": "_".join(filter(None, [insee, street, row["housenumber"].lower()])),
                    "numero": row["housenumber"],
                    "rep": "",
                    "nom_voie": row["street"],
                    "code_postal": row["postcode"],
                    "code_insee": insee,
                    "nom_commune": names[insee],
                    "lon": row["lon"],
                    "lat": row["lat"],
                }
            )
    ADDRESSES.write_text(_as_csv(rows), encoding="utf-8")


def _pack_table(rows: Iterable[dict[str, str]], path: Path) -> None:
    path.write_bytes(lzma.compress(_as_csv(rows).encode(), preset=9))


def _read_table(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _as_csv(rows: Iterable[dict[str, str]]) -> str:
    content = io.StringIO()
    rows = list(rows)
    writer = csv.DictWriter(content, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return content.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
