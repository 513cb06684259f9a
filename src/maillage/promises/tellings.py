"""Where the words of a promise lead, and what its conversation is about."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from maillage.conversations.actions import About
from maillage.listings.models import Listing

EXCHANGES = "/mes-echanges/"


def about(listing: Listing) -> About:
    """The conversation about a listing: the same as the one that a plain answer opens."""
    with translation.override(settings.LANGUAGE_CODE):  # kept in French, shown in each reader's language
        tag = str(listing.kind_label)
    return About("listing", listing.pk, tag, listing.title, listing.get_absolute_url())


def line_path(listing: Listing) -> str:
    return reverse("claims", args=[listing.pk])
