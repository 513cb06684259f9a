"""What time does to exchanges that ended. All of it may run twice, or be killed half way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from maillage.notices import actions as notices
from maillage.notices.kinds import Kind
from maillage.platform import clock
from maillage.residents import queries as residents
from maillage.residents.models import Resident
from maillage.reviews import actions, ledger, tellings, windows
from maillage.reviews.models import Exchange, Review
from maillage.reviews.queries import Exchanges

BATCH = 200
KEPT = timedelta(days=731)
"""Two years: an exchange of which nobody said anything, for nothing."""
SAID_KEPT = timedelta(days=3 * 365 + 1)
"""Three years: what is said of it. By then it weighs an eighth (`weights`)."""
LEDGER_YEARS = 5
"""The least that Annex V, section IV, of Directive 2011/16/EU asks of records: from the end of their year."""


def ask_due() -> int:
    """Ask both people of each exchange just ended, once. Answers how many exchanges."""
    return _each(lambda: Exchange.objects.open().filter(asked_at__isnull=True), _ask)


def _ask(exchange: Exchange) -> None:
    exchange.asked_at = clock.now()
    exchange.save(update_fields=["asked_at"])
    _tell_silent(exchange, tellings.ASKED)


def remind_due() -> int:
    """Remind once who has said nothing when a week is left."""
    soon = clock.now() + windows.REMINDED_BEFORE
    asked = Q(asked_at__isnull=False, reminded_at__isnull=True, closes_at__lte=soon, revealed_at__isnull=True)
    return _each(lambda: Exchange.objects.open().filter(asked), _remind)


def _remind(exchange: Exchange) -> None:
    exchange.reminded_at = clock.now()
    exchange.save(update_fields=["reminded_at"])
    _tell_silent(exchange, tellings.REMINDED)


def _tell_silent(exchange: Exchange, kind: Kind) -> None:
    """Tell those of the two who have said nothing, unless they are absent for one another."""
    spoken = set(Review.objects.filter(exchange=exchange).values_list("author", flat=True))
    path = f"{tellings.REVIEWS}ecrire/{exchange.kind}/{exchange.subject_id}/"
    for person in (exchange.giver, exchange.taker):
        other = exchange.other_than(person)
        if person.pk in spoken or other.is_suspended or other.pk in residents.hidden_from(person):
            continue
        notices.tell(person, kind, path=path, facts={"title": exchange.title}, once=str(exchange.pk))


def tell_revealed_due() -> int:
    """Tell who was spoken of that it can be read, where only one spoke and the time to write is over."""
    spoken = Exists(Review.objects.filter(exchange=OuterRef("pk")))
    over = Q(told_at__isnull=True, closes_at__lte=clock.now())
    return _each(lambda: Exchange.objects.filter(over).filter(spoken), _tell_revealed)


def _tell_revealed(exchange: Exchange) -> None:
    exchange.told_at = clock.now()
    exchange.save(update_fields=["told_at"])
    actions.watch(exchange)
    for written in Review.objects.filter(exchange=exchange, hidden_at__isnull=True).select_related("author", "about"):
        if notices.may_be_told(written.about, written.author):
            actions.tell_revealed(written.about, exchange)


def weigh_due() -> int:
    """Warn sellers whose year comes near a threshold, or passes it: each once a year."""
    return _each(lambda: Exchange.objects.filter(sold_by__isnull=False, weighed_at__isnull=True), _weigh)


def _weigh(exchange: Exchange) -> None:
    exchange.weighed_at = clock.now()
    exchange.save(update_fields=["weighed_at"])
    seller, year = exchange.sold_by, ledger.year_of(exchange)
    if seller is None:
        return
    found = ledger.sums(seller, year)
    if found.has_passed:
        _warn(seller, tellings.SALES_REACHED, year)
    elif found.is_near:
        _warn(seller, tellings.SALES_NEAR, year)
    if found.from_first_euro:
        _warn(seller, tellings.FROM_FIRST_EURO, year)


def _warn(seller: Resident, kind: Kind, year: int) -> None:
    path = f"{tellings.SALES}?annee={year}"
    notices.tell(seller, kind, path=path, facts={"year": year}, once=str(year))


def forget_old() -> int:
    """Erase what was said long ago, then the exchanges of which nothing is left to keep. Answers how many rows."""
    now = clock.now()
    count = Review.objects.filter(exchange__ended_at__lte=now - SAID_KEPT).delete()[0]
    first_kept, _last = windows.year(ledger.this_year() - LEDGER_YEARS)
    free = Q(sold_by__isnull=True) | Q(ended_at__lt=first_kept)
    said = Exists(Review.objects.filter(exchange=OuterRef("pk")))
    return count + Exchange.objects.filter(free, ended_at__lte=now - KEPT).exclude(said).delete()[0]


def _each(due: Callable[[], Exchanges], deed: Callable[[Exchange], object]) -> int:
    """Do something once to each exchange that is due, by batches that another run does not wait for."""
    count = 0
    while True:
        with transaction.atomic():
            rows = due().select_for_update(of=("self",), no_key=True, skip_locked=True)
            batch = list(rows.select_related("giver", "taker", "sold_by").order_by("id")[:BATCH])
            for exchange in batch:
                deed(exchange)
        count += len(batch)
        if len(batch) < BATCH:
            return count
