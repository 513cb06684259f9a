"""Who may obtain a town's office. The only way to fetch a town, a post or an invitation by an id of a request."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from maillage.residents.models import Resident
from maillage.townhall import invitations
from maillage.townhall.models import Post, PostInvitation, Right, Town


class NotAllowed(PermissionError):
    """The post does not carry this right."""

    def __init__(self, right: Right) -> None:
        super().__init__(
            _("Votre poste ne permet pas de « %(right)s ». Demandez-le à qui gère l’équipe.") % {"right": right.label}
        )


def post(resident: Resident, town_id: UUID, *rights: Right) -> Post:
    """What the resident is in a town, with the town; Http404 without one of these rights, whether or not it exists."""
    found = posts_of(resident).filter(town=town_id).first()
    if found is None or not found.may(*rights):
        raise Http404
    return found


def posts_of(resident: Resident) -> QuerySet[Post]:
    """The towns one works for, by name. The suspended work for none."""
    mine = Post.objects.filter(resident=resident).select_related("town__commune__union", "town__union", "town__coat")
    return mine.none() if resident.is_suspended else mine.order_by("town__name", "pk")


def other_post(mine: Post, post_id: UUID) -> Post:
    """A post of the same town. Raises Http404."""
    found = Post.objects.filter(town=mine.town, pk=post_id).select_related("town", "resident").first()
    if found is None:
        raise Http404
    return found


def must_hold(mine: Post, right: Right) -> None:
    """Raises NotAllowed. Asked again by each action, of the row as it is now."""
    if not Post.objects.filter(pk=mine.pk, rights__contains=[right]).exists():
        raise NotAllowed(right)


def invitation(resident: Resident, token: str) -> PostInvitation:
    """That of a letter, for the account of the address it went to; Http404 for any other, or one that is over."""
    found = invitations.standing().filter(fingerprint=invitations.fingerprint(token)).first()
    if found is None or found.email != resident.email or resident.is_suspended:
        raise Http404
    return found


def sent_invitation(mine: Post, invitation_id: UUID) -> PostInvitation:
    """One that still stands, of the same town. Raises Http404."""
    found = invitations.standing().filter(town=mine.town, pk=invitation_id).first()
    if found is None:
        raise Http404
    return found


def town_to_run(town_id: UUID) -> Town:
    """Any town, for an operator (`having_role`). Raises Http404."""
    found = Town.objects.placed().filter(pk=town_id).first()
    if found is None:
        raise Http404
    return found
