"""Reporting, its receipt, and what moderators read."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from maillage.moderation import access, actions, queries, subjects
from maillage.moderation.forms import ReportForm, too_many
from maillage.platform import ids, media
from maillage.platform.idempotency import once
from maillage.residents import limits
from maillage.residents.access import having_role, open_to_all
from maillage.residents.models import Role
from maillage.residents.requests import OpenRequest, Request

LIMIT = "report"  # of ACCOUNT_RATE_LIMITS: reports sent without an account, by network address


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@once
def report(request: OpenRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Anybody who may see a thing may report it, without an account too."""
    name, subject = subjects.find(kind, request.resident, subject_id)
    form = ReportForm(request.POST or None)
    is_refused = form.is_valid() and request.resident is None and not limits.allow(request, LIMIT)
    if is_refused:
        form.add_error(None, too_many(limits.when(request, LIMIT)))
    if form.is_valid():
        made = actions.report(
            request.resident,
            name,
            subject_id,
            subject.excerpt,
            subject.author,
            **form.cleaned_data,
            commune=subject.commune,
            photo=subject.photo,
        )
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
    """What was received; then the person may be blocked, and the thing reported is where one comes from."""
    report = access.receipt(request.resident, report_id)
    context = {
        "report": report,
        "author": access.author_to_block(request.resident, report),
        "subject": subjects.again(report.subject_kind, request.resident, report.subject_id),
    }
    return render(request, "moderation/receipt.html", context)


@require_safe
@having_role(Role.Kind.MODERATOR)
def cases(request: Request) -> HttpResponse:
    found, cursor = queries.cases(request.resident, before=ids.read(request.GET.get("avant", "")))
    more = f"{reverse('moderation')}?avant={cursor}" if cursor else ""
    return render(request, "moderation/cases.html", {"cases": found, "more_url": more})


@require_safe
@having_role(Role.Kind.MODERATOR)
def photo(request: Request, report_id: UUID, size: str) -> FileResponse:
    """The photo of what was reported, as it was then."""
    return media.respond(access.photo(request.resident, report_id), size)
