"""Swaps that cross, in real transactions: no thing promised twice, no half swap. Each race has its control."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError, get_ident

import pytest
from django.db import connection

from maillage.listings import actions as listings
from maillage.listings import holds, passings
from maillage.listings.models import Hold, Listing
from maillage.listings.models import State as ListingState
from maillage.listings.states import Refused
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.swaps import actions
from maillage.swaps.models import State, Swap, SwapItem
from maillage.swaps.tests.factories import a_swap, an_accepted_swap, an_offer, terms

pytestmark = pytest.mark.django_db(transaction=True)
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


def must_be_whole(results: list[object]) -> None:
    """Refused in words or done; each accepted swap holds all it has, and nothing else is held or promised."""
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, Refused)]
    accepted = set(Swap.objects.filter(state=State.ACCEPTED).values_list("pk", flat=True))
    items = SwapItem.objects.filter(swap__in=accepted).values_list("swap", "listing")
    assert sorted(Hold.objects.values_list("by_id", "listing")) == sorted(items)
    promised = Listing.objects.filter(state=ListingState.PROMISED).values_list("pk", flat=True)
    assert set(promised) == set(Hold.objects.values_list("listing", flat=True))


def a_knot() -> tuple[list[Resident], list[Listing], list[Swap]]:
    """Three people, two things each, and a proposal of every pair, both ways: each thing is in several."""
    people = [a_resident(name) for name in ("Maëlle", "Yann", "Colette")]
    things = [[an_offer(person, f"{person} {number}") for number in range(2)] for person in people]
    swaps = [
        a_swap(people[one], people[other], [things[one][0], things[one][swapped]], [things[other][1]])
        for swapped, (one, other) in enumerate([(0, 1), (1, 2), (2, 0)])
        for swapped in (0, 1)
    ]
    return people, [thing for of_one in things for thing in of_one], swaps


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_swaps_that_cross_are_accepted_whole_or_not_at_all(round_number: int):
    _people, _things, swaps = a_knot()
    results = together(*[lambda swap=swap: actions.accept(swap.other, swap) for swap in swaps])
    must_be_whole(results)
    assert 1 <= sum(isinstance(each, Swap) for each in results) <= 3


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_accepting_withdrawing_countering_and_promising_at_once_ends_whole(round_number: int):
    people, things, swaps = a_knot()
    first, second, third = swaps[0], swaps[2], swaps[4]
    other = terms([things[3]], [things[0]])
    results = together(
        lambda: actions.accept(first.other, first),
        lambda: actions.withdraw(first.proposer, first),
        lambda: actions.decline(first.other, first),
        lambda: actions.counter(first.other, first, other),
        lambda: actions.accept(second.other, second),
        lambda: actions.undo(second.pk),
        lambda: actions.accept(third.other, third),
        lambda: listings.mark_done(people[1], things[3]),
    )
    must_be_whole(results)


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_finishing_and_breaking_at_once_is_one_or_the_other(round_number: int):
    swap = an_accepted_swap()
    actions.finish(swap.proposer, swap)
    results = together(
        lambda: actions.finish(swap.other, swap),
        lambda: actions.break_off(swap.proposer, swap),
        lambda: actions.break_off(swap.other, swap),
        lambda: actions.undo(swap.pk),
    )
    must_be_whole(results)
    swap.refresh_from_db()
    after = {State.DONE: ListingState.DONE, State.BROKEN: ListingState.OPEN}
    assert set(Listing.objects.values_list("state", flat=True)) == {after[State(swap.state)]}


@contextmanager
def waiting_between_listings() -> Iterator[None]:
    """Each of two exchanges waits, after its first listing, for the other to have passed its own; half a second."""
    seen, passed = Barrier(2), set[int]()

    def wait_once(listing: Listing, before: ListingState, actor: object) -> None:
        if get_ident() not in passed:
            passed.add(get_ident())
            with suppress(BrokenBarrierError):
                seen.wait(0.5)

    passings.register(wait_once)
    try:
        yield
    finally:
        passings._followers.forget(wait_once)


def two_with_rivals_in_common() -> list[Swap]:
    """Two swaps of different listings, and two proposals, each over a listing of both: one finds them in one order,
    one in the other."""
    offers = [an_offer(a_resident(name), name) for name in ("Maëlle", "Yann", "Colette", "Riwal")]
    first, second, third, fourth = sorted(offers, key=lambda offer: offer.pk)
    for mine, yours in ((first, fourth), (second, third)):
        a_swap(mine.author, yours.author, [mine], [yours])
    return [a_swap(mine.author, yours.author, [mine], [yours]) for mine, yours in ((first, second), (third, fourth))]


def test_two_accepted_at_once_that_have_rivals_in_common_do_not_stop_each_other():
    swaps = two_with_rivals_in_common()
    with waiting_between_listings():
        results = together(*[lambda swap=swap: actions.accept(swap.other, swap) for swap in swaps])
    assert results == swaps


def test_two_finished_at_once_that_have_rivals_in_common_do_not_stop_each_other():
    swaps = [actions.accept(swap.other, swap) for swap in two_with_rivals_in_common()]
    for swap in swaps:
        actions.finish(swap.other, swap)
    with waiting_between_listings():
        results = together(*[lambda swap=swap: actions.finish(swap.proposer, swap) for swap in swaps])
    assert results == swaps
    assert set(Swap.objects.values_list("state", flat=True)) == {State.DONE, State.WITHDRAWN}


def test_without_the_order_of_locks_two_that_cross_stop_each_other(monkeypatch):
    """The control: each locks its own side first, and waits for what the other has locked."""
    maelle, yann = a_resident("Maëlle"), a_resident("Yann")
    table, bicycle = an_offer(maelle, "Table"), an_offer(yann, "Vélo")
    here, there = a_swap(maelle, yann, [table], [bicycle]), a_swap(yann, maelle, [bicycle], [table])
    seen = Barrier(2)
    in_order = listings.locked_in_order

    def each_as_it_comes(swap: Swap) -> None:
        sides = [item.listing_id for item in swap.items.order_by("side")]
        first = in_order(sides[:1])
        seen.wait(10)
        holds.take([*first, *in_order(sides[1:])], actions.KIND, swap.pk)

    def unguarded(swap: Swap) -> None:
        from django.db import transaction

        with transaction.atomic():
            each_as_it_comes(swap)

    results = together(lambda: unguarded(here), lambda: unguarded(there))
    assert any("deadlock" in str(each) for each in results)


def test_without_locks_nor_holds_a_thing_goes_into_two_swaps():
    """The control: each reads that all is free, then writes."""
    yann = a_resident("Yann")
    bicycle = an_offer(yann)
    swaps = [a_swap(a_resident(name), yann, yours=[bicycle]) for name in ("Maëlle", "Colette")]
    seen = Barrier(2)

    def unguarded(swap: Swap) -> None:
        is_free = Listing.objects.get(pk=bicycle.pk).is_open
        seen.wait(10)
        if is_free:
            Swap.objects.filter(pk=swap.pk).update(state=State.ACCEPTED)

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE swaps_swap DISABLE TRIGGER swap_all_or_none")
    try:
        assert together(*[lambda swap=swap: unguarded(swap) for swap in swaps]) == [None, None]
        assert SwapItem.objects.filter(listing=bicycle, swap__state=State.ACCEPTED).count() == 2
    finally:
        Swap.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE swaps_swap ENABLE TRIGGER swap_all_or_none")
