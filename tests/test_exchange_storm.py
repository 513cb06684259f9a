"""Promises and swaps over the same few things, by many hands at once: nothing is promised twice, no swap is half done.

`MAILLAGE_ATTEMPTS` says how many attempts; a few hundred by default, as many as one likes on a machine of one's own.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection

from maillage.conversations import actions as conversations
from maillage.conversations.refusals import Refused as TalkRefused
from maillage.listings import actions as listings
from maillage.listings.models import Hold, Listing, State
from maillage.listings.states import Refused
from maillage.listings.tests.factories import a_listing
from maillage.promises import actions as promises
from maillage.promises.models import Claim
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.swaps import actions as swaps
from maillage.swaps.models import Swap, SwapItem

pytestmark = pytest.mark.django_db(transaction=True)
ATTEMPTS = int(os.environ.get("MAILLAGE_ATTEMPTS", "400"))
HANDS = 8
PEOPLE, THINGS_EACH = 5, 3


class Storm:
    """People and their things, and what one hand may attempt with them."""

    def __init__(self) -> None:
        self.people = [a_resident(f"Voisin {number}") for number in range(PEOPLE)]
        self.things = {
            person.pk: [
                a_listing(person, mode="gift", category="other", title=f"{person} {number}")
                for number in range(THINGS_EACH)
            ]
            for person in self.people
        }
        self.all = [thing for things in self.things.values() for thing in things]
        self.outcomes: Counter[str] = Counter()

    def hand(self, seed: int) -> Counter[str]:
        """One hand's attempts, each refused in words or done. Anything else is raised."""
        chance, outcomes = Random(seed), Counter[str]()
        try:
            for _ in range(ATTEMPTS // HANDS):
                attempt = chance.choice(ATTEMPT)
                try:
                    outcomes[f"{attempt.__name__} done"] += bool(attempt(self, chance))
                except (Refused, TalkRefused):
                    outcomes[f"{attempt.__name__} refused"] += 1
        finally:
            connection.close()
        return outcomes

    def claim(self, chance: Random) -> object:
        return promises.claim(chance.choice(self.people), chance.choice(self.all))

    def promise(self, chance: Random) -> object:
        claim = some(chance, Claim.objects.filter(state="waiting"))
        return claim and promises.promise(claim.listing.author, claim)

    def settle_claim(self, chance: Random) -> object:
        claim = some(chance, Claim.objects.filter(state="promised"))
        if claim is None:
            return None
        who = chance.choice((claim.listing.author, claim.claimant))
        return chance.choice((promises.keep, promises.release))(who, claim)

    def leave_line(self, chance: Random) -> object:
        claim = some(chance, Claim.objects.filter(state="waiting"))
        return claim and promises.withdraw(claim.claimant, claim)

    def propose(self, chance: Random) -> object:
        one, other = chance.sample(self.people, 2)
        return swaps.propose(one, other, swaps.Terms(mine=self.some_of(one, chance), yours=self.some_of(other, chance)))

    def answer(self, chance: Random) -> object:
        swap = some(chance, Swap.objects.filter(state="proposed"))
        return swap and chance.choice((swaps.accept, swaps.accept, swaps.decline))(swap.other, swap)

    def settle_swap(self, chance: Random) -> object:
        swap = some(chance, Swap.objects.filter(state="accepted"))
        if swap is None:
            return None
        return chance.choice((swaps.finish, swaps.break_off))(chance.choice((swap.proposer, swap.other)), swap)

    def put_back(self, chance: Random) -> object:
        thing = chance.choice(self.all)
        return listings.renew(thing.author, thing)

    def some_of(self, person: Resident, chance: Random) -> list:
        return [thing.pk for thing in chance.sample(self.things[person.pk], chance.choice((1, 2)))]


ATTEMPT = (
    *(Storm.claim, Storm.promise, Storm.promise, Storm.settle_claim, Storm.leave_line),
    *(Storm.propose, Storm.answer, Storm.answer, Storm.settle_swap, Storm.put_back),
)


def some(chance: Random, rows):
    found = list(rows.order_by("pk")[:20])
    return chance.choice(found) if found else None


def test_nothing_is_promised_twice_and_no_swap_is_half_done(monkeypatch):
    monkeypatch.setattr(conversations, "OPENINGS_AN_HOUR", 10**9)
    storm = Storm()
    with ThreadPoolExecutor(HANDS) as pool:
        outcomes = sum(pool.map(storm.hand, range(HANDS)), Counter[str]())
    print(dict(sorted(outcomes.items())))
    assert outcomes["promise done"]
    assert outcomes["answer done"]
    holding = dict(Claim.objects.filter(state="promised").values_list("listing", "pk"))
    in_swaps = list(SwapItem.objects.filter(swap__state="accepted").values_list("listing", "swap"))
    assert len(in_swaps) == len(dict(in_swaps))
    assert not holding.keys() & dict(in_swaps).keys()
    assert dict(Hold.objects.values_list("listing", "by_id")) == holding | dict(in_swaps)
    promised = Listing.objects.filter(state=State.PROMISED).values_list("pk", flat=True)
    assert set(promised) == set(Hold.objects.values_list("listing", flat=True))
