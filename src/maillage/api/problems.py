"""Errors as problem details (RFC 9457), in the reader's language, each with how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import responses
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.api.schemas import ParameterError, Problem

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its slug is the anchor of the page that explains it, and so the end of its `type`."""

    slug: str
    status: int
    title: str | Promise
    detail: str | Promise

    @property
    def type(self) -> str:
        return f"{settings.SITE_ADDRESS}{reverse('api-docs')}#{self.slug}"


BAD_REQUEST = Kind(
    "bad-request", 400, _("Requête illisible"), _("La requête n’a pas pu être lue. Vérifiez l’adresse et les en-têtes.")
)
NOT_FOUND = Kind(
    "not-found",
    404,
    _("Introuvable"),
    _("Rien n’est public à cette adresse. Vérifiez-la : ce que vous cherchez a peut-être été retiré."),
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    _("Méthode refusée"),
    _("Cette interface se lit seulement : employez GET, HEAD ou OPTIONS."),
)
CHANGED = Kind(
    "precondition-failed",
    412,
    _("Condition non remplie"),
    _("La réponse n’est plus celle que décrit votre condition. Relisez-la sans condition."),
)
INVALID_PARAMETERS = Kind(
    "invalid-parameters",
    422,
    _("Paramètres refusés"),
    _("Un ou plusieurs paramètres sont à corriger : chaque erreur dit lequel et comment."),
)
TOO_MANY_REQUESTS = Kind(
    "too-many-requests",
    429,
    _("Trop de requêtes"),
    _("Vous avez fait trop de requêtes en une minute. Attendez la durée indiquée par l’en-tête Retry-After."),
)
INTERNAL_ERROR = Kind(
    "internal-error",
    500,
    _("Erreur de notre côté"),
    _("Le serveur n’a pas su répondre. L’erreur est consignée ; réessayez plus tard."),
)
UNAVAILABLE = Kind(
    "unavailable",
    503,
    _("Momentanément indisponible"),
    _("La base de données ne répond pas. Réessayez après la durée indiquée par l’en-tête Retry-After."),
)
KINDS = (
    BAD_REQUEST,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    CHANGED,
    INVALID_PARAMETERS,
    TOO_MANY_REQUESTS,
    INTERNAL_ERROR,
    UNAVAILABLE,
)
_BY_STATUS = {kind.status: kind for kind in KINDS}


class Refusal(Exception):
    """Stops an operation with a problem."""

    def __init__(self, kind: Kind, detail: str | None = None, errors: Iterable[ParameterError] = ()) -> None:
        super().__init__(detail or kind.slug)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)


def response(
    request: HttpRequest, kind: Kind, detail: str | None = None, errors: Iterable[ParameterError] = ()
) -> HttpResponse:
    """The problem as a response, in the active language."""
    problem = Problem(
        type=kind.type,
        title=str(kind.title),
        status=kind.status,
        detail=detail or str(kind.detail),
        instance=request.path,
        errors=list(errors),
    )
    return _json(problem.model_dump(), kind.status)


def of_status(request: HttpRequest, status: int) -> HttpResponse:
    """The problem that a bare status means, for what was refused outside our own code."""
    kind = _BY_STATUS.get(status) or (INTERNAL_ERROR if status >= 500 else None)
    if kind is not None and kind.status == status:
        return response(request, kind)
    phrase = responses.get(status, str(status))
    # RFC 9457, 4.2.1: a problem that says no more than its status is of type about:blank, titled as the status is.
    problem = Problem(type="about:blank", title=phrase, status=status, detail=phrase, instance=request.path)
    return _json(problem.model_dump(), status)


def _json(body: dict[str, Any], status: int) -> HttpResponse:
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type=MEDIA_TYPE, status=status)
