"""The pages a French site must have, and the help. The same bytes for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.platform import catalogue
from maillage.platform.catalogue import StrOrPromise
from maillage.residents.access import public

HOUR = 3600


@dataclass(frozen=True)
class Purpose:
    """What some data serves, with all that the catalogue says of it."""

    purpose: StrOrPromise
    seen_by: StrOrPromise
    kept: StrOrPromise
    basis: StrOrPromise
    names: list[str]


def _register() -> list[dict[str, object]]:
    """The catalogue, as the privacy page shows it: nothing can be added to it by hand, nor forgotten."""
    return [{"title": chapter.title, "purposes": _purposes(chapter)} for chapter in catalogue.chapters()]


def _purposes(chapter: catalogue.Chapter) -> list[Purpose]:
    found: dict[catalogue.Column, list[str]] = {}
    for declaration in chapter.declarations:
        for name, column in declaration.columns.items():
            found.setdefault(column, []).append(f"{declaration.model}.{name}")
    return [
        Purpose(column.purpose, column.seen_by.label, column.kept.label, column.basis.label, names)
        for column, names in found.items()
    ]


def _page(template: str) -> Callable[[HttpRequest], HttpResponse]:
    @public(seconds=HOUR)
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, template, {"operator": settings})

    return page


guide = _page("portal/help.html")
legal = _page("portal/legal.html")


@public(seconds=HOUR)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept and why: a summary written by hand, then the register made from the data catalogue (TRUST.md 19)."""
    return render(request, "portal/privacy.html", {"operator": settings, "chapters": _register()})


terms = _page("portal/terms.html")
accessibility = _page("portal/accessibility.html")
data_credits = _page("portal/credits.html")
offline = _page("portal/offline.html")
