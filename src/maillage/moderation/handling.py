"""Taking a case: one person at a time looks into it, and gives it back, or the clock does."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from maillage.moderation.models import Case
from maillage.moderation.states import Refused
from maillage.platform import clock
from maillage.residents.models import Resident

# Long enough to read, weigh and write reasons; whoever is called away keeps nobody waiting for longer.
HELD = timedelta(minutes=30)


class AlreadyTaken(Refused):
    """Somebody else is at it, or it is decided."""

    def __init__(self) -> None:
        super().__init__(_("Quelqu’un d’autre s’occupe de ce dossier, ou il est déjà décidé. Prenez le suivant."))


class NotHeld(Refused):
    """It was given back in between, and perhaps taken by somebody else."""

    def __init__(self) -> None:
        super().__init__(
            _("Ce dossier n’est plus à vous : vous l’aviez depuis plus d’une demi-heure. Reprenez-le, puis décidez.")
        )


def take(handler: Resident, case: Case) -> None:
    """Hold a waiting case for half an hour, or again so long. One UPDATE decides between two. Raises AlreadyTaken."""
    free = Q(taken_by=None) | Q(taken_until__lte=clock.now()) | Q(taken_by=handler)
    found = Case.objects.waiting().filter(free, pk=case.pk)
    if not found.update(taken_by=handler, taken_until=clock.now() + HELD):
        raise AlreadyTaken


def give_back(handler: Resident, case: Case) -> None:
    """Let somebody else take it. Twice is once."""
    Case.objects.filter(pk=case.pk, taken_by=handler).update(taken_by=None, taken_until=None)


def is_held_by(handler: Resident, case: Case) -> bool:
    return case.taken_by_id == handler.pk and case.taken_until is not None and case.taken_until > clock.now()


def is_held_by_another(handler: Resident, case: Case) -> bool:
    held = case.taken_by_id is not None and case.taken_until is not None and case.taken_until > clock.now()
    return held and case.taken_by_id != handler.pk


def held(handler: Resident, case: Case) -> Case:
    """The case, locked, for whoever holds it. Raises NotHeld."""
    locked = _locked(case)
    if not is_held_by(handler, locked):
        raise NotHeld
    return locked


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("author", "commune").get(pk=case.pk)
