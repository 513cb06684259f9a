"""What concerns a person, and how they wish to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.notices import actions, queries
from maillage.notices.forms import WishesForm
from maillage.platform import ids
from maillage.residents.access import signed_in
from maillage.residents.requests import Request, posted


@require_safe
@signed_in
def notices(request: Request) -> HttpResponse:
    """The list of them, newest first; what it shows is seen."""
    lines, cursor = queries.lines(request.resident, before=ids.read(request.GET.get("avant", "")))
    actions.see_shown(request.resident, queries.new_ones(lines))
    more = f"{reverse('notices')}?avant={cursor}" if cursor else ""
    return render(request, "notices/list.html", {"lines": lines, "more_url": more})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: Request) -> HttpResponse:
    """Channels, rhythms and quiet hours, on one page."""
    wishes = actions.wishes_of(request.resident)
    form = WishesForm(posted(request), initial=WishesForm.showing(wishes))
    if request.method == "POST" and form.is_valid():
        actions.choose(request.resident, form.chosen())
        messages.success(request, _("C’est noté : nous vous préviendrons ainsi."))
        return redirect("notices-settings")
    return render(request, "notices/settings.html", {"form": form}, status=422 if form.errors else 200)
