from __future__ import annotations

from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.demo import access, personas, queries
from maillage.demo.access import demonstration_only
from maillage.demo.forms import MailSearch
from maillage.platform import letter
from maillage.residents.access import open_to_all
from maillage.residents.requests import OpenRequest


@demonstration_only
@open_to_all(before_second_factor=True)
@require_POST
def become(request: OpenRequest, slug: str) -> HttpResponse:
    """Become a persona with one click."""
    persona = access.persona(slug)
    if personas.become(request, persona) is None:
        messages.error(request, _("La démonstration n’est pas encore construite : lancez « maillage demo »."))
    else:
        messages.success(request, _("Vous êtes %(name)s, le temps de la démonstration.") % {"name": persona.name})
    return redirect("home")


@demonstration_only
@open_to_all(before_second_factor=True)
@require_safe
def mails(request: OpenRequest) -> HttpResponse:
    """The e-mails that would have left, newest first."""
    form = MailSearch(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found, cursor = queries.mails(to=wanted.get("a", ""), before=wanted.get("avant"))
    more = {"a": wanted.get("a", ""), "avant": cursor}
    shown = {
        "form": form,
        "mails": found,
        "to": wanted.get("a", ""),
        "more_url": f"{reverse('demo-mail')}?{urlencode(more)}" if cursor else "",
    }
    return render(request, "demo/mails.html", shown)


@demonstration_only
@open_to_all(before_second_factor=True)
@require_safe
def mail(request: OpenRequest, mail_id: UUID) -> HttpResponse:
    """One e-mail as its reader would see it in plain text."""
    return render(request, "demo/mail.html", {"mail": access.mail(mail_id)})


@demonstration_only
@open_to_all(before_second_factor=True)
@require_safe
def mail_html(request: OpenRequest, mail_id: UUID) -> HttpResponse:
    """Its formatted version alone in a page: no script, no origin of ours, nothing fetched; only links work."""
    policy = {
        "default-src": [NONE],
        "img-src": ["data:"],
        "style-src": [letter.style_digest()],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
    show = csp(policy)(lambda request: HttpResponse(access.mail(mail_id).html))
    return cast("HttpResponse", show(request))
