"""What the templates of an office draw around their page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from maillage.townhall import rooms
from maillage.townhall.models import Post

register = template.Library()


@dataclass(frozen=True)
class Link:
    """A room as ui/rooms.html draws it."""

    name: object
    icon: str
    url: str
    is_current: bool
    count: None = None


@register.simple_tag(takes_context=True)
def office_rooms(context: dict[str, Any], post: Post) -> list[Link]:
    """The rooms that a post opens, with the one where the page is: the longest address that begins its own."""
    path = context["request"].path
    found = [(room, rooms.address(room, post)) for room in rooms.open_to(post)]
    here = max((url for _room, url in found if path.startswith(url)), key=len, default="")
    return [Link(room.name, room.icon, url, url == here) for room, url in found]
