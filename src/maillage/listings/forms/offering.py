"""An offer: a form for each mode, with only the fields it needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.feed.models import Audience
from maillage.listings.actions import OFFER_LIFE, Content
from maillage.listings.forms import traders
from maillage.listings.forms.fields import EurosField
from maillage.listings.forms.listing import ListingForm, said_in
from maillage.listings.forms.traders import BY_SIRET, SellerField, SiretField
from maillage.listings.models import Listing, Mode, PriceUnit
from maillage.organisations.models import Organisation
from maillage.platform import clock

FIELDS_OF: dict[Mode, tuple[str, ...]] = {
    Mode.GIFT: (),
    Mode.LOAN: ("deposit",),
    Mode.RENTAL: ("price", "price_unit", "deposit"),
    Mode.SALE: ("price",),
    Mode.SWAP: ("in_return",),
    Mode.SERVICE: ("price",),
}
OWN_FIELDS = frozenset(name for names in FIELDS_OF.values() for name in names)
LIVES = (14, 30, 60, 90)


class OfferForm(ListingForm):
    """What is offered, in the fields of its mode."""

    price = EurosField(
        label=gettext_lazy("Prix, en euros"), error_messages={"required": gettext_lazy("Dites le prix.")}
    )
    price_unit = forms.ChoiceField(
        label=gettext_lazy("Pour"),
        choices=PriceUnit.choices,
        initial=PriceUnit.DAY,
        error_messages={"invalid_choice": gettext_lazy("Choisissez une durée de la liste.")},
    )
    deposit = forms.CharField(
        label=gettext_lazy("Caution"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Par exemple « aucune », « un chèque de 50 € non encaissé »."),
        error_messages={"max_length": gettext_lazy("120 caractères au plus.")},
    )
    in_return = forms.CharField(
        label=gettext_lazy("Ce que vous prendriez en échange"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Dites ce que vous prendriez en échange."),
            "max_length": gettext_lazy("200 caractères au plus."),
        },
    )
    lasts = forms.TypedChoiceField(
        label=gettext_lazy("En ligne pendant"),
        coerce=int,
        initial=OFFER_LIFE.days,
        help_text=gettext_lazy("Ensuite l’annonce quitte les listes ; vous pourrez la prolonger d’un clic."),
        error_messages={"invalid_choice": gettext_lazy("Choisissez une durée de la liste.")},
    )

    seller = SellerField()
    siret = SiretField()

    field_order = (
        *("title", "category", "text", "price", "price_unit", "deposit", "in_return"),
        *("photos", "place", "place_search", "audience", "lasts", "seller", "siret"),
    )

    def __init__(
        self,
        *args: Any,
        mode: Mode,
        structures: Sequence[Organisation] = (),
        listing: Listing | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mode = mode
        self.traders = traders.known(structures, listing)
        self.fields["seller"].choices = traders.choices(self.traders)  # type: ignore[attr-defined]
        for name in OWN_FIELDS - set(FIELDS_OF[mode]):
            del self.fields[name]
        self.fields["lasts"].choices = [(days, _("%(days)s jours") % {"days": days}) for days in LIVES]  # type: ignore[attr-defined]
        if mode == Mode.RENTAL:
            self.fields["price_unit"].help_text = _(
                "Les prix des autres durées s’en déduisent ; vous pourrez les changer avec vos disponibilités."
            )
        if mode == Mode.SERVICE:
            self.fields["price"].required = False
            self.fields["price"].label = _("Prix d’une heure, en euros")
            self.fields["price"].help_text = _("Laissez vide si c’est un coup de main gratuit.")
            self.fields["price"].error_messages["nothing"] = _("Laissez vide si c’est gratuit, ou écrivez un prix.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("seller") == BY_SIRET and "siret" in cleaned and not cleaned["siret"]:
            self.add_error("siret", _("Donnez votre numéro SIRET : 14 chiffres. Ou choisissez « Particulier »."))
        return cleaned

    def content(self) -> Content:
        """What was said, once valid."""
        said = self.cleaned_data
        price = said.get("price")
        unit = PriceUnit(said["price_unit"]) if said.get("price_unit") else None
        if self.mode == Mode.SERVICE and price:
            unit = PriceUnit.HOUR
        return Content(
            mode=self.mode,
            category=said["category"],
            title=said["title"],
            text=said["text"],
            price_cents=price,
            price_unit=unit,
            in_return=said.get("in_return", ""),
            deposit=said.get("deposit", ""),
            trader=traders.chosen(said["seller"], said["siret"], self.traders),
            audience=Audience(said["audience"]),
            place=said["place"],
            photos=said["photos"],
            lasts=timedelta(days=said["lasts"]),
        )


def initial_of(listing: Listing) -> dict[str, Any]:
    """What the form of an offer shows of one already there."""
    return (
        said_in(listing)
        | {
            "price": listing.price_cents,
            "price_unit": listing.price_unit,
            "deposit": listing.deposit,
            "in_return": listing.in_return,
            "lasts": _life_left(listing),
        }
        | traders.said_in(listing)
    )


def _life_left(listing: Listing) -> int:
    """The shortest life that takes nothing from what is left: editing must not prolong by itself."""
    left = listing.expires_at - clock.now()
    return next((days for days in LIVES if timedelta(days=days) >= left), LIVES[-1])
