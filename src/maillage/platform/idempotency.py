"""A POST that creates happens once (TRUST.md 12): double clicks, reloads and two tabs get the first answer again.

The form draws a key (`{% idempotency_key %}`); the view is wrapped by `once`. Key and effect are one transaction: a
second request with the same key waits for the first in the unique index, then follows it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from maillage.platform import clock, ids
from maillage.platform.models import IdempotencyKey

FIELD = "idempotency_key"
KEPT = timedelta(days=7)  # longer than a tab stays forgotten
NOT_PART_OF_THE_BODY = {FIELD, "csrfmiddlewaretoken"}

View = Callable[..., HttpResponse]


def once(view: View) -> View:
    """Run the view's POST at most once for a key; what it creates, and the key, are kept or undone together.

    The view answers a redirect when it created, anything else when it did not (then the key stays free).
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = ids.read(request.POST.get(FIELD, ""))
        if key is None:
            return render(request, "ui/key_missing.html", status=400)
        owner, digest = _owner(request), _digest(request)
        with transaction.atomic():
            if not _is_first(owner, key, digest):
                return _again(request, owner, key, digest)
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect):
                IdempotencyKey.objects.filter(owner=owner, key=key).update(location=response.url)
            else:
                IdempotencyKey.objects.filter(owner=owner, key=key).delete()
            return response

    return guarded


def _is_first(owner: str, key: UUID, digest: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO platform_idempotencykey (key, owner, body_digest, location) VALUES (%s, %s, %s, '')
            ON CONFLICT (owner, key) DO NOTHING
            """,
            [key, owner, digest],
        )
        return bool(cursor.rowcount == 1)


def _again(request: HttpRequest, owner: str, key: UUID, digest: str) -> HttpResponse:
    first = IdempotencyKey.objects.get(owner=owner, key=key)
    if first.body_digest != digest:
        return render(request, "ui/key_reused.html", {"location": first.location}, status=409)
    return HttpResponseRedirect(first.location)


def _owner(request: HttpRequest) -> str:
    """The resident, or for a visitor a fingerprint of the secret that protects their forms."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    return "visitor-" + hashlib.sha256(request.META.get("CSRF_COOKIE", "").encode()).hexdigest()[:32]


def _digest(request: HttpRequest) -> str:
    digest = hashlib.sha256(request.path.encode())
    for name in sorted(set(request.POST) - NOT_PART_OF_THE_BODY):
        digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            digest.update(repr((name, upload.size)).encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()


def forget_old_keys() -> int:
    """Delete keys that no tab can still hold. Answers how many."""
    return IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]
