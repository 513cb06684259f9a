"""What people fill in about bookings: a period, another proposal, a few words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from maillage.bookings import periods
from maillage.bookings.actions import LONGEST_WORDS
from maillage.bookings.models import Booking, Unit
from maillage.bookings.refusals import BadPeriod
from maillage.listings.forms.fields import DayField, EurosField

WHEN = ("du", "jour", "de", "au", "a")
TYPED_HOUR = {"invalid": _("Écrivez une heure, par exemple 14:30.")}


class HourField(forms.TimeField):
    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M")
        formats = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H h %M", "%H h"]
        super().__init__(**{"widget": widget, "input_formats": formats, "error_messages": TYPED_HOUR, **options})


class PeriodForm(forms.Form):
    """A period, by days or by hours; cleaned to `period`."""

    du = DayField(label=_("Du"))
    au = DayField(label=_("Au (compris)"))
    jour = DayField(label=_("Jour"))
    de = HourField(label=_("De"))
    a = HourField(label=_("À"))
    words = forms.CharField(
        label=_("Quelques mots"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Pour quoi faire, à quelle heure vous passeriez…"),
        error_messages={"max_length": _("C’est un peu long : 1 000 caractères au plus.")},
    )

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        for name in ("jour", "de", "a") if unit == Unit.DAY else ("du",):
            del self.fields[name]
        for name in ("du", "jour"):
            if name in self.fields:
                self.fields[name].error_messages["required"] = str(_("Choisissez un jour."))
        self.fields["au"].required = False
        self.fields["au"].help_text = _("Laissez vide pour un seul jour.")
        if unit == Unit.HOUR:
            self.fields["au"].label = _("Jusqu’au")
            self.order_fields(("jour", "de", "au", "a"))
        for name in ("de", "a"):
            if name in self.fields:
                self.fields[name].error_messages["required"] = str(_("Écrivez une heure."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["period"] = self._period(cleaned)
            except BadPeriod as refused:
                self.add_error("au" if self.unit == Unit.DAY else "a", str(refused))
        return cleaned

    def _period(self, cleaned: dict[str, Any]) -> DateTimeTZRange:
        if self.unit == Unit.DAY:
            return periods.of_days(cleaned["du"], cleaned["au"] or cleaned["du"])
        return periods.of_hours(cleaned["jour"], cleaned["de"], cleaned["a"], cleaned["au"])

    def said(self) -> dict[str, str]:
        """What the fields of dates hold, typed or followed from a link."""
        return {name: str(self[name].value() or "") for name in WHEN if name in self.fields}

    def chosen(self) -> DateTimeTZRange | None:
        """The period that the fields hold, where they hold one, without a complaint where they do not."""
        again = PeriodForm(self.said(), unit=self.unit)
        return again.cleaned_data.get("period") if again.is_valid() else None

    def first_day(self) -> date | None:
        """The first day chosen, were it the only thing said so far."""
        said = self.said()
        try:
            return date.fromisoformat(said.get("du") or said.get("jour") or "")
        except ValueError:
            return None


class CounterForm(PeriodForm):
    """Another proposal: another period, and another price where there is one."""

    price = EurosField(
        label=_("Prix, en euros"),
        required=False,
        help_text=_("Pour toute la durée. Laissez vide pour le prix calculé."),
    )

    field_order = ("du", "jour", "de", "au", "a", "price", "words")

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, unit=booking.unit, **kwargs)
        if booking.price_cents is None:
            del self.fields["price"]


def initial_of(booking: Booking) -> dict[str, Any]:
    """What the form of another proposal shows of the one that stands."""
    return {**typed(booking.period, booking.unit), "price": booking.price_cents}


def typed(period: DateTimeTZRange, unit: str) -> dict[str, str]:
    """A period, as one types it in the fields of its form."""
    if unit == Unit.DAY:
        return {"du": str(periods.first_day(period)), "au": str(periods.last_day(period))}
    first, upper = periods.first_day(period), localtime(period.upper)
    return {
        "jour": str(first),
        "de": f"{localtime(period.lower):%H:%M}",
        "au": "" if periods.last_day(period) == first else str(upper.date()),
        "a": f"{upper:%H:%M}",
    }


class WordsForm(forms.Form):
    """What is said with a refusal or a cancellation."""

    words = forms.CharField(required=False, max_length=LONGEST_WORDS)
