"""What Maillage asks of django-allauth."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend

from maillage.residents.models import Resident


class Backend(AuthenticationBackend):
    """allauth's, loading with the signed-in resident all that a page needs of them (one query)."""

    def get_user(self, user_id: Any) -> Resident | None:
        return Resident.objects.acting().filter(pk=user_id, is_active=True).first()


class Adapter(DefaultAccountAdapter):
    pass
