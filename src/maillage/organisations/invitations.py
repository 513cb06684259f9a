"""The letters that bring somebody in: to one address, good once, for a week. Nothing says who has an account.

The page that sends one answers the same whether or not the address has an account. The link is worth nothing to another
account than that of the address: whoever forwards the letter gives nothing away.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from maillage.organisations.models import Invitation, Membership, Organisation
from maillage.platform import clock
from maillage.residents import letters
from maillage.residents.models import Resident

GOOD_FOR = timedelta(days=7)
# Enough for the board of an association, too few to flood strangers.
AT_MOST, WITHIN = 10, timedelta(days=1)


def standing() -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    alive = Invitation.objects.filter(ended_at=None, sent_at__gt=clock.now() - GOOD_FOR)
    return alive.select_related("organisation__commune", "invited_by")


def is_enough(organisation: Organisation) -> bool:
    """Whether a structure has sent as many as it may for now, those ended since included."""
    return organisation.invitations.filter(sent_at__gt=clock.now() - WITHIN).count() >= AT_MOST


def send(manager: Resident, organisation: Organisation, email: str, kind: Membership.Kind) -> Invitation:
    """Write to an address; an earlier letter to it is worth nothing any more."""
    organisation.invitations.filter(email=email, ended_at=None).update(ended_at=clock.now())
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        kind=kind,
        fingerprint=fingerprint(token),
        invited_by=manager,
        sent_at=clock.now(),
    )
    path = reverse("organisation-invitation", args=[token])
    letters.send(
        "invitation",
        email,
        {"organisation": organisation, "manager": manager, "email": email, "path": path},
        domain="organisations",
    )
    return invitation


def fingerprint(token: str) -> str:
    """What is kept of a token: it tells a right one, and does not give it back."""
    return salted_hmac("maillage.organisations.invitations", token, algorithm="sha256").hexdigest()


def forget_old() -> int:
    """Delete those past their week, with the addresses they hold; how many."""
    return Invitation.objects.filter(sent_at__lte=clock.now() - GOOD_FOR).delete()[0]
