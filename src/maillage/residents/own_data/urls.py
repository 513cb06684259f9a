from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from maillage.residents.own_data import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/donnees/", views.own_data, name="own-data"),
    path("compte/donnees/<uuid:export_id>/", views.take, name="own-data-take"),
]
