"""The decorators themselves, apart from any page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.session import SessionStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from maillage.residents import access
from maillage.residents.access import Who, rule_of
from maillage.residents.models import Resident
from maillage.residents.sessions import SessionStore
from maillage.residents.tests.factories import a_resident, a_role

pytestmark = pytest.mark.django_db


def a_request(resident: Resident | None, method: str = "GET", **headers: str) -> Any:
    request: Any = RequestFactory().generic(method, "/quelque/part/?page=2", headers=headers)
    request.user = resident or AnonymousUser()
    request.resident = resident
    request.session = SessionStore()
    request._messages = SessionStorage(request)
    request.htmx = "HX-Request" in headers
    return request


def showing_everything(request: HttpRequest) -> HttpResponse:
    """A view that would show all that it can of who looks."""
    said = [str(message) for message in messages.get_messages(request)]
    return HttpResponse(f"{request.user}|{request.resident}|{dict(request.session.items())}|{said}")  # type: ignore[attr-defined]


def test_a_public_page_is_the_same_for_everybody() -> None:
    view = access.public(showing_everything)
    request = a_request(a_resident("Maëlle"))
    request.session["secret"] = "le mien"
    messages.success(request, "Pour moi seul")
    mine = view(request)
    assert mine.content == view(a_request(None)).content
    assert mine["Cache-Control"] == "public, max-age=60"
    assert mine["Vary"] == "Cookie"


def test_what_waits_for_the_viewer_still_waits_after_a_public_page() -> None:
    request = a_request(a_resident("Maëlle"))
    request.session["panier"] = "plein"
    messages.success(request, "Pour moi seul")
    access.public(showing_everything)(request)
    assert request.resident.name == "Maëlle"
    assert request.session["panier"] == "plein"
    assert [str(message) for message in messages.get_messages(request)] == ["Pour moi seul"]


def test_a_public_page_with_a_form_is_not_kept_by_caches() -> None:
    view = access.public(lambda request: HttpResponse(get_token(request)))
    assert "Cache-Control" not in view(a_request(None))
    returning = a_request(None)
    returning.META["CSRF_COOKIE"] = "a" * 32
    assert "Cache-Control" not in view(returning)


def test_a_public_error_is_not_kept_by_caches() -> None:
    assert "Cache-Control" not in access.public(lambda request: HttpResponse(status=404))(a_request(None))


def test_a_visitor_comes_back_where_they_wanted_to_read() -> None:
    view = access.signed_in(showing_everything)
    assert view(a_request(None))["Location"] == "/compte/connexion/?next=/quelque/part/%3Fpage%3D2"
    assert view(a_request(None, "POST"))["Location"] == "/compte/connexion/"


def test_a_fragment_sends_the_whole_page_to_the_entry() -> None:
    answer = access.neighbour(showing_everything)(a_request(None, **{"HX-Request": "true"}))
    assert answer["HX-Redirect"] == "/compte/connexion/"


@pytest.mark.parametrize(("kind", "may"), [("agent", True), ("elected", True), ("host", False), (None, False)])
def test_a_page_of_roles_is_not_found_by_others(kind: str | None, *, may: bool) -> None:
    view = access.having_role("agent", "elected")(showing_everything)
    resident = a_resident("Anne")
    if kind:
        a_role(resident, kind)
    if may:
        assert view(a_request(resident)).status_code == 200
    else:
        with pytest.raises(Http404):
            view(a_request(resident))


def test_a_rule_can_be_read_from_a_view_through_other_decorators() -> None:
    view = access.having_role("agent")(showing_everything)
    rule = rule_of(view)
    assert rule is not None
    assert (rule.who, rule.kinds) == (Who.HAVING_ROLE, frozenset({"agent"}))
    assert rule_of(showing_everything) is None
