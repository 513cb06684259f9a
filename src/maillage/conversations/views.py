"""The pages of conversations. Each obtains its conversation through `access`: by taking part, and in no other way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.conversations import access, actions, queries, thread
from maillage.conversations.forms import InvitationForm, MessageForm
from maillage.conversations.refusals import Refused
from maillage.platform import ids, media
from maillage.platform.idempotency import FIELD, once
from maillage.residents import access as residents
from maillage.residents.access import signed_in
from maillage.residents.requests import Request


@require_safe
@signed_in
def conversations(request: Request) -> HttpResponse:
    rows, cursor = queries.conversations(request.resident, before=ids.read(request.GET.get("avant", "")))
    more = f"{reverse('conversations')}?avant={cursor}" if cursor else ""
    return render(request, "conversations/list.html", {"rows": rows, "more_url": more})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def conversation(request: Request, conversation_id: UUID) -> HttpResponse:
    people = access.people(request.resident, conversation_id)
    if request.method != "POST":
        return _page(request, people, MessageForm())
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.send(request.resident, people.conversation, **form.cleaned_data, key=UUID(request.POST[FIELD]))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            url = f"{people.conversation.get_absolute_url()}#ecrire"
            return _sent(request, conversation_id) if request.htmx else redirect(url)
    if request.htmx:
        answer = render(request, "conversations/compose.html", _compose(request, people, form) | {"is_swapped": True})
        answer["HX-Reswap"] = "none"  # nothing joins the messages; the form comes back with what to mend
        return answer
    return _page(request, people, form, status=422)


@require_safe
@signed_in
def unread(request: Request) -> HttpResponse:
    """How many messages wait, where the frame of a page says it: for a page that was told it changed."""
    return render(request, "conversations/unread.html")


@require_safe
@signed_in
def news(request: Request, conversation_id: UUID) -> HttpResponse:
    """What was said after a message and what was read since, for a page that was told something happened."""
    people = access.people(request.resident, conversation_id)
    after = ids.read(request.GET.get("apres", ""))
    if after is None:
        raise Http404
    read = queries.read_since(people, ids.read(request.GET.get("lu", "")))
    context = _news(people, after) | {"read": read, "is_swapped": True}
    if not context["lines"] and not read:
        return HttpResponse(status=204)
    return render(request, "conversations/news.html", context)


@require_safe
@signed_in
def photo(request: Request, conversation_id: UUID, message_id: UUID, size: str) -> FileResponse:
    return media.respond(access.photo(request.resident, message_id), size)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: Request, conversation_id: UUID) -> HttpResponse:
    people = access.people(request.resident, conversation_id)
    if request.method == "POST":
        actions.leave(request.resident, people.conversation)
        return redirect("conversations")
    context = {"conversation": people.conversation, "people": people}
    return render(request, "conversations/leave.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def invite(request: Request, conversation_id: UUID) -> HttpResponse:
    """One more person, chosen among those the opener already talks with."""
    place = access.participation(request.resident, conversation_id)
    if place.conversation.opened_by_id != request.resident.pk:
        raise Http404
    acquaintances = queries.acquaintances(request.resident, place.conversation)
    form = InvitationForm(request.POST or None, acquaintances=acquaintances)
    if form.is_valid():
        try:
            actions.add(request.resident, place.conversation, residents.resident(request.resident, form.chosen()))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(place.conversation)
    context = {"conversation": place.conversation, "form": form, "has_acquaintances": bool(acquaintances)}
    return render(request, "conversations/invite.html", context, status=422 if form.errors else 200)


def _page(request: Request, people: queries.People, form: MessageForm, status: int = 200) -> HttpResponse:
    """The conversation, newest messages last; with `?avant=` those before a message."""
    before = ids.read(request.GET.get("avant", ""))
    page = queries.messages(people.mine, before=before)
    if before is not None:
        return _older(request, people, page, before)
    if page.messages:
        actions.mark_read(people, page.messages[-1].id)
    context = _compose(request, people, form) | {
        "lines": thread.lines(people, page.messages),
        "last_id": page.messages[-1].id if page.messages else None,
        "older_url": _older_url(page),
        "is_newest": True,
        "beside": queries.beside(people),
    }
    return render(request, "conversations/conversation.html", context, status=status)


def _older(request: Request, people: queries.People, page: queries.Page, before: UUID) -> HttpResponse:
    """What was said before a message: a page, or for htmx what goes above the one that is shown."""
    newer = queries.said_at(people.mine, before)
    lines = thread.lines(people, page.messages, until=newer)
    context: dict[str, Any] = {
        "conversation": people.conversation,
        "people": people,
        "lines": lines,
        "older_url": _older_url(page),
    }
    if request.htmx:
        context |= {"day_shared": newer and thread.day_shared(lines, newer), "is_swapped": True}
        return render(request, "conversations/older.html", context)
    return render(request, "conversations/conversation.html", context | {"beside": queries.beside(people)})


def _older_url(page: queries.Page) -> str:
    return f"?avant={page.messages[0].id}" if page.has_older else ""


def _sent(request: Request, conversation_id: UUID) -> HttpResponse:
    """For htmx: what was said since the page was made, and a fresh form."""
    people = access.people(request.resident, conversation_id)
    after = ids.read(request.POST.get("apres", "")) or UUID(int=0)
    form = MessageForm()
    form.fields["text"].widget.attrs["autofocus"] = True  # the button that was pressed is replaced: one writes on
    context = _news(people, after) | _compose(request, people, form) | {"is_swapped": True}
    return render(request, "conversations/sent.html", context)


def _news(people: queries.People, after: UUID) -> dict[str, Any]:
    said = queries.news(people.mine, after)
    if said:
        actions.mark_read(people, said[-1].id)
    above = queries.said_at(people.mine, after) if said else None
    return {
        "conversation": people.conversation,
        "people": people,
        "lines": thread.lines(people, said, since=localtime(above).date() if above else None),
        "last_id": said[-1].id if said else after,
    }


def _compose(request: Request, people: queries.People, form: MessageForm) -> dict[str, Any]:
    if not form.is_bound:
        form.fields["text"].widget.attrs["placeholder"] = _("Écrire à %(names)s…") % {"names": people.names}
    # A form that comes back to be corrected was not sent: it keeps its key. A fresh one draws its own.
    key = request.POST.get(FIELD) if form.is_bound else str(ids.new_id())
    return {
        "conversation": people.conversation,
        "people": people,
        "form": form,
        "key_name": FIELD,
        "key": key,
        "closing": people.closing,
        "may_invite": people.conversation.opened_by_id == request.resident.pk and not people.closing,
    }
