from __future__ import annotations

from django.urls import path

from maillage.reviews import views
from maillage.reviews.views import selling

urlpatterns = [
    path("avis/", views.mine, name="reviews"),
    path("avis/comment/", views.explained, name="reviews-explained"),
    path("avis/ecrire/<str:kind>/<uuid:subject_id>/", views.write, name="review-write"),
    path("avis/<uuid:review_id>/retirer/", views.withdraw, name="review-withdraw"),
    path("avis/<uuid:review_id>/repondre/", views.reply, name="review-reply"),
    path("ventes/", selling.ledger_page, name="sales"),
    path("ventes/comment/", selling.explained, name="sales-explained"),
    path("ventes/<int:year>/releve.pdf", selling.paper, name="sales-paper"),
    path("ventes/<int:year>/releve.csv", selling.table, name="sales-table"),
]
