"""Reporting and its receipt, and the figures of each year: for anyone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.moderation import access, actions, contesting, reading, states, subjects
from maillage.moderation import figures as yearly
from maillage.moderation.forms import ContestForm, ReportForm, too_many
from maillage.platform.idempotency import once
from maillage.residents import limits
from maillage.residents.access import open_to_all, public, signed_in
from maillage.residents.requests import OpenRequest, Request, posted

LIMIT = "report"  # of ACCOUNT_RATE_LIMITS: reports sent without an account, by network address


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@once
def report(request: OpenRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Anybody who may see a thing may report it, without an account too."""
    name, subject = subjects.find(kind, request.resident, subject_id)
    form = ReportForm(request.POST or None, has_account=request.resident is not None)
    is_refused = form.is_valid() and request.resident is None and not limits.allow(request, LIMIT)
    if is_refused:
        form.add_error(None, too_many(limits.when(request, LIMIT)))
    if form.is_valid():
        made = actions.report(request.resident, name, subject_id, subject, **form.cleaned_data)
        return redirect("report-receipt", made.pk)
    context = {"form": form, "subject": subject}
    response = render(request, "moderation/report.html", context, status=422 if form.errors else 200)
    if is_refused:
        response.status_code = 429
        response["Retry-After"] = str(max(1, limits.wait(request, LIMIT)))
    return response


@require_safe
@open_to_all
def receipt(request: OpenRequest, report_id: UUID) -> HttpResponse:
    """What was received and what came of it; the person may be blocked, and one goes back where one comes from."""
    report = access.receipt(request.resident, report_id)
    left = access.left_as_it_is(request.resident, report)
    context = {
        "report": report,
        "outcome": reading.outcome(report),
        "author": access.author_to_block(request.resident, report),
        "subject": subjects.again(report.case.subject_kind, request.resident, report.case.subject_id),
        "may_contest": left and request.resident and contesting.may_contest(request.resident, left),
        "appeal": left and left.appeals.filter(by=request.resident).first(),
    }
    return render(request, "moderation/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(even_suspended=True)
@once
def contest(request: Request, report_id: UUID) -> HttpResponse:
    """Whoever reported something that was left as it is asks another person to look again."""
    report = access.receipt(request.resident, report_id)
    left = access.left_as_it_is(request.resident, report)
    if left is None:
        raise Http404
    form = ContestForm(posted(request))
    if form.is_valid():
        try:
            contesting.contest(request.resident, left, form.cleaned_data["words"])
        except states.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Votre demande est reçue : une autre personne relira, et vous répondra."))
            return redirect("report-receipt", report.pk)
    return render(
        request, "moderation/contest.html", {"form": form, "report": report}, status=422 if form.errors else 200
    )


@require_safe
@public(seconds=3600)
def figures(request: OpenRequest) -> HttpResponse:
    return render(request, "moderation/figures.html", {"years": yearly.shown()})


@require_safe
@public(seconds=3600)
def figures_csv(request: OpenRequest) -> HttpResponse:
    response = HttpResponse(yearly.csv_text(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="moderation.csv"'
    return response
