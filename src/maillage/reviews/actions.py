"""What people say of their exchanges. Each is one transaction, under the lock of the exchange where two may cross."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from maillage.moderation import watching
from maillage.notices import actions as notices
from maillage.platform import clock
from maillage.residents import restraints
from maillage.residents.models import Resident
from maillage.reviews import tellings
from maillage.reviews.models import LONGEST_REPLY, LONGEST_WORDS, Answer, Exchange, Review
from maillage.reviews.refusals import (
    AlreadyAnswered,
    AlreadyRead,
    AlreadySaid,
    Gone,
    NothingSaid,
    NotYours,
    Restrained,
    TooLate,
)


@dataclass(frozen=True)
class Said:
    """The answers to the three questions, and words."""

    as_agreed: Answer
    as_described: Answer
    again: Answer
    words: str = ""


def review(author: Resident, exchange: Exchange, said: Said) -> Review:
    """Say how it went. Nobody reads it before the other has spoken too, or may no more.

    Raises NotYours, TooLate, AlreadySaid, Gone, Restrained.
    """
    _must_be_free(author)
    return _write(
        author,
        exchange,
        {
            "as_agreed": Answer(said.as_agreed),
            "as_described": Answer(said.as_described),
            "again": Answer(said.again),
            "words": said.words.strip()[:LONGEST_WORDS],
        },
    )


def thank(author: Resident, exchange: Exchange) -> Review:
    """Say thank you, and nothing else. Raises NotYours, TooLate, AlreadySaid, Gone."""
    return _write(author, exchange, {})


@transaction.atomic
def withdraw(author: Resident, written: Review) -> None:
    """Take back what nobody has read; one may then write again. Raises NotYours, AlreadyRead."""
    exchange = _locked(written.exchange_id)
    if written.author_id != author.pk:
        raise NotYours
    if exchange.is_revealed:
        raise AlreadyRead
    Review.objects.filter(pk=written.pk).delete()


@transaction.atomic
def reply(person: Resident, received: Review, words: str) -> None:
    """Answer what is said of oneself, once, for the same readers.

    Raises NotYours, NothingSaid, AlreadyAnswered, Restrained.
    """
    _must_be_free(person)
    if received.about_id != person.pk or not received.exchange.is_revealed:
        raise NotYours
    words = words.strip()[:LONGEST_REPLY]
    if not words:
        raise NothingSaid(_("Écrivez votre réponse."))
    unanswered = Review.objects.filter(pk=received.pk, replied_at__isnull=True)
    if not unanswered.update(reply=words, replied_at=clock.now()):
        raise AlreadyAnswered
    watching.look("review-reply", received.pk, person, words)
    notices.tell(
        received.author,
        tellings.ANSWERED,
        by=person,
        path=person.get_absolute_url(),
        facts={"title": received.exchange.title},
    )


def hide(review_id: UUID) -> bool:
    """Show it to nobody any more, for a decision of moderation; whether it was shown."""
    return bool(Review.objects.filter(pk=review_id, hidden_at__isnull=True).update(hidden_at=clock.now()))


def show_again(review_id: UUID) -> bool:
    """Undo `hide`; whether it was hidden."""
    return bool(Review.objects.filter(pk=review_id, hidden_at__isnull=False).update(hidden_at=None))


def hide_reply(review_id: UUID) -> bool:
    """Show the answer to nobody any more; whether it was shown."""
    said = Review.objects.filter(pk=review_id, replied_at__isnull=False, reply_hidden_at__isnull=True)
    return bool(said.update(reply_hidden_at=clock.now()))


def show_reply_again(review_id: UUID) -> bool:
    """Undo `hide_reply`; whether it was hidden."""
    return bool(Review.objects.filter(pk=review_id, reply_hidden_at__isnull=False).update(reply_hidden_at=None))


@transaction.atomic
def part(resident: Resident) -> None:
    """Forget what concerns somebody who leaves: what is said of them, and what they said that nobody read yet.

    What they said and others read stays, without a name. Of what they sold, the dates and sums stay (see `columns`).
    """
    Review.objects.filter(about=resident).delete()
    Review.objects.filter(author=resident).sealed().delete()
    Exchange.objects.filter(sold_by=resident).update(title="")


@transaction.atomic
def _write(author: Resident, exchange: Exchange, answers: dict[str, str]) -> Review:
    """Both wait for one another here: the second to come sees the first, and so reveals both."""
    locked = _locked(exchange.pk)
    if not locked.is_of(author):
        raise NotYours
    about = locked.other_than(author)
    if Review.objects.filter(exchange=locked, author=author).exists():
        raise AlreadySaid
    if not locked.is_open:
        raise TooLate(locked)
    if author.is_suspended or about.is_suspended:
        raise Gone
    try:
        with transaction.atomic():
            written = Review.objects.create(
                exchange=locked, author=author, about=about, written_at=clock.now(), **answers
            )
    except IntegrityError as error:
        if "review_once" not in str(error):
            raise
        raise AlreadySaid from None
    if Review.objects.filter(exchange=locked, author=about).exists():
        _reveal(locked)
    return written


def _must_be_free(author: Resident) -> None:
    """Saying thank you stays free: no word of it is one's own."""
    try:
        restraints.must_be_free_to_publish(author)
    except restraints.Restrained as restrained:
        raise Restrained(str(restrained)) from restrained


def _reveal(exchange: Exchange) -> None:
    """Both have spoken: from now on both are read, and both are told so."""
    exchange.revealed_at = exchange.told_at = clock.now()
    exchange.save(update_fields=["revealed_at", "told_at"])
    watch(exchange)
    for person in (exchange.giver, exchange.taker):
        tell_revealed(person, exchange)


def watch(exchange: Exchange) -> None:
    """A moderator reads what can now be read when it speaks like a scam; it is there all the same."""
    for written in Review.objects.filter(exchange=exchange, author__isnull=False).select_related("author"):
        watching.look("review", written.pk, written.author, written.words)


def tell_revealed(person: Resident, exchange: Exchange) -> None:
    """Tell somebody that what was said of them can be read."""
    facts = {"title": exchange.title}
    notices.tell(person, tellings.REVEALED, path=tellings.REVIEWS, facts=facts, once=str(exchange.pk))


def _locked(exchange_id: UUID) -> Exchange:
    rows = Exchange.objects.select_for_update(of=("self",), no_key=True).with_people()
    return rows.get(pk=exchange_id)
