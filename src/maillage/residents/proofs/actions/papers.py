"""A document, for who has nothing else: one agent opens it, decides, and it is destroyed (TRUST.md 20)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.platform import clock, sealed
from maillage.residents import tidings
from maillage.residents.models import Resident
from maillage.residents.proofs import homes, refusals, scans
from maillage.residents.proofs.actions import deeds, granting
from maillage.residents.proofs.models import Deed, Paper, Way
from maillage.territory.models import Commune

FOLDER = "papers"
WAITS, TAKEN_FOR = timedelta(days=14), timedelta(days=1)


class Why(models.TextChoices):
    """Why a document shows nothing; told to who sent it."""

    UNREADABLE = "unreadable", _("il ne se lit pas")
    OTHER_ADDRESS = "other_address", _("il ne montre pas l’adresse que vous avez dite")
    TOO_OLD = "too_old", _("il a plus de trois mois")
    OTHER = "other", _("ce n’est pas un document de la liste")


@transaction.atomic
def send(resident: Resident, kind: str, upload: UploadedFile[Any]) -> Paper:
    """Hand a document in. Raises NoHome, PaperWaiting, BadPaper."""
    resident = granting.lock(resident)
    homes.of(resident)
    assert resident.commune is not None
    if Paper.objects.filter(resident=resident).exists():
        raise refusals.PaperWaiting
    pages = scans.pages(upload)
    paper = Paper.objects.create(
        resident=resident,
        commune=resident.commune,
        kind=kind,
        pages=len(pages),
        key=sealed.new_key(),
        sent_at=clock.now(),
    )
    for part, page in enumerate(pages):
        sealed.write(FOLDER, paper.pk, page, bytes(paper.key), part=part)
    return paper


@transaction.atomic
def take(agent: Resident, commune: Commune) -> Paper:
    """Open the document that has waited longest, for this agent alone. One at a time; noted. Raises SomeoneHasIt."""
    agent = granting.lock(agent)  # pressed in two tabs, it opens one
    mine = Paper.objects.filter(taken_by=agent, commune=commune).first()
    if mine is not None:
        return mine
    waiting = Paper.objects.select_for_update(skip_locked=True).filter(commune=commune, taken_by=None)
    paper = waiting.order_by("sent_at").first()
    if paper is None:
        raise refusals.SomeoneHasIt
    paper.taken_by, paper.taken_at = agent, clock.now()
    paper.save(update_fields=["taken_by", "taken_at"])
    deeds.note(agent, Deed.Kind.PAPER_TAKEN, commune)
    return paper


@transaction.atomic
def accept(agent: Resident, paper: Paper) -> None:
    """It shows the address: the home is verified, the document destroyed. Raises SomeoneHasIt when decided already."""
    _destroy(paper)
    granting.grant(paper.resident, Way.DOCUMENT, a_human_looked=True)
    deeds.note(agent, Deed.Kind.PAPER_ACCEPTED, paper.commune)
    tidings.tell(paper.resident, "proofs.verified", path=reverse("proof"))


@transaction.atomic
def refuse(agent: Resident, paper: Paper, why: str) -> None:
    """It does not: its sender is told why, and the document destroyed. Raises SomeoneHasIt when decided already."""
    _destroy(paper)
    deeds.note(agent, Deed.Kind.PAPER_REFUSED, paper.commune)
    tidings.tell(paper.resident, "proofs.paper_refused", path=reverse("proof"), facts={"why": why})


def forget(resident: Resident) -> None:
    """Take one's document back, or leave: it is destroyed. Twice is once."""
    for paper in Paper.objects.filter(resident=resident):
        with transaction.atomic():
            sealed.forget(FOLDER, paper.pk, parts=paper.pages)
            paper.delete()


def forget_late() -> int:
    """What nobody decided upon in time is destroyed, and its sender told; how many."""
    now = clock.now()
    Paper.objects.filter(taken_at__lt=now - TAKEN_FOR).update(taken_by=None, taken_at=None)
    count = 0
    for paper in Paper.objects.filter(sent_at__lt=now - WAITS).select_related("resident"):
        with transaction.atomic():
            forget(paper.resident)
            tidings.tell(paper.resident, "proofs.paper_late", path=reverse("proof"))
        count += 1
    sealed.sweep(FOLDER, set(Paper.objects.values_list("pk", flat=True)), older_than=timedelta(hours=1))
    return count


def _destroy(paper: Paper) -> None:
    sealed.forget(FOLDER, paper.pk, parts=paper.pages)
    if not Paper.objects.filter(pk=paper.pk).delete()[0]:
        raise refusals.SomeoneHasIt
