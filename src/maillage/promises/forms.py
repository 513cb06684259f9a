"""Taking a place in the line; the price agreed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.listings.forms.fields import EurosField


class ClaimForm(forms.Form):
    words = forms.CharField(
        label=_("Quelques mots pour la personne"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Par exemple quand vous pourriez venir. Elle seule les lira."),
        error_messages={"max_length": _("500 caractères au plus.")},
    )


class PromiseForm(forms.Form):
    """For a sale, the price on which both agreed; nothing to fill for a gift."""

    price = EurosField(
        label=_("Prix convenu, en euros"), error_messages={"required": _("Dites le prix dont vous êtes convenus.")}
    )

    def __init__(self, *args: Any, is_sale: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_sale:
            del self.fields["price"]
