"""What a resident declares, so that the town hall's news finds them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillage.residents.access import neighbour
from maillage.residents.requests import Request, posted
from maillage.townhall import actions
from maillage.townhall.forms import InterestsForm


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
def declare(request: Request) -> HttpResponse:
    """The boxes, as they are ticked now."""
    ticked = list(request.resident.interests.values_list("interest", flat=True))
    form = InterestsForm(posted(request), initial={"interests": ticked})
    if request.method == "POST" and form.is_valid():
        actions.declare_interests(request.resident, form.cleaned_data["interests"])
        messages.success(request, _("C’est noté."))
        return redirect("interests")
    return render(request, "townhall/interests.html", {"form": form}, status=422 if form.errors else 200)
