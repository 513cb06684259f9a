"""Towns for tests, with their people."""

from __future__ import annotations

from itertools import count

from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident, Role
from maillage.territory.models import Commune, Union
from maillage.territory.tests.factories import DINAN, some_communes
from maillage.townhall import invitations
from maillage.townhall.models import Post, PostInvitation, Right, Town

_numbers = count(1)


def a_town(place: Commune | Union | None = None) -> Town:
    """An open town: Dinan unless told."""
    if place is None:
        (place,) = some_communes(DINAN)
    where = {"commune": place} if isinstance(place, Commune) else {"union": place}
    return Town.objects.create(name=f"Mairie {place.name}"[:80], **where)


def a_post(resident: Resident, town: Town, *rights: Right, function: str = "agent") -> Post:
    """A post with these rights, every one unless told."""
    residents.give_role(resident, Role.Kind(function), town.place)
    held = [right for right in Right if right in (rights or Right)]
    return Post.objects.create(town=town, resident=resident, function=function, rights=held)


def a_post_invitation(town: Town, invited: Resident, *rights: Right) -> tuple[PostInvitation, str]:
    """A letter to somebody, and its token."""
    token = f"jeton-{next(_numbers)}"
    invitation = PostInvitation.objects.create(
        town=town,
        email=invited.email,
        function="agent",
        rights=[right for right in Right if right in (rights or Right)],
        fingerprint=invitations.fingerprint(token),
        sent_at=clock.now(),
    )
    return invitation, token
