from __future__ import annotations

from django.urls import path

from maillage.moderation import views

urlpatterns = [
    path("signaler/recu/<uuid:report_id>/", views.receipt, name="report-receipt"),
    path("signaler/<slug:kind>/<uuid:subject_id>/", views.report, name="report"),
    path("moderation/", views.cases, name="moderation"),
    path("moderation/<uuid:report_id>/photo/<slug:size>/", views.photo, name="moderation-photo"),
]
