"""Two hands at once, in real transactions. Each race has its control: without the guard, it goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from maillage.listings import actions, freshness, widening
from maillage.listings.models import Listing, State
from maillage.listings.states import Actor, NoSuchTransition, must_allow
from maillage.listings.tests.factories import a_listing, a_request, a_token
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


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


def test_an_offer_posted_from_two_tabs_at_once_is_one():
    author = a_resident()
    same = {
        "title": "Perceuse", "category": "drills", "place": "home", "audience": "neighbours", "lasts": "60",
        "idempotency_key": str(new_id()),
    }  # fmt: skip

    def post() -> str:
        browser = Client()
        browser.force_login(author)
        return str(browser.post("/proposer/pret/", same)["Location"])

    first, second = together(post, post)
    assert first == second == Listing.objects.get().get_absolute_url()


def test_two_keys_are_two_offers():
    """The control: what makes one of two posts is the key, and nothing else."""
    author = a_resident()
    offer = {"title": "Perceuse", "category": "drills", "place": "home", "audience": "neighbours", "lasts": "60"}

    def post() -> str:
        browser = Client()
        browser.force_login(author)
        return str(browser.post("/proposer/pret/", offer | {"idempotency_key": str(new_id())})["Location"])

    together(post, post)
    assert Listing.objects.count() == 2


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_a_listing_withdrawn_while_it_is_promised_ends_withdrawn(round_number: int):
    listing = a_listing()
    together(
        lambda: actions.withdraw(listing.author, listing),
        lambda: actions.promise(listing.author, listing),
    )
    assert Listing.objects.get().state == State.WITHDRAWN


def test_without_the_lock_a_withdrawn_listing_comes_back():
    """The control: the same two deeds on what each page last saw."""
    listing = a_listing()
    seen = Barrier(2)

    def unguarded(after: State, *, last: bool) -> None:
        stale = Listing.objects.get(pk=listing.pk)
        seen.wait(10)
        must_allow(State(stale.state), Actor.AUTHOR, after)
        if last:
            seen.wait(10)
        stale.state = after
        stale.save()
        if not last:
            seen.wait(10)

    results = together(
        lambda: unguarded(State.WITHDRAWN, last=False),
        lambda: unguarded(State.PROMISED, last=True),
    )
    assert results == [None, None]
    assert Listing.objects.get().state == State.PROMISED


def test_two_runs_of_the_expiry_share_the_work():
    now = clock.now()
    for _ in range(8):
        a_listing(expires_at=now)
    counts = together(actions.expire_due, actions.expire_due)
    assert sum(count for count in counts if isinstance(count, int)) == 8
    assert not Listing.objects.exclude(state=State.EXPIRED).exists()


def test_one_of_two_withdrawals_is_told_that_it_came_late():
    listing = a_listing()
    results = together(*[lambda: actions.withdraw(listing.author, listing)] * 2)
    assert sum(isinstance(result, NoSuchTransition) for result in results) == 1


def test_two_runs_of_the_questions_ask_once():
    now = clock.now()
    for _ in range(4):
        a_listing(published_at=now - timedelta(days=57), expires_at=now + timedelta(days=3))
    counts = together(freshness.ask_due, freshness.ask_due)
    assert sum(count for count in counts if isinstance(count, int)) == 4
    assert Notice.objects.count() == 4


def test_two_runs_carry_a_request_one_step_further():
    request = a_request(reach_step=1, published_at=clock.now() - timedelta(days=2))
    counts = together(widening.widen_due, widening.widen_due)
    assert sorted(count for count in counts if isinstance(count, int)) == [0, 1]
    assert Listing.objects.get(pk=request.pk).reach_step == 2
    assert Notice.objects.count() == 1


def test_without_the_lock_it_would_go_two_steps():
    """The control: both runs look before either writes."""
    request = a_request(reach_step=1, published_at=clock.now() - timedelta(days=2))
    seen = Barrier(2)

    def unguarded() -> None:
        assert widening._waiting().filter(pk=request.pk).exists()
        seen.wait(10)
        Listing.objects.filter(pk=request.pk).update(reach_step=F("reach_step") + 1)

    assert together(unguarded, unguarded) == [None, None]
    assert Listing.objects.get(pk=request.pk).reach_step == 3


def test_a_link_pressed_twice_at_once_serves_once():
    now = clock.now()
    question = freshness.read(a_token(a_listing(expires_at=now + timedelta(days=3))))
    results = together(lambda: freshness.answer(question, "oui"), lambda: freshness.answer(question, "non"))
    assert sum(isinstance(result, freshness.Over) for result in results) == 1
