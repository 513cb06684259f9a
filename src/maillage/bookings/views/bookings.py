"""One's bookings, and one of them: where it stands, what comes next, and what one may do."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.bookings import access, actions, availability, calendars, cards, periods, queries, sections, standing
from maillage.bookings.forms import CounterForm, WordsForm, initial_of
from maillage.bookings.models import WAITING, Booking, Side
from maillage.bookings.refusals import Refused
from maillage.moderation import warnings
from maillage.notices import actions as notices
from maillage.platform import idempotency
from maillage.residents import queries as residents
from maillage.residents.access import neighbour, signed_in
from maillage.residents.models import Resident
from maillage.residents.requests import Request

Deed = Callable[[Resident, Booking], Booking]
WithWords = Callable[..., Booking]

# The allow-list of what a button may ask, with what is said afterwards.
DEEDS: dict[str, tuple[Deed, object]] = {
    "accepter": (actions.accept, gettext_lazy("C’est convenu : les dates sont gardées.")),
    "remettre": (actions.hand_over, gettext_lazy("C’est noté.")),
    "rendre": (actions.confirm_return, gettext_lazy("C’est noté.")),
    "absent": (actions.report_missed, gettext_lazy("C’est noté. L’autre personne en est avertie.")),
}
WITH_WORDS: dict[str, tuple[WithWords, object]] = {
    "refuser": (actions.decline, gettext_lazy("Votre réponse est partie.")),
    "annuler": (actions.cancel, gettext_lazy("C’est annulé. L’autre personne en est avertie.")),
}


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    found = list(queries.mine(request.resident)[: queries.MOST_SHOWN])
    now = [each for each in found if each.is_live]
    received = [each for each in now if each.owner_id == request.resident.pk]
    context = {
        "received": cards.lines(received, request.resident),
        "made": cards.lines([each for each in now if each not in received], request.resident),
        "over": cards.lines([each for each in found if not each.is_live], request.resident),
    }
    return render(request, "bookings/mine.html", context)


@require_safe
@signed_in
def booking(request: Request, booking_id: UUID) -> HttpResponse:
    found = access.booking(request.resident, booking_id)
    notices.see(request.resident, path=found.get_absolute_url())
    return _page(request, found)


@require_POST
@neighbour
def change(request: Request, booking_id: UUID, verb: str) -> HttpResponse:
    """Do one of the things that the page offers. Doing it twice changes nothing more: the table refuses, in words."""
    found = access.booking(request.resident, booking_id)
    if verb not in DEEDS and verb not in WITH_WORDS:
        raise Http404
    try:
        said = _do(request, found, verb)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(said))
    return redirect(found)


def _do(request: Request, found: Booking, verb: str) -> object:
    if verb in DEEDS:
        deed, said = DEEDS[verb]
        deed(request.resident, found)
        return said
    with_words, said = WITH_WORDS[verb]
    form = WordsForm(request.POST)
    if not form.is_valid():
        raise Refused(_("C’est un peu long : 1 000 caractères au plus."))
    with_words(request.resident, found, words=form.cleaned_data["words"])
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
@idempotency.once
def counter(request: Request, booking_id: UUID) -> HttpResponse:
    found = access.booking(request.resident, booking_id)
    if not standing.may_counter(found, cards.side_of(found, request.resident)):
        messages.error(request, _("On ne peut plus proposer autre chose pour cette réservation."))
        return redirect(found)
    if request.method != "POST":
        return _counter_page(request, found, CounterForm(initial=initial_of(found), booking=found))
    form = CounterForm(request.POST, booking=found)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.counter(request.resident, found, said["period"], price_cents=said.get("price"), words=said["words"])
        except Refused as refused:
            form.add_error(None, str(refused))
            return _counter_page(request, found, form, refused)
        messages.success(request, _("Votre proposition est partie."))
        return redirect(found)
    return _counter_page(request, found, form)


def _counter_page(request: Request, found: Booking, form: CounterForm, refused: Refused | None = None) -> HttpResponse:
    nearest = refused.nearest if refused else ()
    context = {
        "booking": found,
        "form": form,
        "who": cards.name_of_other(found, request.resident),
        "period_words": periods.words(found.period, found.unit),
        "nearest": [periods.words(each, found.unit) for each in nearest],
        "trail": [(found.title, found.get_absolute_url()), (_("Proposer autre chose"), "")],
    }
    return render(request, "bookings/counter.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def ics(request: Request, booking_id: UUID) -> HttpResponse:
    """The file that a calendar opens."""
    found = access.booking(request.resident, booking_id)
    answer = HttpResponse(calendars.of_booking(found, request.resident), content_type=calendars.CONTENT_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="reservation.ics"'
    return answer


def _page(request: Request, found: Booking) -> HttpResponse:
    side = cards.side_of(found, request.resident)
    who = cards.name_of_other(found, request.resident)
    other = found.person(side.other)
    is_seen = other.pk not in residents.hidden_from(request.resident) and not other.is_suspended
    buttons = standing.buttons(found, side)
    is_taken = found.state in WAITING and not availability.is_still_free(found)
    context = {
        "booking": found,
        "standing": standing.of(found, side, who),
        "is_taken": is_taken,
        "main": [each for each in buttons if each.is_main],
        "others": [each for each in buttons if not each.is_main],
        "may_counter": standing.may_counter(found, side),
        "facts": cards.facts(found, side),
        "who": who,
        "may_report_words": bool(found.words) and side == Side.OWNER,
        "warnings": warnings.for_reader(found.words) if side == Side.OWNER else [],
        "other_url": other.get_absolute_url() if is_seen else "",
        "other_photo_url": reverse("resident-photo", args=[other.pk, "petite"]) if is_seen and other.photo_id else "",
        "sections": sections.PAGE.of(found, request.resident),
        "may_ask_again": side == Side.BORROWER and (is_taken or not found.is_live) and found.listing_id is not None,
        "trail": [(_("Mes réservations"), reverse("bookings")), (found.title, "")],
    }
    return render(request, "bookings/booking.html", context)
