"""Saying how an exchange went, and reading what is said of oneself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from babel.numbers import format_decimal
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.platform import clock, idempotency, wording
from maillage.residents.access import public, signed_in
from maillage.residents.models import Resident
from maillage.residents.requests import Request, posted
from maillage.reviews import access, actions, queries, shown, weights, windows
from maillage.reviews.forms import QUESTIONS, ReplyForm, ReviewForm
from maillage.reviews.models import Answer, Exchange, Review
from maillage.reviews.refusals import Refused
from maillage.reviews.weights import Dated

MOST = 50


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    """What waits for one's words, what one said, what is said of oneself."""
    me = request.resident
    said = Review.objects.filter(author=me).newest().with_people()
    received = Review.objects.about(me).seen_by(me).newest().with_people()
    context = {
        "waiting": [_waiting(exchange, me) for exchange in queries.to_review(me).with_people()[:MOST]],
        "said": list(said[:MOST]),
        "received": [shown.quoted(review) for review in received[:MOST]],
    }
    return render(request, "reviews/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@idempotency.once
def write(request: Request, kind: str, subject_id: UUID) -> HttpResponse:
    """Three questions and words, or thanks with one tap."""
    exchange = access.exchange(request.resident, kind, subject_id)
    is_thanks = request.POST.get("step") == "thanks"
    form = ReviewForm(None if is_thanks else posted(request))
    if request.method == "POST" and (is_thanks or form.is_valid()):
        try:
            _say(request.resident, exchange, None if is_thanks else form)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("reviews")
        messages.success(request, _thanked(exchange))
        return redirect("reviews")
    other = exchange.other_than(request.resident)
    context = {
        "form": form,
        "exchange": exchange,
        "other": other,
        "said": Review.objects.filter(exchange=exchange, author=request.resident).first(),
        "may_write": exchange.is_open and not other.is_suspended,
        "last_day": windows.last_day(exchange.closes_at),
        "trail": [(_("Mes avis"), reverse("reviews")), (str(exchange), "")],
    }
    return render(request, "reviews/write.html", context, status=422 if form.errors else 200)


def _say(author: Resident, exchange: Exchange, form: ReviewForm | None) -> None:
    if form is None:
        actions.thank(author, exchange)
    else:
        actions.review(author, exchange, form.said())


@require_POST
@signed_in
def withdraw(request: Request, review_id: UUID) -> HttpResponse:
    """Take back what nobody has read."""
    written = access.written(request.resident, review_id)
    try:
        actions.withdraw(request.resident, written)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Votre avis est retiré. Vous pouvez en écrire un autre tant qu’il est temps."))
    return redirect("reviews")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@idempotency.once
def reply(request: Request, review_id: UUID) -> HttpResponse:
    """Answer once what is said of oneself."""
    received = access.received(request.resident, review_id)
    form = ReplyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(request.resident, received, form.cleaned_data["words"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Votre réponse est publiée."))
        return redirect("reviews")
    context = {
        "form": form,
        "quoted": shown.quoted(received),
        "trail": [(_("Mes avis"), reverse("reviews")), (_("Répondre"), "")],
    }
    return render(request, "reviews/reply.html", context, status=422 if form.errors else 200)


@public
def explained(request: HttpRequest) -> HttpResponse:
    """How reviews are asked for, checked, revealed, weighed and kept (code de la consommation, D. 111-17)."""
    today = clock.today()
    example = [Dated(answer, today - timedelta(days=ago)) for ago, answer in weights.EXAMPLE]
    found = weights.share(example, today)
    tendency = weights.tendency(example, today)
    assert found is not None
    assert tendency is not None
    context = {
        "example": [
            {"ago": _ago(ago), "answer": answer.label, "weight": _decimal(weights.weight(each.on, today))}
            for (ago, answer), each in zip(weights.EXAMPLE, example, strict=True)
        ],
        "share": round(found * 100),
        "tendency": tendency.words,
        "scale": [(each.words, least) for each, least in weights.FROM.items()],
        "days": windows.DAYS,
        "least": weights.LEAST_AUTHORS,
        "questions": QUESTIONS.values(),
        "answers": [answer.label for answer in Answer],
    }
    return render(request, "reviews/explained.html", context)


def _waiting(exchange: Exchange, me: Resident) -> dict[str, object]:
    return {
        "exchange": exchange,
        "other": exchange.other_than(me),
        "last_day": windows.last_day(exchange.closes_at),
        "ended_on": localdate(exchange.ended_at),
    }


def _thanked(exchange: Exchange) -> str:
    exchange.refresh_from_db(fields=["revealed_at"])
    if exchange.is_revealed:
        return _("C’est noté, et publié : vous avez parlé tous les deux.")
    return _("C’est noté. Personne ne le lit avant que l’autre ait répondu aussi, ou avant la fin du %(day)s.") % {
        "day": wording.weekday(windows.last_day(exchange.closes_at))
    }


def _ago(days: int) -> str:
    if not days:
        return _("aujourd’hui")
    years = days // weights.HALF_LIFE_DAYS
    return _("il y a un an") if years == 1 else _("il y a %(years)d ans") % {"years": years}


def _decimal(value: float) -> str:
    """ "0,5" in French, "0.5" in English."""
    return format_decimal(value, "0.##", locale=get_language() or "fr")
