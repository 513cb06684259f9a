"""Agreements for tests: `an_agreement()` is proposed by the owner of a loan that was accepted, in three days."""

from __future__ import annotations

from typing import Any

from maillage.agreements import actions, difficulties
from maillage.agreements.difficulties import Said
from maillage.agreements.models import Agreement, Deposit, Difficulty, Kind, Wish
from maillage.agreements.terms import Terms
from maillage.bookings.models import Booking, State
from maillage.bookings.tests.factories import a_booking, days
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident


def terms(**said: Any) -> Terms:
    values: dict[str, Any] = {"object": "Perceuse à percussion", "value_cents": 12_000, "condition": "Une rayure."}
    return Terms(**(values | said))


def with_deposit(**said: Any) -> Terms:
    return terms(deposit_kind=Deposit.BY_HAND, deposit="un chèque de 50 €", **said)


def a_loan(owner: Resident | None = None, borrower: Resident | None = None, **fields: Any) -> Booking:
    """An accepted booking of a loan."""
    listing = a_listing(owner or a_resident("Maëlle"))
    return a_booking(listing, borrower or a_resident("Yann"), **({"state": State.ACCEPTED} | fields))


def a_loan_out(owner: Resident | None = None, borrower: Resident | None = None) -> Booking:
    """One that was handed over yesterday, for three days."""
    return a_loan(
        owner,
        borrower,
        state=State.OUT,
        period=days(-1, 3),
        owner_handed_at=clock.now(),
        borrower_handed_at=clock.now(),
    )


def an_agreement(booking: Booking | None = None, said: Terms | None = None) -> Agreement:
    """Proposed by the owner, waiting for the borrower."""
    booking = booking or a_loan()
    return actions.make(booking.owner, booking, said or terms())


def in_force(booking: Booking | None = None, said: Terms | None = None) -> Agreement:
    agreement = an_agreement(booking, said)
    actions.confirm(agreement.borrower, agreement, number=1)
    agreement.refresh_from_db()
    return agreement


def said(words: str = "Le mandrin est cassé.", wish: Wish = Wish.REPAIRED, **more: Any) -> Said:
    return Said(words=words, wish=wish, **more)


def a_difficulty(agreement: Agreement | None = None, kind: Kind = Kind.DAMAGED, what: Said | None = None) -> Difficulty:
    """Raised by the owner of a thing that is out."""
    agreement = agreement or in_force(a_loan_out())
    return difficulties.raise_one(agreement.owner, agreement, kind, what or said())


def asked(agreement: Agreement | None = None) -> Difficulty:
    """For which a mediator is asked."""
    difficulty = a_difficulty(agreement)
    difficulties.answer(difficulty.agreement.borrower, difficulty, said("Il l’était déjà.", Wish.NOTHING), number=1)
    return difficulties.ask_mediator(difficulty.agreement.owner, difficulty)
