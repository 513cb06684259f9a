"""A page of the structures of a commune, by name, from a cursor on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from maillage.organisations.models import Organisation
from maillage.organisations.queries import Organisations
from maillage.platform import ids
from maillage.territory.models import Commune

PAGE = 20
# What each chip keeps; the first keeps everything.
KINDS: dict[str, tuple[str, ...]] = {
    "": (),
    "commerces": ("shop",),
    "associations": ("association",),
    "services-publics": ("town_hall", "public_service"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is a link."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Page:
    commune: Commune
    kind: str
    organisations: list[Organisation]
    more_url: str
    chips: list[Chip]


def page(insee: str, kind: str, after: str, *, size: int = PAGE) -> Page:
    """One page of a commune; an unknown kind is every kind, an unknown cursor the first page. Raises Http404."""
    commune = Commune.objects.filter(pk=insee).first()
    if commune is None:
        raise Http404
    kind = kind if kind in KINDS else ""
    found = of_commune(commune)
    if kind:
        found = found.of_kinds(*KINDS[kind])
    last = ids.read(after)
    if last is not None:
        found = found.after(last)
    rows = list(found[: size + 1])
    shown = rows[:size]
    more = _address(commune, kind, str(shown[-1].pk)) if len(rows) > size else ""
    return Page(commune, kind, shown, more, _chips(commune, kind))


def of_commune(commune: Commune) -> Organisations:
    """The structures of a commune that can be seen, by name, with what their cards show."""
    return Organisation.objects.present().in_commune(commune.pk).in_order().select_related("commune")


def list_url(commune: Commune) -> str:
    return _address(commune, "")


def commune_url(commune: Commune) -> str:
    """The commune's page, which corrects by itself a name written otherwise."""
    return reverse("commune", args=[commune.pk, slugify(commune.name.replace("’", " ").replace("'", " ")) or "commune"])


def _chips(commune: Commune, current: str) -> list[Chip]:
    names = {
        "": _("Tout"),
        "commerces": _("Commerces et artisans"),
        "associations": _("Associations"),
        "services-publics": _("Mairie et services publics"),
    }
    return [Chip(names[kind], _address(commune, kind), kind == current) for kind in KINDS]


def _address(commune: Commune, kind: str, after: str = "") -> str:
    asked = {"commune": commune.pk, "genre": kind, "apres": after}
    return f"{reverse('organisations')}?{urlencode({name: value for name, value in asked.items() if value})}"
