"""Saying where home is: a search, a choice, then what it means before it is done.

What is typed goes by POST and waits in the session, each page is read by GET: a home address has no business in a log
or in the history of a shared computer, and the browser's Back finds every step again.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillage.platform import tiles, wording
from maillage.residents import actions, homes
from maillage.residents.access import holds, signed_in
from maillage.residents.forms import HomeChoiceForm, HomeSearchForm, NamedPlaceForm, PointForm
from maillage.residents.models import Role
from maillage.residents.requests import Request
from maillage.territory import pointing
from maillage.territory.cells import PlaceUnknown
from maillage.territory.places import Place
from maillage.territory.pointing import Ground, Sketch, Window

# The pages that the address names, and what the session keeps for them.
CHOICE, MAP, CONSEQUENCE = "choix", "carte", "apercu"
SEARCHED, CHOSEN, MAPPED = "home_searched", "home_chosen", "home_map"


@require_http_methods(["GET", "POST"])
@signed_in
def settle(request: Request) -> HttpResponse:
    """One address whose form says which step it sends: `search`, `choose`, `show`, `point`, `closer`, `wider`
    or `confirm`.

    Who works for the town hall reads there why this account has no home (decision 0011).
    """
    if holds(request.resident, *Role.TOWN_HALL):
        return _of_town_hall(request)
    if request.method == "POST":
        steps = {
            "search": _search,
            "choose": _choose,
            "show": _show,
            "point": _point,
            "closer": _closer,
            "wider": _wider,
            "confirm": _confirm,
        }
        return steps.get(request.POST.get("step", ""), _asked)(request)
    pages = {CHOICE: _choice, MAP: _map, CONSEQUENCE: _consequence}
    return pages.get(request.GET.get("etape", ""), _asked)(request)


def _of_town_hall(request: Request) -> HttpResponse:
    return render(request, "residents/settle_town_hall.html", status=200 if request.method in {"GET", "HEAD"} else 403)


def _asked(request: Request, problem: str = "") -> HttpResponse:
    form = HomeSearchForm()
    if problem:
        form = HomeSearchForm({"search": request.session.get(SEARCHED, "")})
        form.errors.clear()
        form.add_error(None, problem)
    return _page(request, "search", 1, 422 if problem else 200, search_form=form)


def _search(request: Request) -> HttpResponse:
    form = HomeSearchForm(request.POST)
    if not form.is_valid():
        return _page(request, "search", 1, 422, search_form=form)
    if not homes.search(form.cleaned_data["search"]):
        form.add_error(
            "search", _("Nous ne trouvons pas ce lieu. Vérifiez l’orthographe, ou écrivez seulement votre commune.")
        )
        return _page(request, "search", 1, 422, search_form=form)
    request.session[SEARCHED] = form.cleaned_data["search"]
    request.session.pop(MAPPED, None)
    return _to(CHOICE)


def _choice(request: Request) -> HttpResponse:
    form, places = _searched(request)
    if not places:
        return redirect("settle")
    return _page(request, "choose", 1, search_form=form, choice_form=HomeChoiceForm(places=places))


def _choose(request: Request) -> HttpResponse:
    place = homes.unseal(request.POST.get("place", ""))
    if place is None:
        return _choose_again(request)
    try:
        actions.seen_from(place)
    except (actions.NoCommuneThere, PlaceUnknown) as refusal:
        return _asked(request, str(refusal))
    request.session[CHOSEN] = homes.seal(place)
    return _to(CONSEQUENCE)


def _choose_again(request: Request) -> HttpResponse:
    """Nothing was chosen: the same choices, with what to do."""
    form, places = _searched(request)
    if not places:
        return _asked(request, _("Choisissez un lieu, ou cherchez à nouveau."))
    choice = HomeChoiceForm({"place": ""}, places=places)
    return _page(request, "choose", 1, 422, search_form=form, choice_form=choice)


def _searched(request: Request) -> tuple[HomeSearchForm, list[Place]]:
    form = HomeSearchForm({"search": request.session.get(SEARCHED, "")})
    return form, homes.search(form.cleaned_data["search"]) if form.is_valid() else []


def _show(request: Request) -> HttpResponse:
    """A map around the place chosen: all of a commune, or what stands near an address."""
    place = homes.unseal(request.POST.get("place", "")) or next(iter(_searched(request)[1]), None)
    if place is None:
        return _choose_again(request)
    ground = Ground.of(place.commune) if place.commune else None
    if ground is None:
        return _asked(request, _("Nous n’avons pas de carte de cette commune. Écrivez une adresse."))
    is_commune = place.kind == "municipality"
    return _to_map(request, ground, Window() if is_commune else ground.close_to(place.lat, place.lon))


def _map(request: Request, problem: str = "") -> HttpResponse:
    shown = homes.unseal_map(request.session.get(MAPPED, ""))
    if shown is None:
        return redirect("settle")
    sketch = pointing.draw(*shown)
    form = PointForm({"map": homes.seal_map(*shown)})
    if problem:
        form.add_error(None, problem)
    named = NamedPlaceForm(places=sketch.places) if sketch.places else None
    context = {
        "sketch": sketch,
        "is_finest": shown[0].is_finest(shown[1]),
        "point_form": form,
        "choice_form": named,
        "widths": pointing.WIDTHS,
        "tiles": tiles.address(),
        "credit": settings.TILES_CREDIT,
    }
    return tiles.allow(_page(request, "map", 1, 422 if problem else 200, **context))


def _point(request: Request) -> HttpResponse:
    """A click: closer, or the point itself once a finger is precise enough. A script says the point at once."""
    form = PointForm(request.POST)
    shown = homes.unseal_map(request.POST.get("map", ""))
    if shown is None:
        return _asked(request, _("Cette page a attendu trop longtemps. Cherchez à nouveau."))
    ground, window = shown
    request.session[MAPPED] = homes.seal_map(ground, window)
    if form.is_valid() and form.point is not None:
        return _pointed(request, ground, *form.point)
    if form.clicked is None:
        return _map(request, _("Touchez la carte là où vous habitez, ou choisissez un lieu de la liste."))
    spot = window.spot(*form.clicked)
    if not ground.is_finest(window):
        return _to_map(request, ground, window.closer(spot, ground.finest))
    return _pointed(request, ground, *ground.degrees(spot))


def _pointed(request: Request, ground: Ground, lat: float, lon: float) -> HttpResponse:
    place = homes.pointed(lat, lon)
    try:
        if place is None:
            raise actions.NoCommuneThere
        there = actions.seen_from(place).commune
    except (actions.NoCommuneThere, PlaceUnknown) as refusal:
        return _map(request, str(refusal))
    request.session[MAPPED] = homes.seal_map(ground, ground.close_to(lat, lon))
    request.session[CHOSEN] = homes.seal(place)
    if there != ground.commune:
        words = _("Ce point n’est pas %(here)s, mais %(there)s.") % {
            "here": wording.at_place(ground.commune.name),
            "there": wording.at_place(there.name),
        }
        messages.warning(request, words)
    return _to(CONSEQUENCE)


def _closer(request: Request) -> HttpResponse:
    """A map of what stands around the marker of a script."""
    form = PointForm(request.POST)
    shown = homes.unseal_map(request.POST.get("map", ""))
    if shown is None:
        return redirect("settle")
    ground, window = shown
    if form.is_valid() and form.point is not None:
        window = ground.close_to(*form.point)
    return _to_map(request, ground, window)


def _wider(request: Request) -> HttpResponse:
    shown = homes.unseal_map(request.POST.get("map", ""))
    if shown is None:
        return redirect("settle")
    ground, window = shown
    return _to_map(request, ground, window.wider())


def _pin(request: Request, place: Place) -> Sketch | None:
    """The map around the point that was shown on it, to see it again."""
    is_point = place.kind == "point"
    shown = homes.unseal_map(request.session.get(MAPPED, ""), place.commune) if is_point else None
    return pointing.draw(*shown, is_named=False) if shown else None


def _to_map(request: Request, ground: Ground, window: Window) -> HttpResponse:
    request.session[MAPPED] = homes.seal_map(ground, window)
    return _to(f"{MAP}#carte")


def _consequence(request: Request) -> HttpResponse:
    """What neighbours will see, said before the click that does it."""
    place = homes.unseal(request.session.get(CHOSEN, ""))
    if place is None:
        return redirect("settle")
    try:
        shown = actions.seen_from(place)
    except (actions.NoCommuneThere, PlaceUnknown):  # the communes were loaded anew since the choice
        return redirect("settle")
    return _page(request, "confirm", 2, place=place, sealed=homes.seal(place), shown=shown, sketch=_pin(request, place))


def _confirm(request: Request) -> HttpResponse:
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
    for key in (SEARCHED, CHOSEN, MAPPED):  # from now on the vault alone knows
        request.session.pop(key, None)
    messages.success(request, _("C’est noté. Votre adresse reste cachée."))
    return redirect("home" if is_new else "account")


def _to(step: str) -> HttpResponse:
    return redirect(f"{reverse('settle')}?etape={step}")


def _page(request: Request, step: str, number: int, status: int = 200, **context: object) -> HttpResponse:
    context |= {"step": step, "number": number, "steps": [_("Où"), _("Ce qui se verra")]}
    template = "residents/settle_map.html" if step == "map" else "residents/settle.html"
    return render(request, template, context, status=status)
