"""Official geography tells of nobody."""

from __future__ import annotations

from maillage.platform.catalogue import Declaration, Impersonal

DECLARATIONS: list[Declaration] = [
    Impersonal("territory.Loaded", "which edition of the public data is loaded"),
    Impersonal("territory.Union", "official geography"),
    Impersonal("territory.Commune", "official geography"),
    Impersonal("territory.Contour", "official geography"),
    Impersonal("territory.TownHall", "the national directory of public services"),
    Impersonal("territory.Quarter", "drawn by the town hall"),
    Impersonal("territory.CellHorizon", "a count over a cell of at least 50 households, never shown as such"),
    Impersonal("territory.Address", "the national address base, without the names of those who live there"),
]
