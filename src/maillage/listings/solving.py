"""Requests that found their answer: counted, and thanked for where their author says by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from maillage.conversations.models import Participant
from maillage.listings import access
from maillage.listings.actions import SUBJECT
from maillage.listings.kinds import HELPED
from maillage.listings.models import Listing, Solved, State
from maillage.listings.queries import viewpoint_of
from maillage.listings.states import Actor
from maillage.notices import actions as notices
from maillage.notices.letters import Item, Section
from maillage.platform import clock
from maillage.residents.models import Resident


def follow(listing: Listing, before: State, actor: Actor) -> None:
    """A request that its author says is done was solved; put back online, it was not."""
    if not listing.is_request:
        return
    if listing.state == State.DONE:
        Solved.objects.get_or_create(request=listing, defaults={"said_at": clock.now()})
    elif before == State.DONE and listing.state == State.OPEN:
        Solved.objects.filter(request=listing).delete()


def helpers(author: Resident, request: Listing) -> QuerySet[Resident]:
    """Those who talked with the author of the request about it, and whom the author may still meet."""
    talks = Participant.objects.filter(
        conversation__about_kind=SUBJECT, conversation__about_id=request.pk, conversation__participants__resident=author
    )
    people = Resident.objects.visible_to(author).exclude(pk=author.pk)
    return people.filter(pk__in=talks.values("resident")).order_by("name", "pk")


@transaction.atomic
def thank(author: Resident, request: Listing, helper: Resident) -> None:
    """Say who helped; they are told, once. Raises NotYours. Nothing when the request is not solved any more."""
    access.must_own(author, request)
    solved = Solved.objects.select_for_update(of=("self",)).filter(request=request).first()
    if solved is None:
        return
    solved.by = helper
    solved.save(update_fields=["by"])
    notices.tell(
        helper,
        HELPED,
        by=author,
        path=request.get_absolute_url(),
        facts={"title": request.title},
        once=f"{request.pk}:{solved.said_at.isoformat()}",
    )


def since(viewer: Resident, moment: datetime) -> Sequence[Item]:
    """The requests near the viewer that found their answer since then, the last first: a part of the letter."""
    solved = Listing.objects.filter(state=State.DONE, solved__said_at__gt=moment).around(viewpoint_of(viewer))
    return [
        Item(request.title, request.get_absolute_url())
        for request in solved.exclude(author=viewer).order_by("-solved__said_at")[:MOST]
    ]


MOST = 50
SOLVED_NEAR = Section(_("Ce qui a trouvé réponse"), since)
