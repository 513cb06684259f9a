"""Writes the agreements of what personas lend each other: one in force, one to confirm, one on which they differ.

All by the actions of agreements, at the moment at which the clock is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from maillage.agreements import actions, difficulties, mediation, mediators, statements
from maillage.agreements.difficulties import Said
from maillage.agreements.models import Agreement, Deposit, Kind, Moment, Wish
from maillage.agreements.statements import Condition
from maillage.agreements.terms import Terms
from maillage.bookings.models import Booking, State
from maillage.demo import exchanges
from maillage.demo.chance import stream
from maillage.demo.people import Neighbour
from maillage.platform import clock
from maillage.platform.models import Photo

HOUR = timedelta(hours=1)


def propose(booking: Booking) -> Agreement:
    """By the owner, of a booking just accepted."""
    said = Terms(
        object=booking.title,
        value_cents=14_000,
        deposit_kind=Deposit.BY_HAND,
        deposit="un chèque de 50 €, non encaissé, rendu au retour",
        condition="Bon état. Le câble est un peu usé près de la prise, la mallette ferme mal.",
        photos=_photos(booking, 2),
    )
    return actions.make(booking.owner, booking, said)


def agree(booking: Booking) -> Agreement:
    """Proposed, and confirmed by the other."""
    agreement = propose(booking)
    actions.confirm(booking.borrower, agreement, number=1)
    return agreement


def follow_up(neighbours: Sequence[Neighbour], end: datetime) -> None:
    """What is out was looked at by both; of what came back they differ, and somebody helps them."""
    people = {one.slug: one.resident for one in neighbours if one.is_persona}
    personas = [resident.pk for resident in people.values()]
    agreements = Agreement.objects.filter(owner__in=personas, borrower__in=personas).order_by("id").with_people()
    for agreement in agreements:
        if agreement.booking is not None and agreement.booking.state == State.OUT:
            with clock.at(end - 3 * HOUR):
                _look(agreement, agreement.booking)
        if agreement.booking is not None and agreement.booking.state == State.RETURNED:
            _differ(agreement, agreement.booking, end)


def _look(agreement: Agreement, booking: Booking) -> None:
    found = Condition(is_as_agreed=True, photos=_photos(booking, 1))
    statements.say(agreement.owner, agreement, Moment.HANDOVER, found)
    missing = Condition(is_as_agreed=False, words="Il manque une vis au couvercle, nous l’avons vu ensemble.")
    statements.say(agreement.borrower, agreement, Moment.HANDOVER, missing)


def _differ(agreement: Agreement, booking: Booking, end: datetime) -> None:
    owner, borrower = agreement.owner, agreement.borrower
    begun = min(booking.ended_at or end, end - 3 * 24 * HOUR)
    with clock.at(begun):
        difficulty = difficulties.raise_one(
            owner,
            agreement,
            Kind.DAMAGED,
            Said(
                words="Elle est revenue avec une poignée fendue. Elle ne l’était pas à la remise, je crois.",
                wish=Wish.REPAIRED,
                photos=_photos(booking, 1),
            ),
        )
    with clock.at(begun + 5 * HOUR):
        answer = Said(words="Je l’ai posée, jamais fait tomber. Elle a dû casser d’usure.", wish=Wish.NOTHING)
        difficulties.answer(borrower, difficulty, answer, number=1)
    with clock.at(begun + 20 * HOUR):
        difficulties.ask_mediator(owner, difficulty)
    mediator = mediators.of(difficulty).order_by("id").first()
    if mediator is None:
        return
    with clock.at(begun + 26 * HOUR):
        mediation.take(mediator, difficulty)
        shared = Said(
            words="Personne n’a tort : ces poignées cassent avec le temps. Partagez le prix de la pièce, 16 €.",
            wish=Wish.PAID,
            amount_cents=800,
        )
        mediation.propose(mediator, difficulty, shared)


def _photos(booking: Booking, number: int) -> list[Photo]:
    """Drawings of the kind of thing that is lent."""
    assert booking.listing is not None
    chance = stream(0, booking.title)
    photos = [exchanges.illustrate(booking.listing.category, chance) for _number in range(number)]
    Photo.objects.bulk_create(photos)
    return photos
