"""Lines for what is given, a promise and a swap in progress between personas, as people make them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from maillage.demo.people import Neighbour
from maillage.listings.models import Listing
from maillage.platform import clock
from maillage.promises import actions as promises
from maillage.residents.models import Resident
from maillage.swaps import actions as swaps
from maillage.swaps.actions import Terms
from maillage.territory import cells

Hours = Iterator[AbstractContextManager[None]]

PUZZLES, FLOUR, NUTS, GAME = "b024", "a162", "a153", "b026"
WORDS = (
    "Les 1 000 pièces nous occuperaient tout l’hiver. Je peux passer samedi.",
    "Pour la garderie, si c’est possible.",
)


def promise_and_swap(listings: Mapping[str, Listing], neighbours: Sequence[Neighbour], end: datetime) -> None:
    """What waits for Maëlle: a line to answer, a place in another, a swap answered by another proposal."""
    people = {one.slug: one.resident for one in neighbours if one.is_persona}
    stories: list[tuple[tuple[str, ...], Callable[..., None]]] = [
        ((PUZZLES,), _line),
        ((FLOUR,), _promise),
        ((NUTS, GAME), _swap),
    ]
    for keys, story in stories:
        about = [listings[key] for key in keys if key in listings and listings[key].is_open]
        if len(about) == len(keys):
            story(*about, people, neighbours, _hours(about, end))


def _line(puzzles: Listing, people: Mapping[str, Resident], neighbours: Sequence[Neighbour], hours: Hours) -> None:
    """Three people want what Maëlle gives."""
    near = min(
        (one.resident for one in neighbours if one.resident.cell is not None and not one.is_persona),
        key=lambda each: (cells.distance_m(each.cell or 0, puzzles.point_cell), each.pk),
    )
    for who, words in ((people["rozenn"], WORDS[0]), (near, WORDS[1]), (people["karim"], "")):
        with next(hours):
            promises.claim(who, puzzles, words=words)


def _promise(flour: Listing, people: Mapping[str, Resident], _: Sequence[Neighbour], hours: Hours) -> None:
    """Karim promised it to the first, and Maëlle waits."""
    with next(hours):
        first = promises.claim(people["rozenn"], flour, words="Pour les galettes du repas de quartier.")
    with next(hours):
        promises.claim(people["maelle"], flour)
    with next(hours):
        promises.promise(people["karim"], first)


def _swap(nuts: Listing, game: Listing, people: Mapping[str, Resident], _: Sequence[Neighbour], hours: Hours) -> None:
    """Maëlle proposed, Rozenn answered with a balance: it is Maëlle’s turn."""
    maelle, rozenn = people["maelle"], people["rozenn"]
    with next(hours):
        proposed = swaps.propose(
            maelle, rozenn, Terms(mine=[nuts.pk], yours=[game.pk], words="Deux kilos de noix, cela vous irait ?")
        )
    with next(hours):
        said = "Le jeu est complet et presque neuf : cinq euros en plus, et c’est parfait."
        swaps.counter(rozenn, proposed, Terms(mine=[game.pk], yours=[nuts.pk], balance_cents=-500, words=said))


def _hours(about: Sequence[Listing], end: datetime) -> Hours:
    """The eve, one hour after another; for what was published since, ten minutes after another."""
    published = max(listing.published_at for listing in about)
    for number in range(1, 9):
        yield clock.at(max(end - timedelta(hours=20 - number), published + timedelta(minutes=5 * number)))
