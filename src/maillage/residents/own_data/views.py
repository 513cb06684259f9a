"""My data: asking for it, taking it away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillage.platform import clock, sealed
from maillage.platform.idempotency import once
from maillage.residents.access import signed_in
from maillage.residents.own_data import access, actions
from maillage.residents.requests import Request
from maillage.residents.views.proving import freshly_proved

# Somebody suspended has the same rights to their data.
own = signed_in(even_suspended=True)


@require_http_methods(["GET", "HEAD", "POST"])
@own
@freshly_proved
@once
def own_data(request: Request) -> HttpResponse:
    """What there is to take; the button asks for it, behind a fresh proof (TRUST.md 5)."""
    if request.method == "POST":
        try:
            actions.ask(request.resident)
        except actions.Enough as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("C’est demandé. Vous serez prévenu dès que vos données seront prêtes."))
        return redirect("own-data")
    context = {"exports": access.exports_of(request.resident), "kept": actions.KEPT.days}
    return render(request, "own_data/own_data.html", context)


@require_POST
@own
@freshly_proved
def take(request: Request, export_id: UUID) -> HttpResponse:
    """The zip itself: to its owner, signed in, who has just proved who they are; each time counted (TRUST.md 21)."""
    export = access.export(request.resident, export_id)
    try:
        content = actions.take(export)
    except sealed.Gone as error:
        raise Http404 from error
    day = clock.today().isoformat()
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="mes-donnees-{day}.zip"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
