"""The addresses of towns' offices. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from maillage.townhall.views import interests, look, office, opening, team

urlpatterns: list[URLPattern | URLResolver] = [
    path("exploitation/mairies/", opening.towns, name="towns"),
    path("exploitation/mairies/ouvrir/", opening.open_town, name="town-open"),
    path("exploitation/mairies/<uuid:town_id>/inviter/", opening.invite_delegate, name="town-delegate"),
    path("bureau/", office.offices, name="offices"),
    path("bureau/invitation/<str:token>/", team.invitation, name="office-invitation"),
    path("bureau/<uuid:town_id>/", office.office, name="office"),
    path("bureau/<uuid:town_id>/equipe/", team.people, name="office-team"),
    path("bureau/<uuid:town_id>/equipe/inviter/", team.invite, name="office-invite"),
    path("bureau/<uuid:town_id>/equipe/<uuid:post_id>/", team.change, name="office-post"),
    path("bureau/<uuid:town_id>/equipe/<uuid:post_id>/terminer/", team.end, name="office-post-end"),
    path(
        "bureau/<uuid:town_id>/invitations/<uuid:invitation_id>/retirer/", team.withdraw, name="office-invite-withdraw"
    ),
    path("bureau/<uuid:town_id>/couleurs/", look.edit, name="office-look"),
    path("bureau/<uuid:town_id>/journal/", office.journal, name="office-journal"),
    path("bureau/<uuid:town_id>/journal.csv", office.journal_table, name="office-journal-csv"),
    path("mairies/<uuid:town_id>/couleurs.css", look.stylesheet, name="town-colours"),
    path("mairies/<uuid:town_id>/blason/", look.coat, name="town-coat"),
    path("compte/interets/", interests.declare, name="interests"),
]
