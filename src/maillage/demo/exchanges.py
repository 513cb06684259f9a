"""Publishes the listings and holds the talks that `placing` decided, by residents' own actions, each at its moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.conversations import actions as conversations
from maillage.conversations.models import Conversation, Participant
from maillage.demo import drawing, placing
from maillage.demo.content import ListingText, Talk
from maillage.demo.people import Neighbour
from maillage.demo.placing import Fate, Notice
from maillage.listings import access, actions, categories, places
from maillage.listings.models import Listing, Mode, PriceUnit, State
from maillage.listings.queries import viewpoint_of
from maillage.platform import clock, media
from maillage.platform.ids import new_id
from maillage.platform.media import Prepared
from maillage.platform.models import Photo
from maillage.residents import actions as residents
from maillage.residents.models import Block, Resident
from maillage.territory import cells

# How many looks the illustrations of a branch have: enough that two cards in a row seldom share one, few to draw.
TONES_A_BRANCH, SHAPES = 2, 2
# Of the talks whose last word nobody answered, how many are still unread; all of those of personas are.
UNREAD = 0.35
BLOCKS = 4
# Whom a persona writes to, chosen by hand.
GUESTS = {"b239": "maelle", "b226": "maelle", "b300": "maelle", "b061": "yann", "b299": "colette", "b131": "rozenn"}


def publish(notices: Iterable[Notice], end: datetime, chance: Random) -> dict[str, Listing]:
    """Publish in the order of time, then let happen what became of each by `end`; listings by the key of their text."""
    published = {notice.text.key: _publish(notice, chance) for notice in notices}
    for notice in notices:
        _fulfil(notice, published[notice.text.key], end, chance)
    with clock.at(end):
        actions.expire_due()
    return published


def _publish(notice: Notice, chance: Random) -> Listing:
    author = notice.author.resident
    with clock.at(notice.at):
        content = _content(notice, chance)
        if not notice.text.is_offer:
            return actions.ask(author, content)
        return actions.offer(author, content, state=State.DRAFT if notice.fate == Fate.DRAFT else State.OPEN)


def _content(notice: Notice, chance: Random) -> actions.Content:
    text = notice.text
    return actions.Content(
        mode=Mode(text.mode),
        category=text.category,
        title=text.title,
        text=text.text,
        price_cents=text.price_cents,
        price_unit=PriceUnit(text.price_unit) if text.price_unit else None,
        in_return=text.in_return,
        deposit=text.deposit,
        audience=notice.audience,
        place=places.town_hall(notice.author.resident) if text.place == "town-hall" else None,
        photos=[_illustrate(text, chance)] if notice.is_illustrated else [],
        lasts=notice.lasts,
    )


def _fulfil(notice: Notice, listing: Listing, end: datetime, chance: Random) -> None:
    if notice.fate not in {Fate.PROMISED, Fate.DONE}:
        return
    latest = end - timedelta(hours=2)
    with clock.at(min(latest, notice.at + timedelta(days=chance.uniform(4, 6)))):
        if notice.fate == Fate.PROMISED:
            actions.promise(notice.author.resident, listing)
        else:
            actions.mark_done(notice.author.resident, listing)


def _illustrate(text: ListingText, chance: Random) -> Photo:
    leaf = categories.leaf(text.category)
    tones = sum(map(ord, leaf.branch)) + 3 * chance.randrange(TONES_A_BRANCH)
    photo = _prepared(leaf.icon, tones % len(drawing.PALETTE), chance.randrange(SHAPES)).keep(
        f"Dessin, et non photo\u00a0: {leaf.fr.lower()}"
    )
    Photo.objects.filter(pk=photo.pk).update(created_at=clock.now())
    return photo


@cache
def _prepared(icon: str, tones: int, shape: int) -> Prepared:
    picture = drawing.illustration(icon, tones, shape)
    return media.prepare(SimpleUploadedFile("illustration.png", picture, "image/png"))


def hold(
    talks: Sequence[Talk],
    listings: Mapping[str, Listing],
    neighbours: Sequence[Neighbour],
    end: datetime,
    chance: Random,
) -> int:
    """Hold every talk whose listing a neighbour other than its author can see; how many were held."""
    return sum(_hold(talk, listings[talk.listing], neighbours, end, chance) for talk in talks)


def _hold(talk: Talk, listing: Listing, neighbours: Sequence[Neighbour], end: datetime, chance: Random) -> bool:
    guest = _guest(talk, listing, neighbours, chance)
    if guest is None:
        return False
    speakers = {"owner": listing.author, "guest": guest.resident}
    conversation: Conversation | None = None
    times = placing.talk_times(len(talk.turns), _local(listing.published_at, end), end, chance)
    for (who, said), moment in zip(talk.turns, times, strict=True):
        with clock.at(moment):
            if conversation is None:
                about = conversations.About(
                    "listing", listing.pk, str(listing.kind_label), listing.title, listing.get_absolute_url()
                )
                conversation = conversations.open(speakers[who], [listing.author], about, text=said, key=new_id())
                conversation.refresh_from_db(fields=["last_message_id"])
            else:
                _read(speakers[who], conversation)
                conversations.send(speakers[who], conversation, text=said, key=new_id())
            _read(speakers[who], conversation)
    assert conversation is not None
    reader = speakers["guest" if talk.turns[-1][0] == "owner" else "owner"]
    is_persona = any(one.is_persona for one in neighbours if one.resident.pk == reader.pk)
    if not is_persona and chance.random() > UNREAD:
        with clock.at(min(end, times[-1] + timedelta(hours=1))):
            _read(reader, conversation)
    return True


def _guest(talk: Talk, listing: Listing, neighbours: Sequence[Neighbour], chance: Random) -> Neighbour | None:
    """Somebody near the author, who can see the listing."""
    chosen = GUESTS.get(talk.listing)
    others = [one for one in neighbours if one.resident.cell is not None and one.resident.pk != listing.author_id]
    near = sorted(others, key=lambda one: (cells.distance_m(one.resident.cell or 0, listing.point_cell), one.slug))[:40]
    ordered = [one for one in others if one.slug == chosen]
    ordered += chance.sample([one for one in near if not one.is_persona], sum(not one.is_persona for one in near))
    return next((one for one in ordered if access.may_see(viewpoint_of(one.resident), listing)), None)


def _read(reader: Resident, conversation: Conversation) -> None:
    """Everything said so far."""
    place = Participant.objects.get(conversation=conversation, resident=reader)
    if conversation.last_message_id is not None:
        conversations.mark_read(place, conversation.last_message_id)


def _local(moment: datetime, end: datetime) -> datetime:
    return moment.astimezone(end.tzinfo)


def fall_out(neighbours: Sequence[Neighbour], end: datetime, chance: Random) -> None:
    """A few neighbours block others, with whom they never talked."""
    talking: dict[object, set[object]] = {}
    for conversation in Conversation.objects.prefetch_related("participants"):
        people = {place.resident_id for place in conversation.participants.all()}
        for person in people:
            talking.setdefault(person, set()).update(people)
    settled = [one.resident for one in neighbours if one.resident.cell is not None and not one.is_persona]
    pairs = [chance.sample(settled, 2) for _ in range(BLOCKS)] if len(settled) > 1 else []
    with clock.at(end - timedelta(days=10)):
        for blocker, blocked in pairs:
            if blocked.pk not in talking.get(blocker.pk, ()):
                residents.block(blocker, blocked)
                Block.objects.filter(blocker=blocker, blocked=blocked).update(created_at=clock.now())
