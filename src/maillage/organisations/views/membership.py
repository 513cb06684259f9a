"""Who speaks for a structure: inviting, accepting, changing a charge, leaving."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from maillage.organisations import access, actions, invitations, members
from maillage.organisations.forms import InvitationForm
from maillage.organisations.models import Invitation, Membership, Organisation
from maillage.organisations.speaking import as_manager, as_member
from maillage.platform.idempotency import once
from maillage.residents import second_factor
from maillage.residents.access import signed_in
from maillage.residents.models import Resident
from maillage.residents.requests import Request, posted

Verb = Callable[[Resident, Membership], None]
# The allow-list of what a button may ask of somebody's charge, with what is said afterwards.
OF_OTHERS: dict[str, tuple[Verb, object]] = {
    "responsable": (
        lambda actor, held: actions.give_charge(actor, held, Membership.Kind.MANAGER),
        gettext_lazy("%(name)s est responsable de la structure."),
    ),
    "membre": (
        lambda actor, held: actions.give_charge(actor, held, Membership.Kind.MEMBER),
        gettext_lazy("%(name)s est membre de la structure."),
    ),
    "retirer": (actions.remove, gettext_lazy("%(name)s ne parle plus au nom de la structure.")),
}
OF_ONESELF: dict[str, tuple[Verb, object]] = {
    "nommer": (
        lambda _actor, held: actions.be_named(held, is_named=True),
        gettext_lazy("Vos voisins lisent votre nom sur la page."),
    ),
    "taire": (
        lambda _actor, held: actions.be_named(held, is_named=False),
        gettext_lazy("Votre nom n’est plus sur la page."),
    ),
    "quitter": (actions.remove, gettext_lazy("Vous ne parlez plus au nom de la structure.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@as_member(afresh=True)
@once
def people(request: Request, organisation: Organisation) -> HttpResponse:
    """Who speaks for the structure; those in charge invite others here."""
    held = members.held_by(request.resident, organisation)
    if request.method == "POST" and not held.is_manager:
        raise Http404
    form = InvitationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        email, kind = form.cleaned_data["email"], Membership.Kind(form.cleaned_data["kind"])
        try:
            actions.invite(request.resident, organisation, email, kind)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("L’invitation est partie à %(email)s.") % {"email": email})
            return redirect("organisation-members", organisation.pk)
    sent = invitations.standing().filter(organisation=organisation).order_by("-pk") if held.is_manager else []
    context = {
        "organisation": organisation,
        "held": held,
        "memberships": members.of(organisation),
        "sent": list(sent),
        "form": form,
        "trail": [(organisation.name, organisation.get_absolute_url()), (_("Membres"), "")],
    }
    return render(request, "organisations/members.html", context, status=422 if form.errors else 200)


@require_POST
@as_member(afresh=True)
def change(request: Request, organisation: Organisation, resident_id: UUID, verb: str) -> HttpResponse:
    """Change a charge, or what neighbours read of oneself. Twice is once."""
    is_own = resident_id == request.resident.pk
    allowed = OF_OTHERS | OF_ONESELF if is_own else OF_OTHERS
    if verb not in allowed or not (verb in OF_ONESELF or access.is_manager(request.resident, organisation)):
        raise Http404
    held = access.membership(organisation, resident_id)
    act, said = allowed[verb]
    try:
        act(request.resident, held)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(said) % {"name": held.resident})
    if access.is_member(request.resident, organisation):
        return redirect("organisation-members", organisation.pk)
    return redirect("organisations-mine")


@require_POST
@as_manager(afresh=True)
def withdraw(request: Request, organisation: Organisation, invitation_id: UUID) -> HttpResponse:
    actions.withdraw_invitation(request.resident, access.sent_invitation(organisation, invitation_id))
    messages.success(request, _("L’invitation est retirée : son lien ne vaut plus rien."))
    return redirect("organisation-members", organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invitation(request: Request, token: str) -> HttpResponse:
    """What one is invited to, said before the button that accepts it. The same page for whatever does not stand."""
    try:
        found = access.invitation(request.resident, token)
    except Http404:
        return render(request, "residents/no_invitation.html", status=404)
    return second_factor.before_speaking(request, request.resident, back=request.path) or _answer(request, found)


def _answer(request: Request, found: Invitation) -> HttpResponse:
    organisation = found.organisation
    if request.method != "POST":
        return render(request, "organisations/invitation.html", {"invitation": found, "organisation": organisation})
    try:
        actions.accept(request.resident, found)
    except actions.CannotJoin as refusal:
        messages.error(request, str(refusal))
        return redirect("organisations-mine")
    messages.success(request, _("Vous parlez maintenant au nom de « %(name)s ».") % {"name": organisation.name})
    return redirect(organisation)
