"""A listing that moderation had hidden is online again: those whose exchange over it was cut short hear so, calmly.

What was promised or booked is not taken up again by itself: people have made other plans meanwhile.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from maillage.bookings import queries as bookings
from maillage.listings.models import Listing
from maillage.notices import actions as notices
from maillage.notices.kinds import Facts, Group, Weight, declare
from maillage.promises import queries as promises
from maillage.swaps import queries as swaps


def _back(_who: str, facts: Facts) -> str:
    return _("« %(title)s » est de nouveau en ligne : demandez-le encore, s’il vous intéresse toujours.") % {
        "title": facts["title"]
    }


BACK = declare("portal.back_online", Group.EXCHANGES, Weight.NEWS, _back)


def tell(listing_id: UUID, since: datetime) -> None:
    """Each once, whose claim, booking or swap over it ended since it was hidden; nobody where it is not online."""
    listing = Listing.objects.filter(pk=listing_id).first()
    if listing is None or not listing.is_open:
        return
    people = {
        person.pk: person
        for cut_short in (promises.cut_short, bookings.cut_short, swaps.cut_short)
        for person in cut_short(listing, since)
    }
    for pk in sorted(people):
        notices.tell(
            people[pk],
            BACK,
            by=listing.author,
            path=listing.get_absolute_url(),
            facts={"title": listing.title},
            once=f"{listing.pk} {since.isoformat()}",
        )
