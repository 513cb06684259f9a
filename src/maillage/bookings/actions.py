"""What the two people of a booking do. Each is one transaction, told to the other and to their conversation.

Locks, always in this order: the listing, then the booking, then the conversation.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import translation
from django.utils.translation import gettext as _

from maillage.bookings import availability, periods, prices, tellings
from maillage.bookings.models import Booking, Side, State, Unit, period_of
from maillage.bookings.passage import pass_to
from maillage.bookings.refusals import BadPrice, NoSuchTransition, NotBookable, NotYours, Taken, TooEarly
from maillage.bookings.states import Actor, actor_of, allowed, must_allow
from maillage.conversations import actions as conversations
from maillage.conversations import refusals as closed
from maillage.conversations import withholding
from maillage.conversations.actions import About
from maillage.conversations.between import Telling
from maillage.conversations.models import Conversation
from maillage.listings.models import Listing
from maillage.listings.models import State as Online
from maillage.notices import actions as notices
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents import queries as residents
from maillage.residents import restraints
from maillage.residents.models import Resident

# Long enough to see it in the next letter and to ask at home; short enough for who waits.
ANSWERED_WITHIN = timedelta(days=3)
# A person who waits for ten answers is not short of things to borrow.
MOST_WAITING = 10
# A thing is often fetched the evening before its first day.
FETCHED_BEFORE = timedelta(hours=24)
# Somebody is late before they are absent.
ABSENT_AFTER = timedelta(minutes=30)
LONGEST_WORDS = 1000


@transaction.atomic
def ask(borrower: Resident, listing: Listing, period: DateTimeTZRange, *, words: str = "") -> Booking:
    """Ask for a listing during a period; nothing is kept for the borrower before the owner accepts.

    Raises NotBookable, BadPeriod, Taken.
    """
    availability.must_be_bookable(listing)
    _must_be_free(borrower)
    if borrower.pk == listing.author_id:
        raise NotBookable(_("Cette annonce est la vôtre : vous n’avez pas à la réserver."))
    rules = availability.rules_of(listing)
    availability.must_hold(rules, period)
    conversation = _meet(borrower, listing)  # locks the borrower: twin requests come one after the other
    _must_not_have_asked(borrower, listing, period, rules.availability.quantity)
    availability.must_be_free(listing, rules, period)
    quote = prices.price_of(listing, period, rules.availability)
    booking = Booking.objects.create(
        listing=listing,
        title=listing.title,
        mode=listing.mode,
        owner=listing.author,
        borrower=borrower,
        conversation=conversation,
        unit=rules.unit,
        period=period,
        price_cents=quote.cents if quote else None,
        words=words[:LONGEST_WORDS],
        asked_at=clock.now(),
        answer_by=_answer_by(period, rules.unit),
    )
    _tell(booking, borrower, tellings.ASKED, words)
    return booking


@transaction.atomic
def accept(actor: Resident, booking: Booking) -> Booking:
    """Say yes to what the other proposes: from now on an item is kept, and the database lets nobody else have it.

    Raises NotYours, NoSuchTransition, NotBookable, BadPeriod, Taken.
    """
    locked, side = _locked(booking, actor)
    must_allow(State(locked.state), actor_of(side), State.ACCEPTED)
    listing = _listing_of(locked)
    periods.must_be_reasonable(locked.period, locked.unit)
    locked.item = availability.must_be_free(listing, availability.rules_of(listing), locked.period)
    was_asked = locked.state == State.ASKED
    try:
        with transaction.atomic():
            pass_to(locked, State.ACCEPTED, actor_of(side))
    except IntegrityError as error:
        if "booking_never_twice" not in str(error):
            raise
        raise Taken(availability.nearest(listing, availability.rules_of(listing), locked.period)) from None
    _tell(locked, actor, tellings.ACCEPTED if was_asked else tellings.AGREED)
    _tell_who_comes_too_late(locked, listing)
    return locked


@transaction.atomic
def decline(actor: Resident, booking: Booking, *, words: str = "") -> Booking:
    """Say no to what the other proposes. Raises NotYours, NoSuchTransition."""
    locked, side = _locked(booking, actor)
    pass_to(locked, State.DECLINED, actor_of(side))
    _tell(locked, actor, tellings.DECLINED, words)
    return locked


@transaction.atomic
def counter(
    actor: Resident, booking: Booking, period: DateTimeTZRange, *, price_cents: int | None = None, words: str = ""
) -> Booking:
    """Propose another period, or another price (None: the computed one); it is for the other to answer.

    The owner may go beyond their own rules; the borrower may not.
    Raises NotYours, NoSuchTransition, NotBookable, BadPeriod, BadPrice, Taken.
    """
    locked, side = _locked(booking, actor)
    after = State.COUNTERED if side == Side.OWNER else State.ASKED
    must_allow(State(locked.state), actor_of(side), after)
    listing = _listing_of(locked)
    rules = availability.rules_of(listing)
    if side == Side.BORROWER:
        availability.must_hold(rules, period)
    periods.must_be_reasonable(period, locked.unit)
    availability.must_be_free(listing, rules, period)
    quote = prices.price_of(listing, period, rules.availability)
    if price_cents is not None and quote is None:
        raise BadPrice(_("Cette annonce est gratuite : ne proposez pas de prix."))
    if price_cents is not None and price_cents <= 0:
        raise BadPrice(_("Un prix est plus grand que zéro."))
    locked.period, locked.price_cents = period, price_cents or (quote.cents if quote else None)
    locked.answer_by = _answer_by(period, Unit(locked.unit))
    pass_to(locked, after, actor_of(side))
    _tell(locked, actor, tellings.COUNTERED, words)
    return locked


@transaction.atomic
def cancel(actor: Resident, booking: Booking, *, words: str = "") -> Booking:
    """Take back what one asked, proposed or agreed to, before it begins. Raises NotYours, NoSuchTransition."""
    locked, side = _locked(booking, actor)
    pass_to(locked, State.CANCELLED, actor_of(side))
    _tell(locked, actor, tellings.CANCELLED, words)
    return locked


@transaction.atomic
def hand_over(actor: Resident, booking: Booking) -> Booking:
    """Say that the thing changed hands; it is out when both said so. Saying it twice is saying it once.

    Raises NotYours, NoSuchTransition, TooEarly.
    """
    locked, side = _locked(booking, actor)
    if locked.is_service:
        raise NoSuchTransition(State(locked.state), State.OUT)
    must_allow(State(locked.state), Actor.BOTH, State.OUT)
    if clock.now() < locked.starts_at - FETCHED_BEFORE:
        raise TooEarly(_("C’est trop tôt : la remise se confirme à partir de la veille."))
    return _confirm(locked, side, actor, "handed_at", State.OUT, tellings.HANDED, tellings.OUT)


@transaction.atomic
def confirm_return(actor: Resident, booking: Booking) -> Booking:
    """Say that the thing came back, or that the help was given; it is over when both said so.

    Of a thing whose handover nobody told, it can be said once the period has begun.
    Raises NotYours, NoSuchTransition, TooEarly.
    """
    locked, side = _locked(booking, actor)
    must_allow(State(locked.state), Actor.BOTH, State.RETURNED)
    if locked.state == State.ACCEPTED and clock.now() < locked.starts_at:
        raise TooEarly(_("C’est trop tôt : cela se confirme quand c’est commencé."))
    first = tellings.HELPED if locked.is_service else tellings.GIVEN_BACK
    return _confirm(locked, side, actor, "returned_at", State.RETURNED, first, tellings.RETURNED)


@transaction.atomic
def report_missed(actor: Resident, booking: Booking) -> Booking:
    """Say that the other did not come. Raises NotYours, NoSuchTransition, TooEarly."""
    locked, side = _locked(booking, actor)
    must_allow(State(locked.state), actor_of(side), State.MISSED)
    if clock.now() < locked.starts_at + ABSENT_AFTER:
        raise TooEarly(_("C’est trop tôt pour le dire : attendez une demi-heure après le début."))
    if getattr(locked, f"{side.other}_handed_at") or getattr(locked, f"{side.other}_returned_at"):
        raise TooEarly(_("L’autre personne dit que cela a eu lieu. Écrivez-vous d’abord."))
    locked.missed_by = side.other
    pass_to(locked, State.MISSED, actor_of(side))
    _tell(locked, actor, tellings.MISSED)
    return locked


@transaction.atomic
def take_words(pk: UUID) -> withholding.Taken | None:
    """Take away what the borrower said, here and among their messages. For moderation: see `withholding`."""
    return withholding.take(Booking.objects.all(), pk, "borrower")


@transaction.atomic
def give_words_back(pk: UUID, taken: withholding.Taken) -> bool:
    """Undo `take_words`."""
    return withholding.give_back(Booking.objects.all(), pk, taken)


# The ways that they share


def _meet(borrower: Resident, listing: Listing) -> Conversation:
    """The conversation about this listing, the one in which the borrower answered it."""
    with translation.override(settings.LANGUAGE_CODE):  # kept in French, shown in each reader's language
        tag = str(listing.kind_label)
    try:
        return conversations.meet(
            borrower,
            [listing.author],
            About("listing", listing.pk, tag, listing.title, listing.get_absolute_url()),
        )
    except closed.TooManyOpenings as refused:
        raise NotBookable(str(refused)) from None
    except closed.Refused:
        raise NotBookable(_("Cette annonce ne se réserve pas, ou n’est plus en ligne.")) from None


def _must_be_free(borrower: Resident) -> None:
    """Raises NotBookable when a decision of moderation forbids new requests."""
    try:
        restraints.must_be_free_to_publish(borrower)
    except restraints.Restrained as restrained:
        raise NotBookable(str(restrained)) from restrained


def _must_not_have_asked(borrower: Resident, listing: Listing, period: DateTimeTZRange, quantity: int) -> None:
    waiting = Booking.objects.waiting().filter(borrower=borrower)
    if waiting.count() >= MOST_WAITING:
        raise NotBookable(
            _("Vous attendez déjà %(most)d réponses. Annulez une demande, ou patientez un peu.")
            % {"most": MOST_WAITING}
        )
    same = waiting.filter(listing=listing).during(period.lower, period.upper)
    if sum(availability.is_still_free(each) for each in same.select_related("listing")) >= quantity:
        raise NotBookable(_("Vous avez déjà demandé ces dates : la réponse viendra dans vos messages."))


def _answer_by(period: DateTimeTZRange, unit: Unit) -> datetime:
    """In three days, or when it begins; by the day, when its first day ends."""
    begins: datetime = period.lower + timedelta(days=1) if unit == Unit.DAY else period.lower
    return min(clock.now() + ANSWERED_WITHIN, begins)


def _locked(booking: Booking, actor: Resident) -> tuple[Booking, Side]:
    """The booking as it is now, and the actor's side of it. Raises NotYours."""
    _wait_for(booking.listing_id)
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("owner", "borrower", "listing", "listing__author", "conversation").get(pk=booking.pk)
    side = locked.side_of(actor)
    if side is None:
        raise NotYours
    return locked, side


def _wait_for(listing_id: UUID | None) -> None:
    """One decision at a time about a listing: who comes second sees what the first one kept."""
    if listing_id is not None:
        Listing.objects.select_for_update(no_key=True).filter(pk=listing_id).first()


def _listing_of(booking: Booking) -> Listing:
    """Its listing, while the owner still offers it. Raises NotBookable."""
    is_apart = booking.borrower_id in residents.hidden_from(booking.owner)
    if booking.listing is None or is_apart or booking.owner.is_suspended or booking.borrower.is_suspended:
        raise NotBookable(_("Cette annonce n’est plus là : la réservation ne peut pas aller plus loin."))
    if booking.listing.state == Online.PROMISED:
        raise NotBookable(_("Cette annonce est promise dans un autre échange : libérez-la d’abord."))
    return booking.listing


def _confirm(
    booking: Booking, side: Side, actor: Resident, what: str, after: State, said: Telling, both_said: Telling
) -> Booking:
    """Note that one side confirms; when the other had, the booking passes."""
    if getattr(booking, f"{side}_{what}") is None:
        setattr(booking, f"{side}_{what}", clock.now())
        if getattr(booking, f"{side.other}_{what}") is not None:
            pass_to(booking, after, Actor.BOTH)
            _tell(booking, actor, both_said)
        else:
            booking.save()
            _tell(booking, actor, said)
    return booking


def _tell(booking: Booking, by: Resident, telling: Telling, words: str = "") -> None:
    """The other person, and the conversation of the two, where the words are said too."""
    side = booking.side_of(by)
    assert side is not None
    path, facts = booking.get_absolute_url(), tellings.facts_of(booking)
    if booking.conversation is not None:
        conversations.note(by, booking.conversation, telling.happening, facts=facts, path=path)
        if words.strip() and _say(by, booking.conversation, words):
            facts = {**facts, "conversation": str(booking.conversation.pk)}
    notices.tell(booking.person(side.other), telling.kind, by=by, path=path, facts=facts)


def _tell_who_comes_too_late(kept: Booking, listing: Listing) -> None:
    """Those who wait for dates that are no longer free hear that others are to be asked for, once for these dates."""
    waiting = Booking.objects.waiting().filter(listing=listing).during(kept.starts_at, kept.ends_at)
    late = list(waiting.exclude(pk=kept.pk).select_related("borrower").order_by("id"))
    if not late:
        return
    around = period_of(min(each.starts_at for each in late), max(each.ends_at for each in late))
    busy = availability.busy(listing, availability.rules_of(listing).availability, around)
    for each in late:
        if not busy.is_free(each.period):
            path, facts = each.get_absolute_url(), tellings.facts_of(each)
            once = f"{each.pk} {each.starts_at:%Y%m%dT%H%M} {each.ends_at:%Y%m%dT%H%M}"
            notices.tell(each.borrower, tellings.TOO_LATE, path=path, facts=facts, once=once)


def _say(by: Resident, conversation: Conversation, words: str) -> bool:
    """Whether it was heard: a closed conversation hears nothing, and what was decided stands."""
    try:
        conversations.send(by, conversation, text=words, key=new_id(), is_told=True)
    except closed.Refused:
        return False
    return True


def may(booking: Booking, side: Side, after: State) -> bool:
    """Whether the table lets this side, alone or with the other, pass the booking to a state."""
    state = State(booking.state)
    return after in allowed(state, actor_of(side)) or after in allowed(state, Actor.BOTH)
