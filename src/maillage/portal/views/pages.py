"""The pages a French site must have, and the help. The same bytes for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.platform import catalogue
from maillage.platform.catalogue import Basis, Column, SeenBy, StrOrPromise
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


@dataclass(frozen=True)
class Audience:
    """Who sees some data, and what it serves, with how long it is kept."""

    name: StrOrPromise
    purposes: list[tuple[StrOrPromise, StrOrPromise]]


WIDEST_FIRST = (
    *(SeenBy.EVERYONE, SeenBy.NEIGHBOURS, SeenBy.AUDIENCE, SeenBy.PARTICIPANTS, SeenBy.HOUSEHOLD),
    *(SeenBy.MODERATORS, SeenBy.AGENTS, SeenBy.COLLEAGUES, SeenBy.ONE_AGENT, SeenBy.OWNER, SeenBy.NOBODY),
)


def _columns() -> list[Column]:
    return [
        column
        for chapter in catalogue.chapters()
        for declaration in chapter.declarations
        for column in declaration.columns.values()
    ]


def _audiences() -> list[Audience]:
    """Who sees what, from everybody to nobody: each purpose once, in the order of the house."""
    found: dict[SeenBy, dict[tuple[str, str], tuple[StrOrPromise, StrOrPromise]]] = {}
    for column in _columns():
        said = column.purpose, column.kept.label
        found.setdefault(column.seen_by, {})[str(said[0]), str(said[1])] = said
    return [Audience(each.label, list(found[each].values())) for each in WIDEST_FIRST if each in found]


def _bases() -> list[tuple[StrOrPromise, str, int]]:
    """What allows it: in words, by its letter of article 6, for how many purposes."""
    purposes = {(column.basis, str(column.purpose)) for column in _columns()}
    return [(each.label, each.letter, sum(basis == each for basis, _ in purposes)) for each in Basis]


def _page(template: str) -> Callable[[HttpRequest], HttpResponse]:
    @public(seconds=HOUR)
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, template, {"operator": settings})

    return page


guide = _page("portal/help.html")
legal = _page("portal/legal.html")


@public(seconds=HOUR)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept and why: who sees what, then the whole register, both made from the data catalogue (TRUST.md 19)."""
    context = {"operator": settings, "audiences": _audiences(), "bases": _bases(), "chapters": _register()}
    return render(request, "portal/privacy.html", context)


terms = _page("portal/terms.html")
accessibility = _page("portal/accessibility.html")
data_credits = _page("portal/credits.html")
offline = _page("portal/offline.html")
