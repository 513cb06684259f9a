"""What authors are asked of their listings, so that lists hold what is there: before the end of an offer, whether it is
still available; after the end of a request, whether it was solved. What is not answered leaves, or has left.

The link of a question is signed for this use, and bound to the question it answers: answered, or asked of an end that
is no more, it serves no longer. It works for who is not signed in, and only a POST changes anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import DateTimeField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.db.models.functions import Least
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.listings import actions
from maillage.listings.kinds import SOLVED, STILL
from maillage.listings.models import Intent, Listing, Question, State
from maillage.listings.queries import PRESENT
from maillage.listings.states import Actor, Refused
from maillage.notices import actions as notices
from maillage.platform import clock, ids

SALT = "listings.question"
# Time for a letter of the week to be read before the listing leaves; for what lives less than 24 days, a third of it.
ASKED_BEFORE, SHARE_OF_LIFE = timedelta(days=8), 3
# What lasts less was said the other day: it needs no asking.
LEAST_LIFE = timedelta(days=4)
SERVES = timedelta(days=30)
BATCH = 100

_READ = (State.OPEN, State.EXPIRED)


class Over(Exception):
    """The link serves no longer; its words say why and what to do."""


def ask_due() -> int:
    """Ask the authors of offers that end soon whether they are still there; how many. Idempotent, beside others too."""
    asked = Question.objects.filter(listing=OuterRef("pk"), kind=Question.Kind.STILL, of_end=OuterRef("expires_at"))
    life = ExpressionWrapper((F("expires_at") - F("published_at")) / SHARE_OF_LIFE, DurationField())
    to_ask = ExpressionWrapper(F("expires_at") - Least(Value(ASKED_BEFORE), life), DateTimeField())
    ending = (
        Listing.objects.open()
        .filter(PRESENT, intent=Intent.OFFER, expires_at__lte=clock.now() + ASKED_BEFORE)
        .filter(expires_at__gte=F("published_at") + LEAST_LIFE)
        .annotate(to_ask=to_ask)
        .filter(~Exists(asked), to_ask__lte=clock.now())
        .select_related("author")
    )
    count = 0
    while True:
        with transaction.atomic():
            due = list(ending.select_for_update(of=("self",), skip_locked=True).order_by("expires_at")[:BATCH])
            for listing in due:
                _ask(listing, Question.Kind.STILL)
        count += len(due)
        if len(due) < BATCH:
            return count


def follow(listing: Listing, before: State, actor: Actor) -> None:
    """A request that has passed its end: was it solved? Told in the transaction in which it ends."""
    if listing.is_request and listing.state == State.EXPIRED and actor == Actor.CLOCK:
        _ask(listing, Question.Kind.SOLVED)


def _ask(listing: Listing, kind: Question.Kind) -> None:
    question, is_new = Question.objects.get_or_create(
        listing=listing, kind=kind, of_end=listing.expires_at, defaults={"asked_at": clock.now()}
    )
    if is_new:
        told = STILL if kind == Question.Kind.STILL else SOLVED
        facts = {"title": listing.title}
        notices.tell(listing.author, told, path=address(question), facts=facts, once=str(question.pk))


def address(question: Question) -> str:
    """The page where it is answered, signed in or not."""
    return reverse("listing-question", args=[signing.dumps(question.pk.hex, salt=SALT)])


def read(token: str) -> Question:
    """The question of a link. Raises Http404 unless this site wrote it for this use, and Over when it has served."""
    try:
        question_id = ids.read(str(signing.loads(token, salt=SALT)))
    except signing.BadSignature as refusal:
        raise Http404(_("Ce lien est incomplet ou n’est pas de nous : rien n’a changé.")) from refusal
    known = Question.objects.select_related("listing", "listing__author")
    question = known.filter(pk=question_id).first() if question_id else None
    if question is None:
        raise Over(_("Cette annonce n’existe plus : il n’y a rien à répondre."))
    _must_serve(question)
    return question


def _must_serve(question: Question) -> None:
    """Raises Over."""
    listing = question.listing
    if question.answered_at is not None:
        raise Over(_("Ce lien a déjà servi : votre réponse est notée."))
    if listing.author.is_suspended:
        raise Over(_("Ce compte est suspendu ou fermé : on ne peut pas répondre en son nom."))
    if listing.state not in _READ or listing.expires_at != question.of_end:
        raise Over(_("Cette annonce a changé depuis ce courriel : elle n’attend plus de réponse."))
    if question.asked_at + SERVES < clock.now():
        raise Over(_("Ce lien a plus d’un mois : il ne sert plus. Vos annonces vous attendent dans votre compte."))


def answers(question: Question) -> dict[str, Callable[[Listing], Listing]]:
    """What may be answered, and what follows."""
    author = question.listing.author
    if question.kind == Question.Kind.STILL:
        return {
            "oui": lambda listing: actions.renew(author, listing),
            "non": lambda listing: actions.mark_done(author, listing),
        }
    return {
        "oui": lambda listing: actions.mark_done(author, listing),
        "garder": lambda listing: actions.renew(author, listing),
        "elargir": lambda listing: actions.reach_further(actions.renew(author, listing)),
        "retirer": lambda listing: actions.withdraw(author, listing),
    }


@transaction.atomic
def answer(question: Question, said: str) -> Listing:
    """Do as the author says. Raises Over when it was answered meanwhile, Refused, KeyError for what is no answer."""
    follows = answers(question)[said]
    # Listing first, then what hangs on it: the order of every other lock.
    actions.locked_in_order([question.listing_id])
    locked = Question.objects.select_for_update(of=("self",)).select_related("listing__author").get(pk=question.pk)
    _must_serve(locked)
    locked.answered_at = clock.now()
    locked.save(update_fields=["answered_at"])
    try:
        return follows(locked.listing)
    except PermissionError as refusal:
        raise Refused(str(refusal)) from refusal
