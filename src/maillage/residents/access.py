"""Who may: the decorators that every view carries, and the only ways to a resident by id.

A view's rule is kept on it (`rule_of`), so that the permission table can be walked from the URLconf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar, cast, overload
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render, resolve_url
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from maillage.residents.models import Resident, Role, Session
from maillage.residents.sessions import SessionStore
from maillage.territory.models import Commune

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Who(StrEnum):
    """To whom a view opens."""

    PUBLIC = "public"
    OPEN_TO_ALL = "open_to_all"
    SIGNED_IN = "signed_in"
    NEIGHBOUR = "neighbour"
    HAVING_ROLE = "having_role"


@dataclass(frozen=True)
class Rule:
    """What a decorator of this module declares of a view."""

    who: Who
    kinds: frozenset[str] = frozenset()
    even_suspended: bool = False
    before_second_factor: bool = False


def rule_of(view: object) -> Rule | None:
    """The rule that a view declares; None means that nobody declared it, which the permission table refuses."""
    rule = getattr(view, "rule", None)
    return rule if isinstance(rule, Rule) else None


# The decorators


@overload
def public(view: View, /) -> View: ...
@overload
def public(*, seconds: int = 60) -> Callable[[View], View]: ...
def public(view: Any = None, *, seconds: int = 60) -> Any:
    """The same bytes for everybody in a language, kept by caches for `seconds`; to read only.

    The view runs as for a visitor with an empty session, so that nothing of the viewer can slip in. A page that drew a
    CSRF token or set a cookie is not the same for everybody: it stays private.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in {"GET", "HEAD", "OPTIONS"}:
                return HttpResponseNotAllowed(["GET", "HEAD"])
            with _as_nobody(request):
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
            if (
                response.status_code == 200
                and not response.cookies
                and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
            ):
                patch_cache_control(response, public=True, max_age=seconds)
                patch_vary_headers(response, ["Cookie"])  # the language is in one
            return response

        return _declared(view, guarded, Rule(Who.PUBLIC))

    return decorate(view) if view else decorate


@overload
def open_to_all(view: View, /) -> View: ...
@overload
def open_to_all(*, before_second_factor: bool = False) -> Callable[[View], View]: ...
def open_to_all(view: Any = None, *, before_second_factor: bool = False) -> Any:
    """For visitors too; what it shows may depend on `request.resident`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        return _declared(
            view, guarded, Rule(Who.OPEN_TO_ALL, even_suspended=True, before_second_factor=before_second_factor)
        )

    return decorate(view) if view else decorate


@overload
def signed_in(view: View, /) -> View: ...
@overload
def signed_in(*, even_suspended: bool = False, before_second_factor: bool = False) -> Callable[[View], View]: ...
def signed_in(view: Any = None, *, even_suspended: bool = False, before_second_factor: bool = False) -> Any:
    """For anyone with an account, wherever they live. The suspended may read, and write only if `even_suspended`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            resident = _resident(request)
            if resident is None:
                return _to_sign_in(request)
            if is_suspended(resident) and not even_suspended and request.method not in {"GET", "HEAD"}:
                return _suspended(request)
            return view(request, *args, **kwargs)

        rule = Rule(Who.SIGNED_IN, even_suspended=even_suspended, before_second_factor=before_second_factor)
        return _declared(view, guarded, rule)

    return decorate(view) if view else decorate


def neighbour(view: View) -> View:
    """For those who live somewhere here: signed in, settled, not suspended.

    Who has not settled goes and does so; who is here only for a role without a home sees no neighbours (404).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        resident = _resident(request)
        if resident is None:
            return _to_sign_in(request)
        if is_suspended(resident):
            return _suspended(request)
        if not resident.is_settled:
            if resident.charges:
                raise Http404
            return _redirect(request, resolve_url("settle"))
        return view(request, *args, **kwargs)

    return _declared(view, guarded, Rule(Who.NEIGHBOUR))


def having_role(*kinds: Role.Kind | str) -> Callable[[View], View]:
    """For those who hold one of these roles somewhere; the view then asks `holds` for the place."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            resident = _resident(request)
            if resident is None:
                return _to_sign_in(request)
            if is_suspended(resident):
                return _suspended(request)
            if not holds(resident, *kinds):
                raise Http404
            return view(request, *args, **kwargs)

        return _declared(view, guarded, Rule(Who.HAVING_ROLE, kinds=frozenset(str(kind) for kind in kinds)))

    return decorate


# The predicates


def is_suspended(resident: Resident) -> bool:
    """Suspended or gone: silent everywhere, in pages and in queued jobs (TRUST.md 7)."""
    return resident.is_suspended


def holds(resident: Resident, *kinds: Role.Kind | str, commune: Commune | None = None) -> bool:
    """Whether the resident holds one of these roles: somewhere, or in `commune` (by itself or by its union)."""
    if is_suspended(resident):
        return False
    return any(
        charge.kind in kinds
        and (
            commune is None
            or charge.kind == Role.Kind.OPERATOR
            or charge.commune == commune.pk
            or (charge.union is not None and charge.union == commune.union_id)
        )
        for charge in resident.charges
    )


def needs_second_factor(resident: Resident) -> bool:
    """Above resident, a password or a mailbox is not enough (TRUST.md 5)."""
    return bool(resident.charges)


def resident(viewer: Resident, resident_id: UUID, *beside: str) -> Resident:
    """A neighbour, or oneself; Http404 for who is hidden, suspended, gone or has never settled.

    A neighbour comes with these relations besides their place and photo, in the same query.

    Who has no home here has no neighbours: the town hall's people see nobody (DESIGN.md 1, rule 3).
    """
    if viewer.pk == resident_id:
        return viewer
    if not viewer.is_settled:
        raise Http404
    found = (
        Resident.objects.visible_to(viewer)
        .select_related("commune", "quarter", "photo", *beside)
        .filter(pk=resident_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def other_session(owner: Resident, device_id: UUID, *, than: str | None) -> Session:
    """One of the resident's own sessions, other than the one with the key `than`; Http404 for any other."""
    found = owner.sessions.filter(device_id=device_id).exclude(session_key=than).first()
    if found is None:
        raise Http404
    return found


# The refusals


def _resident(request: HttpRequest) -> Resident | None:
    return cast("Resident | None", getattr(request, "resident", None))


def _declared(view: View, guarded: Callable[..., HttpResponseBase], rule: Rule) -> View:
    """The guarded view, with its rule; of the type of the view it stands for."""
    guarded.rule = rule  # type: ignore[attr-defined]
    return cast("View", guarded)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the entry page, and back here afterwards when it was only to read."""
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return redirect_to_login(request.get_full_path())
    return _redirect(request, resolve_url("account_login"))


def _redirect(request: HttpRequest, url: str) -> HttpResponseBase:
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)


def _suspended(request: HttpRequest) -> HttpResponse:
    return render(request, "residents/suspended.html", status=403)


class _NoMessages(BaseStorage):
    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: Any, response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return []


@contextmanager
def _as_nobody(request: HttpRequest) -> Iterator[None]:
    """Within the block the request is a visitor's, with an empty session and no waiting message."""
    kept: dict[str, Any] = {name: getattr(request, name, None) for name in ("user", "resident", "session", "_messages")}
    session: SessionBase = SessionStore()
    nobody = {"user": AnonymousUser(), "resident": None, "session": session, "_messages": _NoMessages(request)}
    for name, value in nobody.items():
        setattr(request, name, value)
    csrf_secret = request.META.pop("CSRF_COOKIE", None)  # so that drawing a token asks for a cookie, and shows
    try:
        yield
    finally:
        if csrf_secret:
            request.META.setdefault("CSRF_COOKIE", csrf_secret)
        for name, value in kept.items():
            setattr(request, name, value)
