"""An agent compares: a person at the counter, or a document. Seen once, by one agent, then gone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.residents import limits
from maillage.residents.proofs import access, refusals
from maillage.residents.proofs.actions import desk, papers
from maillage.residents.proofs.forms import DeskDecisionForm, DeskForm, PaperDecisionForm
from maillage.residents.proofs.views.agents import agent_afresh
from maillage.residents.requests import Request, posted

LIMIT = "counter_code"  # of ACCOUNT_RATE_LIMITS


@require_http_methods(["GET", "HEAD", "POST"])
@agent_afresh
def counter(request: Request) -> HttpResponse:
    """The code that somebody shows; the button brings their address, and nothing else of them."""
    form = DeskForm(posted(request), initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        if not limits.allow(request, LIMIT):
            return limits.refuse(request, LIMIT)
        try:
            shown = desk.show(request.resident, form.cleaned_data["code"])
        except refusals.Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            return _compare(request, form.cleaned_data["code"], shown)
    return render(request, "proofs/counter.html", {"form": form}, status=422 if form.errors else 200)


def _compare(request: Request, code: str, shown: desk.Shown) -> HttpResponse:
    decision = DeskDecisionForm(initial={"code": code}, is_full=shown.is_full)
    return render(request, "proofs/counter_compare.html", {"shown": shown, "form": decision})


@require_POST
@agent_afresh
def decide(request: Request) -> HttpResponse:
    form = DeskDecisionForm(request.POST)
    if not form.is_valid():
        return render(request, "proofs/counter.html", {"form": DeskForm()}, status=422)
    is_same = request.POST.get("is_same") == "yes"
    try:
        desk.decide(request.resident, form.cleaned_data["code"], is_same=is_same, looked=form.cleaned_data["looked"])
    except refusals.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Domicile vérifié. La personne en est prévenue.") if is_same else _("C’est noté : rien n’a changé.")
        messages.success(request, said)
    return redirect("proofs-counter")


@require_POST
@agent_afresh
def take(request: Request, insee: str) -> HttpResponse:
    commune = access.commune(request.resident, insee)
    try:
        paper = papers.take(request.resident, commune)
    except refusals.Refused as refusal:
        messages.info(request, str(refusal))
        return redirect(f"{reverse('proofs-office')}?commune={insee}")
    return redirect("proofs-paper", paper.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_afresh
def paper(request: Request, paper_id: UUID) -> HttpResponse:
    """A document beside the address that it should show; a POST refuses it, with the reason."""
    found = access.paper(request.resident, paper_id)
    form = PaperDecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        papers.refuse(request.resident, found, form.cleaned_data["why"])
        messages.success(request, _("Le document est détruit, et la personne sait pourquoi."))
        return redirect("proofs-office")
    context = {"paper": found, "pages": range(found.pages), "home": found.resident.residence, "form": form}
    return render(request, "proofs/paper_check.html", context, status=422 if form.errors else 200)


@require_safe
@agent_afresh
def page(request: Request, paper_id: UUID, number: int) -> HttpResponse:
    return HttpResponse(
        access.page(request.resident, paper_id, number),
        content_type="image/webp",
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


@require_POST
@agent_afresh
def accept(request: Request, paper_id: UUID) -> HttpResponse:
    papers.accept(request.resident, access.paper(request.resident, paper_id))
    messages.success(request, _("Domicile vérifié, document détruit. La personne en est prévenue."))
    return redirect("proofs-office")
