"""Pages of the town hall's counter: an agent, whose second factor was used a moment ago where an address may show."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from maillage.residents import second_factor
from maillage.residents.access import having_role
from maillage.residents.models import Role
from maillage.residents.requests import Request

View = Callable[..., HttpResponse]


def agent(view: View) -> View:
    """For the agents of a town hall; the view then obtains through `access`, which asks which."""
    return having_role(Role.Kind.AGENT)(view)


def agent_afresh(view: View) -> View:
    """The same, asking again for the second factor when it is older than a quarter of an hour."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        back = reverse("proofs-office")
        step = second_factor.before_speaking(request, request.resident, afresh=True, back=back)
        return step or view(request, *args, **kwargs)

    return agent(guarded)
