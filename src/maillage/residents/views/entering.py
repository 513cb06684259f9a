"""Coming in: an address, a code, and for newcomers a name, an age and the rules."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillage.residents import actions, codes, limits, sign_in
from maillage.residents.access import open_to_all
from maillage.residents.forms import CodeForm, EmailForm, JoiningForm
from maillage.residents.models import MailedCode, Resident
from maillage.residents.requests import OpenRequest, posted

# What the session holds from one page to the next.
CODE, EMAIL, PROVED = "entering_code", "entering_email", "entering_proved"


@require_http_methods(["GET", "POST"])
@open_to_all
def enter(request: OpenRequest) -> HttpResponse:
    """The one entry page. Nobody looks whether the address has an account, so there is nothing to notice."""
    if request.resident is not None:
        return redirect(_next(request) or "home")
    form = EmailForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not limits.allow(request, "code"):
            return limits.refuse(request, "code")
        try:
            _send(request, form.cleaned_data["email"])
        except codes.TooManyCodes as refusal:
            form.add_error("email", str(refusal))
        else:
            return redirect(_with_next("account_code", request))
    context = {"form": form, "next": _next(request)}
    return render(request, "residents/enter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@open_to_all
def code(request: OpenRequest) -> HttpResponse:
    """The code, typed here wherever the e-mail was read. A GET spends nothing: mail scanners may come."""
    if request.resident is not None:
        return redirect(_next(request) or "home")
    if CODE not in request.session:
        return _too_late(request)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            email = codes.use(request.session[CODE], MailedCode.Purpose.ENTER, form.cleaned_data["code"])
        except codes.UsedCode:
            return _too_late(request)
        except (codes.WrongCode, codes.DeadCode) as refusal:
            form.add_error("code", str(refusal))
        else:
            return _come_in(request, email)
    context = {"form": form, "email": request.session[EMAIL], "next": _next(request)}
    return render(request, "residents/code.html", context, status=422 if form.errors else 200)


@require_POST
@open_to_all
def code_again(request: OpenRequest) -> HttpResponse:
    """Another code to the same address."""
    if request.resident is not None or EMAIL not in request.session:
        return redirect("account_login")
    if not limits.allow(request, "code"):
        return limits.refuse(request, "code")
    try:
        _send(request, request.session[EMAIL])
    except codes.TooManyCodes as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Un nouveau code est parti. Seul le dernier vaut ici."))
    return redirect(_with_next("account_code", request))


@require_http_methods(["GET", "POST"])
@open_to_all
def join(request: OpenRequest) -> HttpResponse:
    """For an address proved a moment ago and without an account."""
    if request.resident is not None:
        return redirect(_next(request) or "home")
    if PROVED not in request.session:
        return _too_late(request)
    email = request.session[PROVED]
    form = JoiningForm(posted(request))
    if request.method == "POST":
        if not limits.allow(request, "signup"):
            return limits.refuse(request, "signup")
        if form.says_too_young:
            codes.forget(email)
            request.session.flush()
            return render(request, "residents/too_young.html")
        if form.is_valid():
            language = (get_language() or "fr")[:2]
            resident = actions.join(actions.Joining(email, form.cleaned_data["name"], language))
            del request.session[PROVED]
            return sign_in.enter(request, resident, _next(request))
    context = {"form": form, "email": email, "next": _next(request)}
    return render(request, "residents/join.html", context, status=422 if form.errors else 200)


def _send(request: OpenRequest, email: str) -> None:
    request.session[CODE] = str(codes.send(email, MailedCode.Purpose.ENTER))
    request.session[EMAIL] = email


def _come_in(request: OpenRequest, email: str) -> HttpResponse:
    """The address is proved: to the account, or to make one."""
    for held in (CODE, EMAIL):
        request.session.pop(held, None)
    resident = Resident.objects.filter(email=email).first()
    if resident is not None:
        return sign_in.enter(request, resident, _next(request))
    request.session.cycle_key()
    request.session[PROVED] = email
    return redirect(_with_next("account_signup", request))


def _too_late(request: OpenRequest) -> HttpResponse:
    """A button pressed twice, or a page kept for long: to the entry, which lets in at once who has just come in.

    The first press changed the session, so the cookie of the second names one that is gone. Django would take the
    cookie away, and with it the one that the first press has just brought: it is left alone.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if key and request.session.session_key is None:
        request.session._session_key = key
    return redirect(_with_next("account_login", request))


def _next(request: OpenRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if sign_in.is_safe(wanted) else ""


def _with_next(name: str, request: OpenRequest) -> str:
    next_url = _next(request)
    if not next_url:
        return reverse(name)
    query = QueryDict(mutable=True)
    query["next"] = next_url
    return f"{reverse(name)}?{query.urlencode(safe='/')}"
