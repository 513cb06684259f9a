"""What a person reads of the decisions that concern them, and how they answer: suspended or not."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.moderation import access, contesting, deciding, states, subjects
from maillage.moderation import statements as wording
from maillage.moderation.forms import ContestForm
from maillage.moderation.models import Decision, Measure
from maillage.platform.idempotency import once
from maillage.residents.access import signed_in
from maillage.residents.requests import Request, posted


@require_safe
@signed_in(even_suspended=True)
def statements(request: Request) -> HttpResponse:
    me = request.resident
    decisions = [(wording.title(wording.as_read_by(me, each)), each) for each in access.statements(me)[:100]]
    return render(request, "moderation/statements.html", {"decisions": decisions})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(even_suspended=True)
@once
def statement(request: Request, decision_id: UUID) -> HttpResponse:
    """The statement of reasons; below it the form that contests, or what came of it."""
    decision = access.statement(request.resident, decision_id)
    form = ContestForm(posted(request))
    if form.is_valid():
        try:
            contesting.contest(request.resident, decision, form.cleaned_data["words"])
        except states.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Votre recours est reçu : une autre personne relira, et vous répondra."))
            return redirect(decision)
    subject = subjects.again(decision.case.subject_kind, request.resident, decision.case.subject_id)
    context = {
        "decision": decision,
        "statement": wording.of(decision, request.resident),
        "subject": subject,
        "must_mend": _must_mend(decision),
        "appeal": decision.appeals.filter(by=request.resident).first(),
        "may_contest": contesting.may_contest(request.resident, decision),
        "form": form,
        "trail": [(_("Mon compte"), reverse("account")), (_("Décisions de modération"), reverse("statements"))],
    }
    return render(request, "moderation/statement.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in(even_suspended=True)
def mended(request: Request, decision_id: UUID) -> HttpResponse:
    """Say that what was asked is mended. Twice is once."""
    decision = access.statement(request.resident, decision_id)
    try:
        deciding.say_mended(request.resident, decision)
    except states.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Merci. Votre correction va être relue."))
    return redirect(decision)


def _must_mend(decision: Decision) -> bool:
    return decision.measure == Measure.MEND and decision.state == Decision.State.IN_FORCE and decision.mended_at is None
