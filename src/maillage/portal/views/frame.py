"""The other language, and the files that browsers and robots ask for by a fixed name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from maillage.platform import clock
from maillage.residents.access import open_to_all, public

HOUR = 3600


# Without a token, so that public pages, which carry this form, are the same bytes for everybody: all that a forged one
# could do is to change the language of a page.
@csrf_exempt
@require_POST
@open_to_all
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language chosen in a cookie and go back to the page."""
    return set_language(request)


@public(seconds=HOUR)
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes the site installable (W3C Web Application Manifest)."""
    answer = {
        "name": "Maillage",
        "short_name": "Maillage",
        "description": _("Le réseau de partage entre voisins."),
        "lang": request.LANGUAGE_CODE,
        "id": "/",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": "#17614f",
        "background_color": "#f7f5f0",
        "icons": [
            {"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("ui/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("ui/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": static("ui/icon-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    return JsonResponse(answer, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@public(seconds=HOUR)
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that its scope is the whole site. It knows one page, the one shown without a network."""
    script = render_to_string(
        "portal/service_worker.js",
        {"offline": reverse("offline"), "sheet": static("ui/maillage.css"), "icon": static("ui/icon-192.png")},
    )
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@public(seconds=HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/robots.txt", content_type="text/plain; charset=utf-8")


@public(seconds=HOUR)
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. It expires in six months, counted from the start of this one, so that its bytes hold for a month."""
    start = clock.today().replace(day=1)
    expires = datetime.combine(start + timedelta(days=180), datetime.min.time()).isoformat() + "Z"
    answer = {"expires": expires, "contact": settings.OPERATOR_EMAIL}
    return render(request, "portal/security.txt", answer, content_type="text/plain; charset=utf-8")
