"""A person's private calendar: its page, and the address that calendars read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from maillage.bookings import access, calendars
from maillage.bookings.models import CalendarFeed
from maillage.residents.access import open_to_all, signed_in
from maillage.residents.requests import OpenRequest, Request


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def private(request: Request) -> HttpResponse:
    """Draw an address, told this once; draw another, which closes the first; or close it."""
    address = ""
    if request.method == "POST":
        if request.POST.get("fermer"):
            calendars.revoke(request.resident)
            return redirect("booking-calendar")
        token = calendars.draw(request.resident)
        address = settings.SITE_ADDRESS + reverse("booking-feed", args=[token])
    feed = CalendarFeed.objects.filter(resident=request.resident).first()
    return render(request, "bookings/calendar.html", {"feed": feed, "address": address})


@require_safe
@open_to_all
def feed(request: OpenRequest, token: str) -> HttpResponse:
    """What a calendar reads with the address alone. Kept by nobody on the way: it is one person's."""
    answer = HttpResponse(calendars.of_person(access.calendar_of(token)), content_type=calendars.CONTENT_TYPE)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
