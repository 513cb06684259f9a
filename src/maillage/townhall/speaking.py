"""Views of a town's office: the town comes through `access`, to those who have a right there (TRUST.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from maillage.residents import second_factor
from maillage.residents.access import signed_in
from maillage.residents.requests import Request
from maillage.townhall import access
from maillage.townhall.models import Right

View = Callable[..., HttpResponse]


def at_work(*rights: Right, afresh: bool = False) -> Callable[[View], View]:
    """For those whose post has one of these rights, any post when none is named; 404 for the others.

    A post comes with a role, whose second factor was used before any page; `afresh` asks for it again, for a change of
    rights, an export or a message to many. The view receives the post, with its town and its resident.
    """

    def decorate(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: Request, town_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
            post = access.post(request.resident, town_id, *rights)
            post.resident = request.resident
            back = reverse("office", args=[town_id])
            step = second_factor.before_speaking(request, request.resident, afresh=afresh, back=back)
            return step or view(request, post, *args, **kwargs)

        return guarded

    return decorate
