"""Who may obtain an exchange, and what is said of it: 404 for what one may not see."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from maillage.residents import access as residents
from maillage.residents import queries
from maillage.residents.models import Resident
from maillage.reviews import exchanges
from maillage.reviews.models import Exchange, Review


def exchange(resident: Resident, kind: str, subject_id: UUID) -> Exchange:
    """A completed exchange of this person, by what it was. Http404 also when a block hides the other from them."""
    found = exchanges.completed(kind, subject_id)
    if found is None or not found.is_of(resident):
        raise Http404
    if found.other_than(resident).pk in queries.hidden_from(resident):
        raise Http404
    return found


def written(author: Resident, review_id: UUID) -> Review:
    """A review that this person wrote. Raises Http404."""
    found = Review.objects.filter(author=author).with_people().filter(pk=review_id).first()
    if found is None:
        raise Http404
    return found


def received(person: Resident, review_id: UUID) -> Review:
    """A review of this person that they may read. Raises Http404."""
    found = Review.objects.about(person).seen_by(person).with_people().filter(pk=review_id).first()
    if found is None:
        raise Http404
    return found


def review(viewer: Resident | None, review_id: UUID) -> Review:
    """A review that this person may read, on the page of whom it is about. Raises Http404."""
    if viewer is None:
        raise Http404
    found = Review.objects.seen_by(viewer).with_people().filter(pk=review_id).first()
    if found is None:
        raise Http404
    residents.resident(viewer, found.about_id)
    return found
