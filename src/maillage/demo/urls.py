from __future__ import annotations

from django.urls import path

from maillage.demo import views

# Outside a demonstration each of these answers 404 (`access.demonstration_only`).
urlpatterns = [
    path("demonstration/devenir/<slug:slug>/", views.become, name="demo-become"),
    path("demonstration/courrier/", views.mails, name="demo-mail"),
    path("demonstration/courrier/<uuid:mail_id>/", views.mail, name="demo-mail-detail"),
    path("demonstration/courrier/<uuid:mail_id>/mise-en-page/", views.mail_html, name="demo-mail-html"),
]
