"""Address search in addok's dialect, for forms that complete while one types."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from maillage.territory import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("adresses/search", views.search, name="address-search"),
    path("adresses/reverse", views.reverse, name="address-reverse"),
]
