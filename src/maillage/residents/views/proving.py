"""Showing again that it is you, before what matters: a password, an address, leaving."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.residents import actions, codes, limits, second_factor, sign_in
from maillage.residents.access import signed_in
from maillage.residents.forms import CodeForm, NewEmailForm, PasswordForm
from maillage.residents.models import MailedCode
from maillage.residents.requests import Request, posted

View = Callable[..., HttpResponse]
# What the session holds from one page to the next.
PROOF, NEW_EMAIL = "proving_code", "new_email_code"


def freshly_proved(view: View) -> View:
    """Asks for a proof first when the last one is older than a quarter of an hour. Goes under `signed_in`."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if sign_in.is_fresh(request, request.resident):
            return view(request, *args, **kwargs)
        first = "mfa_reauthenticate" if sign_in.uses_second_factor(request, request.resident) else "account_prove"
        return redirect_to_login(request.path, resolve_url(first))

    return guarded


@require_http_methods(["GET", "POST"])
@signed_in(even_suspended=True)
def prove(request: Request) -> HttpResponse:
    """A code to one's own address; a password does as well, for who has one."""
    refusal = ""
    if request.method == "POST":
        if not limits.allow(request, "code"):
            return limits.refuse(request, "code")
        try:
            request.session[PROOF] = str(codes.send(request.resident.email, MailedCode.Purpose.PROVE))
        except codes.TooManyCodes as error:
            refusal = str(error)
        else:
            return redirect_to_login(_next(request), resolve_url("account_prove_code"))
    context = {"next": _next(request), "refusal": refusal}
    return render(request, "residents/prove.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@signed_in(even_suspended=True)
def prove_code(request: Request) -> HttpResponse:
    if PROOF not in request.session:
        return redirect_to_login(_next(request), resolve_url("account_prove"))
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            codes.use(request.session[PROOF], MailedCode.Purpose.PROVE, form.cleaned_data["code"])
        except (codes.WrongCode, codes.DeadCode) as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[PROOF]
            sign_in.prove(request, request.resident)
            return redirect(_next(request))
    context = {"form": form, "email": request.resident.email, "next": _next(request)}
    return render(request, "residents/prove_code.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in(even_suspended=True)
@freshly_proved
def password(request: Request) -> HttpResponse:
    """Choose a password, or another one: the proof just given stands for the old one."""
    resident = request.resident
    form = PasswordForm(posted(request), resident=resident)
    if request.method == "POST" and form.is_valid():
        had_one = resident.has_usable_password()
        resident.set_password(form.cleaned_data["password"])
        resident.save(update_fields=["password"])
        update_session_auth_hash(request, resident)
        actions.end_other_sessions(resident, but=request.session.session_key)
        sign_in.tell_of_change(resident, "password_changed" if had_one else "password_set")
        messages.success(
            request, _("Votre mot de passe est enregistré. Vos autres appareils devront entrer à nouveau.")
        )
        return redirect("mfa_index")
    return render(request, "residents/password.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in(even_suspended=True)
@freshly_proved
def email(request: Request) -> HttpResponse:
    """Another address: a code goes to it first."""
    form = NewEmailForm(posted(request), resident=request.resident)
    if request.method == "POST" and form.is_valid():
        if not limits.allow(request, "code"):
            return limits.refuse(request, "code")
        new = form.cleaned_data["email"]
        try:
            request.session[NEW_EMAIL] = [str(codes.send(new, MailedCode.Purpose.CHANGE_ADDRESS)), new]
        except codes.TooManyCodes as refusal:
            form.add_error("email", str(refusal))
        else:
            return redirect("account_email_code")
    return render(request, "residents/email.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in(even_suspended=True)
@freshly_proved
def email_code(request: Request) -> HttpResponse:
    if NEW_EMAIL not in request.session:
        return redirect("account_email")
    code_id, shown = request.session[NEW_EMAIL]
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        former = request.resident.email
        try:
            new = codes.use(code_id, MailedCode.Purpose.CHANGE_ADDRESS, form.cleaned_data["code"])
            actions.change_address(request.resident, new)
        except (codes.WrongCode, codes.DeadCode, actions.AddressTaken) as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[NEW_EMAIL]
            sign_in.tell_of_change(request.resident, "address_changed", to=former)
            messages.success(request, _("Votre adresse électronique est changée."))
            return redirect("mfa_index")
    context = {"form": form, "email": shown}
    return render(request, "residents/email_code.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in(even_suspended=True)
def second_factor_needed(request: Request) -> HttpResponse:
    """Why a second factor is asked for, and how to set one up; who has done so goes on to where they were going."""
    if wanted := request.GET.get("next", ""):
        request.session[second_factor.GOING] = wanted if sign_in.is_safe(wanted) else resolve_url("account")
    if second_factor.is_set_up(request.resident):
        return redirect(request.session.pop(second_factor.GOING, resolve_url("mfa_index")))
    return render(request, "residents/second_factor.html")


def _next(request: Request) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if sign_in.is_safe(wanted) else resolve_url("account")
