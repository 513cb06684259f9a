from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from django.http import Http404

from maillage.feed.models import Audience
from maillage.feed.tests.factories import cell_of
from maillage.listings import access
from maillage.listings.models import Listing, ListingPhoto, State
from maillage.listings.queries import viewpoint_of
from maillage.listings.tests.factories import a_listing
from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory.models import CellHorizon
from maillage.territory.tests.factories import DINAN, LANVALLAY, THOMERY

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def sees(viewer: Resident | None, listing: Listing) -> bool:
    try:
        return access.listing(viewer, listing.pk) == listing
    except Http404:
        return False


def listed(viewer: Resident | None) -> list[Listing]:
    return list(Listing.objects.open().seen_by(viewpoint_of(viewer)))


VIEWERS = {
    "visitor": lambda: None,
    "neighbour": lambda: a_resident(commune=DINAN),
    "next commune": lambda: a_resident(commune=LANVALLAY),
    "far away": lambda: a_resident(commune=THOMERY),
    "unsettled": lambda: a_resident(settled=False),
}
SEEN = {
    ("neighbours", "neighbour"), ("neighbours", "next commune"),
    ("commune", "neighbour"),
    ("public", "visitor"), ("public", "neighbour"), ("public", "next commune"), ("public", "far away"),
    ("public", "unsettled"),
}  # fmt: skip


@pytest.mark.parametrize(("audience", "viewer"), list(product(Audience, VIEWERS)))
def test_each_audience_is_what_it_says(audience: Audience, viewer: str):
    listing = a_listing(a_resident(commune=DINAN), audience=audience)
    who = VIEWERS[viewer]()
    expected = (audience.value, viewer) in SEEN
    assert sees(who, listing) == expected


@pytest.mark.parametrize(("audience", "viewer"), list(product(Audience, VIEWERS)))
def test_lists_hold_exactly_what_access_allows(audience: Audience, viewer: str):
    listing = a_listing(a_resident(commune=DINAN), audience=audience)
    who = VIEWERS[viewer]()
    assert (listing in listed(who)) == sees(who, listing)


@pytest.mark.parametrize("state", State)
def test_drafts_and_withdrawn_are_their_authors_only(state: State):
    listing = a_listing(audience=Audience.PUBLIC, state=state)
    assert sees(a_resident(), listing) == (state not in {State.DRAFT, State.WITHDRAWN, State.HIDDEN})


@pytest.mark.parametrize("state", State)
def test_an_author_sees_their_own_in_any_state(state: State):
    listing = a_listing(state=state, audience=Audience.NEIGHBOURS)
    assert sees(listing.author, listing)


@pytest.mark.parametrize(("viewer_blocks", "audience"), list(product([True, False], Audience)))
def test_blocked_people_do_not_exist_for_each_other(viewer_blocks: bool, audience: Audience):
    viewer, listing = a_resident(), a_listing(audience=audience)
    assert sees(viewer, listing)
    blocker, blocked = (viewer, listing.author) if viewer_blocks else (listing.author, viewer)
    Block.objects.create(blocker=blocker, blocked=blocked)
    assert not sees(viewer, listing)
    assert listed(viewer) == []


@pytest.mark.parametrize("viewer", ["visitor", "neighbour"])
def test_the_suspended_are_silent(viewer: str):
    listing = a_listing(a_resident(suspended_at=LONG_AGO), audience=Audience.PUBLIC)
    who = VIEWERS[viewer]()
    assert not sees(who, listing)
    assert listed(who) == []


def test_an_author_who_sees_far_is_read_from_there():
    viewer = a_resident(commune=LANVALLAY)
    CellHorizon.objects.create(cell=cell_of(viewer), step=0, active_neighbours=200, computed_at=LONG_AGO)
    author = a_resident(commune=DINAN)
    near, far = a_listing(author, reach_step=0), a_listing(author, reach_step=3)
    assert [sees(viewer, near), sees(viewer, far)] == [False, True]
    assert listed(viewer) == [far]


def test_what_does_not_exist_is_not_found():
    with pytest.raises(Http404):
        access.listing(a_resident(), new_id())


def test_only_an_author_obtains_a_listing_to_change():
    listing = a_listing(audience=Audience.PUBLIC)
    assert access.own_listing(listing.author, listing.pk) == listing
    with pytest.raises(Http404):
        access.own_listing(a_resident(), listing.pk)


def test_a_photo_is_seen_with_its_listing_only():
    listing, other = a_listing(audience=Audience.PUBLIC), a_listing(audience=Audience.NEIGHBOURS)
    photo = Photo.objects.create(width=8, height=8)
    ListingPhoto.objects.create(listing=other, photo=photo, position=0)
    assert access.photo(other.author, other.pk, photo.pk).photo == photo
    for viewer, through in [(None, other), (None, listing), (other.author, listing)]:
        with pytest.raises(Http404):
            access.photo(viewer, through.pk, photo.pk)
