"""The addresses of swaps. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, path

from maillage.swaps import views

urlpatterns: list[URLPattern] = [
    path("annonces/<uuid:listing_id>/troc/", views.propose, name="swap-propose"),
    path("trocs/<uuid:swap_id>/", views.swap, name="swap"),
    path("trocs/<uuid:swap_id>/contre-proposition/", views.counter, name="swap-counter"),
    path("trocs/<uuid:swap_id>/accepter/", views.accept, name="swap-accept"),
    path("trocs/<uuid:swap_id>/decliner/", views.decline, name="swap-decline"),
    path("trocs/<uuid:swap_id>/retirer/", views.withdraw, name="swap-withdraw"),
    path("trocs/<uuid:swap_id>/rompre/", views.break_off, name="swap-break"),
    path("trocs/<uuid:swap_id>/fait/", views.finish, name="swap-finish"),
]
