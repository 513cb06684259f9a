from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from maillage.listings import access


def listing(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    return HttpResponse(access.listing(None, listing_id).title)


def photo(request: HttpRequest, listing_id: UUID, photo_id: UUID, size: str) -> HttpResponse:
    return HttpResponse(access.photo(None, listing_id, photo_id).photo_id)
