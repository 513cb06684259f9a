"""A place found by its words, or by a point."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.territory.models import Commune


@dataclass(frozen=True)
class Place:
    """`kind` is one of addok's types: housenumber, street, locality or municipality; or poi (a town hall), or point."""

    label: str
    kind: str
    lat: float
    lon: float
    commune: Commune | None
    name: str = ""
    housenumber: str = ""
    street: str = ""
    postcode: str = ""
    score: float = 0.0
