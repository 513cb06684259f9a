"""The two sides of a swap, and what is handed over besides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.listings.forms.fields import EurosField
from maillage.listings.models import Listing, Mode
from maillage.platform import wording
from maillage.platform.forms import Choice
from maillage.residents.models import Resident
from maillage.swaps.actions import MOST_A_SIDE, Terms
from maillage.swaps.models import LARGEST_BALANCE_CENTS

NOBODY, ME, THEM = "personne", "moi", "autre"


class SideField(forms.TypedMultipleChoiceField):
    """Some of a person's offers."""

    def __init__(self) -> None:
        super().__init__(
            coerce=UUID, widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": gettext_lazy("Choisissez au moins une annonce."),
                "invalid_choice": gettext_lazy("Une des annonces choisies n’est plus en ligne. Choisissez à nouveau."),
            },
        )  # fmt: skip

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MOST_A_SIDE:
            raise forms.ValidationError(_("%(most)s annonces au plus.") % {"most": MOST_A_SIDE})

    def propose(self, offers: Sequence[Listing]) -> None:
        """What is for swapping comes first; of a garage full of loans it would be the last."""
        swaps_first = sorted(offers, key=lambda offer: offer.mode != Mode.SWAP)
        self.choices = [(str(offer.pk), Choice(offer.title, _detail(offer))) for offer in swaps_first]


class SwapForm(forms.Form):
    yours = SideField()
    mine = SideField()
    pays = forms.ChoiceField(
        label=gettext_lazy("Un complément, de la main à la main ?"), widget=forms.RadioSelect, initial=NOBODY
    )
    amount = EurosField(
        label=gettext_lazy("Montant du complément, en euros"),
        required=False,
        error_messages={
            "nothing": gettext_lazy("Un complément est plus grand que zéro ; sinon, choisissez « aucun ».")
        },
    )
    words = forms.CharField(
        label=gettext_lazy("Quelques mots"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Par exemple quand et où échanger."),
        error_messages={"max_length": gettext_lazy("500 caractères au plus.")},
    )

    def __init__(
        self, *args: Any, other: Resident, mine: Sequence[Listing], yours: Sequence[Listing], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        sides = {"mine": mine, "yours": yours}
        for name, offers in sides.items():
            field = self.fields[name]
            assert isinstance(field, SideField)
            field.propose(offers)
        self.fields["yours"].label = _("Ce que donne %(who)s") % {"who": other}
        self.fields["mine"].label = _("Ce que vous donnez")
        self.fields["pays"].choices = [  # type: ignore[attr-defined]
            (NOBODY, _("Aucun")),
            (ME, _("Je remets une somme")),
            (THEM, _("%(who)s me remet une somme") % {"who": other}),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        amount, pays = cleaned.get("amount"), cleaned.get("pays")
        if pays in (ME, THEM) and not amount and "amount" not in self.errors:
            self.add_error("amount", _("Dites le montant du complément."))
        if pays == NOBODY and amount:
            self.add_error("pays", _("Vous avez écrit un montant : dites qui le remet."))
        if amount and amount > LARGEST_BALANCE_CENTS:
            most = wording.euros(LARGEST_BALANCE_CENTS)
            self.add_error(
                "amount", _("Le complément est de %(most)s au plus : au-delà, c’est plutôt une vente.") % {"most": most}
            )
        return cleaned

    def terms(self) -> Terms:
        """What was said, once the form is valid."""
        sign = {NOBODY: 0, ME: 1, THEM: -1}[self.cleaned_data["pays"]]
        return Terms(
            mine=self.cleaned_data["mine"],
            yours=self.cleaned_data["yours"],
            balance_cents=sign * (self.cleaned_data["amount"] or 0),
            words=self.cleaned_data["words"].strip(),
        )


def _detail(offer: Listing) -> str:
    """Which of several alike: its kind, its price or what is wanted in return."""
    wanted = offer.price or (_("contre : %(what)s") % {"what": offer.in_return} if offer.in_return else "")
    return " · ".join(part for part in (offer.kind_label, wanted) if part)
