"""How many neighbours a commune has, said so that nobody can be singled out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from maillage.platform.wording import number
from maillage.residents.models import Resident
from maillage.territory.models import Commune

# Under five people a count says who they are (the same threshold as INSEE's small-area tables).
FEW = 5


@dataclass(frozen=True)
class Crowd:
    """A rounded number of residents. `at_least` is None when they are too few to be counted aloud."""

    at_least: int | None

    @property
    def is_small(self) -> bool:
        return self.at_least is None

    @property
    def words(self) -> str:
        if self.at_least is None:
            return _("moins de %(few)s") % {"few": FEW}
        return _("plus de %(count)s") % {"count": number(self.at_least)}


def of(commune: Commune) -> Crowd:
    """The residents of a commune who have settled and are present. One query."""
    return rounded(Resident.objects.present().filter(commune=commune).count())


def alive() -> list[str]:
    """The INSEE codes of the communes with more than a few residents. One query."""
    counted = Resident.objects.present().settled().values("commune").annotate(residents=Count("pk")).order_by()
    return list(counted.filter(residents__gt=FEW).values_list("commune", flat=True))


def rounded(residents: int) -> Crowd:
    """Rounded down, to 5 under a hundred, to 10 under a thousand, to 100 beyond: one more hardly ever shows."""
    if residents <= FEW:
        return Crowd(None)
    fewer = residents - 1
    grain = 5 if fewer < 100 else 10 if fewer < 1000 else 100
    return Crowd(fewer // grain * grain)
