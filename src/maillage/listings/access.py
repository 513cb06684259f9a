"""Who may obtain a listing. The only way to fetch one by an id that came from a request (TRUST.md 1)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from maillage.feed.models import Audience
from maillage.listings.models import SHOWN, Listing, ListingPhoto
from maillage.listings.queries import Viewpoint, viewpoint_of
from maillage.residents.models import Resident


class NotYours(PermissionError):
    """Only its author may change a listing."""

    def __init__(self) -> None:
        super().__init__(_("Cette annonce n’est pas la vôtre : vous ne pouvez pas la modifier."))


# All that a page says of a listing, in one query.
PAGE = ("author", "author__photo", "author__answer_habit", "commune", "hold")


def listing(viewer: Resident | None, listing_id: UUID) -> Listing:
    """The listing, with its author and commune, or Http404 where `viewer` (None: a visitor) may not see it."""
    return listing_from(viewer, listing_id)[0]


def listing_from(viewer: Resident | None, listing_id: UUID) -> tuple[Listing, Viewpoint]:
    """The listing and the viewpoint from which it was seen, for pages that show others beside it. Raises Http404."""
    found = Listing.objects.select_related(*PAGE).filter(id=listing_id).first()
    if found is None:
        raise Http404
    viewpoint = viewpoint_of(viewer)
    if not may_see(viewpoint, found):
        raise Http404
    return found, viewpoint


def own_listing(viewer: Resident, listing_id: UUID) -> Listing:
    """A listing of the viewer's own, or Http404: nobody else learns that it can be changed."""
    found = Listing.objects.select_related("author", "commune").filter(id=listing_id, author=viewer).first()
    if found is None:
        raise Http404
    return found


def photo(viewer: Resident | None, listing_id: UUID, photo_id: UUID) -> ListingPhoto:
    """A photo of a listing that the viewer may see. Raises Http404."""
    seen = listing(viewer, listing_id)
    found = seen.photos.select_related("photo").filter(photo_id=photo_id).first()
    if found is None:
        raise Http404
    return found


def may_see(viewpoint: Viewpoint, found: Listing) -> bool:
    """One's own always. Others': neither blocked nor suspended, in a state that is shown, and within their audience."""
    viewer = viewpoint.resident
    if viewer is not None and found.author_id == viewer.id:
        return True
    if found.author.is_suspended or found.author_id in viewpoint.hidden or found.state not in SHOWN:
        return False
    if found.audience == Audience.PUBLIC:
        return True
    if viewer is None:
        return False
    if found.audience == Audience.COMMUNE:
        return viewer.commune_id is not None and viewer.commune_id == found.commune_id
    return viewpoint.horizon is not None and viewpoint.horizon.meets(found.point_cell, found.reach_step)


def must_own(resident: Resident, found: Listing) -> None:
    """Raises NotYours."""
    if found.author_id != resident.id:
        raise NotYours
