"""Showing where I live: what stands, the ways there, and each of mine."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillage.platform import printing
from maillage.platform.idempotency import once
from maillage.residents import limits
from maillage.residents.access import neighbour
from maillage.residents.proofs import codes, queries, refusals
from maillage.residents.proofs.actions import desk as desks
from maillage.residents.proofs.actions import letters, papers, using
from maillage.residents.proofs.forms import CodeForm, LetterForm, PaperForm
from maillage.residents.requests import Request, posted

LIMIT = "residence_code"  # of ACCOUNT_RATE_LIMITS


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
def proof(request: Request) -> HttpResponse:
    """What stands, and a code to type. The code of a QR is only written in the form: pressing the button uses it."""
    form = CodeForm(posted(request), initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        if not limits.allow(request, LIMIT):
            return limits.refuse(request, LIMIT)
        try:
            using.use(request.resident, form.cleaned_data["code"])
        except refusals.Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("Merci : votre domicile est justifié."))
            return redirect("proof")
    context = {"own": queries.own(request.resident), "form": form}
    return render(request, "proofs/proof.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
@once
def letter(request: Request) -> HttpResponse:
    form = LetterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            letters.ask(request.resident, form.cleaned_data["name_on_box"])
        except refusals.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est noté : votre lettre partira avec les prochaines de la mairie."))
            return redirect("proof")
    context = {"own": queries.own(request.resident), "form": form}
    return render(request, "proofs/letter.html", context, status=422 if form.errors else 200)


@require_POST
@neighbour
def cancel_letter(request: Request) -> HttpResponse:
    letters.forget(request.resident)
    messages.success(request, _("La lettre est annulée."))
    return redirect("proof")


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
@once
def desk(request: Request) -> HttpResponse:
    """A short code to show at the counter, as words and as a picture."""
    if request.method == "POST":
        try:
            desks.open_code(request.resident)
        except refusals.Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("proof-desk")
    code = desks.standing(request.resident)
    context = {"code": None}
    if code is not None:
        text = codes.text_of(code)
        address = f"{settings.SITE_ADDRESS}{reverse('proofs-counter')}?{urlencode({'code': text})}"
        context = {"code": text, "picture": printing.picture(address), "until": code.expires_at}  # type: ignore[dict-item]
    return render(request, "proofs/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
@once
def paper(request: Request) -> HttpResponse:
    form = PaperForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            papers.send(request.resident, form.cleaned_data["kind"], form.cleaned_data["document"])
        except refusals.BadPaper as refusal:
            form.add_error("document", str(refusal))
        except refusals.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Votre document attend un agent. Il sera détruit dès sa décision."))
            return redirect("proof")
    context = {"own": queries.own(request.resident), "form": form}
    return render(request, "proofs/paper.html", context, status=422 if form.errors else 200)


@require_POST
@neighbour
def withdraw_paper(request: Request) -> HttpResponse:
    papers.forget(request.resident)
    messages.success(request, _("Votre document est détruit."))
    return redirect("proof")
