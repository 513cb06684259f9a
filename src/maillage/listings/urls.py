"""The addresses of listings. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from maillage.listings import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("annonces/<uuid:listing_id>/", views.listing, name="listing"),
    path("annonces/<uuid:listing_id>/photos/<uuid:photo_id>/<str:size>/", views.photo, name="listing-photo"),
]
