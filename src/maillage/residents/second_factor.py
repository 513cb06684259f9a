"""Above resident, a second factor: set up, and used in this session (TRUST.md 5)."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from maillage.residents.access import needs_second_factor
from maillage.residents.models import Resident


def missing_step(request: HttpRequest, resident: Resident) -> str | None:
    """The name of the page to go to before any other, or None when nothing is missing.

    Costs no query for those without a role, nor once the factor was used.
    """
    if not needs_second_factor(resident) or is_proved(request, resident):
        return None
    has_one = Authenticator.objects.filter(user=resident).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    return "mfa_reauthenticate" if has_one else "mfa_index"


def is_proved(request: HttpRequest, resident: Resident) -> bool:
    """Whether this session has used a second factor."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, resident))
