"""Filters that every page may use (loaded as built-ins): what a form field is, how to say a time or a sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput
from django.forms.widgets import ChoiceWidget, Select
from lucide.templatetags.lucide import lucide

from maillage.platform import wording

register = template.Library()

# Drawn once: an icon takes as long as the rest of a line of navigation, and the templates name a few dozens.
register.simple_tag(cache(lucide), name="lucide")


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, in words: "il y a 12 min", "hier", "le 3 novembre"."""
    return wording.ago(moment)


@register.filter
def day(when: date) -> str:
    """{{ when|day }}: "1er novembre"."""
    return wording.day(when)


@register.filter
def at_place(name: object) -> str:
    """ "à Dinan", "au Havre" in French, "in Dinan" in English."""
    return wording.at_place(str(name))


@register.filter
def of_place(name: object) -> str:
    """ "de Dinan", "du Havre" in French, "of Dinan" in English."""
    return wording.of_place(str(name))


@register.filter
def clock_time(moment: datetime | time) -> str:
    """ "7 h 40" in French, "7:40 am" in English."""
    return wording.clock_time(moment)


@register.filter
def euros(cents: int) -> str:
    """ "9,80 €" for 980."""
    return wording.euros(cents)


@register.filter
def number(value: int) -> str:
    """ "1 080", with a space that does not break."""
    return wording.number(value)


@register.filter
def control(field: BoundField) -> str:
    """What a field is shown as: "choices" (radio buttons, check boxes), "check" (one box), "file", or "input"."""
    widget = field.field.widget
    if isinstance(widget, ChoiceWidget) and not isinstance(widget, Select):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "file" if isinstance(widget, FileInput) else "input"


@register.filter
def explains_choices(field: BoundField) -> bool:
    """Whether a choice of the field carries a line of explanation (`forms.Choice`)."""
    return any(getattr(option.choice_label, "help", "") for option in field)


@dataclass(frozen=True)
class Mistake:
    """A line of the summary on top of a form."""

    sentence: str
    label: str = ""
    anchor: str = ""


@register.filter
def mistakes(form: BaseForm) -> list[Mistake]:
    """Everything that is wrong in a form, in the order of its fields; what concerns it as a whole comes first."""
    found = []
    for name, sentences in sorted(form.errors.items(), key=lambda error: error[0] != NON_FIELD_ERRORS):
        for sentence in sentences:
            if name in form.fields and not form[name].is_hidden:
                found.append(Mistake(str(sentence), str(form[name].label), form[name].auto_id))
            else:
                found.append(Mistake(str(sentence)))
    return found
