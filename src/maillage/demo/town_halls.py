"""Opens the town halls of the two demonstration towns, with the fictional people who work there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from maillage.demo.people import Neighbour
from maillage.demo.personas import DINAN, THOMERY
from maillage.platform import clock, wording
from maillage.residents.models import Resident, Role
from maillage.territory.models import Commune
from maillage.townhall import acts
from maillage.townhall.kinds import JOINED, OPENED
from maillage.townhall.models import DeclaredInterest, Interest, Post, Right, Town

# What each persona may do; the others of a town hall may do all, officials see the figures.
RIGHTS = {
    "claire": (Right.WRITE, Right.APPROVE, Right.ANSWER, Right.FIGURES),
    "gerard": (Right.FIGURES, Right.PEOPLE),
}
COLOURS = {DINAN: "#1f5f8b", THOMERY: "#7a3b69"}
OPENED_DAYS = 120


def open_both(neighbours: Sequence[Neighbour], end: datetime) -> None:
    """Before `end`: both towns open, their teams in place; one resident in two declares an interest or two."""
    operator = next(one.resident for one in neighbours if one.slug == "samuel")
    slugs = {one.resident.pk: one.slug for one in neighbours}
    with clock.at(end - timedelta(days=OPENED_DAYS)):
        for commune in Commune.objects.filter(pk__in=COLOURS).order_by("pk"):
            town = Town.objects.create(
                commune=commune,
                name=f"Mairie {wording.of_place(commune.name)}",
                colour=COLOURS[commune.pk],
                opened_by=operator,
                opened_at=clock.now(),
            )
            acts.note(operator, town, OPENED)
            for role in Role.objects.of_town_hall().filter(commune=commune).select_related("resident").order_by("pk"):
                _employ(town, role, slugs.get(role.resident_id, ""))
    _declare([one.resident for one in neighbours if one.resident.is_settled])


def erase() -> None:
    """Close them. A journal lets no line be taken back: a demonstration alone empties the whole table."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits to be checked would hold the table
        cursor.execute("TRUNCATE townhall_act")
    Town.objects.filter(commune__in=COLOURS).delete()


def _employ(town: Town, role: Role, slug: str) -> None:
    otherwise = tuple(Right) if role.kind == Role.Kind.AGENT else (Right.FIGURES,)
    post = Post.objects.create(
        town=town,
        resident=role.resident,
        function=role.kind,
        rights=list(RIGHTS.get(slug, otherwise)),
        given_at=clock.now(),
    )
    acts.note(role.resident, town, JOINED, rights=sorted(post.rights))


def _declare(residents: Sequence[Resident]) -> None:
    """Every second one, in turn through the list: the towns' news has somebody to find."""
    interests = list(Interest)
    DeclaredInterest.objects.bulk_create(
        DeclaredInterest(resident=resident, interest=interests[(number + step) % len(interests)])
        for number, resident in enumerate(residents)
        if number % 2 == 0
        for step in ((0, 5) if number % 4 == 0 else (0,))
    )
