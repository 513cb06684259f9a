"""Opening a page, keeping it right, closing it: for those who speak for the structure."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.organisations import actions, members, places
from maillage.organisations.forms import EditForm, OpeningForm, PageForm
from maillage.organisations.models import Organisation
from maillage.organisations.speaking import as_manager
from maillage.platform.idempotency import once
from maillage.residents import second_factor
from maillage.residents.access import neighbour, signed_in
from maillage.residents.requests import Request, posted
from maillage.territory.cells import PlaceUnknown


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    """The structures for which one speaks."""
    return render(request, "organisations/mine.html", {"held": list(members.structures_of(request.resident))})


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
def open_page(request: Request) -> HttpResponse:
    """The factor first: nobody fills in a form to be stopped at its end."""
    step = second_factor.before_speaking(request, request.resident, back=request.path)
    return step or _open(request)


@once
def _open(request: Request) -> HttpResponse:
    commune = request.resident.commune
    assert commune is not None  # neighbours have one
    form = OpeningForm(posted(request), commune=commune, initial={"place": places.token(places.of_commune(commune))})
    if _is_searching(request, form):
        return _shown(request, "open", form)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.create(request.resident, Organisation.Kind(form.cleaned_data["kind"]), form.content())
        except (actions.Refused, PlaceUnknown) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Votre page est ouverte. Ajoutez maintenant vos horaires et vos coordonnées."))
            return redirect("organisation-edit", opened.pk)
    return _shown(request, "open", form)


@require_http_methods(["GET", "HEAD", "POST"])
@as_manager()
def edit(request: Request, organisation: Organisation) -> HttpResponse:
    form = EditForm(
        posted(request),
        commune=organisation.commune,
        former=places.of_organisation(organisation),
        initial=EditForm.showing(organisation),
    )
    if _is_searching(request, form):
        return _shown(request, "edit", form, organisation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(request.resident, organisation, form.content())
        except PlaceUnknown as refusal:
            form.add_error("place", str(refusal))
        else:
            messages.success(request, _("La page est à jour."))
            return redirect(organisation)
    return _shown(request, "edit", form, organisation)


@require_POST
@as_manager(afresh=True)
def close(request: Request, organisation: Organisation) -> HttpResponse:
    name = organisation.name
    actions.close(request.resident, organisation)
    messages.success(request, _("La page de « %(name)s » est fermée.") % {"name": name})
    return redirect("organisations-mine")


def _is_searching(request: Request, form: PageForm) -> bool:
    if request.method != "POST" or request.POST.get("step") != "place":
        return False
    form.search_place()
    return True


def _shown(request: Request, template: str, form: PageForm, organisation: Organisation | None = None) -> HttpResponse:
    name = organisation.name if organisation else ""
    context = {
        "form": form,
        "organisation": organisation,
        "trail": [(name, organisation.get_absolute_url()), (_("Modifier"), "")] if organisation else [],
    }
    return render(request, f"organisations/{template}.html", context, status=422 if form.errors else 200)
