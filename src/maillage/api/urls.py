"""The addresses of the API. Every one is public: the same bytes whoever asks."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from maillage.api import views
from maillage.api.specification import api
from maillage.residents.access import public


def _public(pattern: URLPattern) -> URLPattern:
    pattern.callback = public(pattern.callback)
    return pattern


operations, _name, namespace = api.urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.documentation, name="api-docs"),
    path("v1/openapi.json", views.openapi, name="api-openapi"),
    path("v1/", include(([_public(pattern) for pattern in operations], "ninja"), namespace=namespace)),  # type: ignore[arg-type]
]
