"""What came to its good end: requests answered, things given, sold or swapped. Said in the letter of who lives near;
for a request, who helped is thanked where its author says it.
"""

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
from maillage.listings.models import Listing, Mode, Solved, State
from maillage.listings.queries import viewpoint_of
from maillage.listings.states import Actor
from maillage.notices import actions as notices
from maillage.notices.letters import Item, Section
from maillage.platform import clock
from maillage.residents.models import Resident


def follow(listing: Listing, before: State, actor: Actor) -> None:
    """A request, or a thing that changes hands once, that is done came to its end; put back online, it did not."""
    if not has_an_end(listing):
        return
    if listing.state == State.DONE:
        Solved.objects.get_or_create(listing=listing, defaults={"said_at": clock.now()})
    elif before == State.DONE and listing.state == State.OPEN:
        Solved.objects.filter(listing=listing).delete()


def has_an_end(listing: Listing) -> bool:
    """Whether it can come to a good end: the offer of a loan or of a service is only withdrawn."""
    return listing.is_request or listing.mode in CHANGING_HANDS


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
    solved = Solved.objects.select_for_update(of=("self",)).filter(listing=request).first()
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
    """What came to its good end near the viewer since then, the last first: a part of the letter."""
    solved = Listing.objects.filter(state=State.DONE, solved__said_at__gt=moment).around(viewpoint_of(viewer))
    found = solved.exclude(author=viewer).order_by("-solved__said_at").only("title", "intent", "mode")
    return [Item(done.title, done.get_absolute_url(), _end(done)) for done in found[:MOST]]


def _end(listing: Listing) -> str:
    """How it ended, in a word."""
    return str(ANSWERED if listing.is_request else CHANGING_HANDS[Mode(listing.mode)])


MOST = 50
ANSWERED = _("la demande a trouvé réponse")
CHANGING_HANDS = {Mode.GIFT: _("c’est donné"), Mode.SALE: _("c’est vendu"), Mode.SWAP: _("c’est troqué")}
SOLVED_NEAR = Section(_("Ce qui s’est fait près de chez vous"), since, most=3)
