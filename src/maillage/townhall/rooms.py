"""The rooms of a town's office. Each domain above adds its own, so that the office knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.townhall.models import Post, Right


@dataclass(frozen=True)
class Room:
    """A place of the office: its address is that of `route` with the town; it opens to who has one of the rights."""

    name: object
    icon: str
    route: str
    rights: tuple[Right, ...] = ()
    order: int = 50
    count: Callable[[Post], int] | None = None
    """What waits there. One query, asked on the first page of the office alone."""


_rooms: dict[str, Room] = {}


def add(room: Room) -> None:
    """From now on the office has this room. Adding it twice is adding it once."""
    _rooms[room.route] = room


def open_to(post: Post) -> list[Room]:
    """Those that this post opens, in order."""
    return sorted((room for room in _rooms.values() if post.may(*room.rights)), key=lambda room: room.order)


def address(room: Room, post: Post) -> str:
    return reverse(room.route, args=[post.town_id])


add(Room(_("Vue d’ensemble"), "layout-dashboard", "office", order=0))
add(Room(_("Équipe"), "users", "office-team", (Right.PEOPLE,), order=90))
add(Room(_("Nom et couleurs"), "palette", "office-look", (Right.PEOPLE,), order=91))
add(Room(_("Journal"), "scroll-text", "office-journal", (Right.PEOPLE,), order=92))
