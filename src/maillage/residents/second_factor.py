"""Above resident, a second factor: set up, and used in this session (TRUST.md 5).

A role asks for it before any page. Who speaks for a structure is asked before the pages where they do, and keeps it.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from maillage.residents import sign_in
from maillage.residents.access import needs_second_factor
from maillage.residents.models import Resident

# Where somebody was going when the factor was found missing, in the session.
GOING = "second_factor_going"

Claim = Callable[[Resident], bool]

_claims: list[Claim] = []


def keep_for(claim: Claim) -> None:
    """From now on, whoever `claim` holds true of keeps a second factor once set up, as roles do."""
    if claim not in _claims:
        _claims.append(claim)


def is_kept_by(resident: Resident) -> bool:
    """Whether the account may replace its second factor, and not go without one."""
    return needs_second_factor(resident) or any(claim(resident) for claim in _claims)


def missing_step(request: HttpRequest, resident: Resident) -> str | None:
    """The name of the page to go to before any other, or None when nothing is missing.

    Costs no query for those without a role, nor once the factor was used.
    """
    if not needs_second_factor(resident) or sign_in.uses_second_factor(request, resident):
        return None
    return _way(resident, "mfa_index")


def before_speaking(
    request: HttpRequest, resident: Resident, *, afresh: bool = False, back: str = "/"
) -> HttpResponse | None:
    """Where to go before speaking for a structure, or None when a second factor was used in this session.

    `afresh`: in the last quarter of an hour, for a change of rights. Who has none yet reads why, and how to set one up.
    One comes back to the same page, or to `back` where it was to be written to.
    """
    is_used = sign_in.uses_second_factor(request, resident)
    if is_used and (not afresh or sign_in.is_fresh(request, resident)):
        return None
    page = request.path if request.method in {"GET", "HEAD"} else back
    return redirect_to_login(page, resolve_url(_way(resident, "second-factor")))


def is_set_up(resident: Resident) -> bool:
    """Whether the account has an application of codes or a key."""
    return bool(_kinds(resident) & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})


def _way(resident: Resident, otherwise: str) -> str:
    """The page that asks for the factor this account has."""
    kinds = _kinds(resident)
    if Authenticator.Type.TOTP in kinds:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in kinds else otherwise


def _kinds(resident: Resident) -> set[str]:
    return set(Authenticator.objects.filter(user=resident).values_list("type", flat=True))
