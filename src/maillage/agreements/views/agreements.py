"""An agreement: made with one tap, read, changed, confirmed, printed; its conditions at the handover and the return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.agreements import access, actions, paper, showing, statements, terms
from maillage.agreements.difficulties import must_be_raised
from maillage.agreements.forms import ConditionForm, TermsForm
from maillage.agreements.models import Agreement, Moment
from maillage.agreements.refusals import NotNow, Refused, Stale
from maillage.bookings import access as bookings
from maillage.platform import media, printing
from maillage.platform.idempotency import once
from maillage.residents.access import signed_in
from maillage.residents.requests import Request

MOST_SHOWN = 200


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    """All those of the reader, newest first."""
    found = Agreement.objects.of(request.resident).newest().with_people().with_titles()[:MOST_SHOWN]
    rows = [
        {
            "agreement": each,
            "other": showing.other_name(each, request.resident),
            "url": each.get_absolute_url(),
        }
        for each in found
    ]
    return render(request, "agreements/list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def make(request: Request, booking_id: UUID) -> HttpResponse:
    """One tap sends `as_is`: the words of the listing. Otherwise they are completed first."""
    booking = bookings.booking(request.resident, booking_id)
    found = Agreement.objects.filter(booking=booking).first()
    if found is not None:
        return redirect(found)
    first = terms.of_booking(booking)
    is_as_is = "as_is" in request.POST
    form = _terms_form(request, terms.Terms(object=first.object) if is_as_is else first, is_bound=not is_as_is)
    if request.method == "POST" and (is_as_is or form.is_valid()):
        try:
            agreement = actions.make(request.resident, booking, None if is_as_is else form.terms())
        except Refused as refused:
            form = _terms_form(request, first, is_bound=True)
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("L’accord est proposé. Il sera en vigueur quand vous l’aurez confirmé tous les deux.")
            )
            return redirect(agreement)
    context = {
        "form": form,
        "kind": terms.kind_words(Agreement(mode=booking.mode)),
        "title": booking.title,
        "back_url": booking.get_absolute_url(),
        "is_new": True,
    }
    return render(request, "agreements/terms.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    return _page(request, access.agreement(request.resident, agreement_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def change(request: Request, agreement_id: UUID) -> HttpResponse:
    """Other words, to be confirmed again. A form filled while the other changed them says what is new."""
    found = access.agreement(request.resident, agreement_id)
    last = found.versions.order_by("-number")[0]
    form = _terms_form(request, terms.of_version(last), is_bound=True)
    base = last.number
    changes: Sequence[terms.Change] = ()
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(request.resident, found, form.terms(), base=_number(request))
        except Stale as stale:
            changes = stale.changes
            form.add_error(None, str(stale))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Votre changement est proposé : il reste à l’autre à le confirmer."))
            return redirect(found)
    elif request.method == "POST":
        base = _number(request)
    context = {
        "form": form,
        "kind": terms.kind_words(found),
        "title": last.title,
        "back_url": found.get_absolute_url(),
        "base": base,
        "changes": changes,
    }
    return render(request, "agreements/terms.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def confirm(request: Request, agreement_id: UUID) -> HttpResponse:
    found = access.agreement(request.resident, agreement_id)
    try:
        actions.confirm(request.resident, found, number=_number(request))
    except Refused as refused:
        return _page(request, found, refused)
    messages.success(request, _("L’accord est en vigueur. Vous pouvez l’imprimer."))
    return redirect(found)


@require_POST
@signed_in
def drop(request: Request, agreement_id: UUID) -> HttpResponse:
    found = access.agreement(request.resident, agreement_id)
    try:
        actions.drop(request.resident, found, number=_number(request))
    except Refused as refused:
        return _page(request, found, refused)
    messages.success(request, _("C’est noté : cette proposition est sans suite."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def state(request: Request, agreement_id: UUID, moment: Moment) -> HttpResponse:
    """Confirm a handover or a return, and how one found the thing."""
    found = access.agreement(request.resident, agreement_id)
    form = ConditionForm(*_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            statements.say(request.resident, found, moment, form.condition())
            found.refresh_from_db()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("C’est noté, et gardé avec l’accord."))
            return redirect(found if found.is_running or found.booking is None else found.booking)
    context = {
        "form": form,
        "agreement": found,
        "is_return": moment == Moment.RETURN,
        "version": found.versions.order_by("-number")[0],
    }
    return render(request, "agreements/condition.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def paper_of(request: Request, agreement_id: UUID) -> HttpResponse:
    """On A4, to sign by hand if one likes."""
    found = access.agreement(request.resident, agreement_id)
    return printing.respond(paper.of(found, request.resident), "accord")


@require_safe
@signed_in
def photo(request: Request, agreement_id: UUID, photo_id: UUID, size: str) -> FileResponse:
    return media.respond(access.photo(request.resident, agreement_id, photo_id), size)


def _page(request: Request, found: Agreement, refused: Refused | None = None) -> HttpResponse:
    """The agreement, with what is refused of an action on top, and what changed meanwhile."""
    side = found.side_of(request.resident)
    assert side is not None
    file = showing.for_party(found, request.resident)
    are_apart = showing.are_apart(found, request.resident)
    may_write = not are_apart and found.is_running and found.booking is not None
    pending = file.pending
    context = {
        "agreement": found,
        "file": file,
        "kind": terms.kind_words(found),
        "facts": terms.facts(file.shown),
        "photos": file.photos_of(file.shown),
        "report_url": file.report_url_of(file.shown),
        "confirmed": showing.confirmed_words(file.shown, file.names),
        "side": side,
        "is_owner": side == "owner",
        "is_awaited": pending is not None and pending.awaited == side and may_write,
        "is_waiting": pending is not None and pending.awaited != side,
        "may_write": may_write,
        "are_apart": are_apart,
        "handover": file.statements(Moment.HANDOVER),
        "back": file.statements(Moment.RETURN),
        "steps": _steps(file, side),
        "difficulties": list(found.difficulties.order_by("-id")),
        "may_raise": _may_raise(found),
        "insurance": terms.insurance(),
        "kept": showing.kept_words(found),
        "refused": refused,
        "changes": refused.changes if isinstance(refused, Stale) else file.changes,
    }
    return render(request, "agreements/detail.html", context, status=422 if refused else 200)


def _steps(file: showing.File, side: object) -> list[tuple[str, str]]:
    """What this side may confirm now, then what it confirmed on the page of the booking without a word of its state.

    The words of a button and where it leads.
    """
    to_confirm = {Moment.HANDOVER: _("Confirmer la remise"), Moment.RETURN: _("Confirmer le retour")}
    to_complete = {Moment.HANDOVER: _("Dire l’état à la remise"), Moment.RETURN: _("Dire l’état au retour")}
    said_at = {Moment.HANDOVER: "handed_at", Moment.RETURN: "returned_at"}
    routes = {Moment.HANDOVER: "agreement-handover", Moment.RETURN: "agreement-return"}
    may = file.may_state(side)  # type: ignore[arg-type]
    is_said = {each: getattr(file.agreement.booking, f"{side}_{said_at[each]}") is not None for each in may}
    return [
        ((to_complete if is_said[each] else to_confirm)[each], reverse(routes[each], args=[file.agreement.pk]))
        for each in sorted(may, key=lambda moment: is_said[moment])
    ]


def _may_raise(found: Agreement) -> bool:
    try:
        must_be_raised(found)
    except NotNow:
        return False
    return True


def _terms_form(request: Request, said: terms.Terms, *, is_bound: bool) -> TermsForm:
    posted = _posted(request) if is_bound else ()
    return TermsForm(*posted, initial=TermsForm.showing(said))


def _posted(request: Request) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _number(request: Request) -> int:
    """The version that was on the screen; none that can be when the form does not say it."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 6 else 0
