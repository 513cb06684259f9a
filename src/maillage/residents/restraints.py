"""What a decision of moderation takes from an account for a time: being there at all, publishing, beginning to talk.

Moderation keeps the decisions and their reasons; here is only what follows from those in force (`apply`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from maillage.platform import clock, wording
from maillage.residents import separations
from maillage.residents.models import Resident


@dataclass(frozen=True)
class Restraints:
    """What is in force against an account; nothing by default. A suspension without an end lasts until it is lifted."""

    suspended_at: datetime | None = None
    suspended_until: datetime | None = None
    no_publishing_until: datetime | None = None
    no_opening_until: datetime | None = None


class Restrained(Exception):
    """A decision of moderation forbids it for a time; its words say until when, and where to read why."""


@transaction.atomic
def apply(resident_id: UUID, restraints: Restraints) -> None:
    """Hold an account to exactly these, whatever held it before; a suspension parts it from everybody. Idempotent."""
    Resident.objects.filter(pk=resident_id).update(
        suspended_at=restraints.suspended_at,
        suspended_until=restraints.suspended_until,
        no_publishing_until=restraints.no_publishing_until,
        no_opening_until=restraints.no_opening_until,
    )
    if restraints.suspended_at is not None:
        separations.follow(Resident.objects.get(pk=resident_id))


def may_publish(resident: Resident) -> bool:
    """Whether this person may put something new before others."""
    return not resident.is_suspended and not _is_ahead(resident.no_publishing_until)


def may_open(resident: Resident) -> bool:
    """Whether this person may begin a conversation; those begun go on."""
    return not resident.is_suspended and not _is_ahead(resident.no_opening_until)


def must_be_free_to_publish(resident: Resident) -> None:
    """Before whatever puts new words, or a new request, before somebody; what is in progress goes on.

    Raises Restrained. Suspension is told by others (`access`).
    """
    if resident.no_publishing_until and _is_ahead(resident.no_publishing_until):
        raise Restrained(
            _(
                "Vous ne pouvez ni publier, ni réserver, ni proposer d’échange, ni donner d’avis jusqu’au %(day)s : "
                "la décision et ses raisons sont dans votre compte."
            )
            % {"day": wording.day(localtime(resident.no_publishing_until).date())}
        )


def must_be_free_to_open(resident: Resident) -> None:
    """Raises Restrained. Suspension is told by others (`access`)."""
    if resident.no_opening_until and _is_ahead(resident.no_opening_until):
        raise Restrained(
            _(
                "Vous ne pouvez pas commencer de conversation jusqu’au %(day)s : "
                "la décision et ses raisons sont dans votre compte."
            )
            % {"day": wording.day(localtime(resident.no_opening_until).date())}
        )


def _is_ahead(moment: datetime | None) -> bool:
    return moment is not None and moment > clock.now()
