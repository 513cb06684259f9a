from __future__ import annotations

from django.urls import path

from maillage.agreements.models import Moment
from maillage.agreements.views import agreements, difficulties, mediations

urlpatterns = [
    path("accords/", agreements.mine, name="agreements"),
    path("accords/de-la-reservation/<uuid:booking_id>/", agreements.make, name="agreement-make"),
    path("accords/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
    path("accords/<uuid:agreement_id>/changer/", agreements.change, name="agreement-change"),
    path("accords/<uuid:agreement_id>/confirmer/", agreements.confirm, name="agreement-confirm"),
    path("accords/<uuid:agreement_id>/ecarter/", agreements.drop, name="agreement-drop"),
    path("accords/<uuid:agreement_id>/accord.pdf", agreements.paper_of, name="agreement-paper"),
    path("accords/<uuid:agreement_id>/photos/<uuid:photo_id>/<str:size>/", agreements.photo, name="agreement-photo"),
    path(
        "accords/<uuid:agreement_id>/remise/",
        agreements.state,
        {"moment": Moment.HANDOVER},
        name="agreement-handover",
    ),
    path(
        "accords/<uuid:agreement_id>/retour/",
        agreements.state,
        {"moment": Moment.RETURN},
        name="agreement-return",
    ),
    path("accords/<uuid:agreement_id>/difficulte/", difficulties.raise_one, name="difficulty-raise"),
    path("difficultes/<uuid:difficulty_id>/", difficulties.difficulty, name="difficulty"),
    path("difficultes/<uuid:difficulty_id>/repondre/", difficulties.answer, name="difficulty-answer"),
    path("difficultes/<uuid:difficulty_id>/<str:verb>/", difficulties.act, name="difficulty-act"),
    path("mediations/", mediations.waiting, name="mediations"),
    path("mediations/<uuid:difficulty_id>/", mediations.mediation, name="mediation"),
    path("mediations/<uuid:difficulty_id>/proposer/", mediations.propose, name="mediation-propose"),
    path("mediations/<uuid:difficulty_id>/clore/", mediations.close, name="mediation-close"),
    path(
        "mediations/<uuid:difficulty_id>/photos/<uuid:photo_id>/<str:size>/",
        mediations.photo,
        name="mediation-photo",
    ),
    path("mediations/<uuid:difficulty_id>/<str:verb>/", mediations.act, name="mediation-act"),
]
