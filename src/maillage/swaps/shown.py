"""What pages say of a swap, to one of its two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.listings import holds
from maillage.listings.models import Listing, Mode
from maillage.residents.models import Resident
from maillage.swaps import actions, queries
from maillage.swaps.models import Side, State, Swap


@dataclass(frozen=True)
class Version:
    """A proposal as one of its two people reads it: what they give, what they get."""

    swap: Swap
    by_words: str
    given: list[Listing]
    got: list[Listing]
    balance: str


def version(swap: Swap, reader: Resident) -> Version:
    """Costs no query for a swap fetched `with_all`."""
    mine = swap.side_of(reader)
    by_me = mine == Side.PROPOSER
    by_words = _("Vous proposez") if by_me else _("%(who)s propose") % {"who": swap.proposer}
    items = list(swap.items.all())
    return Version(
        swap,
        by_words,
        [item.listing for item in items if item.side == mine],
        [item.listing for item in items if item.side != mine],
        actions.balance_words(swap, reader),
    )


def sentence(swap: Swap, reader: Resident) -> str:
    """Where it stands, and what comes next."""
    other, is_mine = swap.other_than(reader), swap.side_of(reader) == Side.PROPOSER
    match swap.state:
        case State.PROPOSED:
            if is_mine:
                return _("%(who)s n’a pas encore répondu.") % {"who": other}
            return _("%(who)s vous propose ce troc : à vous de répondre.") % {"who": other}
        case State.ACCEPTED:
            return _accepted(swap, reader, str(other))
        case State.DONE:
            return _("Le troc est fait. Merci à vous deux.")
        case State.DECLINED:
            return _("Vous l’avez décliné.") if not is_mine else _("%(who)s l’a décliné.") % {"who": other}
        case State.COUNTERED:
            return _("Une autre proposition l’a remplacé.")
        case State.BROKEN:
            return _("Ce troc ne tient plus : chaque annonce est libérée.")
    return _("Cette proposition n’a plus cours.")


def _accepted(swap: Swap, reader: Resident, name: str) -> str:
    if swap.done_at_of(reader):
        return _("Vous avez dit que c’est fait. Il reste à %(who)s de le confirmer.") % {"who": name}
    if swap.proposer_done_at or swap.other_done_at:
        return _("%(who)s dit que c’est fait : confirmez-le.") % {"who": name}
    return _("C’est conclu : tout est promis. Convenez du moment dans vos messages.")


def not_free(swap: Swap) -> list[Listing]:
    """Of a proposal, what can no longer be promised."""
    return [item.listing for item in swap.items.all() if not holds.is_free(item.listing)] if swap.is_proposed else []


def on_swap_listing(listing: Listing, viewer: Resident | None) -> Mapping[str, object] | None:
    """For a listing to swap, the one thing to do: propose."""
    return {} if listing.mode == Mode.SWAP and _may_propose(listing, viewer) else None


def on_listing(listing: Listing, viewer: Resident | None) -> Mapping[str, object] | None:
    """For any other offer, the way to propose a swap; for its owner, the proposals that wait."""
    if viewer is not None and viewer.pk == listing.author_id and not listing.is_request:
        count = queries.proposals_on(viewer, listing)
        return {"count": count} if count else None
    return {} if listing.mode != Mode.SWAP and _may_propose(listing, viewer) else None


def _may_propose(listing: Listing, viewer: Resident | None) -> bool:
    is_another = viewer is not None and viewer.is_settled and viewer.pk != listing.author_id
    return is_another and not listing.is_request and holds.is_free(listing)
