"""Official geography: communes, and the ladder of horizons."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from maillage.api import saying, schemas
from maillage.api.parameters import CommuneQuery, InseePath
from maillage.portal import crowd
from maillage.territory import communes
from maillage.territory.horizons import LADDER
from maillage.territory.models import Commune, Contour, TownHall

# Whoever looks for a commune by its name reads a screen or two, not the country.
MOST_FOUND = 100

router = Router(tags=[_("Territoire")])


@router.get(
    "/communes",
    url_name="communes",
    operation_id="communes",
    response=schemas.CommunePage,
    summary=_("Chercher une commune"),
    description=_("Les communes de France, par code INSEE, ou par ressemblance avec le nom cherché."),
)
def commune_list(request: HttpRequest, query: Query[CommuneQuery]) -> schemas.CommunePage:
    start = (query.page - 1) * query.limit
    page = _communes(query.q, query.postcode, start, query.limit + 1)
    following = query.model_dump(exclude_defaults=True) | {"page": query.page + 1}
    return schemas.CommunePage(
        items=[saying.commune(each) for each in page[: query.limit]],
        next=saying.to("communes", query=following) if len(page) > query.limit else None,
    )


@router.get(
    "/communes/{insee}",
    url_name="commune",
    operation_id="commune",
    response=schemas.CommuneDetail,
    summary=_("Lire une commune"),
    description=_("Son intercommunalité, sa population, sa mairie, son contour et le nombre d’habitants inscrits."),
)
def commune(request: HttpRequest, insee: InseePath) -> schemas.CommuneDetail:
    found = named(insee)
    return saying.commune_detail(
        found,
        Contour.objects.filter(commune=found).first(),
        TownHall.objects.filter(commune=found).first(),
        crowd.of(found),
    )


@router.get(
    "/horizons",
    url_name="horizons",
    operation_id="horizons",
    response=schemas.Horizons,
    summary=_("Lire l’échelle des horizons"),
    description=_("Les pas qui disent jusqu’où chercher autour d’un lieu, du plus proche au plus large."),
)
def horizons(request: HttpRequest) -> schemas.Horizons:
    return schemas.Horizons(
        items=[
            schemas.HorizonStep(step=number, radius_km=step.radius_km, resolution=step.resolution, rings=step.rings)
            for number, step in enumerate(LADDER)
        ]
    )


def named(insee: str) -> Commune:
    """The commune of that code, with its union, or Http404."""
    found = Commune.objects.select_related("union").filter(pk=insee).first()
    if found is None:
        raise Http404
    return found


def _communes(words: str | None, postcode: str | None, start: int, count: int) -> list[Commune]:
    if words is not None:
        found = communes.search(words, MOST_FOUND)
        return [each for each in found if postcode is None or postcode in each.postcodes][start : start + count]
    everywhere = Commune.objects.order_by("pk")
    if postcode is not None:
        everywhere = everywhere.filter(postcodes__contains=[postcode])
    return list(everywhere[start : start + count])
