"""What people do with what they wait for, and how it is kept true."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet

from maillage.listings import categories
from maillage.listings.models import Intent, Listing, Mode
from maillage.matching import index, wording
from maillage.matching.models import Approach, Silence, Want, mask
from maillage.matching.refusals import AlreadySaved, NothingChosen, NothingToFind, NotSettled, TooMany
from maillage.residents import queries as residents
from maillage.residents.models import Resident
from maillage.territory import cells, horizons
from maillage.territory.models import Commune

MOST_SAVED = 20
NAME_LENGTH = 80
WORDS_LENGTH = 100
# A request without a category of its own is told by its words: two of them, more would find nothing.
WORDS_OF_A_REQUEST = 2
OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to be told of: the filters of the list of listings."""

    words: str = ""
    category: str = ""
    """The slug of a branch or a leaf."""
    intent: Intent | None = None
    modes: tuple[Mode, ...] = ()
    commune: Commune | None = None
    """Around it; None is around home, and follows a move."""
    origin: int | None = None
    """The cell that stands for `commune`."""
    distance: int | None = None
    """A step of the ladder; None is as far as the feed."""


@transaction.atomic
def save(resident: Resident, search: Search) -> Want:
    """Tell them from now on of the listings that this search finds.

    Raises NotSettled, NothingChosen, NothingToFind, AlreadySaved, TooMany.
    """
    # One at a time for each person: the count is exact.
    resident = Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    if resident.cell is None or resident.is_suspended:
        raise NotSettled
    words = " ".join(search.words.split())
    if not (words or search.category or search.modes):
        raise NothingChosen
    if words and not index.is_searchable(words):
        raise NothingToFind
    want = Want(
        resident=resident,
        words=words,
        category=search.category,
        intent=search.intent or "",
        modes=mask(search.modes),
        commune=search.commune,
        distance=search.distance,
        name=wording.search(search)[:NAME_LENGTH],
        facet=index.facet(words, search.category, search.intent or "", mask(search.modes)),
    )
    _stand(want, resident, search.origin)
    if _saved_by(resident).filter(**_filters(want)).exists():
        raise AlreadySaved
    if _saved_by(resident).count() >= MOST_SAVED:
        raise TooMany(MOST_SAVED)
    want.save()
    return want


def rename(want: Want, name: str) -> Want:
    """Call it otherwise, for oneself."""
    want.name = name[:NAME_LENGTH]
    want.save(update_fields=["name"])
    return want


def forget(want: Want) -> None:
    """Tell of it no more."""
    want.delete()


def await_answers(request: Listing) -> Want | None:
    """Keep an open request among the wants, as it is said now: offers that would answer it are told to its author.

    None, and nothing kept, when its category and words say nothing to look for. Idempotent.
    """
    author = request.author
    if not request.is_request or author.cell is None:
        return None
    words = _words_of(request)
    if request.category == OTHER and not words:
        Want.objects.filter(request=request).delete()
        return None
    want = Want.objects.filter(request=request).first() or Want(request=request, resident=author)
    want.name = request.title[:NAME_LENGTH]
    want.words = words
    want.category = request.category
    want.intent = Intent.OFFER
    want.modes = mask(tuple(request.modes))
    want.facet = index.facet(words, request.category, want.intent, want.modes)
    _stand(want, author, None)
    Want.objects.bulk_create(
        [want],
        update_conflicts=True,
        unique_fields=["request"],
        update_fields=["name", "words", "category", "modes", "facet", "step", *CELLS, "home_commune", "query"],
    )
    return want


CELLS = cells.PointCells._fields


@transaction.atomic
def follow_home(resident: Resident, to_another_home: bool = True) -> int:  # noqa: FBT001, FBT002 (a follower of moves)
    """After a move, look from the new home; what looks around a commune stays there. How many moved. Idempotent."""
    if resident.cell is None:
        return 0
    around_home = Want.objects.filter(resident=resident, commune=None).select_for_update().order_by("id")
    for want in around_home:
        _stand(want, resident, None)
        want.save(update_fields=["step", *CELLS, "home_commune"])
    Want.objects.filter(resident=resident).update(home_commune=resident.commune_id)
    return len(around_home)


def forget_all(resident: Resident) -> None:
    """With somebody who leaves. Idempotent."""
    for model in (Want, Approach, Silence):
        model.objects.filter(resident=resident).delete()


def forget_answered() -> int:
    """Requests that are over wait for nothing: their wants leave; how many. Idempotent."""
    return Want.objects.filter(request__isnull=False).exclude(request__state="open").delete()[0]


def look_as_far_as_the_feed() -> int:
    """After horizons widened or narrowed, let the wants that follow them look as far; how many changed. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE matching_want want SET step = seen.step
              FROM residents_resident person
              LEFT JOIN territory_cellhorizon counted ON counted.cell = person.cell
             CROSS JOIN LATERAL (SELECT LEAST(COALESCE(counted.step, %s), %s) AS step) AS seen
             WHERE person.id = want.resident_id AND want.distance IS NULL AND want.step <> seen.step
            """,
            [horizons.DEFAULT_STEP, len(horizons.LADDER) - 1],
        )
        return int(cursor.rowcount)


def _stand(want: Want, resident: Resident, origin: int | None) -> None:
    """Look from home, or from the cell of a commune."""
    horizon = residents.horizon_of(resident)
    if horizon is None or resident.commune_id is None:
        raise NotSettled
    want.step = horizon.step if want.distance is None else want.distance
    want.home_commune = resident.commune_id
    for name, cell in cells.point_cells(origin or horizon.origin)._asdict().items():
        setattr(want, name, cell)


def _saved_by(resident: Resident) -> QuerySet[Want]:
    return Want.objects.filter(resident=resident, request=None)


def _filters(want: Want) -> dict[str, object]:
    names = ("words", "category", "intent", "modes", "commune", "distance")
    return {name: getattr(want, name) for name in names}


def _words_of(request: Listing) -> str:
    """Nothing for a request that its category tells; the first of its own words for one of the others."""
    if request.category != OTHER:
        return ""
    return " ".join(categories.telling(request.title)[:WORDS_OF_A_REQUEST])[:WORDS_LENGTH]
