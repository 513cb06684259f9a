from __future__ import annotations

from django.urls import path

from maillage.moderation.views import concerned, handling, public

urlpatterns = [
    path("signaler/recu/<uuid:report_id>/", public.receipt, name="report-receipt"),
    path("signaler/recu/<uuid:report_id>/contester/", public.contest, name="report-contest"),
    path("signaler/<slug:kind>/<uuid:subject_id>/", public.report, name="report"),
    path("moderation/", handling.queue, name="moderation"),
    path("moderation/chiffres/", public.figures, name="moderation-figures"),
    path("moderation/chiffres.csv", public.figures_csv, name="moderation-figures-csv"),
    path("moderation/dossiers/<uuid:case_id>/", handling.case, name="moderation-case"),
    path("moderation/dossiers/<uuid:case_id>/prendre/", handling.take, name="moderation-take"),
    path("moderation/dossiers/<uuid:case_id>/rendre/", handling.give_back, name="moderation-give-back"),
    path("moderation/photos/<uuid:photo_id>/<slug:size>/", handling.photo, name="moderation-photo"),
    path("moderation/recours/<uuid:appeal_id>/", handling.appeal, name="moderation-appeal"),
    path("compte/decisions/", concerned.statements, name="statements"),
    path("compte/decisions/<uuid:decision_id>/", concerned.statement, name="statement"),
    path("compte/decisions/<uuid:decision_id>/corrige/", concerned.mended, name="statement-mended"),
]
