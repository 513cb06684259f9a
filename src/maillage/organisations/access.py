"""Who may obtain a structure, and who speaks for it. The only way to fetch one by an id that came from a request."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from maillage.organisations import invitations
from maillage.organisations.models import Invitation, Membership, Organisation
from maillage.residents.models import Resident


class NotManager(PermissionError):
    """Only those in charge of a structure may change it."""

    def __init__(self) -> None:
        super().__init__(_("Seule une personne responsable de la structure peut faire cela."))


def organisation(viewer: Resident | None, organisation_id: UUID) -> Organisation:
    """A structure. They are public: a shop or an association is there to be found. Raises Http404.

    One that nobody answers for any more is there for its own members only.
    """
    everything = Organisation.objects.select_related("commune__contour")
    found = everything.present().filter(id=organisation_id).first()
    if found is None and viewer is not None and not viewer.is_suspended:
        found = everything.filter(id=organisation_id, memberships__resident=viewer).first()
    if found is None:
        raise Http404
    return found


def own_organisation(resident: Resident, organisation_id: UUID) -> Organisation:
    """A structure that the resident speaks for; Http404 otherwise, whether or not it exists."""
    found = organisation(resident, organisation_id)
    if not is_member(resident, found):
        raise Http404
    return found


def managed_organisation(resident: Resident, organisation_id: UUID) -> Organisation:
    """A structure that the resident is in charge of; Http404 otherwise, whether or not it exists."""
    found = organisation(resident, organisation_id)
    if not is_manager(resident, found):
        raise Http404
    return found


def membership(found: Organisation, resident_id: UUID) -> Membership:
    """What somebody is in a structure already obtained. Raises Http404."""
    held = found.memberships.select_related("resident", "organisation").filter(resident=resident_id).first()
    if held is None:
        raise Http404
    return held


def invitation(resident: Resident, token: str) -> Invitation:
    """The invitation of a letter, for the account of the address it went to.

    Http404 for what is unknown, too old or ended, and for any other account: whoever forwards a letter gives nothing.
    """
    found = invitations.standing().filter(fingerprint=invitations.fingerprint(token)).first()
    if found is None or found.email != resident.email or resident.is_suspended:
        raise Http404
    return found


def sent_invitation(found: Organisation, invitation_id: UUID) -> Invitation:
    """An invitation that still stands, of a structure already obtained. Raises Http404."""
    sent = invitations.standing().filter(organisation=found, pk=invitation_id).first()
    if sent is None:
        raise Http404
    return sent


def is_member(resident: Resident, found: Organisation) -> bool:
    """Whether the resident speaks for the structure. The suspended speak for nobody."""
    return not resident.is_suspended and found.memberships.filter(resident=resident).exists()


def is_manager(resident: Resident, found: Organisation) -> bool:
    """Whether the resident is in charge of the structure."""
    in_charge = found.memberships.filter(resident=resident, kind=Membership.Kind.MANAGER)
    return not resident.is_suspended and in_charge.exists()


def must_manage(resident: Resident, found: Organisation) -> None:
    """Raises NotManager."""
    if not is_manager(resident, found):
        raise NotManager


def speaks_for_some(resident: Resident) -> bool:
    """Whether the resident is a member of any structure: then a second factor stays on their account."""
    return Membership.objects.filter(resident=resident).exists()
