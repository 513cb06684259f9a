"""Taking away what a person says of themselves on their page, and giving it back: for decisions of moderation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from maillage.platform.models import Photo
from maillage.residents.models import Resident


@transaction.atomic
def take_away(resident_id: UUID) -> tuple[dict[str, Any], Photo | None] | None:
    """Empty their name, words, skills and photo, and answer them; None where there is nothing.

    The person is "Une personne" until they say something else.
    """
    found = Resident.objects.select_for_update(of=("self",)).select_related("photo").filter(pk=resident_id).first()
    if found is None or not (found.name or found.about or found.skills or found.photo):
        return None
    said = {"name": found.name, "about": found.about, "skills": list(found.skills)}
    photo = found.photo
    found.name, found.about, found.skills, found.photo = "", "", [], None
    found.save(update_fields=["name", "about", "skills", "photo"])
    return said, photo


@transaction.atomic
def give_back(resident_id: UUID, said: Mapping[str, Any], photo: Photo | None) -> None:
    """Give back what they have not said otherwise since."""
    found = Resident.objects.select_for_update(of=("self",)).filter(pk=resident_id, is_active=True).first()
    if found is None:
        return
    found.name = found.name or said["name"]
    found.about = found.about or said["about"]
    found.skills = found.skills or said["skills"]
    if found.photo_id is None:
        found.photo = photo
    found.save(update_fields=["name", "about", "skills", "photo"])
