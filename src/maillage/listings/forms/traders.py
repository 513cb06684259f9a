"""In what capacity an offer is made: as a private person, for a structure of here, or with one’s SIRET.

The code de la consommation (L. 111-7, D. 111-8) asks a site on which private people and professionals meet to say
which each is. Only a structure that the person may speak for is proposed, and only once a second factor was used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siret

from maillage.listings.actions import Trader
from maillage.listings.models import Listing, Seller
from maillage.organisations.models import Organisation
from maillage.platform.forms import Choice

PRIVATE, BY_SIRET, AS_BEFORE = Seller.PRIVATE.value, "siret", "as-before"

Known = Mapping[str, Trader]


class SellerField(forms.ChoiceField):
    """A private person unless told."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Vous proposez en tant que"),
            widget=forms.RadioSelect,
            initial=PRIVATE,
            error_messages={"invalid_choice": gettext_lazy("Choisissez dans la liste.")},
        )

    def clean(self, value: Any) -> Any:
        return super().clean(value or PRIVATE)


class SiretField(forms.CharField):
    """A SIRET as people type it, cleaned to its 14 digits, checked by its key."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Numéro SIRET"),
            required=False,
            max_length=20,
            help_text=gettext_lazy("14 chiffres. Il se lira sur votre annonce."),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={"max_length": gettext_lazy("Un numéro SIRET a 14 chiffres.")},
        )

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return siret.validate(typed)
        except WrongNumber:
            raise forms.ValidationError(
                _("Ce numéro SIRET n’existe pas : vérifiez ses 14 chiffres, ou choisissez « Particulier ».")
            ) from None


def known(structures: Sequence[Organisation], listing: Listing | None) -> Known:
    """The professionals that somebody may speak for, by the value of their choice; of a listing, the one it names."""
    found = {str(each.pk): Trader(each.name, each.siret) for each in structures}
    if listing is not None and listing.trade_name:
        found[AS_BEFORE] = Trader(listing.trade_name, listing.siret)
    return found


def choices(traders: Known) -> list[tuple[str, str]]:
    """A private person first."""
    private = Choice(
        _("Particulier"), _("Vous vous séparez de vos affaires, ou rendez service, en dehors de tout métier.")
    )
    by_siret = Choice(
        _("Professionnel"),
        _("C’est votre métier, ou un revenu régulier. Donnez votre SIRET : les droits des consommateurs s’appliquent."),
    )
    named = [
        (value, Choice(_("Professionnel : %(name)s") % {"name": each.trade_name}, _("Au nom de cette structure.")))
        for value, each in traders.items()
    ]
    return [(PRIVATE, private), *named, (BY_SIRET, by_siret)]


def chosen(value: str, number: str, traders: Known) -> Trader | None:
    """Who offers it; None for a private person."""
    return Trader(siret=number) if value == BY_SIRET else traders.get(value)


def said_in(listing: Listing) -> dict[str, Any]:
    """What the form shows of a listing already there."""
    if not listing.is_professional:
        return {"seller": PRIVATE}
    if listing.trade_name:
        return {"seller": AS_BEFORE}
    return {"seller": BY_SIRET, "siret": listing.siret}
