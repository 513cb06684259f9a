"""The filters of the list: each has its allow-list, and says in a sentence what it does not know."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.listings import categories, reach
from maillage.listings.browsing import Sieve
from maillage.listings.models import Intent, Mode
from maillage.listings.queries import Viewpoint
from maillage.territory import cells, communes
from maillage.territory.cells import PlaceUnknown
from maillage.territory.horizons import DEFAULT_STEP, LADDER, Horizon
from maillage.territory.models import Commune

INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}", re.ASCII)
STEPS = {f"{step.radius_km:g}": number for number, step in enumerate(LADDER)}
INTENTS = {"offres": Intent.OFFER, "demandes": Intent.REQUEST}
MODES = {
    "pret": Mode.LOAN,
    "don": Mode.GIFT,
    "location": Mode.RENTAL,
    "vente": Mode.SALE,
    "troc": Mode.SWAP,
    "coup-de-main": Mode.SERVICE,
}
NEAREST, NEWEST = "proches", "recentes"
LIST, MAP = "liste", "carte"


def _unknown(sentence: Any) -> dict[str, Any]:
    return {"invalid_choice": sentence}


class BrowseForm(forms.Form):
    """The address of a list, as a form sent by GET."""

    q = forms.CharField(
        label=gettext_lazy("Chercher dans les annonces"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={"max_length": gettext_lazy("Cherchez avec moins de mots : 100 caractères au plus.")},
    )
    genre = forms.ChoiceField(
        label=gettext_lazy("Offres ou demandes"),
        required=False,
        error_messages=_unknown(gettext_lazy("Choisissez les offres ou les demandes.")),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Façon de partager"),
        required=False,
        error_messages=_unknown(gettext_lazy("Cette façon de partager n’existe pas. Choisissez-en une de la liste.")),
    )
    categorie = forms.ChoiceField(
        label=gettext_lazy("Catégorie"),
        required=False,
        error_messages=_unknown(gettext_lazy("Cette catégorie n’existe pas. Choisissez-en une de la liste.")),
    )
    commune = forms.CharField(
        label=gettext_lazy("Autour de quelle commune"),
        required=False,
        max_length=100,
        error_messages={"max_length": gettext_lazy("Écrivez le nom de la commune seulement.")},
    )
    distance = forms.ChoiceField(
        label=gettext_lazy("Distance"),
        required=False,
        error_messages=_unknown(gettext_lazy("Choisissez une distance de la liste.")),
    )
    tri = forms.ChoiceField(
        label=gettext_lazy("Montrer d’abord"),
        required=False,
        error_messages=_unknown(gettext_lazy("Choisissez un ordre de la liste.")),
    )
    vue = forms.ChoiceField(
        required=False,
        choices=[("", ""), (LIST, LIST), (MAP, MAP)],
        widget=forms.HiddenInput,
        error_messages=_unknown(gettext_lazy("Choisissez la liste ou la carte.")),
    )

    def __init__(self, *args: Any, viewpoint: Viewpoint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewpoint = viewpoint
        choices: dict[str, list[Any]] = {
            "genre": [("", _("Tout")), ("offres", _("Les offres")), ("demandes", _("Les demandes"))],
            "mode": [("", _("Toutes")), *((word, mode.label) for word, mode in MODES.items())],
            "categorie": [("", _("Toutes")), *_tree()],
            "distance": [("", self._own_distance()), *((km, reach.step_words(step)) for km, step in STEPS.items())],
            "tri": [("", _("Les plus récentes")), (NEAREST, _("Les plus proches"))],
        }
        for name, known in choices.items():
            self.fields[name].choices = known  # type: ignore[attr-defined]
        self.fields["tri"].choices.append((NEWEST, _("Les plus récentes")))  # type: ignore[attr-defined]

    def clean_commune(self) -> Commune | None:
        typed = self.cleaned_data["commune"]
        if not typed:
            return None
        known = Commune.objects.filter(pk=typed).first() if INSEE.fullmatch(typed) else _by_name(typed)
        if known is None:
            raise forms.ValidationError(_("Nous ne connaissons pas cette commune. Vérifiez son nom."))
        return known

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        commune: Commune | None = cleaned.get("commune")
        if commune is None:
            cleaned["origin"] = self.viewpoint.horizon.origin if self.viewpoint.horizon else None
        else:
            cleaned["origin"] = self._cell_of(commune)
        if cleaned["origin"] is None and not self.errors:
            for name in ("distance", "tri"):
                if cleaned.get(name) not in (None, "", NEWEST):
                    self.add_error(name, _("Dites d’abord autour de quelle commune."))
        return cleaned

    def sieve(self) -> Sieve:
        """What to keep, once valid."""
        asked = self.cleaned_data
        return Sieve(
            words=asked["q"],
            modes=(MODES[asked["mode"]],) if asked["mode"] else (),
            intent=INTENTS.get(asked["genre"]),
            leaves=categories.within(asked["categorie"]) if asked["categorie"] else (),
            horizon=self._horizon(),
            around_me=asked["commune"] is None and not asked["distance"],
            nearest_first=asked["tri"] == NEAREST,
        )

    @property
    def shows_map(self) -> bool:
        return bool(self.is_valid() and self.cleaned_data["vue"] == MAP)

    def _horizon(self) -> Horizon | None:
        asked = self.cleaned_data
        if asked["origin"] is None:
            return None
        if asked["distance"]:
            return Horizon(asked["origin"], STEPS[asked["distance"]])
        return self.viewpoint.horizon if asked["commune"] is None else Horizon(asked["origin"], DEFAULT_STEP)

    def _cell_of(self, commune: Commune) -> int | None:
        try:
            if commune.lat is None or commune.lon is None:
                raise PlaceUnknown(commune)
            return cells.public_cell(commune, commune.lat, commune.lon)
        except PlaceUnknown as error:
            self.add_error("commune", str(error))
            return None

    def _own_distance(self) -> str:
        return _("Autour de moi") if self.viewpoint.horizon else _("Sans limite")


def _tree() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each branch whole, then its leaves."""
    return [
        (branch.label, [(branch.slug, _("Tout : %(branch)s") % {"branch": branch.label}), *leaves])
        for branch, (_label, leaves) in zip(categories.branches(), categories.choices(), strict=True)
    ]


def _by_name(typed: str) -> Commune | None:
    return next(iter(communes.search(typed, 1)), None)
