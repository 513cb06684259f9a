"""A request that knows who acts: what `residents.middleware` adds, told to the type checker."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django_htmx.middleware import HtmxDetails

from maillage.residents.models import Resident


class OpenRequest(HttpRequest):
    """What a view `open_to_all` receives: a visitor has no resident."""

    resident: Resident | None
    htmx: HtmxDetails


class Request(HttpRequest):
    """What a view behind `signed_in`, `neighbour` or `having_role` receives."""

    resident: Resident
    htmx: HtmxDetails


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing on a first visit, all that was sent (were it empty) afterwards."""
    return request.POST if request.method == "POST" else None
