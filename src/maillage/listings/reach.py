"""Whom an announcement would reach, said before the click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.platform import wording
from maillage.residents.models import Resident
from maillage.territory.horizons import LADDER, Horizon

# One's own horizon, and two wider: further, one asks the whole commune.
STEPS_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """Active people inside each step offered, and in the commune; the asker left out."""

    steps: tuple[tuple[int, int], ...]
    commune: int

    def telling(self, chosen: object = None) -> list[tuple[int, int]]:
        """The author's own step, those that reach more people than the ones before, and the one already chosen."""
        most = -1
        kept = []
        for step, people in self.steps:
            if people > most or str(step) == str(chosen):
                kept.append((step, people))
            most = max(most, people)
        return kept

    @property
    def neighbours(self) -> int:
        """Those inside the author's own horizon."""
        return self.steps[0][1]


def steps_from(horizon: Horizon) -> range:
    """The steps of the ladder that an author may choose: their own horizon and wider."""
    return range(horizon.step, min(horizon.step + STEPS_OFFERED, len(LADDER)))


def of(author: Resident, horizon: Horizon) -> Reach:
    """Count once, for every choice of the form. One query."""
    horizons = [Horizon(horizon.origin, step) for step in steps_from(horizon)]
    counts = (
        Resident.objects.present()
        .active()
        .exclude(pk=author.pk)
        .filter(_anywhere(horizons) | Q(commune=author.commune_id))
        .aggregate(
            commune=Count("pk", filter=Q(commune=author.commune_id)),
            **{f"step_{each.step}": Count("pk", filter=_inside(each)) for each in horizons},
        )
    )
    return Reach(tuple((each.step, counts[f"step_{each.step}"]) for each in horizons), counts["commune"])


def step_words(step: int) -> str:
    """How far a step goes: "à moins de 3 km"."""
    radius = LADDER[step].radius_km
    distance = wording.number(round(radius)) if radius >= 2 else localize(1.5)
    return _("à moins de %(distance)s km") % {"distance": distance}


def people_words(people: int) -> str:
    """ "142 personnes actives", in whole numbers however few."""
    if not people:
        return _("personne pour l’instant")
    return ngettext("%(count)s personne active", "%(count)s personnes actives", people) % {
        "count": wording.number(people)
    }


def _inside(horizon: Horizon) -> Q:
    return Q(**{f"{horizon.field}__among": horizon.cells})


def _anywhere(horizons: Sequence[Horizon]) -> Q:
    inside = Q()
    for horizon in horizons:
        inside |= _inside(horizon)
    return inside
