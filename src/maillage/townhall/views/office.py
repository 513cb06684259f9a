"""The first page of an office, and its journal."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.platform import exporter, ids
from maillage.residents.access import signed_in
from maillage.residents.requests import Request
from maillage.townhall import access, acts, rooms
from maillage.townhall.models import Post, Right
from maillage.townhall.speaking import at_work

LINES_A_PAGE = 50
MOST_LINES = 10_000


@require_safe
@signed_in
def offices(request: Request) -> HttpResponse:
    """The offices where one works: the only one, or a choice."""
    posts = list(access.posts_of(request.resident))
    if len(posts) == 1:
        return redirect("office", posts[0].town_id)
    return render(request, "townhall/offices.html", {"posts": posts})


@require_safe
@at_work()
def office(request: Request, post: Post) -> HttpResponse:
    """What waits, room by room."""
    waiting = [
        (room, rooms.address(room, post), room.count(post)) for room in rooms.open_to(post) if room.count is not None
    ]
    return render(request, "townhall/office.html", {"post": post, "waiting": waiting})


@require_safe
@at_work(Right.PEOPLE)
def journal(request: Request, post: Post) -> HttpResponse:
    """What was done in the name of the town, the newest first."""
    before = ids.read(request.GET.get("avant", ""))
    found = list(acts.of(post.town, before=before)[: LINES_A_PAGE + 1])
    lines = [(act, acts.said(act)) for act in found[:LINES_A_PAGE]]
    more = f"{request.path}?avant={lines[-1][0].pk}" if len(found) > LINES_A_PAGE else ""
    return render(request, "townhall/journal.html", {"post": post, "lines": lines, "more_url": more})


@require_safe
@at_work(Right.PEOPLE, afresh=True)
def journal_table(request: Request, post: Post) -> HttpResponse:
    """The same as a table, for whoever checks."""
    rows = (
        (act.at.isoformat(timespec="seconds"), act.by_name, acts.said(act), act.path)
        for act in acts.of(post.town)[:MOST_LINES]
    )
    text = exporter.csv_text([_("Quand"), _("Qui"), _("Quoi"), _("Page")], rows)
    name = f"journal-{slugify(post.town.name)}.csv"
    return HttpResponse(
        text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
