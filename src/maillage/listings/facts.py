"""What a page says of a listing, by its mode: short lines, a name and a value."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from stdnum.fr import siret

from maillage.listings.forms.asking import WAYS
from maillage.listings.models import Listing, Mode
from maillage.platform import wording


class Fact(NamedTuple):
    name: str
    value: str


def of(listing: Listing, author_name: str) -> list[Fact]:
    """Only what was said: nothing is shown empty. `author_name` is the author's in the words this reader may read."""
    facts = _of_request(listing) if listing.is_request else _of_offer(listing)
    place = listing.place_name or _("chez %(name)s, adresse donnée après accord") % {"name": author_name}
    facts.append(Fact(_("Lieu") if listing.is_request else _("Remise"), place))
    if listing.is_open:
        facts.append(
            Fact(_("En ligne"), _("jusqu’au %(day)s") % {"day": wording.weekday(localdate(listing.expires_at))})
        )
    return facts


def _of_request(listing: Listing) -> list[Fact]:
    facts = []
    if listing.wanted_on:
        facts.append(Fact(_("Pour"), _("le %(day)s") % {"day": wording.weekday(listing.wanted_on)}))
    words = dict(WAYS)
    ways = [str(words[mode]) for mode in listing.modes]
    facts.append(Fact(_("Ce qui irait"), " · ".join(ways)))
    return facts


def _of_offer(listing: Listing) -> list[Fact]:
    facts = [Fact(_("Proposé par"), _seller(listing))]
    if listing.price:
        facts.append(Fact(_("Prix"), listing.price))
    elif listing.mode == Mode.SERVICE:
        facts.append(Fact(_("Prix"), _("gratuit")))
    if listing.in_return:
        facts.append(Fact(_("En échange"), listing.in_return))
    if listing.deposit:
        facts.append(Fact(_("Caution"), listing.deposit))
    return facts


def _seller(listing: Listing) -> str:
    """In what capacity, as the law asks to say of each offer."""
    if not listing.is_professional:
        return _("un particulier")
    named = listing.trade_name or _("professionnel")
    return f"{named} ({_('SIRET')} {siret.format(listing.siret)})" if listing.siret else named
