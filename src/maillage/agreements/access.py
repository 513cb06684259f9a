"""Who may obtain what of an agreement: its two people; of a difficulty, who mediates it besides.

The two keep it whatever happens between them, as they would keep its paper: blocks, suspensions and departures change
its words (`showing`), not their right to it.
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from maillage.agreements.models import Agreement, AgreementPhoto, Difficulty
from maillage.platform.models import Photo
from maillage.residents.models import Resident

Row = TypeVar("Row", Agreement, Difficulty)


def agreement(resident: Resident, agreement_id: UUID) -> Agreement:
    """An agreement of `resident`, on either side. Raises Http404."""
    return _one(Agreement.objects.of(resident).with_people(), agreement_id)


def photo(resident: Resident, agreement_id: UUID, photo_id: UUID) -> Photo:
    """A photo of an agreement of `resident`. Raises Http404."""
    theirs = Q(agreement__owner=resident) | Q(agreement__borrower=resident)
    return _photo(AgreementPhoto.objects.filter(theirs, agreement=agreement_id), photo_id)


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
    return _photo(AgreementPhoto.objects.filter(agreement__in=held.values("agreement")), photo_id)


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
