"""Above resident, a second factor: set up, and used in this session (TRUST.md 5)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from maillage.residents import sign_in
from maillage.residents.access import needs_second_factor
from maillage.residents.models import Resident


def missing_step(request: HttpRequest, resident: Resident) -> str | None:
    """The name of the page to go to before any other, or None when nothing is missing.

    Costs no query for those without a role, nor once the factor was used.
    """
    if not needs_second_factor(resident) or sign_in.uses_second_factor(request, resident):
        return None
    kinds = set(Authenticator.objects.filter(user=resident).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in kinds else "mfa_index"
