"""allauth's views in our house: each carries one of our rules, answers 422 to a form that is wrong, and says when to
try again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from maillage.residents import limits

View = Callable[..., HttpResponseBase]


def ours(view: View, rule: Callable[[View], View], *, limit: str = "", app: str = limits.APP) -> View:
    """A view of allauth under one of our rules; `limit` names the action whose excess it refuses."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 429:
            return limits.refuse(request, limit, app=app)
        if request.method == "POST" and response.status_code == 200 and isinstance(response, TemplateResponse):
            response.status_code = 422  # allauth shows a wrong form again; what is right redirects
        return response

    return rule(kept)


def keeping_one_factor(view: View) -> View:
    """Removing a key asks first what removing an application of codes asks: a role keeps one factor."""

    @wraps(view)
    def kept(request: HttpRequest, pk: int) -> HttpResponseBase:
        key = Authenticator.objects.filter(user=request.user.pk, pk=pk).select_related("user").first()
        if key is not None and not get_adapter().can_delete_authenticator(key):
            messages.error(request, str(get_adapter().error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_index")
        return view(request, pk=pk)

    return kept
