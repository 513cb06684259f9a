"""What people do with structures: found one, and bring people in."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.organisations import access
from maillage.organisations.models import Membership, Organisation
from maillage.residents.models import Resident
from maillage.territory.models import Commune


class Refused(Exception):
    """Something that cannot be done to a structure; its words say why."""


class CannotSpeakForTheTown(Refused):
    """A town hall or a public service is opened by the operator, for nobody may declare to be one."""

    def __init__(self) -> None:
        super().__init__(_("Une mairie ou un service public est ouvert par l’exploitant du site : écrivez-lui."))


class CannotJoin(Refused):
    """This person cannot be a member."""


OPEN_TO_ALL = frozenset({Organisation.Kind.SHOP, Organisation.Kind.ASSOCIATION})


@transaction.atomic
def create(
    founder: Resident,
    *,
    kind: Organisation.Kind,
    name: str,
    commune: Commune,
    about: str = "",
    lat: float | None = None,
    lon: float | None = None,
) -> Organisation:
    """Found a shop or an association, whose founder is its first manager. Raises CannotSpeakForTheTown, CannotJoin."""
    if kind not in OPEN_TO_ALL:
        raise CannotSpeakForTheTown
    return _founded(founder, Organisation(kind=kind, name=name, about=about, commune=commune, lat=lat, lon=lon))


@transaction.atomic
def add_member(
    manager: Resident,
    organisation: Organisation,
    newcomer: Resident,
    kind: Membership.Kind = Membership.Kind.MEMBER,
) -> Membership:
    """Let somebody speak for the structure; again with another kind, change their charge.

    Raises NotManager, CannotJoin.
    """
    access.must_manage(manager, organisation)
    if newcomer.is_suspended:
        raise CannotJoin(_("Cette personne ne peut pas rejoindre la structure."))
    # The last manager keeps the charge: the structure is locked so that two cannot step down together.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if kind != Membership.Kind.MANAGER and _is_last_manager(organisation, newcomer):
        raise CannotJoin(_("Une structure garde au moins une personne responsable : nommez-en une autre d’abord."))
    membership, _created = Membership.objects.update_or_create(
        organisation=organisation, resident=newcomer, defaults={"kind": kind}
    )
    return membership


def _founded(founder: Resident, organisation: Organisation) -> Organisation:
    if founder.is_suspended:
        raise CannotJoin(_("Votre compte est suspendu : vous ne pouvez pas ouvrir de structure."))
    organisation.save()
    Membership.objects.create(organisation=organisation, resident=founder, kind=Membership.Kind.MANAGER)
    return organisation


def _is_last_manager(organisation: Organisation, resident: Resident) -> bool:
    managers = organisation.memberships.filter(kind=Membership.Kind.MANAGER)
    return list(managers.values_list("resident_id", flat=True)) == [resident.pk]
