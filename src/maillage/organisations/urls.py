"""The addresses of structures. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from maillage.organisations.views import codes, membership, page, speaking_for

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
    path("structures/<uuid:organisation_id>/codes/", codes.codes, name="organisation-codes"),
    path(
        "structures/<uuid:organisation_id>/codes/<uuid:batch_id>/imprimer/",
        codes.print_codes,
        name="organisation-codes-print",
    ),
    path(
        "structures/<uuid:organisation_id>/codes/<uuid:batch_id>/annuler/",
        codes.revoke_codes,
        name="organisation-codes-revoke",
    ),
    path("mairie/domiciles/<str:insee>/structures/", codes.permitted, name="proofs-permits"),
    path("mairie/domiciles/structures/<uuid:permit_id>/retirer/", codes.withdraw_permit, name="proofs-permit-withdraw"),
    path(
        "structures/<uuid:organisation_id>/invitations/<uuid:invitation_id>/retirer/",
        membership.withdraw,
        name="organisation-invitation-withdraw",
    ),
]
