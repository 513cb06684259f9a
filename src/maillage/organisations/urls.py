"""The addresses of structures. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from maillage.organisations.views import membership, page, speaking_for

urlpatterns: list[URLPattern | URLResolver] = [
    path("structures/", page.organisations, name="organisations"),
    path("structures/miennes/", speaking_for.mine, name="organisations-mine"),
    path("structures/ouvrir/", speaking_for.open_page, name="organisation-open"),
    path("structures/invitation/<str:token>/", membership.invitation, name="organisation-invitation"),
    path("structures/<uuid:organisation_id>/", page.organisation, name="organisation"),
    path("structures/<uuid:organisation_id>/modifier/", speaking_for.edit, name="organisation-edit"),
    path("structures/<uuid:organisation_id>/fermer/", speaking_for.close, name="organisation-close"),
    path("structures/<uuid:organisation_id>/membres/", membership.people, name="organisation-members"),
    path(
        "structures/<uuid:organisation_id>/membres/<uuid:resident_id>/<str:verb>/",
        membership.change,
        name="organisation-member",
    ),
    path(
        "structures/<uuid:organisation_id>/invitations/<uuid:invitation_id>/retirer/",
        membership.withdraw,
        name="organisation-invitation-withdraw",
    ),
]
