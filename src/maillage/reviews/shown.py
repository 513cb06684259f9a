"""What pages say of reviews: on the page of a person, on those of a booking, of a promise and of a swap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.bookings.models import Booking
from maillage.bookings.models import State as BookingState
from maillage.platform import clock
from maillage.promises.models import Claim
from maillage.promises.models import State as ClaimState
from maillage.residents.models import Resident
from maillage.reviews import weights, windows
from maillage.reviews.models import Answer, Exchange, Kind, Review
from maillage.reviews.weights import LEAST_AUTHORS, Dated
from maillage.swaps.models import State as SwapState
from maillage.swaps.models import Swap

MOST_WORDS = 10
# Beyond, those of three years weigh an eighth: more rows would change no word.
MOST_READ = 300

STATEMENTS = {
    "as_agreed": gettext_lazy("Cela se passe comme convenu"),
    "as_described": gettext_lazy("L’objet ou l’aide sont comme décrits"),
    "again": gettext_lazy("On referait un échange"),
}


@dataclass(frozen=True)
class Line:
    """The answers to one question: in words, recent ones weighing more, then counted."""

    statement: str | Promise
    tendency: str | Promise
    counts: str


@dataclass(frozen=True)
class Quoted:
    """What somebody said, as this viewer may read it."""

    review: Review
    name: str
    url: str

    @property
    def shows_reply(self) -> bool:
        return bool(self.review.reply) and self.review.reply_hidden_at is None


def of_person(person: Resident, viewer: Resident) -> Mapping[str, object]:
    """What others say of somebody, for those who may see their page: a section of it. Two queries."""
    done = Exchange.objects.of(person).count()
    seen = Review.objects.about(person).seen_by(viewer).newest().with_people()
    reviews = list(seen[:MOST_READ])
    has_enough = len({review.author_id for review in reviews}) >= LEAST_AUTHORS
    return {
        "exchanges": exchanges_words(done),
        "lines": lines(reviews) if has_enough else [],
        "thanks": thanks_words(reviews) if has_enough else "",
        "is_little": bool(reviews) and not has_enough,
        "quoted": [quoted(review) for review in reviews if review.words][:MOST_WORDS],
    }


def exchanges_words(done: int) -> str:
    """How many exchanges, from a number that tells of nobody in particular."""
    if not done:
        return _("Aucun échange terminé ici pour le moment.")
    if done < LEAST_AUTHORS:
        return _("Moins de trois échanges terminés ici.")
    return ngettext("%(count)d échange terminé ici.", "%(count)d échanges terminés ici.", done) % {"count": done}


def lines(reviews: Sequence[Review]) -> list[Line]:
    """A line a question, of those that were answered."""
    answered = [review for review in reviews if not review.is_thanks]
    if not answered:
        return []
    today = clock.today()
    shown = []
    for question, statement in STATEMENTS.items():
        answers = [Dated(Answer(getattr(each, question)), localdate(each.exchange.ended_at)) for each in answered]
        tendency = weights.tendency(answers, today)
        assert tendency is not None
        shown.append(Line(statement, tendency.words, counts_words(each.answer for each in answers)))
    return shown


def counts_words(answers: object) -> str:
    """ "12 oui, 1 en partie"."""
    counts = Counter(answers)  # type: ignore[call-overload]
    return ", ".join(f"{counts[answer]} {str(answer.label).lower()}" for answer in Answer if counts[answer])


def thanks_words(reviews: Sequence[Review]) -> str:
    count = sum(review.is_thanks for review in reviews)
    return ngettext("Et %(count)d merci.", "Et %(count)d mercis.", count) % {"count": count} if count else ""


def quoted(review: Review) -> Quoted:
    """With the name of who wrote it, neutral for who left."""
    author = review.author
    is_here = not author.is_suspended and author.is_settled
    return Quoted(review, str(author), author.get_absolute_url() if is_here else "")


def of_booking(booking: Booking, viewer: Resident) -> Mapping[str, object]:
    """On the page of a booking that ended well: what there is to say of it."""
    if booking.state != BookingState.RETURNED or booking.ended_at is None:
        return {}
    return of_exchange(Kind.BOOKING, booking.pk, booking.ended_at, viewer)


def of_claim(claim: Claim, viewer: Resident) -> Mapping[str, object]:
    """On the page of a gift or a sale that took place."""
    if claim.state != ClaimState.KEPT or claim.closed_at is None:
        return {}
    return of_exchange(Kind.PROMISE, claim.pk, claim.closed_at, viewer)


def of_swap(swap: Swap, viewer: Resident) -> Mapping[str, object]:
    """On the page of a swap that took place."""
    if swap.state != SwapState.DONE or swap.closed_at is None:
        return {}
    return of_exchange(Kind.SWAP, swap.pk, swap.closed_at, viewer)


def of_exchange(kind: Kind, subject_id: UUID, ended_at: datetime, viewer: Resident) -> Mapping[str, object]:
    """Whether this person may still say something of an exchange, or what they said. One query."""
    said = Review.objects.filter(exchange__kind=kind, exchange__subject_id=subject_id, author=viewer).exists()
    closes_at = windows.closes_at(ended_at)
    return {
        "write_url": "" if said or closes_at <= clock.now() else reverse("review-write", args=[kind, subject_id]),
        "has_said": said,
        "last_day": windows.last_day(closes_at),
        "reviews_url": reverse("reviews"),
    }
