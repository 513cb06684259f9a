"""What somebody was paid in a year: on a page, on paper, in a table. For that person alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.residents.access import public, signed_in
from maillage.residents.requests import Request
from maillage.reviews import ledger, statements


@require_safe
@signed_in
def ledger_page(request: Request) -> HttpResponse:
    year = _year(request.GET.get("annee", "")) or ledger.this_year()
    lines = ledger.lines(request.resident, year)
    sums = ledger.sums_of((line.activity, line.price_cents or 0) for line in lines)
    context = {
        "year": str(year),  # a year is no quantity: its digits stay together
        "years": [str(each) for each in sorted({*ledger.years(request.resident), year}, reverse=True)],
        "lines": [statements.line(each, request.resident) for each in lines],
        "sums": sums,
        "rows": statements.rows(sums),
        "thresholds": statements.thresholds(sums),
    }
    return render(request, "reviews/sales.html", context)


@require_safe
@signed_in
def paper(request: Request, year: int) -> HttpResponse:
    """The statement of a year as an A4 PDF."""
    return statements.paper(request.resident, _known(year))


@require_safe
@signed_in
def table(request: Request, year: int) -> HttpResponse:
    """The statement of a year as a CSV."""
    return statements.table(request.resident, _known(year))


@public
def explained(request: HttpRequest) -> HttpResponse:
    """Private or professional, and what the law asks of people who sell, hire out or serve for money."""
    context = {"sales": ledger.SALES, "cents": ledger.SALES_CENTS}
    return render(request, "reviews/sales_explained.html", context)


def _known(year: int) -> int:
    if not ledger.FIRST_YEAR <= year <= ledger.this_year():
        raise Http404
    return year


def _year(typed: str) -> int | None:
    """A year of the site, up to this one; None for what is not."""
    if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
        return None
    return int(typed) if ledger.FIRST_YEAR <= int(typed) <= ledger.this_year() else None
