"""When a listing may be had, as its author says it: a week, days off, how long, how many, for how much."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.bookings import prices
from maillage.bookings.availability import Rules
from maillage.bookings.models import LONGEST_QUANTITY, Unit
from maillage.bookings.periods import count_words
from maillage.bookings.terms import Opening, Terms
from maillage.listings.forms.fields import DayField, EurosField
from maillage.listings.models import Listing, Mode, PriceUnit
from maillage.organisations import week
from maillage.platform import wording
from maillage.platform.forms import Choice

LEADS = (0, 2, 12, 24, 48, 72, 168)
LONGEST_DAYS = (1, 2, 3, 5, 7, 14, 21, 30, 60, 90)
LONGEST_HOURS = (1, 2, 3, 4, 6, 8, 12, 24)
MOST_DAYS_OFF = 12
SPARE_DAYS_OFF = 2
WEEKDAYS = (
    gettext_lazy("Lundi"),
    gettext_lazy("Mardi"),
    gettext_lazy("Mercredi"),
    gettext_lazy("Jeudi"),
    gettext_lazy("Vendredi"),
    gettext_lazy("Samedi"),
    gettext_lazy("Dimanche"),
)


class AvailabilityForm(forms.Form):
    unit = forms.ChoiceField(
        label=gettext_lazy("On réserve"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez comment on réserve.")},
    )
    longest_days = forms.TypedChoiceField(label=gettext_lazy("Au plus longtemps"), coerce=int)
    longest_hours = forms.TypedChoiceField(label=gettext_lazy("Au plus longtemps"), coerce=int)
    lead_hours = forms.TypedChoiceField(label=gettext_lazy("Prévenir à l’avance"), coerce=int)
    quantity = forms.IntegerField(
        label=gettext_lazy("Combien en avez-vous à prêter ?"),
        min_value=1,
        max_value=LONGEST_QUANTITY,
        help_text=gettext_lazy("Deux tréteaux semblables peuvent aller à deux personnes à la fois."),
        error_messages={
            "required": gettext_lazy("Écrivez un nombre, au moins 1."),
            "invalid": gettext_lazy("Écrivez un nombre entier, par exemple 2."),
            "min_value": gettext_lazy("Il en faut au moins un."),
            "max_value": gettext_lazy("50 au plus."),
        },
    )

    def __init__(self, said: QueryDict | None, *, listing: Listing, rules: Rules) -> None:
        super().__init__(said, initial=_shown(rules))
        self.listing = listing
        choices = {
            "unit": [
                ("day", Choice(_("À la journée"), _("Du matin au soir, un ou plusieurs jours."))),
                ("hour", Choice(_("À l’heure"), _("Quelques heures d’un même jour."))),
            ],
            "longest_days": [(days, count_words(days, Unit.DAY)) for days in LONGEST_DAYS],
            "longest_hours": [(hours, count_words(hours, Unit.HOUR)) for hours in LONGEST_HOURS],
            "lead_hours": [(hours, _lead_words(hours)) for hours in LEADS],
        }
        for name, known in choices.items():
            self.fields[name].choices = known  # type: ignore[attr-defined]
        if listing.mode == Mode.SERVICE:
            self.fields["quantity"].label = _("Combien de personnes à la fois ?")
            self.fields["quantity"].help_text = ""
        self._add_week()
        self._add_days_off(len(rules.days_off))
        self._add_rates()

    def _add_week(self) -> None:
        for name, label in zip(week.DAYS, WEEKDAYS, strict=True):
            widget = forms.TextInput(attrs={"placeholder": _("fermé")})
            self.fields[f"day_{name}"] = forms.CharField(
                label=label, required=False, max_length=week.LONGEST, widget=widget
            )

    def _add_days_off(self, said: int) -> None:
        self.off_count = min(said + SPARE_DAYS_OFF, MOST_DAYS_OFF)
        for number in range(self.off_count):
            self.fields[f"off_{number}_from"] = DayField(label=_("Du"), required=False)
            self.fields[f"off_{number}_to"] = DayField(label=_("Au (compris)"), required=False)

    def _add_rates(self) -> None:
        if not prices.is_priced(self.listing):
            return
        computed = prices.computed(self.listing)
        for unit in PriceUnit:
            if unit != self.listing.price_unit:
                self.fields[f"rate_{unit.value}"] = EurosField(
                    label=prices.count_words(unit, 1),
                    required=False,
                    help_text=_("Calculé : %(price)s.") % {"price": wording.euros(computed.of(unit))},
                )

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("unit", "longest_days", "longest_hours", "lead_hours", "quantity")]

    @property
    def week_fields(self) -> list[forms.BoundField]:
        return [self[f"day_{name}"] for name in week.DAYS]

    @property
    def off_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"off_{number}_from"], self[f"off_{number}_to"]) for number in range(self.off_count)]

    @property
    def has_week(self) -> bool:
        return any(field.value() for field in self.week_fields)

    @property
    def has_days_off(self) -> bool:
        return any(first.value() for first, _last in self.off_fields)

    @property
    def rate_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("rate_")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["openings"] = self._openings(cleaned)
        cleaned["days_off"] = self._days_off(cleaned)
        return cleaned

    def _openings(self, cleaned: dict[str, Any]) -> list[Opening]:
        found: list[Opening] = []
        for weekday, name in enumerate(week.DAYS):
            try:
                spans = week.read_day(cleaned.get(f"day_{name}", ""))
            except week.BadDay as refused:
                self.add_error(f"day_{name}", str(refused))
                continue
            for starts, ends in spans:
                if ends < starts and ends != 0:
                    self.add_error(f"day_{name}", _("Finissez à minuit au plus tard : la suite est du jour suivant."))
                else:
                    found.append((weekday, _time(starts), _time(ends)))
        return found

    def _days_off(self, cleaned: dict[str, Any]) -> list[tuple[date, date]]:
        found = []
        for number in range(self.off_count):
            first, last = cleaned.get(f"off_{number}_from"), cleaned.get(f"off_{number}_to")
            if first is None and last is None:
                continue
            if first is None:
                self.add_error(f"off_{number}_from", _("Dites le premier jour."))
            elif last is not None and last < first:
                self.add_error(f"off_{number}_to", _("Le dernier jour est avant le premier. Inversez-les."))
            else:
                found.append((first, last or first))
        return found

    def terms(self) -> Terms:
        """What was said, once valid."""
        said = self.cleaned_data
        unit = Unit(said["unit"])
        longest = said["longest_days"] * 24 if unit == Unit.DAY else said["longest_hours"]
        rates = {unit: said[f"rate_{unit.value}"] for unit in PriceUnit if said.get(f"rate_{unit.value}")}
        return Terms(
            unit=unit,
            quantity=said["quantity"],
            lead_hours=said["lead_hours"],
            longest_hours=longest,
            openings=said["openings"],
            days_off=said["days_off"],
            rates=rates,
        )


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _lead_words(hours: int) -> str:
    if not hours:
        return _("au dernier moment")
    if hours % 24:
        return ngettext("%(number)s heure avant", "%(number)s heures avant", hours) % {"number": hours}
    days = hours // 24
    return ngettext("%(number)s jour avant", "%(number)s jours avant", days) % {"number": days}


def _shown(rules: Rules) -> dict[str, Any]:
    """What stands, in the fields of the form."""
    said = rules.availability
    by_day = said.unit == Unit.DAY
    shown: dict[str, Any] = {
        "unit": said.unit,
        "quantity": said.quantity,
        "lead_hours": _nearest(LEADS, said.lead_hours),
        "longest_days": _nearest(LONGEST_DAYS, said.longest_hours // 24) if by_day else 7,
        "longest_hours": 4 if by_day else _nearest(LONGEST_HOURS, said.longest_hours),
    }
    for weekday, name in enumerate(week.DAYS):
        spans = [hours for hours in rules.open_hours if hours.weekday == weekday]
        shown[f"day_{name}"] = ", ".join(_span(hours.opens, hours.closes) for hours in spans)
    for number, off in enumerate(rules.days_off[:MOST_DAYS_OFF]):
        shown |= {f"off_{number}_from": off.first_day, f"off_{number}_to": off.last_day}
    for unit in PriceUnit:
        shown[f"rate_{unit.value}"] = getattr(said, f"{unit.value}_cents")
    return shown


def _nearest(known: tuple[int, ...], said: int) -> int:
    return min(known, key=lambda each: abs(each - said))


def _span(opens: time, closes: time) -> str:
    """ "9 h - 12 h 30"."""
    return f"{_typed(opens)} - {_typed(closes, ends=True)}"


def _typed(at: time, *, ends: bool = False) -> str:
    hour = 24 if ends and at == time.min else at.hour
    return f"{hour} h {at.minute:02}" if at.minute else f"{hour} h"
