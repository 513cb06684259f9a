"""What concerns a person, and how they wish to be told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.notices import actions, push, queries, stopping
from maillage.notices.forms import DeviceForm, WishesForm
from maillage.platform import ids
from maillage.platform.idempotency import once
from maillage.residents import sessions
from maillage.residents.access import open_to_all, signed_in
from maillage.residents.requests import OpenRequest, Request, posted


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
    form = WishesForm(posted(request), initial=WishesForm.showing(actions.wishes_of(request.resident)))
    if request.method == "POST" and form.is_valid():
        actions.choose(request.resident, form.chosen())
        messages.success(request, _("C’est noté : nous vous préviendrons ainsi."))
        return redirect("notices-settings")
    return _settings(request, form, status=422 if form.errors else 200)


@require_POST
@signed_in
@once
def push_here(request: Request) -> HttpResponse:
    """Push to this browser, whose address and keys a script wrote in the form."""
    form = DeviceForm(request.POST)
    try:
        if not form.is_valid():
            raise push.NotAPushService(form.refusal)
        push.subscribe(request.resident, _this_device(request), **form.cleaned_data)
    except push.NotAPushService as refused:
        messages.error(request, str(refused))
        wishes = WishesForm(initial=WishesForm.showing(actions.wishes_of(request.resident)))
        return _settings(request, wishes, status=422)
    messages.success(request, _("Cet appareil vous préviendra, site fermé compris."))
    return redirect("notices-settings")


@require_POST
@signed_in
def push_no_more(request: Request) -> HttpResponse:
    push.unsubscribe(request.resident, _this_device(request))
    messages.success(request, _("Cet appareil ne vous préviendra plus."))
    return redirect("notices-settings")


# A mail reader stops by a POST of its own, without our cookies nor our token (RFC 8058): the address is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all(before_second_factor=True)
def stop(request: OpenRequest, token: str) -> HttpResponse:
    """What an e-mail's “stop” leads to; only a POST stops."""
    asked = stopping.read(token)
    if request.method == "POST":
        stopping.stop(asked)
    return render(request, "notices/stop.html", {"asked": asked, "is_done": request.method == "POST"})


def _settings(request: Request, form: WishesForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "push_key": push.public_key(),
        "is_pushed_here": push.is_asked_for(request.resident, _this_device(request)),
    }
    return render(request, "notices/settings.html", context, status=status)


def _this_device(request: Request) -> UUID:
    """The one of this session, as its owner sees it in the list of their devices."""
    return UUID(request.session[sessions.OPENED]["id"])
