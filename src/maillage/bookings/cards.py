"""From a booking to a line of a list, and what the page of a listing says of booking it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.bookings import availability, periods, prices, queries, standing
from maillage.bookings.models import BOOKABLE, WAITING, Availability, Booking, Side, State
from maillage.listings.models import Intent, Listing, Mode, PriceUnit
from maillage.platform import wording
from maillage.residents import queries as residents
from maillage.residents.models import Resident

MOST_TO_COME = 5


@dataclass(frozen=True)
class Line:
    """A booking in a list."""

    url: str
    title: str
    who: str
    period: str
    tag: str
    awaits_me: bool
    standing: str


def lines(bookings: Iterable[Booking], viewer: Resident) -> list[Line]:
    return [line(booking, viewer) for booking in bookings]


def line(booking: Booking, viewer: Resident) -> Line:
    side = side_of(booking, viewer)
    awaits_me = standing.awaits(booking, side)
    return Line(
        url=booking.get_absolute_url(),
        title=booking.title,
        who=name_of_other(booking, viewer),
        period=periods.words(booking.period, booking.unit),
        tag=_tag(booking, awaits_me=awaits_me),
        awaits_me=awaits_me,
        standing=standing.of(booking, side, name_of_other(booking, viewer)).headline,
    )


def _tag(booking: Booking, *, awaits_me: bool) -> str:
    if not awaits_me:
        return str(State(booking.state).label)
    return _("À vous de répondre") if booking.state in WAITING else _("À confirmer")


def side_of(booking: Booking, viewer: Resident) -> Side:
    side = booking.side_of(viewer)
    assert side is not None, "a booking is obtained through access"
    return side


def name_of_other(booking: Booking, viewer: Resident) -> str:
    """The other person, in the words that the viewer may read."""
    other = booking.person(side_of(booking, viewer).other)
    return _("Une personne") if other.is_suspended or other.pk in residents.hidden_from(viewer) else str(other)


def action_words(listing: Listing) -> str:
    """The one thing to do with a listing that is booked, by its mode."""
    return _("Demander à l’emprunter") if listing.mode == Mode.LOAN else _("Réserver")


def on_listing(listing: Listing, viewer: Resident | None) -> Mapping[str, object] | None:
    """For the page of a listing: when it may be had and for how much; for its author, who has it when."""
    if listing.intent != Intent.OFFER or listing.mode not in BOOKABLE:
        return None
    if viewer is not None and viewer.pk == listing.author_id:
        to_come = queries.of_listing_to_come(listing.pk, viewer, MOST_TO_COME)
        return {"is_mine": True, "listing": listing, "lines": lines(to_come, viewer)}
    if not availability.is_bookable(listing):
        return None
    rules = availability.rules_of(listing)
    return {
        "is_mine": False,
        "listing": listing,
        "rules_words": availability.words(rules),
        "rates": rate_words(listing, rules.availability),
        "action_words": action_words(listing),
        "may_ask": viewer is not None and viewer.is_settled,
    }


def rate_words(listing: Listing, said: Availability) -> list[tuple[str, str]]:
    """What each length costs: pairs of "1 jour" and "15 €"; only what can be had, and nothing where it is free."""
    if not prices.is_priced(listing):
        return []
    rates = prices.rates_of(listing, said)
    by_hour = [PriceUnit.HOUR] if listing.mode == Mode.SERVICE else [PriceUnit.HOUR, PriceUnit.DAY]
    units = by_hour if said.unit == "hour" else [PriceUnit.DAY, PriceUnit.WEEKEND, PriceUnit.WEEK]
    return [(prices.count_words(unit, 1), wording.euros(rates.of(unit))) for unit in units]


def facts(booking: Booking, side: Side) -> list[tuple[str, str]]:
    """What the page of a booking says of it: pairs of a name and a value."""
    said = [
        (_("Quand"), periods.words(booking.period, booking.unit)),
        (_("Durée"), periods.length_words(booking.period, booking.unit)),
        (_("Prix"), wording.euros(booking.price_cents) if booking.price_cents else _("gratuit")),
    ]
    if booking.price_cents:
        said.append((_("Paiement"), _("entre vous, de la main à la main : aucun argent ne passe par Maillage")))
    if booking.listing is not None and booking.listing.deposit:
        said.append((_("Caution"), booking.listing.deposit))
    if booking.words:
        said.append((_("Votre demande") if side == Side.BORROWER else _("Sa demande"), booking.words))
    return said
