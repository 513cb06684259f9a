"""A listing hidden while it is promised, booked or swapped, and put back: what it is then, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.bookings import actions as bookings
from maillage.bookings.models import Booking
from maillage.bookings.tests.factories import a_booking, days
from maillage.listings.models import Hold, Listing, State
from maillage.listings.tests.factories import a_listing
from maillage.moderation import actions, contesting, subjects
from maillage.moderation.models import Appeal, Decision, Measure
from maillage.moderation.tests.factories import a_moderator, decided
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.promises import actions as promises
from maillage.promises.models import Claim
from maillage.promises.tests.factories import a_claim, a_gift, a_promise
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.swaps import jobs as swaps_jobs
from maillage.swaps.models import State as SwapState
from maillage.swaps.models import Swap
from maillage.swaps.tests.factories import an_accepted_swap, an_offer

pytestmark = pytest.mark.django_db


def hidden(listing: Listing) -> Decision:
    name, subject = subjects.find("annonce", listing.author, listing.pk)
    return decided(a_moderator(), actions.report(None, name, listing.pk, subject, "danger").case, Measure.HIDE)


def put_back(listing: Listing, decision: Decision) -> Listing:
    appeal = contesting.contest(listing.author, decision, "Il est sûr")
    contesting.answer(a_moderator("Gwenn"), appeal, Appeal.State.REVERSED, "Soit")
    return Listing.objects.get(pk=listing.pk)


def told(person: Resident) -> list[str]:
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def test_what_was_promised_comes_back_online_promised_to_nobody():
    owner, promised, waiting = (a_resident(name) for name in ("Yann", "Maëlle", "Gaud"))
    gift = a_gift(owner)
    claim = a_claim(promised, gift)
    a_claim(waiting, gift)
    promises.promise(owner, claim)
    decision = hidden(gift)
    assert not Hold.objects.exists()
    assert not Claim.objects.live().exists()
    assert told(promised)[-1] == "promises.undone"
    assert told(waiting)[-1] == "promises.gone"
    with clock.at(clock.now() + timedelta(days=100)):  # its sixty days are over
        back = put_back(gift, decision)
        assert back.state == State.OPEN
        assert back.expires_at >= clock.now() + timedelta(days=14)
    for person in (promised, waiting):
        assert told(person)[-1] == "portal.back_online"
    assert "portal.back_online" not in told(owner)


def test_what_its_author_marked_as_promised_comes_back_so():
    listing = a_listing(state=State.PROMISED)
    assert put_back(listing, hidden(listing)).state == State.PROMISED


def test_who_left_the_line_before_hears_nothing():
    gift, gone = a_gift(a_resident("Yann")), a_resident("Gaud")
    promises.withdraw(gone, a_claim(gone, gift))
    put_back(gift, hidden(gift))
    assert "portal.back_online" not in told(gone)


def test_what_was_booked_is_cancelled_and_what_is_out_comes_back_first():
    owner, asks, has = (a_resident(name) for name in ("Yann", "Maëlle", "Gaud"))
    listing = a_listing(owner)
    waiting = bookings.ask(asks, listing, days(3))
    out = a_booking(listing, has, state="out", period=days(-1, 3))
    decision = hidden(listing)
    assert Booking.objects.get(pk=waiting.pk).state == "cancelled"
    assert Booking.objects.get(pk=out.pk).state == "out"
    assert told(asks)[-1] == "bookings.broken"
    assert put_back(listing, decision).state == State.OPEN
    assert told(asks)[-1] == "portal.back_online"
    assert "portal.back_online" not in told(has)
    assert bookings.ask(asks, Listing.objects.get(pk=listing.pk), days(3)).state == "asked"


def test_a_swap_that_was_agreed_is_undone_and_all_its_listings_are_free():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    table, bike = an_offer(maelle, "Table"), an_offer(yann, "Vélo")
    swap = an_accepted_swap(maelle, yann, mine=[table], yours=[bike])
    decision = hidden(bike)
    swaps_jobs.release_severed()
    assert Swap.objects.get(pk=swap.pk).state == SwapState.BROKEN
    assert Listing.objects.get(pk=table.pk).state == State.OPEN
    assert put_back(bike, decision).state == State.OPEN
    assert told(maelle)[-1] == "portal.back_online"


def test_put_back_before_the_swap_was_undone_it_stands_as_it_was():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    bike = an_offer(yann, "Vélo")
    swap = an_accepted_swap(maelle, yann, yours=[bike])
    assert put_back(bike, hidden(bike)).state == State.PROMISED
    swaps_jobs.release_severed()
    assert Swap.objects.get(pk=swap.pk).state == SwapState.ACCEPTED


def test_nothing_is_told_of_a_listing_that_is_withdrawn_meanwhile():
    claim = a_promise()
    listing = claim.listing
    decision = hidden(listing)
    Listing.objects.filter(pk=listing.pk).update(state=State.WITHDRAWN)
    put_back(listing, decision)
    assert "portal.back_online" not in told(claim.claimant)
