"""People and their things, and all that a hand may attempt with them: nobody looks first whether it is possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from maillage.agreements import actions as agreements
from maillage.agreements.models import Agreement
from maillage.agreements.refusals import Refused as NotAgreed
from maillage.agreements.tests.factories import terms as words
from maillage.bookings import actions as bookings
from maillage.bookings import periods
from maillage.bookings.models import Booking
from maillage.bookings.refusals import Refused as NotBooked
from maillage.bookings.tests.factories import an_availability
from maillage.conversations.refusals import Refused as NotTalking
from maillage.listings import actions as listings
from maillage.listings.models import Mode, PriceUnit
from maillage.listings.states import Refused as NotListed
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.promises import actions as promises
from maillage.promises.models import Claim
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.reviews import actions as reviews
from maillage.reviews import exchanges
from maillage.reviews.models import Exchange, Review
from maillage.reviews.refusals import Refused as NotSaid
from maillage.reviews.tests.factories import said
from maillage.swaps import actions as swaps
from maillage.swaps.models import Swap

PEOPLE = 5
REFUSALS = (NotAgreed, NotBooked, NotTalking, NotListed, NotSaid)
# Few enough that several hands take the same one, and enough that not all wait for it.
LOOKED_AT = 12


class Storm:
    """Five people with a gift, a sale, a loan of two alike and a rental each."""

    def __init__(self) -> None:
        self.people = [a_resident(f"Voisin {number}") for number in range(PEOPLE)]
        self.things = {person.pk: self.things_of(person) for person in self.people}
        self.all = [thing for things in self.things.values() for thing in things]
        self.lent = [thing for thing in self.all if thing.mode in {Mode.LOAN, Mode.RENTAL}]
        self.given = [thing for thing in self.all if thing.mode in {Mode.GIFT, Mode.SALE}]

    def things_of(self, person: Resident) -> list[Any]:
        loan = a_listing(person, title=f"{person} prête")
        an_availability(loan, quantity=2)
        paid = {"mode": Mode.RENTAL, "price_cents": 1500, "price_unit": PriceUnit.DAY}
        rental = a_listing(person, title=f"{person} loue", **paid)
        an_availability(rental)
        other = {"category": "other"}
        gift = a_listing(person, title=f"{person} donne", mode=Mode.GIFT, **other)
        return [
            gift,
            a_listing(person, title=f"{person} vend", mode=Mode.SALE, price_cents=2000, **other),
            loan,
            rental,
        ]

    def rage(self, hands: int, attempts: int, *, seed: int) -> Counter[str]:
        """So many attempts, shared among so many hands at once."""
        with ThreadPoolExecutor(hands) as pool:
            return sum(pool.map(self.hand, range(seed, seed + hands), [attempts // hands] * hands), Counter[str]())

    def hand(self, seed: int, attempts: int) -> Counter[str]:
        """One hand's attempts, each done or refused in words. Anything else is raised."""
        chance, outcomes = Random(seed), Counter[str]()
        try:
            for _ in range(attempts):
                attempt = chance.choice(ATTEMPTS)
                try:
                    outcomes[f"{attempt.__name__} {'done' if attempt(self, chance) else 'found nothing'}"] += 1
                except REFUSALS:
                    outcomes[f"{attempt.__name__} refused"] += 1
        finally:
            connection.close()
        return outcomes

    # Gifts and sales

    def claim(self, chance: Random) -> object:
        return promises.claim(chance.choice(self.people), chance.choice(self.given))

    def promise(self, chance: Random) -> object:
        claim = some(chance, Claim.objects.filter(state="waiting"))
        return claim and promises.promise(claim.listing.author, claim)

    def settle_claim(self, chance: Random) -> object:
        claim = some(chance, Claim.objects.filter(state="promised"))
        if claim is None:
            return None
        who = chance.choice((claim.listing.author, claim.claimant))
        return chance.choice((promises.keep, promises.keep, promises.release))(who, claim)

    def leave_line(self, chance: Random) -> object:
        claim = some(chance, Claim.objects.filter(state="waiting"))
        return claim and promises.withdraw(claim.claimant, claim)

    def put_back(self, chance: Random) -> object:
        thing = chance.choice(self.all)
        return listings.renew(thing.author, thing)

    # Swaps

    def propose(self, chance: Random) -> object:
        one, other = chance.sample(self.people, 2)
        mine, yours = self.some_of(one, chance), self.some_of(other, chance)
        return swaps.propose(
            one, other, swaps.Terms(mine=mine, yours=yours, balance_cents=chance.choice((-500, 0, 500)))
        )

    def answer(self, chance: Random) -> object:
        swap = some(chance, Swap.objects.filter(state="proposed"))
        return swap and chance.choice((swaps.accept, swaps.accept, swaps.decline))(swap.other, swap)

    def settle_swap(self, chance: Random) -> object:
        swap = some(chance, Swap.objects.filter(state="accepted"))
        if swap is None:
            return None
        deed = chance.choice((swaps.finish, swaps.finish, swaps.break_off))
        return deed(chance.choice((swap.proposer, swap.other)), swap)

    def some_of(self, person: Resident, chance: Random) -> list[Any]:
        return [thing.pk for thing in chance.sample(self.things[person.pk], chance.choice((1, 2)))]

    # Loans and rentals

    def ask(self, chance: Random) -> object:
        first = clock.today() + timedelta(days=chance.randint(0, 3))
        wanted = periods.of_days(first, first + timedelta(days=chance.randint(0, 1)))
        return bookings.ask(chance.choice(self.people), chance.choice(self.lent), wanted)

    def agree_to_lend(self, chance: Random) -> object:
        booking = some(chance, Booking.objects.filter(state="asked"))
        return booking and bookings.accept(booking.owner, booking)

    def refuse_to_lend(self, chance: Random) -> object:
        booking = some(chance, Booking.objects.filter(state__in=["asked", "accepted"]))
        if booking is None:
            return None
        if chance.random() < 0.5:
            return bookings.decline(booking.owner, booking)
        return bookings.cancel(booking.borrower, booking)

    def change_hands(self, chance: Random) -> object:
        booking = some(chance, Booking.objects.filter(state__in=["accepted", "out"]))
        if booking is None:
            return None
        deed = bookings.hand_over if booking.state == "accepted" else bookings.confirm_return
        return deed(chance.choice((booking.owner, booking.borrower)), booking)

    # Agreements

    def write_down(self, chance: Random) -> object:
        booking = some(chance, Booking.objects.filter(state__in=["accepted", "out"]))
        return booking and agreements.make(chance.choice((booking.owner, booking.borrower)), booking)

    def change_words(self, chance: Random) -> object:
        agreement = some(chance, Agreement.objects.filter(state__in=["proposed", "in_force"]))
        if agreement is None:
            return None
        who, base = chance.choice((agreement.owner, agreement.borrower)), agreement.versions.count()
        return agreements.change(who, agreement, words(value_cents=chance.randint(1, 5) * 1000), base=base)

    def confirm(self, chance: Random) -> object:
        agreement = some(chance, Agreement.objects.filter(state__in=["proposed", "in_force"]))
        if agreement is None:
            return None
        who = chance.choice((agreement.owner, agreement.borrower))
        return agreements.confirm(who, agreement, number=agreement.versions.count())

    # Reviews

    def say(self, chance: Random) -> object:
        exchange = some(chance, Exchange.objects.order_by("-id"))
        if exchange is None:
            return None
        who = chance.choice((exchange.giver, exchange.taker))
        if chance.random() < 0.5:
            return reviews.thank(who, exchange)
        return reviews.review(who, exchange, said(words="Merci."))

    def take_back(self, chance: Random) -> object:
        written = some(chance, Review.objects.order_by("-id"))
        return written and (reviews.withdraw(written.author, written) or True)

    def collect(self, chance: Random) -> object:
        return exchanges.collect() or None


ATTEMPTS: tuple[Callable[[Storm, Random], object], ...] = (
    *(Storm.claim, Storm.claim, Storm.promise, Storm.promise, Storm.settle_claim, Storm.settle_claim, Storm.leave_line),
    *(Storm.propose, Storm.answer, Storm.answer, Storm.settle_swap, Storm.settle_swap, Storm.put_back),
    *(Storm.ask, Storm.ask, Storm.agree_to_lend, Storm.agree_to_lend, Storm.change_hands, Storm.change_hands),
    *(Storm.change_hands, Storm.refuse_to_lend, Storm.write_down, Storm.change_words, Storm.confirm, Storm.confirm),
    *(Storm.say, Storm.say, Storm.say, Storm.take_back, Storm.collect),
)


def some(chance: Random, rows: QuerySet[Any]) -> Any:
    """One of the first, as it is when looked at: another hand may be quicker."""
    found = list((rows if rows.ordered else rows.order_by("pk"))[:LOOKED_AT])
    return chance.choice(found) if found else None
