"""Books what is lent and rented: every step of a booking between two personas, and taken days in the calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from random import Random

from django.utils.timezone import localdate

from maillage.bookings import actions, periods, terms
from maillage.bookings.models import Booking, Unit
from maillage.bookings.refusals import Refused
from maillage.demo import agreeing
from maillage.demo.people import Neighbour
from maillage.listings.models import Intent, Listing, Mode, State
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.territory import cells

LENDER, BORROWER = "yann", "maelle"
ELSEWHERE = 12
"""How many bookings others have, so that calendars have taken days."""

Step = Callable[[Resident, Booking], Booking]


def book(listings: Iterable[Listing], neighbours: Sequence[Neighbour], end: datetime, chance: Random) -> None:
    """A few bookings, as people make them (`bookings.actions`), all before `end`."""
    people = {one.slug: one.resident for one in neighbours if one.is_persona}
    lent = sorted(
        (each for each in listings if each.state == State.OPEN and each.intent == Intent.OFFER and _is_had(each)),
        key=lambda each: each.pk,
    )
    if LENDER in people and BORROWER in people:
        _between(people[LENDER], people[BORROWER], lent, end)
    others = [each for each in lent if each.author not in people.values()]
    for listing in chance.sample(others, min(ELSEWHERE, len(others))):
        guest = _neighbour_of(listing, neighbours, chance)
        if guest is not None:
            start = chance.randrange(2, 20)
            _booked(guest, listing, end, start, start + chance.randrange(3), said="", steps=[actions.accept])


def _is_had(listing: Listing) -> bool:
    return listing.mode == Mode.LOAN or (listing.mode == Mode.RENTAL and listing.price_unit != "hour")


def _between(yann: Resident, maelle: Resident, lent: Sequence[Listing], end: datetime) -> None:
    """Yann lends to Maëlle, Maëlle to Yann: something to answer, to fetch, to bring back, and something over."""
    of_yann = [each for each in lent if each.author_id == yann.pk]
    of_maelle = [each for each in lent if each.author_id == maelle.pk]
    if of_maelle:
        _booked(yann, of_maelle[0], end, 5, 6, said="Bonjour Maëlle, ce serait pour le week-end. Je passe le matin ?")
    if len(of_maelle) > 1:
        _week(maelle, of_maelle[1])
    came_back: list[Step] = [_accept_and(agreeing.agree), _both(actions.hand_over), _both(actions.confirm_return)]
    old = next((each for each in of_yann if each.published_at < end - timedelta(days=12)), None)
    if old is not None:
        _booked(maelle, old, end, -9, -8, said="Pour monter une étagère.", steps=came_back)
    stories: list[tuple[int, int, str, list[Step]]] = [
        (-2, 1, "Pour le chantier de la salle de bains.", [_accept_and(agreeing.agree), _both(actions.hand_over)]),
        (3, 4, "On fait les joints samedi.", [_accept_and(agreeing.propose)]),
        (8, 8, "Une journée suffira.", []),
    ]
    for listing, (first, last, said, steps) in zip(of_yann, stories, strict=False):
        _booked(maelle, listing, end, first, last, said=said, steps=steps)


def _accept_and(agreed: Callable[[Booking], object]) -> Step:
    """The owner says yes, and writes down what they agree on."""

    def said(actor: Resident, booking: Booking) -> Booking:
        accepted = actions.accept(actor, booking)
        agreed(accepted)
        return accepted

    return said


def _both(step: Step) -> Step:
    """Each of the two says it."""

    def said(_actor: Resident, booking: Booking) -> Booking:
        return step(booking.borrower, step(booking.owner, booking))

    return said


def _week(owner: Resident, listing: Listing) -> None:
    """It is lent at the end of the week."""
    openings = [(weekday, time(9), time.min) for weekday in (3, 4, 5, 6)]
    with clock.at(listing.published_at):
        terms.set_availability(
            owner, listing, terms.Terms(unit=Unit.DAY, longest_hours=7 * 24, lead_hours=12, openings=openings)
        )


def _booked(
    borrower: Resident,
    listing: Listing,
    end: datetime,
    first: int,
    last: int,
    *,
    said: str,
    steps: Sequence[Step] = (),
) -> None:
    """Asked a day before it begins, or yesterday; each step an hour after the one before, the last in their time."""
    today = localdate(end)
    period = periods.of_days(today + timedelta(days=first), today + timedelta(days=last))
    moment = max(listing.published_at, min(end, period.lower) - timedelta(days=1, hours=2))
    if moment >= min(end, period.lower):
        return
    try:
        with clock.at(moment):
            booking = actions.ask(borrower, listing, period, words=said)
    except Refused:
        return
    for number, step in enumerate(steps):
        at = moment + timedelta(hours=1) if number == 0 else period.lower + timedelta(hours=8 + 26 * (number - 1))
        with clock.at(min(at, end - timedelta(minutes=5))):
            booking = step(booking.owner, booking)


def _neighbour_of(listing: Listing, neighbours: Sequence[Neighbour], chance: Random) -> Resident | None:
    near = [
        one.resident
        for one in neighbours
        if one.resident.cell is not None and not one.is_persona and one.resident.pk != listing.author_id
    ]
    near.sort(key=lambda each: (cells.distance_m(each.cell or 0, listing.point_cell), each.pk))
    return chance.choice(near[:10]) if near else None
