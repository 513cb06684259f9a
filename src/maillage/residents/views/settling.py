"""Saying where home is: a search, a choice, then what it means before it is done.

All of it by POST: a home address has no business in a log or in the history of a shared computer.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillage.residents import actions, homes
from maillage.residents.access import holds, signed_in
from maillage.residents.forms import HomeChoiceForm, HomeSearchForm
from maillage.residents.models import Role
from maillage.residents.requests import Request
from maillage.territory.cells import PlaceUnknown
from maillage.territory.places import Place


@require_http_methods(["GET", "POST"])
@signed_in
def settle(request: Request) -> HttpResponse:
    """One page whose form says which step it sends: `search`, `choose` or `confirm`.

    Who works for the town hall reads there why this account has no home (decision 0011).
    """
    if holds(request.resident, *Role.TOWN_HALL):
        return _of_town_hall(request)
    steps = {"search": _found, "choose": _consequence, "confirm": _settled}
    step = steps.get(request.POST.get("step", ""), _asked)
    return step(request)


def _of_town_hall(request: Request) -> HttpResponse:
    return render(request, "residents/settle_town_hall.html", status=200 if request.method in {"GET", "HEAD"} else 403)


def _asked(request: Request, problem: str = "") -> HttpResponse:
    form = HomeSearchForm()
    if problem:
        form = HomeSearchForm({"search": request.POST.get("search", "")})
        form.errors.clear()
        form.add_error(None, problem)
    return _page(request, "search", 1, 422 if problem else 200, search_form=form)


def _found(request: Request) -> HttpResponse:
    form = HomeSearchForm(request.POST)
    if not form.is_valid():
        return _page(request, "search", 1, 422, search_form=form)
    places = homes.search(form.cleaned_data["search"])
    if not places:
        form.add_error(
            "search", _("Nous ne trouvons pas ce lieu. Vérifiez l’orthographe, ou écrivez seulement votre commune.")
        )
        return _page(request, "search", 1, 422, search_form=form)
    return _page(request, "choose", 1, search_form=form, choice_form=HomeChoiceForm(places=places))


def _consequence(request: Request) -> HttpResponse:
    """What neighbours will see, said before the click that does it."""
    place = homes.unseal(request.POST.get("place", ""))
    if place is None:
        return _found_again(request)
    try:
        shown = actions.seen_from(place)
    except (actions.NoCommuneThere, PlaceUnknown) as refusal:
        return _asked(request, str(refusal))
    return _page(request, "confirm", 2, place=place, sealed=homes.seal(place), shown=shown)


def _found_again(request: Request) -> HttpResponse:
    """Nothing was chosen: the same choices, with what to do."""
    search = HomeSearchForm(request.POST)
    places: list[Place] = homes.search(search.cleaned_data["search"]) if search.is_valid() else []
    if not places:
        return _asked(request, _("Choisissez un lieu, ou cherchez à nouveau."))
    choice = HomeChoiceForm({"place": ""}, places=places)
    return _page(request, "choose", 1, 422, search_form=search, choice_form=choice)


def _settled(request: Request) -> HttpResponse:
    place = homes.unseal(request.POST.get("place", ""))
    if place is None:
        return _asked(request, _("Cette page a attendu trop longtemps. Cherchez à nouveau."))
    is_new = not request.resident.is_settled
    try:
        actions.settle(request.resident, place)
    except actions.TownHallAccount:  # the role came while the page was open
        return _of_town_hall(request)
    except (actions.NoCommuneThere, PlaceUnknown) as refusal:
        return _asked(request, str(refusal))
    messages.success(request, _("C’est noté. Votre adresse reste cachée."))
    return redirect("home" if is_new else "account")


def _page(request: Request, step: str, number: int, status: int = 200, **context: object) -> HttpResponse:
    context |= {"step": step, "number": number, "steps": [_("Où"), _("Ce qui se verra")]}
    return render(request, "residents/settle.html", context, status=status)
