"""Many hands on one thing, in real transactions. Each race has its control: without the guard, it goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from maillage.listings import actions as listings
from maillage.listings.models import Hold, Listing
from maillage.listings.models import State as ListingState
from maillage.listings.states import Refused
from maillage.platform import clock
from maillage.promises import actions, queries
from maillage.promises.models import Claim, State
from maillage.promises.tests.factories import a_claim, a_gift, a_promise
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8
ROUNDS = 4


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do them at the same time, each on a connection of its own; answer what each gave, or raised."""
    start = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def must_be_whole(listing: Listing, results: list[object]) -> None:
    """Whatever happened: refused in words or done, promised to one at most, and held if and only if promised."""
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, Refused)]
    listing.refresh_from_db()
    promised = list(Claim.objects.filter(listing=listing, state=State.PROMISED).values_list("pk", flat=True))
    assert len(promised) <= 1
    assert list(Hold.objects.filter(listing=listing).values_list("by_id", flat=True)) == promised
    if promised:
        assert listing.state == ListingState.PROMISED
    if listing.state in actions.OVER:
        assert not Claim.objects.filter(listing=listing).live().exists()


def test_a_crowd_that_claims_at_once_stands_in_one_line():
    bed = a_gift(a_resident("Yann"))
    people = [a_resident(f"Voisin {number}") for number in range(HANDS)]
    results = together(*[lambda who=who: actions.claim(who, bed) for who in people])
    must_be_whole(bed, results)
    assert sorted(queries.place_of(who, bed).number for who in people) == list(range(1, HANDS + 1))


def test_one_who_presses_in_many_tabs_has_one_place():
    bed, maelle = a_gift(a_resident("Yann")), a_resident("Maëlle")
    results = together(*[lambda: actions.claim(maelle, bed)] * HANDS)
    assert len({each.pk for each in results if isinstance(each, Claim)}) == 1
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_an_owner_who_promises_to_all_at_once_promises_to_one(round_number: int):
    yann = a_resident("Yann")
    bed = a_gift(yann)
    claims = [a_claim(a_resident(f"Voisin {number}"), bed) for number in range(HANDS)]
    results = together(*[lambda claim=claim: actions.promise(yann, claim) for claim in claims])
    must_be_whole(bed, results)
    assert sum(isinstance(each, Claim) for each in results) == 1


def test_without_the_listing_locked_nor_the_constraint_a_thing_is_promised_twice():
    """The control: each reads that nobody has it, then writes."""
    bed = a_gift(a_resident("Yann"))
    claims = [a_claim(a_resident(f"Voisin {number}"), bed) for number in range(2)]
    unique = next(rule for rule in Claim._meta.constraints if rule.name == "claim_one_promised")
    seen = Barrier(2)

    def unguarded(claim: Claim) -> None:
        is_free = not Claim.objects.filter(listing=bed, state=State.PROMISED).exists()
        seen.wait(10)
        if is_free:
            Claim.objects.filter(pk=claim.pk).update(state=State.PROMISED, promised_at=clock.now())

    with connection.schema_editor() as editor:
        editor.remove_constraint(Claim, unique)
    try:
        together(*[lambda claim=claim: unguarded(claim) for claim in claims])
        assert Claim.objects.filter(state=State.PROMISED).count() == 2
    finally:
        Claim.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Claim, unique)


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_promising_leaving_and_taking_away_at_once_ends_whole(round_number: int):
    yann = a_resident("Yann")
    bed = a_gift(yann)
    first, second = (a_claim(a_resident(f"Voisin {number}"), bed) for number in range(2))
    results = together(
        lambda: actions.promise(yann, first),
        lambda: actions.promise(yann, second),
        lambda: actions.withdraw(first.claimant, first),
        lambda: listings.mark_done(yann, bed),
        lambda: actions.claim(a_resident("Tardive"), bed),
        lambda: listings.promise(yann, bed),
    )
    must_be_whole(bed, results)


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_keeping_and_breaking_at_once_is_one_or_the_other(round_number: int):
    promise = a_promise(a_resident("Maëlle"), a_gift(a_resident("Yann")))
    yann, maelle = promise.listing.author, promise.claimant
    actions.keep(yann, promise)
    results = together(
        lambda: actions.keep(maelle, promise),
        lambda: actions.release(yann, promise),
        lambda: actions.release(maelle, promise),
        lambda: actions.undo(promise.pk),
        lambda: actions.conclude_by_clock(promise.pk, clock.now()),
    )
    must_be_whole(promise.listing, results)
    promise.refresh_from_db()
    after = {State.KEPT: ListingState.DONE, State.RELEASED: ListingState.OPEN}
    assert promise.listing.state == after[State(promise.state)]


def test_both_who_say_that_it_is_done_at_once_conclude_it_once():
    promise = a_promise(a_resident("Maëlle"), a_gift(a_resident("Yann")))
    together(
        *[lambda: actions.keep(promise.listing.author, promise)] * 3,
        *[lambda: actions.keep(promise.claimant, promise)] * 3,
    )
    promise.refresh_from_db()
    assert promise.state == State.KEPT
    kinds = Counter(promise.claimant.notices.values_list("kind", flat=True))
    assert kinds["promises.kept"] == 1
