"""Saying that something is wrong, answering, agreeing; asking for a mediator."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.agreements import access, difficulties, showing
from maillage.agreements.forms import AnswerForm, DifficultyForm
from maillage.agreements.models import Agreement, Difficulty, Kind, Stage, Wish
from maillage.agreements.refusals import Refused
from maillage.agreements.states import Actor, allows
from maillage.platform.idempotency import once
from maillage.residents.access import signed_in
from maillage.residents.models import Resident
from maillage.residents.requests import Request

Verb = Callable[[Resident, Difficulty, int], object]
# The allow-list of what a button may ask, with what is said afterwards.
VERBS: dict[str, tuple[Verb, object]] = {
    "accepter": (
        lambda who, what, number: difficulties.accept(who, what, number=number),
        gettext_lazy("C’est noté : vous êtes d’accord."),
    ),
    "refuser": (
        lambda who, what, number: difficulties.refuse(who, what, number=number),
        gettext_lazy("C’est noté : le médiateur peut proposer autre chose."),
    ),
    "mediateur": (
        lambda who, what, _number: difficulties.ask_mediator(who, what),
        gettext_lazy("Un médiateur est demandé. Vous serez prévenu dès que quelqu’un s’en occupe."),
    ),
    "retirer": (
        lambda who, what, _number: difficulties.withdraw(who, what),
        gettext_lazy("C’est noté : cette difficulté est retirée."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def raise_one(request: Request, agreement_id: UUID) -> HttpResponse:
    found = access.agreement(request.resident, agreement_id)
    form = DifficultyForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            raised = difficulties.raise_one(request.resident, found, Kind(form.cleaned_data["kind"]), form.said())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("C’est dit. L’autre peut vous répondre ici, calmement."))
            return redirect(raised)
    context = {"form": form, "agreement": found, "title": _title(found)}
    return render(request, "agreements/raise.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def difficulty(request: Request, difficulty_id: UUID) -> HttpResponse:
    return _page(request, access.difficulty(request.resident, difficulty_id), AnswerForm())


@require_POST
@signed_in
@once
def answer(request: Request, difficulty_id: UUID) -> HttpResponse:
    found = access.difficulty(request.resident, difficulty_id)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            difficulties.answer(request.resident, found, form.said(), number=_number(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Votre réponse est partie."))
            return redirect(found)
    return _page(request, found, form, status=422)


@require_POST
@signed_in
def act(request: Request, difficulty_id: UUID, verb: str) -> HttpResponse:
    found = access.difficulty(request.resident, difficulty_id)
    if verb not in VERBS:
        raise Http404
    deed, said = VERBS[verb]
    try:
        deed(request.resident, found, _number(request))
    except Refused as refused:
        return _page(request, found, AnswerForm(), status=422, refused=refused)
    messages.success(request, str(said))
    return redirect(found)


def _page(
    request: Request, found: Difficulty, form: AnswerForm, *, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    if refused or form.errors:
        found = access.difficulty(request.resident, found.pk)  # as it became meanwhile
    side = found.agreement.side_of(request.resident)
    assert side is not None
    are_apart = showing.are_apart(found.agreement, request.resident)
    file = showing.for_party(found.agreement, request.resident)
    turns = list(found.turns.all())
    last = turns[-1]
    is_listener = last.by != side
    has_accepted = getattr(found, f"{side}_accepts")
    context = {
        "difficulty": found,
        "agreement": found.agreement,
        "title": found.title,
        "kind": Kind(found.kind).label,
        "stage": Stage(found.stage),
        "turns": file.turns(found, side, are_apart=are_apart),
        "last": last,
        "last_wish": showing.wish_words(last),
        "is_nothing": last.wish == Wish.NOTHING,
        "has_accepted": has_accepted,
        "may_answer": is_listener and allows(found, Stage.OPEN, Actor.LISTENER) and not are_apart,
        "may_accept": (is_listener and allows(found, Stage.SETTLED, Actor.LISTENER))
        or (found.stage == Stage.PROPOSED and not has_accepted),
        "may_refuse": found.stage == Stage.PROPOSED,
        "may_ask_mediator": difficulties.may_ask_mediator(found),
        "may_withdraw": found.raised_by == side and allows(found, Stage.WITHDRAWN, Actor.RAISER),
        "are_apart": are_apart,
        "settled": showing.wish_words(last) if found.stage == Stage.SETTLED else "",
        "form": form,
        "refused": refused,
        "mediator": str(found.mediator) if found.mediator else "",
    }
    return render(request, "agreements/difficulty.html", context, status=status)


def _title(found: Agreement) -> str:
    version = found.versions.order_by("-number").first()
    return version.title if version else ""


def _number(request: Request) -> int:
    """The turn that was on the screen; none that can be when the form does not say it."""
    said = request.POST.get("turn", "")
    return int(said) if said.isdecimal() and len(said) < 6 else 0
