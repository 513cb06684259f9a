"""What a person has under way with others, bookings, promises and swaps together: what waits for them first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.bookings import cards as booked
from maillage.bookings import queries as bookings
from maillage.bookings.models import Booking
from maillage.promises import queries as promises
from maillage.promises import shown as promises_shown
from maillage.promises import tellings
from maillage.promises.models import Claim
from maillage.residents.models import Resident
from maillage.swaps import kinds as swap_kinds
from maillage.swaps import queries as swaps
from maillage.swaps import shown as swaps_shown
from maillage.swaps.models import Swap


@dataclass(frozen=True)
class Row:
    """An exchange, as a card."""

    tag: str
    title: str
    words: str
    url: str
    at: datetime
    waits_for_me: bool
    is_live: bool


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Row]


def of(resident: Resident) -> list[Group]:
    """What waits for this person, what runs, and what ended within three months. A fixed number of queries."""
    claims = promises.of_person(resident)
    mine = [claim for claim in claims if claim.claimant_id == resident.pk]
    on_mine = [claim for claim in claims if claim.claimant_id != resident.pk]
    rows = [
        *(_claimed(claim, resident) for claim in mine),
        *_lines(on_mine, resident),
        *(_swap(swap, resident) for swap in swaps.of_person(resident)),
        *(_booked(booking, resident) for booking in bookings.of_person(resident)),
    ]
    rows.sort(key=lambda row: row.at, reverse=True)
    groups = [
        Group(_("À vous de répondre"), [row for row in rows if row.waits_for_me]),
        Group(_("En cours"), [row for row in rows if row.is_live and not row.waits_for_me]),
        Group(_("Terminés"), [row for row in rows if not row.is_live]),
    ]
    return [group for group in groups if group.rows]


def _claimed(claim: Any, resident: Resident) -> Row:
    """What they claimed; `claim` is annotated with `ahead`."""
    words = (
        promises_shown.number_words((claim.ahead or 0) + 1)
        if claim.is_waiting
        else promises_shown.sentence(claim, resident)
    )
    waits = claim.is_promised and claim.given_at is not None and claim.received_at is None
    return Row(
        str(claim.listing.kind_label), claim.listing.title, words, claim.get_absolute_url(), claim.made_at, waits,
        claim.is_live,
    )  # fmt: skip


def _lines(claims: Iterable[Claim], resident: Resident) -> list[Row]:
    """What others claim of theirs: one row a line, one for each promise and each claim that ended well."""
    rows = []
    by_listing = sorted(claims, key=lambda claim: (claim.listing_id, claim.pk))
    for _pk, group in groupby(by_listing, key=lambda claim: claim.listing_id):
        of_one = list(group)
        rows += [_promised(claim, resident) for claim in of_one if claim.promised_at]
        waiting = [claim for claim in of_one if claim.is_waiting and not claim.claimant.is_suspended]
        if waiting:
            rows.append(_line(waiting))
    return rows


def _promised(claim: Claim, resident: Resident) -> Row:
    waits = claim.is_promised and claim.received_at is not None and claim.given_at is None
    words = promises_shown.sentence(claim, resident)
    return Row(
        str(claim.listing.kind_label), claim.listing.title, words, claim.get_absolute_url(),
        claim.promised_at or claim.made_at, waits, claim.is_live,
    )  # fmt: skip


def _line(waiting: list[Claim]) -> Row:
    listing = waiting[0].listing
    count = len(waiting)
    words = ngettext("%(who)s attend votre réponse.", "%(who)s et d’autres attendent votre réponse.", count)
    return Row(
        str(listing.kind_label), listing.title, words % {"who": waiting[0].claimant}, tellings.line_path(listing),
        waiting[-1].made_at, listing.is_open, is_live=True,
    )  # fmt: skip


def _booked(booking: Booking, resident: Resident) -> Row:
    line = booked.line(booking, resident)
    words = _("%(who)s, %(period)s. %(where)s.") % {"who": line.who, "period": line.period, "where": line.standing}
    return Row(
        str(booking.get_mode_display()), line.title, words, line.url, booking.asked_at, line.awaits_me, booking.is_live
    )


def _swap(swap: Swap, resident: Resident) -> Row:
    version = swaps_shown.version(swap, resident)
    title = _("%(given)s contre %(got)s") % {
        "given": swap_kinds.titles([each.title for each in version.given]),
        "got": swap_kinds.titles([each.title for each in version.got]),
    }
    to_answer = swap.is_proposed and swap.other_id == resident.pk
    to_confirm = (
        swap.is_accepted
        and swap.done_at_of(resident) is None
        and swap.done_at_of(swap.other_than(resident)) is not None
    )
    words = swaps_shown.sentence(swap, resident)
    return Row(_("Troc"), title, words, swap.get_absolute_url(), swap.made_at, to_answer or to_confirm, swap.is_live)
