"""The API as one object, and its specification (OpenAPI 3.1) in the reader's language."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from maillage.api import communes, listings, parameters, problems
from maillage.api.problems import Kind, Refusal
from maillage.api.schemas import Problem

logger = logging.getLogger(__name__)

# What the edge may answer to any operation, and what depends on its parameters.
ALWAYS = (problems.TOO_MANY_REQUESTS, problems.INTERNAL_ERROR, problems.UNAVAILABLE)
WITH_PARAMETERS = (problems.NOT_FOUND,)
TEXTS = frozenset({"description", "summary", "title"})


class Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


class PublicAPI(NinjaAPI):
    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """With paths under the server's address, refusals, headers, and sentences in the active language."""
        specification = super().get_openapi_schema(path_prefix="", path_params=path_params)
        specification["components"]["schemas"]["Problem"] = _flattened(Problem, specification)
        for path, operations in specification["paths"].items():
            for operation in operations.values():
                _complete(operation, has_parameters="{" in path or bool(operation["parameters"]))
        _keep_answers(specification["components"]["schemas"])
        specification["tags"] = [{"name": _("Territoire")}, {"name": _("Annonces")}]
        return _translated(specification)  # type: ignore[no-any-return]


def _keep_answers(schemas: dict[str, Any]) -> None:
    """Queries are written as parameters; ninja also writes their models, which nothing refers to."""
    for query in (parameters.CommuneQuery, parameters.ListingQuery, parameters.NearbyQuery):
        schemas.pop(query.__name__, None)


def _flattened(schema: type[Problem], specification: OpenAPISchema) -> dict[str, Any]:
    written = schema.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    specification["components"]["schemas"].update(written.pop("$defs", {}))
    return written


def _complete(operation: dict[str, Any], *, has_parameters: bool) -> None:
    success = operation["responses"][200]
    success["description"] = _("Réponse")
    success["headers"] = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in {
            "ETag": _("Empreinte de la réponse, à renvoyer dans If-None-Match."),
            "RateLimit": _("Requêtes restantes (r) et secondes avant remise à zéro (t)."),
            "RateLimit-Policy": _("Requêtes permises (q) par période, en secondes (w)."),
        }.items()
    }
    operation["responses"][304] = {"description": _("La réponse n’a pas changé depuis celle de l’empreinte donnée.")}
    refusals = (*(WITH_PARAMETERS if has_parameters else ()), problems.INVALID_PARAMETERS, *ALWAYS)
    for kind in refusals:
        operation["responses"][kind.status] = _refusal(kind)
    operation["parameters"].append(
        {
            "in": "header",
            "name": "Accept-Language",
            "required": False,
            "description": _("Langue des noms et des phrases : français (par défaut) ou anglais."),
            "schema": {"type": "string", "examples": [code for code, _name in settings.LANGUAGES]},
        }
    )


def _refusal(kind: Kind) -> dict[str, Any]:
    return {
        "description": str(kind.title),
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _translated(part: Any) -> Any:
    """Every sentence in the active language. Names of fields may be called `title` too: only texts are translated."""
    if isinstance(part, dict):
        for key, value in part.items():
            part[key] = gettext(value) if key in TEXTS and isinstance(value, str) and value else _translated(value)
        if isinstance(part.get("tags"), list) and all(isinstance(tag, str) for tag in part["tags"]):
            part["tags"] = [gettext(tag) for tag in part["tags"]]
        if isinstance(part.get("tags"), list) and all(isinstance(tag, dict) for tag in part["tags"]):
            part["tags"] = [{"name": gettext(tag["name"])} for tag in part["tags"]]
    elif isinstance(part, list):
        return [_translated(each) for each in part]
    return part


def specification() -> dict[str, Any]:
    """The specification in the active language."""
    return _specification(get_language() or settings.LANGUAGE_CODE)


@cache
def _specification(language: str) -> dict[str, Any]:
    return api.get_openapi_schema()


api = PublicAPI(
    title="Maillage",
    version="1.0.0",
    description=_(
        "Ce que Maillage montre à tous, pour les programmes : les communes de France et les annonces que leurs"
        " auteurs ont rendues publiques. En lecture seule, sans compte ni clé."
    ),
    servers=[{"url": f"{settings.SITE_ADDRESS}/api/v1"}],
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    renderer=Renderer(),
    openapi_extra={"info": {"license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}}},
)
api.add_decorator(parameters.strict, mode="view")
api.add_router("", communes.router)
api.add_router("", listings.router)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problems.response(request, refusal.kind, refusal.detail, refusal.errors)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _refused(request, parameters.refusal(error))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _without_database(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("The database did not answer %s", request.path, exc_info=error)
    response = problems.response(request, problems.UNAVAILABLE)
    response["Retry-After"] = "10"
    return response


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.response(request, problems.NOT_FOUND)
