"""Every address of the site, composed from the domains."""

from __future__ import annotations

from django.urls import include, path

from maillage.portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("maillage.residents.urls")),
    path("", include("maillage.territory.urls")),
    path("", include("maillage.listings.urls")),
    path("", include("maillage.conversations.urls")),
    path("", include("maillage.moderation.urls")),
    path("api/", include("maillage.api.urls")),
    path("", include("maillage.demo.urls")),
    path("compte/", include("allauth.urls")),
]
