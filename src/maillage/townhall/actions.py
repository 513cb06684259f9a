"""What is done with a town's channel: open it, give it a look, bring people to it, change what they may do."""

from __future__ import annotations

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from maillage.platform import clock, wording
from maillage.platform.models import Photo
from maillage.residents import actions as residents
from maillage.residents.access import holds
from maillage.residents.models import Resident, Role
from maillage.territory.models import Commune, Union
from maillage.townhall import access, acts, invitations, look
from maillage.townhall.kinds import CHANGED, ENDED, INVITED, JOINED, LOOKED, OPENED, WITHDRAWN
from maillage.townhall.models import DeclaredInterest, Interest, Post, PostInvitation, Right, Town


class Refused(Exception):
    """Something that cannot be done to a town; its words say why."""


class AlreadyOpen(Refused):
    """A commune or a union has one channel."""

    def __init__(self, place: Commune | Union) -> None:
        super().__init__(
            _("%(place)s a déjà son espace ici : invitez plutôt quelqu’un de plus.") % {"place": place.name}
        )


class NoSuchPlace(Refused):
    """A code that names nothing."""

    def __init__(self) -> None:
        super().__init__(
            _("Aucune commune n’a ce code INSEE, aucune intercommunalité ce numéro SIREN. Vérifiez chaque caractère.")
        )


class CannotJoin(Refused):
    """This account cannot take a post."""


class LastDelegate(Refused):
    """Nobody would be left to look after the team."""

    def __init__(self) -> None:
        super().__init__(_("Une personne au moins gère l’équipe : donnez d’abord ce droit à quelqu’un d’autre."))


def place_of(code: str) -> Commune | Union:
    """The commune of an INSEE code, or the union of a SIREN, spaces forgiven. Raises NoSuchPlace."""
    bare = "".join(code.split()).upper()
    place = Commune.objects.filter(pk=bare).first() or Union.objects.filter(pk=bare).first()
    if place is None:
        raise NoSuchPlace
    return place


@transaction.atomic
def open_town(operator: Resident, place: Commune | Union, delegate_email: str) -> Town:
    """Open the channel of a commune, or of a union for all its members, and invite who will look after its team.

    All else is known already: name, contour, town hall and its hours, union. Raises AlreadyOpen, NotAllowed.
    """
    _must_operate(operator)
    is_commune = isinstance(place, Commune)
    where = {"commune": place} if is_commune else {"union": place}
    name = _("Mairie %(of_place)s") % {"of_place": wording.of_place(place.name)} if is_commune else place.name
    try:
        with transaction.atomic():
            town = Town.objects.create(name=name[:80], opened_by=operator, opened_at=clock.now(), **where)
    except IntegrityError:
        raise AlreadyOpen(place) from None
    acts.note(operator, town, OPENED)
    _send(operator, town, delegate_email, Post.Function.AGENT, list(Right))
    return town


@transaction.atomic
def invite_delegate(operator: Resident, town: Town, email: str) -> PostInvitation:
    """When the one who looked after the team is gone: another, with every right. Raises NotAllowed, Refused."""
    _must_operate(operator)
    return _send(operator, town, email, Post.Function.AGENT, list(Right))


@transaction.atomic
def invite(mine: Post, email: str, function: str, rights: Collection[str]) -> PostInvitation:
    """Write to a colleague, whoever the address belongs to. Raises NotAllowed, Refused after too many in a day."""
    access.must_hold(mine, Right.PEOPLE)
    return _send(mine.resident, _locked(mine.town), email, function, rights)


@transaction.atomic
def withdraw(mine: Post, invitation: PostInvitation) -> None:
    """The letter is worth nothing any more. Raises NotAllowed."""
    access.must_hold(mine, Right.PEOPLE)
    if PostInvitation.objects.filter(pk=invitation.pk, ended_at=None).update(ended_at=clock.now()):
        acts.note(mine.resident, mine.town, WITHDRAWN)


@transaction.atomic
def accept(resident: Resident, invitation: PostInvitation) -> Post:
    """Take the post, and its role with it. Raises CannotJoin, residents.NeighbourAccount.

    One UPDATE decides who used the letter: two clicks at once join once.
    """
    if resident.is_suspended or resident.email != invitation.email:
        raise CannotJoin(_("Cette invitation n’est pas pour ce compte."))
    if not invitations.standing().filter(pk=invitation.pk).update(ended_at=clock.now()):
        raise CannotJoin(_("Cette invitation a déjà servi, ou n’est plus valable. Demandez-en une autre."))
    town = _locked(invitation.town)
    residents.give_role(resident, Role.Kind(invitation.function), town.place, given_by=invitation.invited_by)
    post, is_new = Post.objects.get_or_create(
        town=town,
        resident=resident,
        defaults={"function": invitation.function, "rights": invitation.rights, "given_at": clock.now()},
    )
    if not is_new:
        _hold(post, invitation.function, {*post.rights, *invitation.rights})
    acts.note(resident, town, JOINED, rights=sorted(post.rights))
    return post


@transaction.atomic
def change(mine: Post, post: Post, function: str, rights: Collection[str]) -> None:
    """Give a colleague, or oneself, other rights. Raises NotAllowed, LastDelegate."""
    town = _locked(mine.town)
    access.must_hold(mine, Right.PEOPLE)
    if Right.PEOPLE not in rights:
        _must_leave_a_delegate(town, post)
    _hold(post, function, rights)
    acts.note(mine.resident, town, CHANGED, name=post.resident.name, rights=sorted(rights))


@transaction.atomic
def end(mine: Post, post: Post) -> None:
    """Somebody works for the town no more: who looks after the team says so, or that person. Raises as `change`."""
    town = _locked(mine.town)
    if post.pk != mine.pk:
        access.must_hold(mine, Right.PEOPLE)
    _must_leave_a_delegate(town, post)
    post.resident.roles.of_town_hall().filter(commune=town.commune, union=town.union).delete()
    acts.note(mine.resident, town, ENDED, name=post.resident.name)
    post.delete()


@transaction.atomic
def dress(mine: Post, *, name: str, colour: str, coat: Photo | None) -> None:
    """Give the town its look. Raises NotAllowed, look.Unreadable."""
    access.must_hold(mine, Right.PEOPLE)
    look.check(colour)
    Town.objects.filter(pk=mine.town_id).update(name=name, colour=colour.lower(), coat=coat)
    acts.note(mine.resident, mine.town, LOOKED, name=name, colour=colour.lower())


@transaction.atomic
def declare_interests(resident: Resident, interests: Collection[str]) -> None:
    """From now on, the town's news finds them by these alone."""
    DeclaredInterest.objects.filter(resident=resident).exclude(interest__in=interests).delete()
    DeclaredInterest.objects.bulk_create(
        [DeclaredInterest(resident=resident, interest=Interest(interest)) for interest in interests],
        ignore_conflicts=True,
    )


def forget(resident: Resident) -> None:
    """Whoever closes their account works for no town any more; the journal keeps what they did in its name."""
    Post.objects.filter(resident=resident).delete()
    PostInvitation.objects.filter(email=resident.email).delete()
    DeclaredInterest.objects.filter(resident=resident).delete()


def _send(by: Resident, town: Town, email: str, function: str, rights: Collection[str]) -> PostInvitation:
    if invitations.is_enough(town):
        raise Refused(_("Vingt invitations sont déjà parties aujourd’hui. Attendez demain pour la suivante."))
    invitation = invitations.send(by, town, email.lower(), function, rights)
    acts.note(by, town, INVITED, rights=sorted(rights))
    return invitation


def _hold(post: Post, function: str, rights: Collection[str]) -> None:
    """The role follows the function: an official who was an agent keeps one of the two."""
    if function != post.function:
        post.resident.roles.of_town_hall().filter(commune=post.town.commune, union=post.town.union).delete()
        residents.give_role(post.resident, Role.Kind(function), post.town.place)
    post.function, post.rights = function, [right for right in Right if right in rights]
    post.save(update_fields=["function", "rights"])


def _locked(town: Town) -> Town:
    """So that two delegates cannot step down together."""
    return Town.objects.select_for_update().get(pk=town.pk)


def _must_operate(operator: Resident) -> None:
    if not holds(operator, Role.Kind.OPERATOR):
        raise PermissionError("only operators open towns")


def _must_leave_a_delegate(town: Town, post: Post) -> None:
    """The suspended and the gone look after nobody: they do not count."""
    delegates = Post.objects.filter(
        town=town, rights__contains=[Right.PEOPLE], resident__is_active=True, resident__suspended_at=None
    )
    if delegates.filter(pk=post.pk).exists() and not delegates.exclude(pk=post.pk).exists():
        raise LastDelegate
