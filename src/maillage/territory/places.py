"""A place found by its words, or by a point."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.platform import wording
from maillage.territory.models import Commune


def said(label: str, commune: Commune | None) -> str:
    """A label, or in the reader's language that a point of a map has none."""
    if label or commune is None:
        return label
    return _("Point choisi sur la carte, %(in_commune)s") % {"in_commune": wording.at_place(commune.name)}


@dataclass(frozen=True)
class Place:
    """`kind` is one of addok's types: housenumber, street, locality or municipality; or poi (a town hall), or point.

    A point chosen on a map has no label: `words` says it.
    """

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

    @property
    def words(self) -> str:
        return said(self.label, self.commune)
