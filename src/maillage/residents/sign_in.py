"""What Maillage asks of django-allauth, and what it tells it: who may enter, by which proof, with which words."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from maillage.platform import clock
from maillage.residents import letters
from maillage.residents.models import Resident, ResidentQuerySet

# Before a change of address, of password, or leaving: a proof not older than this.
STAYS_FRESH = timedelta(minutes=15)


class Backend(AuthenticationBackend):
    """allauth's, loading with the signed-in resident all that a page needs of them (one query)."""

    def get_user(self, user_id: Any) -> Resident | None:
        return _acting().filter(pk=user_id, is_active=True).first()


@cache
def _acting() -> ResidentQuerySet:
    """Written once: each filter of it is a copy, and the first query of every page."""
    return Resident.objects.acting()


def enter(request: HttpRequest, resident: Resident, next_url: str = "") -> HttpResponse:
    """Sign in someone whose address was proved by a code: through the second factor when there is one."""
    record_authentication(request, resident, method="code", reauthenticated=True)
    response: HttpResponse = perform_login(request, resident, email=resident.email, redirect_url=next_url or None)
    return response


def prove(request: HttpRequest, resident: Resident) -> None:
    """Note that the signed-in person has just proved their address again."""
    record_authentication(request, resident, method="code", reauthenticated=True)


def is_fresh(request: HttpRequest, resident: Resident) -> bool:
    """Whether the person proved who they are in the last quarter of an hour, by a second factor where they use one."""
    records = get_authentication_records(request, resident)
    strongest = [record for record in records if record["method"] == "mfa"] or records
    return any(clock.now().timestamp() - record["at"] < STAYS_FRESH.total_seconds() for record in strongest)


def uses_second_factor(request: HttpRequest, resident: Resident) -> bool:
    """Whether this session was opened, or confirmed, with a second factor."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, resident))


def is_safe(url: str | None) -> bool:
    """Whether one may be sent to this address after signing in: a path of this site, never another host's."""
    return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


class Adapter(DefaultAccountAdapter):
    """allauth's account side: our words, our addresses."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "L’adresse et le mot de passe ne vont pas ensemble. Vérifiez-les, ou entrez avec un code."
        ),
        "incorrect_password": _("Ce n’est pas votre mot de passe. Vérifiez-le, ou entrez avec un code."),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
        "too_many_login_attempts": _("Trop d’essais. Réessayez dans cinq minutes, ou entrez avec un code."),
        "rate_limited": _("Trop d’essais. Réessayez dans cinq minutes."),
        "incorrect_code": _("Ce n’est pas le bon code. Vérifiez-le et réessayez."),
    }

    def is_safe_url(self, url: str) -> bool:
        return is_safe(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, by way of saying where home is for who has not."""
        resident = request.user
        if isinstance(resident, Resident) and not resident.is_settled and not resident.charges:
            return resolve_url("settle")
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        if isinstance(user, Resident):
            tell_of_change(user, template_prefix.rpartition("/")[2])


_CHANGES = {
    "totp_activated": _("une application de codes protège maintenant votre compte"),
    "totp_deactivated": _("l’application de codes ne protège plus votre compte"),
    "webauthn_added": _("une clé d’accès a été ajoutée"),
    "webauthn_removed": _("une clé d’accès a été retirée"),
    "recovery_codes_generated": _("de nouveaux codes de secours ont été créés ; les anciens ne sont plus valables"),
    "password_changed": _("votre mot de passe a été changé"),
    "password_set": _("un mot de passe a été choisi"),
    "address_changed": _("votre adresse électronique a été changée"),
}


def tell_of_change(resident: Resident, change: str, *, to: str = "") -> None:
    """Write to a resident that their security changed, so that nobody does it in their name."""
    letters.tell(resident, "security", {"what": _CHANGES[change]}, to=to)


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factors: bound to the site's one address, drawn without another library."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Ce n’est pas le bon code. Attendez le suivant dans votre application, et réessayez."),
        "cannot_delete_authenticator": _(
            "Votre rôle demande un second facteur : ajoutez-en un autre avant de retirer celui-ci."
        ),
        "cannot_generate_recovery_codes": _("Protégez d’abord votre compte : les codes de secours viennent avec."),
    }

    def build_totp_svg(self, url: str) -> str:
        """A drawing that stands alone (it travels as a `data:` image), with neither style nor script."""
        stream = BytesIO()
        code = segno.make(url, error="m")
        code.save(stream, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None)
        return stream.getvalue().decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.SITE_HOST, "name": "Maillage"}

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Whoever needs a factor keeps at least one: replaced, not removed."""
        from maillage.residents import second_factor

        resident = authenticator.user
        if not second_factor.is_kept_by(resident) or authenticator.type == authenticator.Type.RECOVERY_CODES:
            return True
        others = resident.authenticator_set.exclude(pk=authenticator.pk)
        return bool(others.exclude(type=authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 (allauth's signature)
        """Told apart by number; the person may rename it."""
        number = user.authenticator_set.filter(type=type).count() + 1
        return str(_("Clé d’accès n° %(number)s") % {"number": number})
