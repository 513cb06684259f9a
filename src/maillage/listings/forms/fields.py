"""Fields that several forms share."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.listings import places
from maillage.listings.actions import PublicPlace
from maillage.platform import clock, wording
from maillage.platform.forms import Choice

LARGEST_PRICE_CENTS = 10_000_000  # 100,000 €: beyond, a figure is a slip of the finger
FURTHEST_DAY = timedelta(days=365)
PRICE = re.compile(r"(-?)(\d{1,9})(?:[.,](\d{1,2}))?", re.ASCII)


class EurosField(forms.CharField):
    """An amount as people type it ("8", "9,80 €", "1 200"), cleaned to whole cents, above zero."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "nothing": gettext_lazy("Un prix est plus grand que zéro. Pour donner, choisissez le don."),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 20})
        super().__init__(**{"widget": widget, "max_length": 20, **options})

    def clean(self, value: Any) -> Any:
        typed = re.sub(r"[\s\u00a0\u202f€]", "", super().clean(value) or "")
        if not typed:
            return None
        match = PRICE.fullmatch(typed)
        if match is None:
            raise forms.ValidationError(_("Écrivez un montant en euros, par exemple 9,80."))
        sign, whole, part = match.groups()
        cents = int(whole) * 100 + int((part or "0").ljust(2, "0"))
        if sign or not cents:
            raise forms.ValidationError(self.error_messages["nothing"])
        if cents > LARGEST_PRICE_CENTS:
            raise forms.ValidationError(_("Ce prix est trop grand : 100 000 € au plus."))
        return cents

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100},{value % 100:02d}".removesuffix(",00") if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day from today to a year from now."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        messages = {"invalid": gettext_lazy("Écrivez un jour, par exemple 28/11/2026.")}
        # As France writes it, whatever the language: in English, Django would read the month first.
        formats = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"]
        super().__init__(**{"widget": widget, "error_messages": messages, "input_formats": formats, **options})

    def clean(self, value: Any) -> Any:
        day: date | None = super().clean(value)
        if day is None:
            return None
        if day < clock.today():
            raise forms.ValidationError(
                _("Ce jour est passé. Choisissez à partir du %(day)s.") % {"day": wording.day(clock.today())}
            )
        if day > clock.today() + FURTHEST_DAY:
            raise forms.ValidationError(_("Ce jour est trop loin : choisissez-le dans l’année qui vient."))
        return day


class PlaceField(forms.ChoiceField):
    """Near home (cleaned to None) or a public place that this site found (cleaned to a PublicPlace)."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Où ?"), widget=forms.RadioSelect, required=True, initial=places.HOME,
            error_messages={"required": gettext_lazy("Choisissez un lieu.")},
        )  # fmt: skip

    def propose(self, known: list[PublicPlace]) -> None:
        self.choices = places.choices(known)

    def clean(self, value: Any) -> Any:
        typed = self.to_python(value)
        self.validate_given(typed)
        try:
            return places.from_token(typed)
        except (signing.BadSignature, TypeError, ValueError):
            raise forms.ValidationError(_("Choisissez un lieu de la liste, ou cherchez-en un autre.")) from None

    def validate_given(self, value: str) -> None:
        if not value:
            raise forms.ValidationError(self.error_messages["required"])


def audience_choices(neighbours: str, commune: str) -> list[tuple[str, str]]:
    """Each audience with its consequence."""
    return [
        ("neighbours", Choice(_("Les voisins proches"), neighbours)),
        ("commune", Choice(_("Toute la commune"), commune)),
        (
            "public",
            Choice(_("Tout le monde, sans compte"), _("Visible sur internet, sous votre prénom seulement.")),
        ),
    ]
