"""Entering, one's account, neighbours. allauth's views are declared one by one, under our rules and French paths."""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, URLResolver, path

from maillage.residents.access import open_to_all, signed_in
from maillage.residents.library import keeping_one_factor, ours
from maillage.residents.views import account, devices, entering, neighbours, proving, settling

# Rules of allauth's views: even a suspended person may look after the safety of their account. What sets up or uses the
# second factor opens before it was used; what shows or removes one does not.
own = signed_in(even_suspended=True)
setting_up = signed_in(even_suspended=True, before_second_factor=True)
leaving = open_to_all(before_second_factor=True)

entry = [
    path("compte/connexion/", entering.enter, name="account_login"),
    path("compte/connexion/code/", entering.code, name="account_code"),
    path("compte/connexion/code/encore/", entering.code_again, name="account_code_again"),
    path(
        "compte/connexion/mot-de-passe/",
        ours(
            account_views.LoginView.as_view(template_name="residents/enter_password.html"), open_to_all, limit="login"
        ),
        name="account_login_password",
    ),
    path(
        "compte/connexion/cle/",
        ours(webauthn.login_webauthn, open_to_all, limit="webauthn_login", app="allauth.mfa"),
        name="mfa_login_webauthn",
    ),
    path("compte/connexion/second-facteur/", ours(mfa.authenticate, open_to_all), name="mfa_authenticate"),
    path("compte/inscription/", entering.join, name="account_signup"),
    path("compte/deconnexion/", ours(account_views.logout, leaving), name="account_logout"),
    path("compte/ferme/", account.left, name="account_inactive"),
]

proof = [
    path("compte/confirmer/", proving.prove, name="account_prove"),
    path("compte/confirmer/code/", proving.prove_code, name="account_prove_code"),
    path(
        "compte/confirmer/mot-de-passe/",
        ours(account_views.reauthenticate, own, limit="reauthenticate"),
        name="account_reauthenticate",
    ),
    path("compte/confirmer/second-facteur/", ours(mfa.reauthenticate, setting_up), name="mfa_reauthenticate"),
    path(
        "compte/confirmer/cle/", ours(webauthn.reauthenticate_webauthn, setting_up), name="mfa_reauthenticate_webauthn"
    ),
]

security = [
    path("compte/second-facteur/", proving.second_factor_needed, name="second-factor"),
    path("compte/securite/", ours(mfa.index, setting_up), name="mfa_index"),
    path("compte/securite/mot-de-passe/", proving.password, name="account_change_password"),
    path("compte/securite/adresse/", proving.email, name="account_email"),
    path("compte/securite/adresse/code/", proving.email_code, name="account_email_code"),
    path("compte/securite/application/", ours(totp.activate_totp, setting_up), name="mfa_activate_totp"),
    path("compte/securite/application/retirer/", ours(totp.deactivate_totp, own), name="mfa_deactivate_totp"),
    path(
        "compte/securite/codes-de-secours/",
        ours(recovery_codes.view_recovery_codes, own),
        name="mfa_view_recovery_codes",
    ),
    path(
        "compte/securite/codes-de-secours/nouveaux/",
        ours(recovery_codes.generate_recovery_codes, own),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "compte/securite/codes-de-secours/fichier/",
        ours(recovery_codes.download_recovery_codes, own),
        name="mfa_download_recovery_codes",
    ),
    path("compte/securite/cles/", ours(webauthn.list_webauthn, own), name="mfa_list_webauthn"),
    path("compte/securite/cles/ajouter/", ours(webauthn.add_webauthn, setting_up), name="mfa_add_webauthn"),
    path(
        "compte/securite/cles/<int:pk>/retirer/",
        ours(keeping_one_factor(webauthn.remove_webauthn), own),
        name="mfa_remove_webauthn",
    ),
    path("compte/securite/cles/<int:pk>/renommer/", ours(webauthn.edit_webauthn, own), name="mfa_edit_webauthn"),
]

people = [
    path("compte/", account.account, name="account"),
    path("compte/profil/", account.profile, name="profile"),
    path("compte/domicile/", settling.settle, name="settle"),
    path("compte/appareils/", devices.devices, name="devices"),
    path("compte/appareils/autres/fermer/", devices.end_others, name="devices-end-others"),
    path("compte/appareils/<uuid:device_id>/fermer/", devices.end, name="device-end"),
    path("compte/blocages/", account.blocks, name="blocks"),
    path("compte/fermer/", account.leave, name="account_leave"),
    path("voisins/<uuid:resident_id>/", neighbours.resident, name="resident"),
    path("voisins/<uuid:resident_id>/photo/<str:size>/", neighbours.photo, name="resident-photo"),
    path("voisins/<uuid:resident_id>/bloquer/", neighbours.block, name="block"),
    path("voisins/<uuid:resident_id>/debloquer/", neighbours.unblock, name="unblock"),
]

urlpatterns: list[URLPattern | URLResolver] = [*entry, *proof, *security, *people]
