"""Who may open the demonstration's pages: anybody in a demonstration, nobody elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from maillage.demo.personas import Persona, named
from maillage.platform.models import DemonstrationMail

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def demonstration_only(view: View) -> View:
    """Outside a demonstration the page does not exist. The outermost decorator: nothing else may answer before."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.IS_DEMONSTRATION:
            raise Http404
        return view(request, *args, **kwargs)

    return cast("View", guarded)


def persona(slug: str) -> Persona:
    """Raises Http404."""
    found = named(slug)
    if found is None:
        raise Http404(_("Personne ne porte ce nom dans la démonstration."))
    return found


def mail(mail_id: UUID) -> DemonstrationMail:
    """An e-mail that would have left. Raises Http404, and always outside a demonstration."""
    found = DemonstrationMail.objects.filter(pk=mail_id).first() if settings.IS_DEMONSTRATION else None
    if found is None:
        raise Http404(_("Ce courriel n’existe pas, ou n’est plus gardé."))
    return found
