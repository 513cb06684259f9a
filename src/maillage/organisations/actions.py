"""What people do with structures: open a page, keep it right, close it, bring people in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.feed import actions as feed
from maillage.feed.models import Audience
from maillage.moderation import watching
from maillage.organisations import access, invitations
from maillage.organisations.models import Invitation, Membership, Organisation
from maillage.platform import clock, rendering
from maillage.residents import restraints
from maillage.residents.models import Resident
from maillage.residents.proofs.actions import permits
from maillage.territory import cells
from maillage.territory.models import Commune

SUBJECT = "organisation"
# Somebody who keeps more pages than this keeps them for others: the operator opens the next.
MOST_A_FOUNDER = 5


class Refused(Exception):
    """Something that cannot be done to a structure; its words say why."""


class CannotSpeakForTheTown(Refused):
    """A town hall or a public service is opened by the operator, for nobody may declare to be one."""

    def __init__(self) -> None:
        super().__init__(_("Une mairie ou un service public est ouvert par l’exploitant du site : écrivez-lui."))


class CannotJoin(Refused):
    """This person cannot be a member."""


class LastManager(Refused):
    """The structure would have nobody in charge."""

    def __init__(self) -> None:
        super().__init__(
            _("Une structure garde au moins une personne responsable : nommez-en une autre d’abord, ou fermez sa page.")
        )


OPEN_TO_ALL = frozenset({Organisation.Kind.SHOP, Organisation.Kind.ASSOCIATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a page says. The point goes with an address: a place that everybody may know."""

    name: str
    about: str = ""
    commune: Commune
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    opening_hours: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    siret: str = ""


@transaction.atomic
def create(founder: Resident, kind: Organisation.Kind, content: Content) -> Organisation:
    """Open the page of a shop or an association, whose founder is its first manager.

    Raises CannotSpeakForTheTown, CannotJoin.
    """
    if kind not in OPEN_TO_ALL:
        raise CannotSpeakForTheTown
    if founder.is_suspended:
        raise CannotJoin(_("Votre compte est suspendu : vous ne pouvez pas ouvrir de structure."))
    try:
        restraints.must_be_free_to_publish(founder)
    except restraints.Restrained as restrained:
        raise CannotJoin(str(restrained)) from restrained
    Resident.objects.select_for_update().get(pk=founder.pk)  # two pages opened at once count one after the other
    if Organisation.objects.filter(opened_by=founder).count() >= MOST_A_FOUNDER:
        raise CannotJoin(_("Vous avez déjà ouvert cinq pages. Pour une autre, écrivez à l’exploitant du site."))
    organisation = Organisation(kind=kind, opened_by=founder, opened_at=clock.now())
    _say(organisation, content)
    Membership.objects.create(organisation=organisation, resident=founder, kind=Membership.Kind.MANAGER)
    _tell(organisation)
    _watch(organisation, founder)
    return organisation


@transaction.atomic
def edit(manager: Resident, organisation: Organisation, content: Content) -> None:
    """Keep the page right; its card on the feed stays where it was. Raises NotManager."""
    access.must_manage(manager, organisation)
    _say(organisation, content)
    _tell(organisation)
    _watch(organisation, manager)


@transaction.atomic
def close(manager: Resident, organisation: Organisation) -> None:
    """Close the page for good, with its members and its invitations. Raises NotManager."""
    access.must_manage(manager, organisation)
    feed.withdraw(SUBJECT, organisation.pk)
    permits.end(organisation.pk)
    organisation.delete()


@transaction.atomic
def invite(manager: Resident, organisation: Organisation, email: str, kind: Membership.Kind) -> Invitation:
    """Write to an address, whoever it belongs to. Raises NotManager, Refused after too many letters in a day."""
    _locked(organisation)
    access.must_manage(manager, organisation)
    if invitations.is_enough(organisation):
        raise Refused(_("Dix invitations sont déjà parties aujourd’hui. Attendez demain pour la suivante."))
    return invitations.send(manager, organisation, email.lower(), kind)


@transaction.atomic
def withdraw_invitation(manager: Resident, invitation: Invitation) -> None:
    """The letter is worth nothing any more. Raises NotManager."""
    access.must_manage(manager, invitation.organisation)
    Invitation.objects.filter(pk=invitation.pk, ended_at=None).update(ended_at=clock.now())


@transaction.atomic
def accept(resident: Resident, invitation: Invitation) -> Membership:
    """Speak for the structure from now on; never with a lesser charge than before. Raises CannotJoin.

    One UPDATE decides who used the letter: two clicks at once join once.
    """
    if resident.is_suspended or resident.email != invitation.email:
        raise CannotJoin(_("Cette invitation n’est pas pour ce compte."))
    if not invitations.standing().filter(pk=invitation.pk).update(ended_at=clock.now()):
        raise CannotJoin(_("Cette invitation a déjà servi, ou n’est plus valable. Demandez-en une autre."))
    membership, is_new = Membership.objects.get_or_create(
        organisation=invitation.organisation, resident=resident, defaults={"kind": invitation.kind}
    )
    if not is_new and invitation.kind == Membership.Kind.MANAGER:
        membership.kind = Membership.Kind.MANAGER
        membership.save(update_fields=["kind"])
    return membership


@transaction.atomic
def give_charge(manager: Resident, membership: Membership, kind: Membership.Kind) -> None:
    """Make a member a manager, or a manager a member. Raises NotManager, LastManager."""
    organisation = _locked(membership.organisation)
    access.must_manage(manager, organisation)
    if kind != Membership.Kind.MANAGER:
        _must_leave_a_manager(organisation, membership)
    Membership.objects.filter(pk=membership.pk).update(kind=kind)


@transaction.atomic
def remove(actor: Resident, membership: Membership) -> None:
    """Somebody speaks for the structure no more: a manager says so, or that person. Raises NotManager, LastManager."""
    organisation = _locked(membership.organisation)
    if membership.resident_id != actor.pk:
        access.must_manage(actor, organisation)
    _must_leave_a_manager(organisation, membership)
    membership.delete()


def forget(resident: Resident) -> None:
    """Whoever closes their account speaks for nothing any more; a page left without anyone in charge is silent."""
    Membership.objects.filter(resident=resident).delete()


@transaction.atomic
def hide(organisation_id: UUID) -> bool:
    """Show the page to its members alone; whether it was shown to others. For moderation."""
    feed.withdraw(SUBJECT, organisation_id)
    shown = Organisation.objects.filter(pk=organisation_id, hidden_at__isnull=True)
    return bool(shown.update(hidden_at=clock.now()))


@transaction.atomic
def show_again(organisation_id: UUID) -> bool:
    """Undo `hide`; whether it was hidden."""
    found = Organisation.objects.select_for_update().filter(pk=organisation_id, hidden_at__isnull=False).first()
    if found is None:
        return False
    found.hidden_at = None
    found.save()
    _tell(found)
    return True


def managers(organisation_id: UUID) -> list[Resident]:
    """Those in charge of a structure, present: what moderation decides of its page is said to each."""
    charged = Membership.objects.filter(organisation=organisation_id, kind=Membership.Kind.MANAGER)
    present = charged.filter(resident__is_active=True, resident__suspended_at=None)
    return [each.resident for each in present.select_related("resident").order_by("pk")]


def be_named(membership: Membership, *, is_named: bool) -> None:
    """Let neighbours read one's name on the page, or not: each for oneself."""
    Membership.objects.filter(pk=membership.pk).update(is_named=is_named)


def _watch(organisation: Organisation, by: Resident) -> None:
    """It is read by a moderator when it speaks like a scam; it is there all the same."""
    watching.look(SUBJECT, organisation.pk, by, f"{organisation.name}\n\n{organisation.about}")


def _say(organisation: Organisation, content: Content) -> None:
    for name in Content.__dataclass_fields__:
        setattr(organisation, name, getattr(content, name))
    organisation.save()


def _locked(organisation: Organisation) -> Organisation:
    """So that two managers cannot step down together."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _must_leave_a_manager(organisation: Organisation, membership: Membership) -> None:
    """Those who are suspended or gone look after nothing: they do not count."""
    others = organisation.memberships.filter(
        kind=Membership.Kind.MANAGER, resident__is_active=True, resident__suspended_at=None
    ).exclude(pk=membership.pk)
    is_in_charge = organisation.memberships.filter(pk=membership.pk, kind=Membership.Kind.MANAGER).exists()
    if is_in_charge and not others.exists():
        raise LastManager


def _tell(organisation: Organisation) -> None:
    """Keep the feed true: the page of a shop or an association is news around it, for anyone."""
    if organisation.is_public_body or organisation.hidden_at:
        return
    feed.publish(
        subject_kind=SUBJECT,
        subject_id=organisation.pk,
        kind=organisation.kind,
        voice=organisation.voice,
        author=organisation.opened_by,
        commune=organisation.commune,
        audience=Audience.PUBLIC,
        point_cell=cell_of(organisation),
        title=organisation.name,
        words=rendering.plain(organisation.about),
        url=organisation.get_absolute_url(),
        happened_at=organisation.opened_at,
    )


def cell_of(organisation: Organisation) -> int:
    """The finest cell of its place, for it is public; else of its commune's middle. Raises territory's PlaceUnknown."""
    if organisation.lat is not None and organisation.lon is not None:
        return cells.finest_cell(organisation.lat, organisation.lon)
    commune = organisation.commune
    if commune.lat is None or commune.lon is None:
        raise cells.PlaceUnknown(commune)
    return cells.public_cell(commune, commune.lat, commune.lon)
