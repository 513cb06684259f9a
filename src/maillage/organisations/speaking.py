"""Views in which somebody speaks for a structure: it comes through `access`, behind a second factor (TRUST.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from maillage.organisations import access
from maillage.organisations.models import Organisation
from maillage.residents import second_factor
from maillage.residents.access import signed_in
from maillage.residents.models import Resident
from maillage.residents.requests import Request

Obtain = Callable[[Resident, UUID], Organisation]
View = Callable[..., HttpResponse]


def as_manager(*, afresh: bool = False) -> Callable[[View], View]:
    """For those in charge of the structure; 404 for the others. `afresh` for a change of rights."""
    return _speaking(access.managed_organisation, afresh=afresh)


def as_member(*, afresh: bool = False) -> Callable[[View], View]:
    """For those who speak for the structure; 404 for the others."""
    return _speaking(access.own_organisation, afresh=afresh)


def _speaking(obtain: Obtain, *, afresh: bool) -> Callable[[View], View]:
    """The right first: nobody is asked for a factor before a page that they may not see."""

    def decorate(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: Request, organisation_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
            found = obtain(request.resident, organisation_id)
            back = found.get_absolute_url()
            step = second_factor.before_speaking(request, request.resident, afresh=afresh, back=back)
            return step or view(request, found, *args, **kwargs)

        return guarded

    return decorate
