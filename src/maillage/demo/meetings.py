"""Holds the talks, each between two people who can meet: the rows of `conversations.actions`, written all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from maillage.conversations.models import Conversation, Message, Participant
from maillage.demo import placing
from maillage.demo.content import Talk
from maillage.demo.people import Neighbour
from maillage.demo.personas import DINAN
from maillage.listings import access, actions
from maillage.listings.models import Listing
from maillage.listings.queries import Viewpoint
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Block, Resident
from maillage.territory import cells
from maillage.territory.horizons import DEFAULT_STEP, Horizon
from maillage.territory.models import CellHorizon

# Of the talks whose last word nobody answered, how many are still unread; all of those of personas are.
UNREAD = 0.35
# Who may answer: so many of the nearest.
NEAREST = 40
BLOCKS = 4
# Whom a persona writes to, chosen by hand.
GUESTS = {"b239": "maelle", "b226": "maelle", "b300": "maelle", "b061": "yann", "b299": "colette", "b131": "rozenn"}


@dataclass
class Rows:
    """What the talks leave in the database."""

    conversations: list[Conversation] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)


def hold(
    talks: Sequence[Talk],
    listings: Mapping[str, Listing],
    neighbours: Sequence[Neighbour],
    end: datetime,
    chance: Random,
) -> None:
    """Hold every talk whose listing somebody other than its author can see."""
    steps = dict(CellHorizon.objects.values_list("cell", "step"))
    personas = {one.resident.pk for one in neighbours if one.is_persona}
    rows = Rows()
    for talk in talks:
        listing = listings[talk.listing]
        guest = _guest(talk, listing, neighbours, steps, chance)
        if guest is not None:
            begun = listing.published_at.astimezone(end.tzinfo)
            times = placing.talk_times(len(talk.turns), begun, end, chance)
            _hold(talk, listing, guest, times, personas, rows, chance)
    Conversation.objects.bulk_create(rows.conversations)
    Participant.objects.bulk_create(rows.participants)
    Message.objects.bulk_create(rows.messages)


def _hold(
    talk: Talk,
    listing: Listing,
    guest: Resident,
    times: Sequence[datetime],
    personas: set[UUID],
    rows: Rows,
    chance: Random,
) -> None:
    """One reads what was said before answering; the last word may still be unread."""
    with clock.at(times[0]):
        conversation = Conversation(
            about_kind=actions.SUBJECT,
            about_id=listing.pk,
            about_tag=str(listing.kind_label),
            about_title=listing.title,
            about_url=listing.get_absolute_url(),
            opened_by=guest,
        )
        places = {
            "guest": Participant(conversation=conversation, resident=guest, joined_at=times[0]),
            "owner": Participant(conversation=conversation, resident=listing.author, joined_at=times[0]),
        }
    for (who, said), moment in zip(talk.turns, times, strict=True):
        with clock.at(moment):
            message = Message(
                conversation=conversation, author=places[who].resident, text=said, key=new_id(), sent_at=moment
            )
        rows.messages.append(message)
        conversation.last_message_id = places[who].read_until = message.pk
        places[who].unread = 0
        places[_other(who)].unread += 1
    reader = places[_other(talk.turns[-1][0])]
    if reader.resident_id not in personas and chance.random() > UNREAD:
        reader.read_until, reader.unread = conversation.last_message_id, 0
    rows.conversations.append(conversation)
    rows.participants += places.values()


def _other(who: str) -> str:
    return "owner" if who == "guest" else "guest"


def _guest(
    talk: Talk, listing: Listing, neighbours: Sequence[Neighbour], steps: Mapping[int, int], chance: Random
) -> Resident | None:
    """Somebody near the author, who can see the listing."""
    others = [one for one in neighbours if one.resident.cell is not None and one.resident.pk != listing.author_id]
    chosen = [one.resident for one in others if one.slug == GUESTS.get(talk.listing)]
    near = sorted(
        (one for one in others if not one.is_persona),
        key=lambda one: (cells.distance_m(one.resident.cell or 0, listing.point_cell), one.slug),
    )[:NEAREST]
    candidates = [*chosen, *(one.resident for one in chance.sample(near, len(near)))]
    return next((one for one in candidates if access.may_see(_viewpoint(one, steps), listing)), None)


def _viewpoint(resident: Resident, steps: Mapping[int, int]) -> Viewpoint:
    """As `listings.queries.viewpoint_of`, while nobody has blocked anybody yet."""
    assert resident.cell is not None
    return Viewpoint(resident, Horizon(resident.cell, steps.get(resident.cell, DEFAULT_STEP)))


def fall_out(neighbours: Sequence[Neighbour], end: datetime, chance: Random) -> None:
    """In Dinan, a few neighbours have blocked others, with whom they never talked."""
    talking = set(Participant.objects.values_list("resident", flat=True))
    dwellers = [one.resident for one in neighbours if one.resident.commune_id == DINAN and not one.is_persona]
    quiet = [resident for resident in dwellers if resident.pk not in talking]
    chosen = chance.sample(quiet, min(2 * BLOCKS, len(quiet) // 2 * 2))
    Block.objects.bulk_create(
        Block(blocker=blocker, blocked=blocked, created_at=end - timedelta(days=10))
        for blocker, blocked in zip(chosen[::2], chosen[1::2], strict=True)
    )
