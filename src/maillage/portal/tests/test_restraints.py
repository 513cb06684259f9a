"""What a person whom moderation limits cannot do any more, and what goes on: one table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from inspect import getmembers, isfunction, signature
from typing import Any

import pytest

from maillage.agreements.tests.factories import a_loan_out, in_force
from maillage.bookings import actions as bookings
from maillage.bookings.models import Booking
from maillage.bookings.tests.factories import days
from maillage.listings import actions as listings
from maillage.listings.actions import Content as Words
from maillage.listings.models import Listing, Mode, State
from maillage.listings.tests.factories import a_listing
from maillage.notices import kinds
from maillage.notices.models import Notice
from maillage.organisations import actions as organisations
from maillage.organisations.actions import Content
from maillage.organisations.models import Organisation
from maillage.platform import clock
from maillage.promises import actions as promises
from maillage.promises import jobs as promises_jobs
from maillage.promises.tests.factories import a_claim, a_gift
from maillage.residents import restraints
from maillage.residents.models import Resident
from maillage.residents.restraints import Restraints
from maillage.residents.tests.factories import a_resident
from maillage.reviews import actions as reviews
from maillage.reviews.tests.factories import a_revealed_review, an_exchange, said
from maillage.swaps import actions as swaps
from maillage.swaps import jobs as swaps_jobs
from maillage.swaps.tests.factories import a_swap, an_accepted_swap, an_offer, terms

pytestmark = pytest.mark.django_db


WORDS = Words(mode=Mode.LOAN, category="drills", title="Perceuse")


def _a_shop(limited: Resident) -> None:
    assert limited.commune
    organisations.create(limited, Organisation.Kind.SHOP, Content(name="Épicerie", commune=limited.commune))


def _a_counter(limited: Resident, neighbour: Resident) -> Callable[[], object]:
    swap = a_swap(neighbour, limited)
    mine, yours = an_offer(limited, "Autre"), an_offer(neighbour, "Encore")
    return lambda: swaps.counter(limited, swap, terms([mine], [yours]))


# What a limited person attempts: made ready before the limit (what is in progress then), tried after it.
STOPPED: dict[str, Callable[[Resident, Resident], Callable[[], object]]] = {
    "listings.actions.offer": lambda me, _: lambda: listings.offer(me, WORDS),
    "listings.actions.ask": lambda me, _: lambda: listings.ask(me, WORDS),
    "listings.actions.publish": lambda me, _: (lambda draft: lambda: listings.publish(me, draft))(
        a_listing(me, state=State.DRAFT)
    ),
    "listings.actions.renew": lambda me, _: (lambda old: lambda: listings.renew(me, old))(
        a_listing(me, state=State.EXPIRED)
    ),
    "organisations.actions.create": lambda me, _: lambda: _a_shop(me),
    "bookings.actions.ask": lambda me, her: (lambda hers: lambda: bookings.ask(me, hers, days(3)))(a_listing(her)),
    "promises.actions.claim": lambda me, her: (lambda hers: lambda: promises.claim(me, hers))(a_gift(her)),
    "swaps.actions.propose": lambda me, her: (lambda mine, hers: lambda: swaps.propose(me, her, terms([mine], [hers])))(
        an_offer(me), an_offer(her)
    ),
    "swaps.actions.counter": _a_counter,
    "reviews.actions.review": lambda me, her: (lambda exchange: lambda: reviews.review(me, exchange, said()))(
        an_exchange(me, her)
    ),
    "reviews.actions.reply": lambda me, her: (lambda received: lambda: reviews.reply(me, received, "Merci"))(
        a_revealed_review(me, her)
    ),
}
AGREED = "what is agreed goes on: the other side counts on it"
ENDING = "one may always take back, refuse, or leave"
MENDING = "it is how one mends what moderation asks; what is said so is compared with known scams"
SITE = "the site does it"
FREE = {
    AGREED: (
        "listings.actions.promise listings.actions.mark_done bookings.actions.accept bookings.actions.counter "
        "bookings.actions.hand_over bookings.actions.confirm_return bookings.actions.report_missed "
        "promises.actions.promise promises.actions.keep swaps.actions.accept swaps.actions.finish "
        "agreements.actions.make agreements.actions.change agreements.actions.confirm agreements.statements.say "
        "agreements.difficulties.raise_one agreements.difficulties.answer agreements.difficulties.accept "
        "agreements.difficulties.refuse agreements.difficulties.ask_mediator reviews.actions.thank"
    ),
    ENDING: (
        "listings.actions.withdraw bookings.actions.decline bookings.actions.cancel promises.actions.withdraw "
        "promises.actions.decline "
        "promises.actions.release swaps.actions.decline swaps.actions.withdraw swaps.actions.break_off "
        "agreements.actions.drop agreements.difficulties.withdraw reviews.actions.withdraw organisations.actions.close "
        "organisations.actions.remove organisations.actions.withdraw_invitation"
    ),
    MENDING: "listings.actions.edit organisations.actions.edit",
    "they speak for others: what they say of the structure is read as its own": (
        "organisations.actions.accept organisations.actions.invite organisations.actions.give_charge"
    ),
    SITE: (
        "listings.actions.follow_home listings.actions.forget_all promises.actions.forget_all swaps.actions.forget_all "
        "organisations.actions.forget reviews.actions.part reviews.actions.tell_revealed"
    ),
}
ROOMS = (
    *(f"{domain}.actions" for domain in ("listings", "organisations", "bookings", "promises", "swaps", "reviews")),
    *("agreements.actions", "agreements.difficulties", "agreements.statements"),
)


def limited(person: Resident, **how: Any) -> Resident:
    restraints.apply(person.pk, Restraints(**how))
    person.refresh_from_db()
    return person


@pytest.mark.parametrize("deed", STOPPED)
def test_who_may_not_publish_is_refused_until_a_day(deed):
    me, her = a_resident("Yann"), a_resident("Maëlle")
    attempt = STOPPED[deed](me, her)
    limited(me, no_publishing_until=clock.now() + timedelta(days=3))
    with pytest.raises(Exception, match=r"Vous ne pouvez ni publier, ni réserver.* jusqu’au"):
        attempt()


@pytest.mark.parametrize("deed", STOPPED)
def test_once_the_limit_is_over_it_can_be_done_again(deed):
    """The same attempt without the limit, so that a refusal is not for another reason."""
    me, her = a_resident("Yann"), a_resident("Maëlle")
    attempt = STOPPED[deed](me, her)
    limited(me, no_publishing_until=clock.now() - timedelta(minutes=1))
    attempt()


def _acting(room: str) -> set[str]:
    """What a resident does in a room of a domain: its public functions that take who acts first."""
    module = import_module(f"maillage.{room}")
    return {
        f"{room}.{name}"
        for name, function in getmembers(module, isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and (first := next(iter(signature(function).parameters.values()), None))
        and first.annotation == "Resident"
    }


def test_each_thing_that_people_do_is_either_stopped_or_left_free_for_a_reason():
    """A new one fails here until somebody says which."""
    free = {deed for deeds in FREE.values() for deed in deeds.split()}
    assert set().union(*map(_acting, ROOMS)) == free | set(STOPPED)
    assert not free & set(STOPPED)


class TestSuspended:
    """What becomes of what was going on with somebody suspended, and what the other side reads of it: never why."""

    @pytest.fixture
    def me(self) -> Resident:
        return a_resident("Yann")

    @pytest.fixture
    def her(self) -> Resident:
        return a_resident("Maëlle")

    def told_after_suspending(self, me: Resident, her: Resident) -> str:
        """What the other is told of it."""
        before = set(Notice.objects.filter(to=her).values_list("pk", flat=True))
        limited(me, suspended_at=clock.now())
        promises_jobs.release_severed()
        swaps_jobs.release_severed()
        [notice] = Notice.objects.filter(to=her).exclude(pk__in=before)
        kind = kinds.named(notice.kind)
        assert kind
        assert notice.by is None
        said = kind.say("", notice.facts)
        assert "suspen" not in said
        assert "Yann" not in said
        return said

    def test_a_booking_that_is_not_begun_is_cancelled(self, me, her):
        for listing, borrower in ((a_listing(her), me), (a_listing(me), her)):
            bookings.ask(borrower, listing, days(3))
            assert "est annulée" in self.told_after_suspending(me, her)
            assert Booking.objects.get(listing=listing).state == "cancelled"
            limited(me)

    def test_what_is_out_stays_to_be_brought_back_and_its_agreement_readable(self, client, me, her):
        agreement = in_force(a_loan_out(her, me))
        limited(me, suspended_at=clock.now())
        assert Booking.objects.get().state == "out"
        client.force_login(her)
        assert client.get(Booking.objects.get().get_absolute_url()).status_code == 200
        shown = client.get(agreement.get_absolute_url()).content.decode()
        assert "Cet accord reste lisible" in shown
        assert "Yann" not in shown
        bookings.confirm_return(her, Booking.objects.get())  # what came back is said even so

    def test_a_promise_is_released_and_the_next_in_line_proposed(self, me, her):
        gift = a_gift(her)
        promises.promise(her, a_claim(me, gift))
        assert "ne tient plus" in self.told_after_suspending(me, her)
        assert Listing.objects.get(pk=gift.pk).state == State.OPEN

    def test_a_place_in_the_line_of_somebody_suspended_is_given_back(self, me, her):
        a_claim(her, a_gift(me))
        assert "n’est plus proposée" in self.told_after_suspending(me, her)

    def test_an_accepted_swap_frees_all_its_listings(self, me, her):
        hers = an_offer(her)
        an_accepted_swap(me, her, yours=[hers])
        assert "ne tient plus" in self.told_after_suspending(me, her)
        assert Listing.objects.get(pk=hers.pk).state == State.OPEN
