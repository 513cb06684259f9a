"""Who may write to whom, in one place: blocked means absent, suspended silent, gone gone (TRUST.md 6 and 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from maillage.conversations.models import Conversation
from maillage.conversations.refusals import Closed, Limited
from maillage.residents import queries as residents
from maillage.residents import restraints
from maillage.residents.models import Resident


def closing(viewer: Resident, present: Iterable[Resident], hidden: Collection[UUID]) -> str:
    """Why `viewer` cannot write among those `present`, in words; empty when they can.

    `hidden` is whom blocks hide from the viewer. The words are the same whether somebody blocked somebody, left, was
    suspended or erased their account.
    """
    people = {person.pk: person for person in present}
    me = people.pop(viewer.pk, None)
    if viewer.is_suspended:
        return _("Votre compte est suspendu : vous pouvez lire cette conversation, mais plus y écrire.")
    if me is None or any(pk in hidden for pk in people) or all(person.is_suspended for person in people.values()):
        return _("Cette conversation est close : elle reste lisible, mais on ne peut plus y écrire.")
    return ""


def must_be_heard(author: Resident, conversation: Conversation) -> None:
    """Raises Closed unless `author` takes part and somebody may read them, by what the database says now."""
    present = [place.resident for place in conversation.participants.present().select_related("resident")]
    fresh = next((person for person in present if person.pk == author.pk), author)
    if words := closing(fresh, present, residents.hidden_from(author)):
        raise Closed(words)


def must_be_reachable(author: Resident, others: Sequence[Resident]) -> None:
    """Raises Closed unless `author` may begin a conversation with all of `others`."""
    if words := closing(author, [author, *others], residents.hidden_from(author)):
        raise Closed(words)


def must_be_free(opener: Resident) -> None:
    """Raises Limited when a decision of moderation forbids beginning conversations."""
    try:
        restraints.must_be_free_to_open(opener)
    except restraints.Restrained as restrained:
        raise Limited(str(restrained)) from restrained


def may_meet(newcomer: Resident, present: Sequence[Resident]) -> bool:
    """Whether none of those present is hidden from the newcomer, who may speak."""
    hidden = residents.hidden_from(newcomer)
    return not newcomer.is_suspended and not any(person.pk in hidden for person in present)
