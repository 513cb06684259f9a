"""Two people speaking at once, one speaking twice. Each race has its control: without the guard, it goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from maillage.platform.ids import new_id
from maillage.residents.tests.factories import a_resident
from maillage.reviews import actions, tending
from maillage.reviews.models import Exchange, Review
from maillage.reviews.refusals import AlreadyAnswered, AlreadyRead, AlreadySaid
from maillage.reviews.tests.factories import a_revealed_review, a_review, a_sale, an_exchange, said

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


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


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_two_who_speak_at_once_reveal_both(round_number):
    exchange = an_exchange()
    together(
        lambda: actions.review(exchange.giver, exchange, said()),
        lambda: actions.review(exchange.taker, exchange, said()),
    )
    exchange.refresh_from_db()
    assert Review.objects.count() == 2
    assert exchange.revealed_at is not None


def test_without_the_lock_neither_sees_the_other(monkeypatch):
    """The control: each writes before either commits, and both stay sealed."""
    exchange = an_exchange()
    both = Barrier(2)
    reads_then_waits = Review.objects.create

    def create(**fields):
        made = reads_then_waits(**fields)
        both.wait(10)
        return made

    monkeypatch.setattr(actions, "_locked", lambda exchange_id: Exchange.objects.with_people().get(pk=exchange_id))
    monkeypatch.setattr(Review.objects, "create", create)

    def slowly(author):
        from django.db import transaction

        with transaction.atomic():
            actions.review(author, exchange, said())
            both.wait(10)

    together(lambda: slowly(exchange.giver), lambda: slowly(exchange.taker))
    exchange.refresh_from_db()
    assert Review.objects.count() == 2
    assert exchange.revealed_at is None


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_one_who_speaks_from_many_windows_speaks_once(round_number):
    exchange = an_exchange()
    results = together(*[lambda: actions.thank(exchange.giver, exchange)] * 5)
    assert Review.objects.count() == 1
    assert sum(isinstance(result, AlreadySaid) for result in results) == 4


def test_the_unique_key_holds_even_when_nobody_waits(monkeypatch):
    monkeypatch.setattr(actions, "_locked", lambda exchange_id: Exchange.objects.with_people().get(pk=exchange_id))
    exchange = an_exchange()
    together(*[lambda: actions.thank(exchange.giver, exchange)] * 5)
    assert Review.objects.count() == 1


def test_without_the_unique_key_and_the_lock_one_speaks_twice(monkeypatch):
    """The control: what is left is not enough."""
    exchange = an_exchange()
    monkeypatch.setattr(actions, "_locked", lambda exchange_id: Exchange.objects.with_people().get(pk=exchange_id))
    seen = Barrier(2)
    writes = Review.objects.create

    def create(**fields):
        seen.wait(10)
        return writes(**fields)

    monkeypatch.setattr(Review.objects, "create", create)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reviews_review DROP CONSTRAINT review_once")
    try:
        together(*[lambda: actions.thank(exchange.giver, exchange)] * 2)
        assert Review.objects.count() == 2
    finally:
        Review.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE reviews_review ADD CONSTRAINT review_once UNIQUE (exchange_id, author_id)")


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_a_review_taken_back_while_the_other_speaks_is_read_by_both_or_gone(round_number):
    exchange = an_exchange()
    written = a_review(exchange.giver, exchange)
    results = together(
        lambda: actions.withdraw(exchange.giver, written),
        lambda: actions.thank(exchange.taker, exchange),
    )
    exchange.refresh_from_db()
    is_refused = isinstance(results[0], AlreadyRead)
    assert (exchange.revealed_at is not None) == is_refused == Review.objects.filter(pk=written.pk).exists()


def test_one_of_two_answers_is_kept():
    received = a_revealed_review(a_resident("Maëlle"), a_resident("Yann"))
    results = together(*[lambda: actions.reply(received.about, received, "Merci.")] * 4)
    assert sum(isinstance(result, AlreadyAnswered) for result in results) == 3


def test_a_double_click_says_thank_you_once():
    exchange = an_exchange()
    key = str(new_id())

    def click() -> str:
        browser = Client()
        browser.force_login(exchange.taker)
        path = f"/avis/ecrire/{exchange.kind}/{exchange.subject_id}/"
        return str(browser.post(path, {"step": "thanks", "idempotency_key": key})["Location"])

    assert together(click, click) == ["/avis/", "/avis/"]
    assert Review.objects.count() == 1


def test_two_runs_of_the_job_warn_a_seller_once():
    from maillage.notices.models import Notice

    seller = a_resident()
    for _ in range(4):
        a_sale(seller, 45_000)
    together(tending.weigh_due, tending.weigh_due)
    assert Notice.objects.filter(to=seller, kind="reviews.sales_near").count() == 1
