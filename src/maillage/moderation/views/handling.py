"""The queue, a case, what is decided of it, and appeals: for moderators, and for the hosts of a quarter."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.moderation import access, contesting, deciding, effects, reading, statements, states
from maillage.moderation import handling as holding
from maillage.moderation.forms import AnswerForm, DecisionForm
from maillage.moderation.models import Appeal, Case
from maillage.platform import ids, media
from maillage.platform.idempotency import once
from maillage.residents.access import having_role
from maillage.residents.models import Role
from maillage.residents.requests import Request, posted

HANDLERS = (Role.Kind.MODERATOR, Role.Kind.HOST)


@require_safe
@having_role(*HANDLERS)
def queue(request: Request) -> HttpResponse:
    """What waits, the gravest first; with `voir=decides`, what was decided."""
    is_past = request.GET.get("voir") == "decides"
    found, cursor = reading.queue(request.resident, decided=is_past, after=ids.read(request.GET.get("apres", "")))
    here = reverse("moderation") + ("?voir=decides" if is_past else "")
    context = {
        "rows": found,
        "more_url": f"{here}{'&' if is_past else '?'}apres={cursor}" if cursor else "",
        "chips": [
            {"name": _("À traiter"), "url": reverse("moderation"), "is_current": not is_past},
            {"name": _("Décidés"), "url": f"{reverse('moderation')}?voir=decides", "is_current": is_past},
        ],
        "appeals": [] if is_past else list(access.appeals(request.resident).select_related("decision__case")[:30]),
        "is_past": is_past,
    }
    return render(request, "moderation/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@having_role(*HANDLERS)
@once
def case(request: Request, case_id: UUID) -> HttpResponse:
    """A case, and the form that decides it for whoever has taken it."""
    found = access.case(request.resident, case_id)
    form = DecisionForm(
        posted(request),
        measures=deciding.measures(request.resident, found),
        can_hide=effects.can_hide(found.subject_kind),
    )
    if request.method == "POST" and form.is_valid():
        try:
            deciding.decide(request.resident, found, form.verdict())
        except states.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("C’est décidé. Les personnes concernées en sont averties."))
            return redirect("moderation")
    return _page(request, found, form)


def _page(request: Request, found: Case, form: DecisionForm) -> HttpResponse:
    is_mine = holding.is_held_by(request.resident, found)
    context = {
        "case": found,
        "file": reading.file(found),
        "form": form,
        "is_mine": is_mine and found.state == Case.State.WAITING,
        "is_taken": holding.is_held_by_another(request.resident, found),
        "is_waiting": found.state == Case.State.WAITING,
        "trail": [(_("Signalements"), reverse("moderation")), (found.subject_title, "")],
    }
    return render(request, "moderation/case.html", context, status=422 if form.errors else 200)


@require_POST
@having_role(*HANDLERS)
def take(request: Request, case_id: UUID) -> HttpResponse:
    found = access.case(request.resident, case_id)
    try:
        holding.take(request.resident, found)
    except states.Refused as refused:
        messages.error(request, str(refused))
    return redirect(found)


@require_POST
@having_role(*HANDLERS)
def give_back(request: Request, case_id: UUID) -> HttpResponse:
    holding.give_back(request.resident, access.case(request.resident, case_id))
    messages.success(request, _("Le dossier est rendu : quelqu’un d’autre peut le prendre."))
    return redirect("moderation")


@require_safe
@having_role(*HANDLERS)
def photo(request: Request, photo_id: UUID, size: str) -> FileResponse:
    """A photo of what was reported, as it was then."""
    return media.respond(access.photo(request.resident, photo_id), size)


@require_http_methods(["GET", "HEAD", "POST"])
@having_role(Role.Kind.MODERATOR)
@once
def appeal(request: Request, appeal_id: UUID) -> HttpResponse:
    """An appeal, what was decided and why, and the answer."""
    found = access.appeal(request.resident, appeal_id)
    form = AnswerForm(posted(request))
    if form.is_valid():
        after, words = Appeal.State(form.cleaned_data["state"]), form.cleaned_data["words"]
        try:
            contesting.answer(request.resident, found, after, words)
        except states.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Votre réponse est partie."))
            return redirect("moderation")
    context = {
        "appeal": found,
        "statement": statements.of(found.decision),
        "file": reading.file(found.decision.case),
        "form": form,
        "trail": [(_("Signalements"), reverse("moderation")), (_("Recours"), "")],
    }
    return render(request, "moderation/appeal.html", context, status=422 if form.errors else 200)
