"""A listing kept for an exchange: for one at a time, and given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from maillage.listings import actions, holds, passings, sections
from maillage.listings.models import Hold, Listing, Mode, State
from maillage.listings.states import Actor, Held
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.platform.following import Followers
from maillage.platform.ids import new_id
from maillage.residents import actions as residents
from maillage.residents import partings, separations
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(Listing.objects.order_by("pk").values_list("state", flat=True))


def test_all_are_promised_together_or_none():
    bicycle, saw, taken = a_listing(), a_listing(), a_listing(state=State.PROMISED)
    with pytest.raises(holds.NotFree):
        holds.take(actions.locked_in_order([bicycle.pk, saw.pk, taken.pk]), "swap", new_id())
    assert states() == [State.OPEN, State.OPEN, State.PROMISED]
    assert not Hold.objects.exists()
    holds.take(actions.locked_in_order([bicycle.pk, saw.pk]), "swap", new_id())
    assert states() == [State.PROMISED, State.PROMISED, State.PROMISED]


def test_what_is_past_its_end_is_not_promised_even_before_a_job_says_so():
    late = a_listing(expires_at=clock.now())
    with pytest.raises(holds.NotFree):
        holds.take([late], "promise", new_id())


def test_the_database_refuses_a_second_hold():
    listing = a_listing()
    Hold.objects.create(listing=listing, by_kind="promise", by_id=new_id())
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(listing_id=listing.pk, by_kind="swap", by_id=new_id())


def test_what_is_given_back_is_online_again_long_enough_to_be_seen():
    exchange = new_id()
    listing = a_listing(expires_at=clock.now() + timedelta(hours=1))
    holds.take([listing], "promise", exchange)
    holds.give_back([listing], exchange)
    listing.refresh_from_db()
    assert listing.is_open
    assert listing.expires_at > clock.now() + timedelta(days=13)
    assert not Hold.objects.exists()


def test_an_exchange_gives_back_only_what_it_holds():
    listing = a_listing()
    holds.take([listing], "promise", new_id())
    holds.give_back([listing], new_id())
    holds.conclude([listing], new_id())
    assert states() == [State.PROMISED]


@pytest.mark.parametrize(("mode", "after"), [(Mode.GIFT, State.DONE), (Mode.SWAP, State.DONE), (Mode.LOAN, State.OPEN)])
def test_after_an_exchange_what_was_given_is_gone_and_what_was_lent_is_there_again(mode: Mode, after: State):
    exchange, listing = new_id(), a_listing(mode=mode)
    holds.take([listing], "swap", exchange)
    holds.conclude([listing], exchange)
    assert states() == [after]


@pytest.mark.parametrize("action", [actions.promise, actions.mark_done, actions.renew, actions.withdraw])
def test_its_author_cannot_dispose_of_it_meanwhile(action):
    listing = a_listing()
    holds.take([listing], "promise", new_id())
    with pytest.raises(Held, match="promise dans un échange"):
        action(listing.author, listing)
    assert states() == [State.PROMISED]


def test_its_page_offers_its_author_no_button_that_would_be_refused():
    listing = a_listing()
    holds.take([listing], "promise", new_id())
    browser = Client()
    browser.force_login(listing.author)
    page = browser.get(listing.get_absolute_url()).content.decode()
    assert "c’est là que vous direz" in page
    assert "/etat/" not in page


@pytest.fixture
def passed() -> Iterator[list[tuple[str, State, Actor]]]:
    heard: list[tuple[str, State, Actor]] = []

    def follower(listing: Listing, before: State, actor: Actor) -> None:
        heard.append((listing.state, before, actor))

    passings.register(follower)
    yield heard
    passings._followers.forget(follower)


def test_those_who_wait_for_a_listing_hear_what_becomes_of_it(passed: list[tuple[str, State, Actor]]):
    listing = a_listing()
    actions.withdraw(listing.author, listing)
    assert passed == [(State.WITHDRAWN, State.OPEN, Actor.AUTHOR)]


def test_a_main_section_comes_before_a_plain_message(monkeypatch):
    listing = a_listing()
    monkeypatch.setattr(sections, "_sections", [])
    browser = Client()
    browser.force_login(a_resident())
    assert "Poser une question" not in browser.get(listing.get_absolute_url()).content.decode()
    sections.add(sections.Section("ui/help.html", lambda listing, viewer: {}, is_main=True))
    sections.add(sections.Section("ui/nowhere.html", lambda listing, viewer: None))
    assert "Poser une question" in browser.get(listing.get_absolute_url()).content.decode()


def test_a_block_parts_two_people_in_the_same_transaction(monkeypatch):
    parted: list[tuple[Resident, Resident | None]] = []
    monkeypatch.setattr(separations, "_followers", Followers())
    separations.register(lambda one, other: parted.append((one, other)))
    maelle, yann = a_resident("Maëlle"), a_resident("Yann")
    residents.block(maelle, yann)
    assert parted == [(maelle, yann)]


def test_of_a_closing_account_what_stands_above_leaves_first(monkeypatch):
    order: list[str] = []
    monkeypatch.setattr(partings, "_followers", Followers())
    partings.register(lambda _: order.append("listings"))
    partings.register(lambda _: order.append("promises"))
    residents.leave(a_resident())
    assert order == ["promises", "listings"]
