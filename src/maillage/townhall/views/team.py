"""Who works for the town: inviting, accepting, changing rights, ending."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.platform.idempotency import once
from maillage.residents.access import signed_in
from maillage.residents.actions import NeighbourAccount
from maillage.residents.requests import Request, posted
from maillage.townhall import access, actions, invitations
from maillage.townhall.forms import InvitationForm, RightsForm
from maillage.townhall.models import Post, Right
from maillage.townhall.speaking import at_work


@require_safe
@at_work(Right.PEOPLE)
def people(request: Request, post: Post) -> HttpResponse:
    """Everyone who works here, with their rights, and the letters that wait for an answer."""
    team = post.town.posts.select_related("resident").filter(resident__is_active=True)
    sent = invitations.standing().filter(town=post.town)
    context = {"post": post, "team": list(team.order_by("resident__name", "pk")), "sent": list(sent.order_by("-pk"))}
    return render(request, "townhall/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_work(Right.PEOPLE, afresh=True)
@once
def invite(request: Request, post: Post) -> HttpResponse:
    form = InvitationForm(posted(request), initial={"function": Post.Function.AGENT, "rights": [Right.WRITE]})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.invite(post, said["email"], said["function"], said["rights"])
        except (actions.Refused, access.NotAllowed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("L’invitation est partie à %(email)s.") % said)
            return redirect("office-team", post.town_id)
    return render(request, "townhall/invite.html", {"post": post, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_work(Right.PEOPLE, afresh=True)
def change(request: Request, post: Post, post_id: UUID) -> HttpResponse:
    """What a colleague may do."""
    other = access.other_post(post, post_id)
    form = RightsForm(posted(request), initial={"function": other.function, "rights": other.rights})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(post, other, form.cleaned_data["function"], form.cleaned_data["rights"])
        except (actions.Refused, access.NotAllowed) as refusal:
            form.add_error("rights", str(refusal))
        else:
            messages.success(request, _("Les droits de %(name)s sont changés.") % {"name": other.resident})
            return redirect("offices" if other.pk == post.pk else "office-team", *_where(other, post))
    context = {"post": post, "other": other, "form": form}
    return render(request, "townhall/post.html", context, status=422 if form.errors else 200)


@require_POST
@at_work(afresh=True)
def end(request: Request, post: Post, post_id: UUID) -> HttpResponse:
    """End a colleague's post, or one's own."""
    other = access.other_post(post, post_id)
    if other.pk != post.pk and not post.may(Right.PEOPLE):
        raise Http404
    try:
        actions.end(post, other)
    except (actions.Refused, access.NotAllowed) as refusal:
        messages.error(request, str(refusal))
        return redirect("office-post", post.town_id, other.pk)
    messages.success(request, _("%(name)s ne travaille plus ici pour la mairie.") % {"name": other.resident})
    return redirect("account") if other.pk == post.pk else redirect("office-team", post.town_id)


@require_POST
@at_work(Right.PEOPLE, afresh=True)
def withdraw(request: Request, post: Post, invitation_id: UUID) -> HttpResponse:
    actions.withdraw(post, access.sent_invitation(post, invitation_id))
    messages.success(request, _("L’invitation est retirée : son lien ne vaut plus rien."))
    return redirect("office-team", post.town_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invitation(request: Request, token: str) -> HttpResponse:
    """What one is invited to, said before the button that accepts it. The same page for whatever does not stand."""
    try:
        found = access.invitation(request.resident, token)
    except Http404:
        return render(request, "residents/no_invitation.html", status=404)
    if request.method == "POST":
        try:
            post = actions.accept(request.resident, found)
        except (actions.Refused, NeighbourAccount) as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(request, _("Bienvenue à la mairie. Protégez d’abord votre compte par un second facteur."))
        return redirect("office", post.town_id)
    return render(request, "townhall/invitation.html", {"invitation": found, "town": found.town})


def _where(other: Post, post: Post) -> tuple[UUID, ...]:
    """One's own page of rights may have closed with the right."""
    return () if other.pk == post.pk else (post.town_id,)
