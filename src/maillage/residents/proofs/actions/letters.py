"""A code by post: asked for by who lives there, printed by an agent; only the code's fingerprint stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from maillage.platform import clock
from maillage.residents.models import Residence, Resident
from maillage.residents.proofs import codes, homes, refusals
from maillage.residents.proofs.actions import deeds, granting
from maillage.residents.proofs.models import Code, Deed, Letter, Way
from maillage.territory.models import Commune

GOOD_FOR = timedelta(days=45)
AGAIN_AFTER = timedelta(days=15)
AT_A_TIME = 20


@dataclass(frozen=True)
class Printed:
    """One letter, on its way to paper: it exists nowhere else."""

    name: str
    lines: list[str]
    code: str


@transaction.atomic
def ask(resident: Resident, name_on_box: str) -> Letter:
    """Ask for a letter at one's address. Raises NoHome, NoStreet, LetterOnItsWay."""
    resident = granting.lock(resident)
    home = homes.of(resident)
    if homes.envelope(home) is None:
        raise refusals.NoStreet
    standing = Letter.objects.filter(resident=resident).first()
    if standing is not None:
        since = standing.printed_on or clock.today()
        if clock.today() < since + AGAIN_AFTER:
            raise refusals.LetterOnItsWay(since + AGAIN_AFTER)
        standing.delete()
    assert resident.commune is not None
    return Letter.objects.create(
        resident=resident, commune=resident.commune, name_on_box=name_on_box, asked_at=clock.now()
    )


def forget(resident: Resident) -> None:
    """Ask no more: the letter leaves the queue, and its code is worth nothing. Twice is once."""
    Letter.objects.filter(resident=resident).delete()
    Code.objects.filter(resident=resident, way=Way.LETTER, used_on=None).delete()


@transaction.atomic
def print_waiting(agent: Resident, commune: Commune) -> list[Printed]:
    """The letters that wait, the oldest first, at most twenty. They leave the queue and their names with it.

    Two agents who print at once share them: no letter is printed twice.
    """
    waiting = Letter.objects.select_for_update(skip_locked=True).filter(commune=commune, printed_on=None)
    letters = list(waiting.order_by("asked_at")[:AT_A_TIME])
    vault = {home.resident_id: home for home in Residence.objects.filter(resident__in=[each.pk for each in letters])}
    printed = []
    for letter in letters:
        home = vault.get(letter.pk)
        lines = homes.envelope(home) if home else None
        if lines is None:  # moved to a point of the map meanwhile: nowhere to send it
            letter.delete()
            continue
        code = codes.prepare(Way.LETTER, commune, clock.now() + GOOD_FOR, resident=letter.resident)
        code.save()
        printed.append(Printed(letter.name_on_box, lines, codes.text_of(code)))
        letter.printed_on, letter.name_on_box = clock.today(), ""
        letter.save(update_fields=["printed_on", "name_on_box"])
    if printed:
        deeds.note(agent, Deed.Kind.LETTERS_PRINTED, commune, len(printed))
    return printed
