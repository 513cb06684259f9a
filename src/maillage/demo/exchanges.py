"""Publishes the listings that `placing` decided: the rows of `listings.actions`, written all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from random import Random
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from maillage.demo import drawing
from maillage.demo.content import structures
from maillage.demo.placing import Fate, Notice
from maillage.feed.actions import TITLE_LENGTH, WORDS_LENGTH, reaching
from maillage.feed.lines import cut
from maillage.feed.models import Entry, Voice
from maillage.listings import actions, categories, places, solving
from maillage.listings.models import Listing, ListingPhoto, Seller, Solved, State
from maillage.platform import clock, ids, media, rendering
from maillage.platform.media import Prepared
from maillage.platform.models import Photo
from maillage.territory import cells
from maillage.territory.horizons import DEFAULT_STEP
from maillage.territory.models import CellHorizon

# How many looks the illustrations of a branch have: enough that two cards in a row seldom share one, few to draw.
TONES_A_BRANCH, SHAPES = 2, 2
# What came to its end did so about then.
ENDS_AFTER = timedelta(days=3)


def publish(notices: Sequence[Notice], end: datetime, chance: Random) -> dict[str, Listing]:
    """Publish them as they stand at `end`, with their cards and their photos; listings by the key of their text."""
    steps = dict(CellHorizon.objects.values_list("cell", "step"))
    listings, shown, entries = {}, [], []
    for notice in notices:
        with clock.at(notice.at):
            listing = listings[notice.text.key] = _listing(notice, steps, end)
            photo = illustrate(notice.text.category, chance) if notice.is_illustrated else None
            if photo is not None:
                shown.append(ListingPhoto(listing=listing, photo=photo, position=0))
            if listing.is_open:
                entries.append(_entry(listing, photo))
    Listing.objects.bulk_create(listings.values())
    Photo.objects.bulk_create(each.photo for each in shown)
    ListingPhoto.objects.bulk_create(shown)
    Entry.objects.bulk_create(entries)
    Solved.objects.bulk_create(
        Solved(listing=listing, said_at=min(listing.published_at + ENDS_AFTER, end))
        for listing in listings.values()
        if listing.state == State.DONE and solving.has_an_end(listing)
    )
    return listings


def _listing(notice: Notice, steps: Mapping[int, int], end: datetime) -> Listing:
    text, author = notice.text, notice.author.resident
    assert author.cell is not None
    place = places.town_hall(author) if text.place == "town-hall" else None
    point_cell = cells.finest_cell(place.lat, place.lon) if place else author.cell
    # In UTC, as actions count: 60 days are 60 times 24 hours, whatever the night when clocks change.
    expires_at = (
        actions.end_of(notice.wanted_on)
        if notice.wanted_on
        else notice.at.astimezone(UTC)
        + (notice.lasts or (actions.OFFER_LIFE if text.is_offer else actions.REQUEST_LIFE))
    )
    return Listing(
        author=author,
        intent=text.intent,
        mode=text.mode,
        category=text.category,
        category_words=categories.words_of(text.category),
        title=text.title,
        text=text.text,
        price_cents=text.price_cents,
        price_unit=text.price_unit,
        in_return=text.in_return,
        deposit=text.deposit,
        **_capacity(notice),
        wanted_on=notice.wanted_on,
        commune=author.commune,
        point_cell=point_cell,
        **cells.point_cells(point_cell)._asdict(),
        place_name=place.name if place else "",
        place_lat=place.lat if place else None,
        place_lon=place.lon if place else None,
        audience=notice.audience,
        reach_step=steps.get(author.cell, DEFAULT_STEP),
        state=_state(notice, expires_at, end),
        published_at=notice.at,
        expires_at=expires_at,
    )


def _capacity(notice: Notice) -> dict[str, str]:
    """What a shopkeeper sells or hires out is their shop’s."""
    shops = {each.by: each.name for each in structures() if each.kind == "shop"}
    name = shops.get(notice.author.slug, "")
    return {"seller": Seller.PROFESSIONAL, "trade_name": name} if name and notice.text.price_cents else {}


def _state(notice: Notice, expires_at: datetime, end: datetime) -> State:
    if notice.fate in {Fate.DRAFT, Fate.PROMISED, Fate.DONE}:
        return State(notice.fate.value)
    return State.EXPIRED if expires_at <= end else State.OPEN


def _entry(listing: Listing, photo: Photo | None) -> Entry:
    return Entry(
        id=ids.id_at(listing.published_at),
        kind=listing.kind,
        voice=Voice.NEIGHBOUR,
        subject_kind=actions.SUBJECT,
        subject_id=listing.pk,
        author=listing.author,
        commune=listing.commune,
        audience=listing.audience,
        point_cell=listing.point_cell,
        **cells.point_cells(listing.point_cell)._asdict(),
        title=cut(listing.title, TITLE_LENGTH),
        words=cut(rendering.plain(listing.text), WORDS_LENGTH),
        price_cents=listing.price_cents,
        price_unit=listing.price_unit,
        in_return=listing.in_return,
        until=listing.expires_at,
        **reaching(listing.point_cell, listing.reach_step),
        photo=photo,
        url=listing.get_absolute_url(),
    )


def illustrate(category: str, chance: Random) -> Photo:
    """A photo whose row is yet to be written.

    Its files come once all is certain: the same seed gives the same names again, and those of a demonstration that this
    one replaces leave at that moment too, just before.
    """
    leaf = categories.leaf(category)
    tones = (sum(map(ord, leaf.branch)) + 3 * chance.randrange(TONES_A_BRANCH)) % len(drawing.PALETTE)
    prepared = _prepared(leaf.icon, tones, chance.randrange(SHAPES))
    photo = Photo(
        width=prepared.width,
        height=prepared.height,
        description=f"{leaf.fr}, dessin au trait",
        created_at=clock.now(),
    )
    transaction.on_commit(partial(_write, photo.pk, prepared))
    return photo


def _write(photo_id: UUID, prepared: Prepared) -> None:
    for size, content in prepared.files.items():
        file = media.path(photo_id, size)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


@cache
def _prepared(icon: str, tones: int, shape: int) -> Prepared:
    picture = drawing.illustration(icon, tones, shape)
    return media.prepare(SimpleUploadedFile("illustration.png", picture, "image/png"))
