"""The letters that bring somebody to a town hall: to one address, good once, for a week."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from maillage.platform import clock
from maillage.residents import letters
from maillage.residents.models import Resident
from maillage.townhall.models import PostInvitation, Town

GOOD_FOR = timedelta(days=7)
AT_MOST, WITHIN = 20, timedelta(days=1)


def standing() -> QuerySet[PostInvitation]:
    """Those that can still be accepted."""
    alive = PostInvitation.objects.filter(ended_at=None, sent_at__gt=clock.now() - GOOD_FOR)
    return alive.select_related("town__commune", "town__union", "invited_by")


def is_enough(town: Town) -> bool:
    """Whether a town has sent as many as it may for now."""
    return town.invitations.filter(sent_at__gt=clock.now() - WITHIN).count() >= AT_MOST


def send(by: Resident, town: Town, email: str, function: str, rights: Collection[str]) -> PostInvitation:
    """Write to an address; an earlier letter to it is worth nothing any more."""
    town.invitations.filter(email=email, ended_at=None).update(ended_at=clock.now())
    token = secrets.token_urlsafe(24)
    invitation = PostInvitation.objects.create(
        town=town,
        email=email,
        function=function,
        rights=list(rights),
        fingerprint=fingerprint(token),
        invited_by=by,
        sent_at=clock.now(),
    )
    path = reverse("office-invitation", args=[token])
    facts = {"town": town, "by": by, "email": email, "path": path, "rights": invitation.rights_words}
    letters.send("post", email, facts, domain="townhall")
    return invitation


def fingerprint(token: str) -> str:
    """What is kept of a token: it tells a right one, and does not give it back."""
    return salted_hmac("maillage.townhall.invitations", token, algorithm="sha256").hexdigest()


def forget_old() -> int:
    """Delete those past their week, with the addresses they hold; how many."""
    return PostInvitation.objects.filter(sent_at__lte=clock.now() - GOOD_FOR).delete()[0]
