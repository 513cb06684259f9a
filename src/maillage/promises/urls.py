"""The addresses of promises. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, path

from maillage.promises import views

urlpatterns: list[URLPattern] = [
    path("annonces/<uuid:listing_id>/prendre/", views.make, name="claim-make"),
    path("annonces/<uuid:listing_id>/file/", views.claims, name="claims"),
    path("promesses/<uuid:claim_id>/", views.claim, name="claim"),
    path("promesses/<uuid:claim_id>/promettre/", views.promise, name="claim-promise"),
    path("promesses/<uuid:claim_id>/liberer/", views.release, name="claim-release"),
    path("promesses/<uuid:claim_id>/remis/", views.keep, name="claim-keep"),
    path("promesses/<uuid:claim_id>/pas-cette-fois/", views.decline, name="claim-decline"),
    path("promesses/<uuid:claim_id>/quitter/", views.withdraw, name="claim-withdraw"),
]
