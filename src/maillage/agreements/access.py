"""Who may obtain what of an agreement: its two people; of a difficulty, who mediates it besides.

The two keep it whatever happens between them, as they would keep its paper: blocks, suspensions and departures change
its words (`showing`), not their right to it.
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from maillage.agreements import rows
from maillage.agreements.models import Agreement, AgreementPhoto, Difficulty, Statement, Turn, Version
from maillage.platform.models import Photo
from maillage.residents.models import Resident

Row = TypeVar("Row", Agreement, Difficulty, Version, Statement, Turn)

_PEOPLE = ("agreement__owner__commune", "agreement__borrower__commune")


def agreement(resident: Resident, agreement_id: UUID) -> Agreement:
    """An agreement of `resident`, on either side. Raises Http404."""
    return _one(Agreement.objects.of(resident).with_people(), agreement_id)


def photo(resident: Resident, agreement_id: UUID, photo_id: UUID) -> Photo:
    """A photo of an agreement of `resident`. Raises Http404."""
    theirs = Q(agreement__owner=resident) | Q(agreement__borrower=resident)
    return _photo(AgreementPhoto.objects.shown().filter(theirs, agreement=agreement_id), photo_id)


def difficulty(resident: Resident, difficulty_id: UUID) -> Difficulty:
    """A difficulty (with its `title`) between `resident` and another. Raises Http404."""
    return _one(Difficulty.objects.of(resident).with_agreement().with_titles(), difficulty_id)


def mediation(resident: Resident, difficulty_id: UUID) -> Difficulty:
    """A difficulty (with its `title`) that `resident` mediates, or might: then nothing said is theirs to read yet.

    Raises Http404, also once it is closed.
    """
    rows = Difficulty.objects.with_agreement().with_titles()
    held = rows.mediated_by(resident).filter(pk=difficulty_id).first()
    return held or _one(rows.waiting_for(resident), difficulty_id)


def mediation_photo(mediator: Resident, difficulty_id: UUID, photo_id: UUID) -> Photo:
    """A photo of the agreement of a difficulty, for who mediates it now. Raises Http404."""
    held = Difficulty.objects.mediated_by(mediator).filter(pk=difficulty_id)
    return _photo(AgreementPhoto.objects.shown().filter(agreement__in=held.values("agreement")), photo_id)


def version(resident: Resident, version_id: UUID) -> Version:
    """What one of the two proposed, for one of them. Raises Http404."""
    theirs = Q(agreement__owner=resident) | Q(agreement__borrower=resident)
    return _one(Version.objects.filter(theirs).select_related(*_PEOPLE), version_id)


def statement(resident: Resident, statement_id: UUID) -> Statement:
    """How one of the two found the thing, for one of them. Raises Http404."""
    theirs = Q(agreement__owner=resident) | Q(agreement__borrower=resident)
    return _one(Statement.objects.filter(theirs).select_related(*_PEOPLE), statement_id)


def turn(resident: Resident, turn_id: UUID) -> Turn:
    """What was said of a difficulty, for the two and for who mediates it now.

    Raises Http404, also between two who can no longer reach each other: neither reads the other’s words.
    """
    mine = Q(difficulty__in=Difficulty.objects.of(resident)) | Q(
        difficulty__in=Difficulty.objects.mediated_by(resident)
    )
    people = (f"difficulty__{each}" for each in _PEOPLE)
    found = _one(Turn.objects.filter(mine).select_related("difficulty__mediator", *people), turn_id)
    side = found.difficulty.agreement.side_of(resident)
    if side is not None and found.by == side.other and rows.are_apart(found.difficulty.agreement):
        raise Http404
    return found


def _photo(photos: QuerySet[AgreementPhoto], photo_id: UUID) -> Photo:
    found = photos.select_related("photo").filter(photo=photo_id).first()
    if found is None:
        raise Http404
    return found.photo


def _one(rows: QuerySet[Row], pk: UUID) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
