"""Who may obtain a structure, and who speaks for it. The only way to fetch one by an id that came from a request."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from maillage.organisations.models import Membership, Organisation
from maillage.residents.models import Resident


class NotManager(PermissionError):
    """Only those in charge of a structure may change it."""

    def __init__(self) -> None:
        super().__init__(_("Seule une personne responsable de la structure peut faire cela."))


def organisation(viewer: Resident | None, organisation_id: UUID) -> Organisation:
    """A structure. They are public: a shop or an association is there to be found. Raises Http404."""
    found = Organisation.objects.select_related("commune").filter(id=organisation_id).first()
    if found is None:
        raise Http404
    return found


def managed_organisation(resident: Resident, organisation_id: UUID) -> Organisation:
    """A structure that the resident is in charge of; Http404 otherwise, whether or not it exists."""
    found = organisation(resident, organisation_id)
    if not is_manager(resident, found):
        raise Http404
    return found


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
