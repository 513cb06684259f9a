"""A list as an Atom feed (RFC 4287), written by Django's own generator: nothing more is needed for one flat format."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.listings.cards import author_words
from maillage.listings.models import Listing
from maillage.residents.models import Resident

# XML 1.0 cannot hold these, even escaped.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def respond(listings: Iterable[Listing], *, viewer: Resident | None, list_url: str, feed_url: str) -> HttpResponse:
    """The feed of a page of listings. Addresses are absolute, from the site's own."""
    feed = Atom1Feed(
        title=_("Annonces · Maillage"),
        link=settings.SITE_ADDRESS + list_url,
        feed_url=settings.SITE_ADDRESS + feed_url,
        description=_("Ce que les voisins demandent et proposent."),
        language=get_language(),
    )
    for listing in listings:
        feed.add_item(
            title=_clean(_("%(kind)s : %(title)s") % {"kind": listing.kind_label, "title": listing.title}),
            link=settings.SITE_ADDRESS + listing.get_absolute_url(),
            description=_clean(listing.text),
            author_name=_clean(author_words(listing, viewer)),
            pubdate=listing.published_at,
            updateddate=listing.published_at,
            unique_id=listing.pk.urn,
            categories=[listing.leaf.label, listing.commune.name],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _clean(text: str) -> str:
    return FORBIDDEN.sub("", text)
