"""A request, in two steps: what; then when, how, how far and who reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.feed.models import Audience
from maillage.listings import reach
from maillage.listings.actions import Content
from maillage.listings.forms.fields import DayField
from maillage.listings.forms.listing import ListingForm, WhatForm, said_in
from maillage.listings.models import Listing, Mode

__all__ = ["AskForm", "WhatForm", "initial_of"]

# How the asker would have it, in the asker's own words.
WAYS = (
    (Mode.LOAN, gettext_lazy("On me le prête")),
    (Mode.GIFT, gettext_lazy("On me le donne")),
    (Mode.SERVICE, gettext_lazy("Quelqu’un vient m’aider")),
    (Mode.SWAP, gettext_lazy("Je propose un échange")),
    (Mode.RENTAL, gettext_lazy("Je le loue")),
    (Mode.SALE, gettext_lazy("Je l’achète")),
)


class AskForm(ListingForm):
    wanted_on = DayField(
        label=gettext_lazy("Pour quel jour ?"),
        required=False,
        help_text=gettext_lazy("Laissez vide si vous n’êtes pas pressé : la demande reste alors deux semaines."),
    )
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("De quelle façon ?"),
        choices=[(mode.value, label) for mode, label in WAYS],
        initial=[Mode.LOAN.value],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choisissez au moins une façon."),
            "invalid_choice": gettext_lazy("Choisissez parmi les façons de la liste."),
        },
    )
    reach_step = forms.TypedChoiceField(
        label=gettext_lazy("Jusqu’où ?"),
        coerce=int,
        help_text=gettext_lazy(
            "Seulement si vous choisissez « Les voisins proches ». Plus vous allez loin, plus de monde vous lit."
        ),
        error_messages={"invalid_choice": gettext_lazy("Choisissez une distance de la liste.")},
    )

    field_order = (
        "title",
        "category",
        "wanted_on",
        "ways",
        "audience",
        "reach_step",
        "text",
        "photos",
        "place",
        "place_search",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Un détail utile ?")
        self.fields["text"].widget.attrs["rows"] = 3
        self.fields["audience"].label = _("Qui peut lire votre demande ?")
        self.fields["reach_step"].initial = self.horizon.step
        offered = self.reach.telling(self["reach_step"].value())
        self.fields["reach_step"].choices = [(step, self._step(step, people)) for step, people in offered]  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["reach_step"].widget = forms.HiddenInput()

    def content(self) -> Content:
        """What was said, once valid."""
        said = self.cleaned_data
        audience = Audience(said["audience"])
        first, *others = [mode for mode, _label in WAYS if mode.value in said["ways"]]
        return Content(
            mode=first,
            other_modes=tuple(others),
            category=said["category"],
            title=said["title"],
            text=said["text"],
            wanted_on=said["wanted_on"],
            audience=audience,
            reach_step=said["reach_step"] if audience == Audience.NEIGHBOURS else None,
            place=said["place"],
            photos=said["photos"],
        )

    def _step(self, step: int, people: int) -> str:
        return _("%(distance)s : %(people)s") % {
            "distance": reach.step_words(step).capitalize(),
            "people": reach.people_words(people),
        }


def initial_of(listing: Listing) -> dict[str, Any]:
    """What the form of a request shows of one already there."""
    return said_in(listing) | {
        "wanted_on": listing.wanted_on,
        "ways": [mode.value for mode in listing.modes],
        "reach_step": listing.reach_step,
    }
