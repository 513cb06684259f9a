from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.feed.models import Audience, Entry
from maillage.feed.queries import around
from maillage.feed.tests.factories import cell_of
from maillage.listings import actions
from maillage.listings.actions import Content, NotSettled, PublicPlace
from maillage.listings.models import Intent, Listing, ListingPhoto, Mode, PriceUnit, State
from maillage.listings.tests.factories import a_listing, a_request
from maillage.platform import clock
from maillage.platform.models import Photo
from maillage.residents import actions as residents
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells, horizons
from maillage.territory.horizons import Horizon
from maillage.territory.models import CellHorizon
from maillage.territory.tests.factories import DINAN, THOMERY

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOWN_HALL = PublicPlace("Mairie de Dinan", 48.4555, -2.0486)


def content(**fields) -> Content:
    return Content(**({"mode": Mode.LOAN, "category": "drills", "title": "Perceuse"} | fields))


def test_an_offer_stands_at_its_authors_public_cell():
    author = a_resident()
    listing = actions.offer(author, content())
    assert listing.point_cell == cell_of(author)
    point = (listing.cell_8, listing.cell_7, listing.cell_6, listing.cell_5)
    assert point == cells.point_cells(cell_of(author))


def test_an_offer_at_a_public_place_stands_exactly_there():
    listing = actions.offer(a_resident(), content(place=TOWN_HALL))
    assert listing.point_cell == cells.finest_cell(TOWN_HALL.lat, TOWN_HALL.lon)
    assert (listing.place_name, listing.place_lat, listing.place_lon) == ("Mairie de Dinan", 48.4555, -2.0486)


def test_an_offer_reaches_as_far_as_its_author_sees():
    author = a_resident()
    CellHorizon.objects.create(cell=cell_of(author), step=5, active_neighbours=80, computed_at=NOON)
    assert actions.offer(author, content()).reach_step == 5


def test_a_request_reaches_as_far_as_its_author_chose():
    assert actions.ask(a_resident(), content(reach_step=4)).reach_step == 4


def test_an_open_listing_is_on_the_feed_with_its_card():
    listing = actions.offer(
        a_resident(), content(mode=Mode.SALE, price_cents=6500, title="Établi", text="Lourd.", audience=Audience.PUBLIC)
    )
    entry = Entry.objects.get(subject_kind="listing", subject_id=listing.pk)
    assert (entry.kind, entry.title, entry.words, entry.price_cents, entry.audience, entry.url) == (
        "sale",
        "Établi",
        "Lourd.",
        6500,
        "public",
        listing.get_absolute_url(),
    )


def test_a_request_is_a_request_on_the_feed():
    actions.ask(a_resident(), content(mode=Mode.GIFT))
    assert Entry.objects.get().kind == "request"


def test_keeping_a_listing_online_keeps_it_on_the_feed():
    with clock.at(NOON):
        listing = actions.offer(a_resident(), content(lasts=timedelta(days=1)))
    with clock.at(NOON + timedelta(hours=12)):
        actions.renew(listing.author, listing)
    assert Entry.objects.get().until == Listing.objects.get().expires_at == NOON + timedelta(days=60, hours=12)


def test_a_draft_is_not_on_the_feed():
    actions.offer(a_resident(), content(), state=State.DRAFT)
    assert not Entry.objects.exists()


def test_an_edit_rewrites_the_card_in_its_place():
    author = a_resident()
    with clock.at(NOON):
        listing = actions.offer(author, content())
    with clock.at(NOON + timedelta(hours=2)):
        actions.edit(author, listing, content(title="Visseuse"))
    entry = Entry.objects.get()
    assert (entry.title, entry.happened_at) == ("Visseuse", NOON)


def test_a_card_follows_the_order_of_photos():
    author = a_resident()
    first, second = (Photo.objects.create(width=8, height=8) for _ in range(2))
    listing = actions.offer(author, content(photos=[first, second]))
    assert Entry.objects.get().photo == first
    actions.edit(author, listing, content(photos=[second, first]))
    assert Entry.objects.get().photo == second
    assert [shown.photo for shown in listing.photos.all()] == [second, first]


def test_an_edit_removes_the_photos_left_out():
    author = a_resident()
    photo = Photo.objects.create(width=8, height=8)
    listing = actions.offer(author, content(photos=[photo]))
    actions.edit(author, listing, content())
    assert not ListingPhoto.objects.exists()


def test_an_offer_lasts_two_months_and_a_request_two_weeks():
    with clock.at(NOON):
        assert actions.offer(a_resident(), content()).expires_at == NOON + timedelta(days=60)
        assert actions.ask(a_resident(), content()).expires_at == NOON + timedelta(days=14)


def test_a_request_for_a_day_ends_with_that_day_in_paris():
    with clock.at(NOON):
        listing = actions.ask(a_resident(), content(wanted_on=date(2026, 11, 28)))
    assert timezone.localtime(listing.expires_at).isoformat() == "2026-11-29T00:00:00+01:00"


def test_the_unsettled_do_not_publish():
    with pytest.raises(NotSettled):
        actions.offer(a_resident(settled=False), content())


def test_the_suspended_do_not_publish():
    with pytest.raises(NotSettled):
        actions.ask(a_resident(suspended_at=NOON), content())


def test_a_renewed_listing_has_a_full_life_again():
    listing = a_listing(expires_at=NOON)
    with clock.at(NOON):
        actions.renew(listing.author, listing)
    assert Listing.objects.get().expires_at == NOON + timedelta(days=60)


def test_renewing_takes_no_day_away():
    listing = a_listing(expires_at=NOON + timedelta(days=90))
    with clock.at(NOON):
        actions.renew(listing.author, listing)
    assert Listing.objects.get().expires_at == NOON + timedelta(days=90)


def test_a_listing_put_back_online_is_on_the_feed_as_of_today():
    listing = a_listing(
        state=State.EXPIRED, expires_at=NOON - timedelta(days=3), published_at=NOON - timedelta(days=63)
    )
    with clock.at(NOON):
        actions.renew(listing.author, listing)
    assert Entry.objects.get().happened_at == NOON


def test_a_request_put_back_online_forgets_a_day_that_passed():
    listing = a_request(state=State.EXPIRED, wanted_on=date(2026, 11, 20))
    with clock.at(NOON):
        actions.renew(listing.author, listing)
    renewed = Listing.objects.get()
    assert (renewed.wanted_on, renewed.expires_at) == (None, NOON + timedelta(days=14))


def test_what_is_past_its_end_expires_and_leaves_the_feed():
    author = a_resident()
    with clock.at(NOON):
        listing = actions.offer(author, content())
        lasting = actions.offer(author, content(lasts=timedelta(days=90)))
    with clock.at(NOON + timedelta(days=60)):
        assert actions.expire_due() == 1
    assert Listing.objects.get(pk=listing.pk).state == State.EXPIRED
    assert [entry.subject_id for entry in Entry.objects.all()] == [lasting.pk]


def test_expiring_twice_expires_once():
    a_listing(expires_at=NOON)
    with clock.at(NOON):
        assert [actions.expire_due(), actions.expire_due()] == [1, 0]


def test_a_promised_listing_does_not_expire():
    a_listing(expires_at=NOON, state=State.PROMISED)
    with clock.at(NOON):
        assert actions.expire_due() == 0


def test_listings_follow_their_author_to_a_new_home():
    author = a_resident(commune=DINAN)
    listing = actions.offer(author, content())
    elsewhere = a_resident(commune=THOMERY)
    author.cell, author.commune = cell_of(elsewhere), elsewhere.commune
    author.save()
    assert actions.follow_home(author) == 1
    moved = Listing.objects.get(pk=listing.pk)
    assert (moved.point_cell, moved.commune_id) == (cell_of(elsewhere), THOMERY)
    assert Entry.objects.get().cell_7 == cells.point_cells(cell_of(elsewhere)).cell_7


def test_following_home_again_moves_nothing():
    author = a_resident(commune=DINAN)
    actions.offer(author, content())
    author.cell = a_resident(commune=THOMERY).cell
    author.save()
    assert [actions.follow_home(author) for _ in range(2)] == [1, 0]


def test_a_listing_at_a_public_place_stays_there_when_its_author_moves():
    author = a_resident(commune=DINAN)
    listing = actions.offer(author, content(place=TOWN_HALL))
    author.cell = a_resident(commune=THOMERY).cell
    author.save()
    assert actions.follow_home(author) == 0
    assert Listing.objects.get(pk=listing.pk).point_cell == cells.finest_cell(TOWN_HALL.lat, TOWN_HALL.lon)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": Mode.SALE},
        {"mode": Mode.SALE, "price_cents": 0},
        {"mode": Mode.SALE, "price_cents": 500, "price_unit": PriceUnit.DAY},
        {"mode": Mode.RENTAL, "price_cents": 500},
        {"mode": Mode.GIFT, "price_cents": 500},
        {"mode": Mode.LOAN, "price_unit": PriceUnit.DAY},
        {"mode": Mode.SERVICE, "price_cents": 500, "price_unit": PriceUnit.WEEK},
        {"intent": Intent.REQUEST, "price_cents": 500},
        {"place_name": "Mairie"},
        {"place_lat": 48.0, "place_lon": -2.0},
    ],
)
def test_the_database_refuses_what_contradicts_itself(wrong: dict[str, Any]):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_listing(**wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"mode": Mode.SALE, "price_cents": 1},
        {"mode": Mode.RENTAL, "price_cents": 500, "price_unit": PriceUnit.WEEKEND},
        {"mode": Mode.SERVICE},
        {"mode": Mode.SERVICE, "price_cents": 1500, "price_unit": PriceUnit.HOUR},
        {"mode": Mode.SWAP, "in_return": "des confitures"},
        {"intent": Intent.REQUEST, "mode": Mode.SALE},
    ],
)
def test_the_database_takes_what_agrees(right: dict[str, Any]):
    assert a_listing(**right).pk


def test_a_ninth_photo_is_refused_by_the_database():
    listing = a_listing()
    photo = Photo.objects.create(width=8, height=8)
    with pytest.raises(IntegrityError), transaction.atomic():
        ListingPhoto.objects.create(listing=listing, photo=photo, position=8)


def test_a_request_carried_further_is_on_the_feed_of_those_it_reaches():
    author = a_resident(commune=DINAN)
    own = horizons.of(cell_of(author))
    further = Horizon(own.origin, own.step + 2)
    rim = cells.point_cells(max(further.cells)).cell_8
    reader = a_resident("Lecteur", DINAN, cell=rim)
    near_sighted = Horizon(rim, 0)
    ordinary = actions.ask(author, content())
    carried = actions.ask(author, content(reach_step=further.step))
    seen = [entry.subject_id for entry in around(reader, near_sighted)]
    assert carried.pk in seen
    assert ordinary.pk not in seen


def test_an_offer_at_a_public_place_goes_no_further_than_its_author_sees():
    author = a_resident()
    CellHorizon.objects.create(cell=cell_of(author), step=5, active_neighbours=80, computed_at=NOON)
    actions.offer(author, content(place=TOWN_HALL))
    assert Entry.objects.get().reach_step == 5


def test_the_listings_of_who_leaves_are_erased_and_others_stay():
    author, other = a_resident(), a_resident()
    actions.mark_done(author, actions.offer(author, content()))
    actions.offer(author, content(place=TOWN_HALL))
    actions.offer(author, content(), state=State.DRAFT)
    kept = actions.offer(other, content())
    residents.leave(author)
    assert list(Listing.objects.all()) == [kept]
    assert [entry.subject_id for entry in Entry.objects.all()] == [kept.pk]
