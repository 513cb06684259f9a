"""The addresses of what people wait for. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, path

from maillage.matching import views

urlpatterns: list[URLPattern] = [
    path("alertes/", views.wants, name="wants"),
    path("alertes/nouvelle/", views.save, name="want-save"),
    path("alertes/<uuid:want_id>/", views.want, name="want"),
    path("alertes/<uuid:want_id>/supprimer/", views.forget, name="want-forget"),
    path("demandes-pour-vous/<uuid:approach_id>/", views.approach, name="approach"),
    path("demandes-pour-vous/reprendre/<slug:category>/", views.listen_again, name="approach-again"),
]
