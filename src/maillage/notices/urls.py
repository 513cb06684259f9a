from __future__ import annotations

from django.urls import URLPattern, path

from maillage.notices import views

urlpatterns: list[URLPattern] = [
    path("vous-concerne/", views.notices, name="notices"),
    path("vous-concerne/reglages/", views.settings, name="notices-settings"),
    path("vous-concerne/appareil/", views.push_here, name="notices-push"),
    path("vous-concerne/appareil/arreter/", views.push_no_more, name="notices-push-stop"),
    path("courriels/arreter/<str:token>/", views.stop, name="notices-stop"),
]
