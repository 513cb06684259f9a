"""What hosts, and moderators where there is no host, do of the difficulties between two neighbours."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from maillage.agreements import access, showing, terms
from maillage.agreements import mediation as mediating
from maillage.agreements.forms import ClosingForm, ProposalForm
from maillage.agreements.models import Difficulty, Kind, Moment, Stage
from maillage.agreements.refusals import Refused
from maillage.platform import media
from maillage.platform.idempotency import once
from maillage.residents.access import having_role
from maillage.residents.models import Resident, Role
from maillage.residents.requests import Request

mediators = having_role(Role.Kind.HOST, Role.Kind.MODERATOR)
# The allow-list of what a button may ask, with what is said afterwards.
VERBS: dict[str, tuple[Callable[[Resident, Difficulty], object], object]] = {
    "prendre": (mediating.take, gettext_lazy("Merci. Les deux savent que vous vous en occupez.")),
    "rendre": (mediating.give_back, gettext_lazy("C’est noté : quelqu’un d’autre est demandé.")),
}


@require_safe
@mediators
def waiting(request: Request) -> HttpResponse:
    """Those in one’s hands, then those that wait."""
    held = _lines(Difficulty.objects.mediated_by(request.resident).newest())
    wanted = _lines(Difficulty.objects.waiting_for(request.resident).newest())
    return render(request, "agreements/mediations.html", {"held": held, "wanted": wanted})


@require_safe
@mediators
def mediation(request: Request, difficulty_id: UUID) -> HttpResponse:
    found = access.mediation(request.resident, difficulty_id)
    return _page(request, found, ProposalForm(), ClosingForm())


@require_POST
@mediators
@once
def propose(request: Request, difficulty_id: UUID) -> HttpResponse:
    found = access.mediation(request.resident, difficulty_id)
    form = ProposalForm(request.POST)
    if form.is_valid():
        try:
            mediating.propose(request.resident, found, form.said())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Votre proposition est partie : chacun des deux dira si elle lui convient."))
            return redirect(found.mediation_url)
    return _page(request, found, form, ClosingForm(), status=422)


@require_POST
@mediators
@once
def close(request: Request, difficulty_id: UUID) -> HttpResponse:
    found = access.mediation(request.resident, difficulty_id)
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            mediating.close(request.resident, found, words=form.cleaned_data["closing"].strip())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("C’est clos. Merci d’avoir aidé."))
            return redirect("mediations")
    return _page(request, found, ProposalForm(), form, status=422)


@require_POST
@mediators
def act(request: Request, difficulty_id: UUID, verb: str) -> HttpResponse:
    found = access.mediation(request.resident, difficulty_id)
    if verb not in VERBS:
        raise Http404
    deed, said = VERBS[verb]
    try:
        deed(request.resident, found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("mediations")
    messages.success(request, str(said))
    return redirect(found.mediation_url if verb == "prendre" else "mediations")


@require_safe
@mediators
def photo(request: Request, difficulty_id: UUID, photo_id: UUID, size: str) -> FileResponse:
    return media.respond(access.mediation_photo(request.resident, difficulty_id, photo_id), size)


def _page(
    request: Request, found: Difficulty, form: ProposalForm, closing: ClosingForm, *, status: int = 200
) -> HttpResponse:
    """Before it is taken: whom and what it concerns, so that one can tell whether one should. Then, the file."""
    context = {
        "difficulty": found,
        "title": found.title,
        "kind": Kind(found.kind).label,
        "is_held": found.mediator_id == request.resident.pk,
        "people": [str(found.agreement.owner), str(found.agreement.borrower)],
    }
    if context["is_held"]:
        file = showing.for_mediator(found)
        context |= {
            "file": file,
            "stage": Stage(found.stage),
            "facts": terms.facts(file.in_force or file.last),
            "photos": file.photos_of(file.in_force or file.last),
            "is_in_force": file.in_force is not None,
            "handover": file.statements(Moment.HANDOVER),
            "back": file.statements(Moment.RETURN),
            "turns": file.turns(found, None),
            "accepts": [
                name
                for name, accepts in (
                    (file.names.owner, found.owner_accepts),
                    (file.names.borrower, found.borrower_accepts),
                )
                if accepts
            ],
            "form": form,
            "closing": closing,
        }
    return render(request, "agreements/mediation.html", context, status=status)


def _lines(found: object) -> list[dict[str, object]]:
    rows = found.with_agreement().with_titles()  # type: ignore[attr-defined]
    return [
        {"title": each.title, "kind": Kind(each.kind).label, "at": each.moved_at, "url": each.mediation_url}
        for each in rows
    ]
