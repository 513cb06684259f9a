from __future__ import annotations

from django.urls import URLPattern, path

from maillage.notices import views

urlpatterns: list[URLPattern] = [
    path("vous-concerne/", views.notices, name="notices"),
    path("vous-concerne/reglages/", views.settings, name="notices-settings"),
]
