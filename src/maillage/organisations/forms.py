"""What people say of a structure, cleaned."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

import phonenumbers
from django import forms
from django.core import signing
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siret

from maillage.organisations import places, week
from maillage.organisations.actions import CannotSpeakForTheTown, Content
from maillage.organisations.models import Membership, Organisation
from maillage.organisations.places import Spot
from maillage.platform.forms import Choice
from maillage.territory.models import Commune

DAY_NAMES = {
    "Mo": gettext_lazy("Lundi"),
    "Tu": gettext_lazy("Mardi"),
    "We": gettext_lazy("Mercredi"),
    "Th": gettext_lazy("Jeudi"),
    "Fr": gettext_lazy("Vendredi"),
    "Sa": gettext_lazy("Samedi"),
    "Su": gettext_lazy("Dimanche"),
}
COUNTRY = "FR"


class PlaceField(forms.ChoiceField):
    """A place that this site found, cleaned to a Spot."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Où ?"),
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Choisissez un lieu.")},
        )

    def clean(self, value: Any) -> Any:
        try:
            return places.from_token(str(value or ""))
        except (signing.BadSignature, TypeError, ValueError):
            raise forms.ValidationError(_("Choisissez un lieu de la liste, ou cherchez-en un autre.")) from None


class PageForm(forms.Form):
    """What every page says: a name, some words, a place."""

    name = forms.CharField(
        label=gettext_lazy("Son nom"),
        min_length=2,
        max_length=120,
        help_text=gettext_lazy("Tel qu’on le lit sur la porte ou dans ses statuts."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "required": gettext_lazy("Écrivez le nom de la structure."),
            "min_length": gettext_lazy("Écrivez au moins deux lettres."),
            "max_length": gettext_lazy("120 caractères au plus."),
        },
    )
    about = forms.CharField(
        label=gettext_lazy("Ce qu’on y trouve, ce qu’on y fait"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Deux ou trois phrases suffisent."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": gettext_lazy("Écrivez 500 caractères au plus.")},
    )
    place = PlaceField()
    place_search = forms.CharField(
        label=gettext_lazy("L’adresse ou le nom du lieu"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "Un lieu ouvert au public : tout le monde lira cette adresse. Votre association se réunit chez quelqu’un ? "
            "Gardez la commune seule."
        ),
    )

    def __init__(self, *args: Any, commune: Commune, former: Spot | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune = commune
        self.known = [*([former] if former else []), places.of_commune(commune)]
        self._propose([])

    def search_place(self) -> Self:
        """Propose the places that the words typed mean, or say that there are none. No other complaint yet."""
        self.full_clean()
        self._errors = ErrorDict(renderer=self.renderer)
        if not self["place_search"].value():
            self.add_error("place_search", _("Écrivez une adresse ou le nom d’un lieu."))
        elif not self._found():
            self.add_error("place_search", self._not_found())
        return self

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if "@" in name or "://" in name:
            raise forms.ValidationError(_("Écrivez un nom, sans adresse."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("place")
        if cleaned.get("place_search") and chosen is not None and chosen in self.known:
            # Words in the search and nothing chosen since: the person means that place.
            if self._found():
                self.add_error("place", _("Choisissez le lieu parmi ceux que nous avons trouvés, ou effacez ces mots."))
            else:
                self.add_error("place_search", self._not_found())
        return cleaned

    def content(self) -> Content:
        """What was said, once valid."""
        said, spot = self.cleaned_data, self.cleaned_data["place"]
        commune = self.commune if spot.insee == self.commune.pk else Commune.objects.get(pk=spot.insee)
        return Content(
            name=said["name"],
            about=said["about"],
            commune=commune,
            address=spot.address,
            lat=spot.lat,
            lon=spot.lon,
            **{name: said[name] for name in ("opening_hours", "phone", "email", "website", "siret") if name in said},
        )

    def _found(self) -> list[Spot]:
        found = places.search(self["place_search"].value() or "", self.commune)
        self._propose(found)
        return found

    def _propose(self, found: list[Spot]) -> None:
        chosen = []
        if self.is_bound:
            try:
                chosen = [places.from_token(self.data.get(self.add_prefix("place"), ""))]
            except (signing.BadSignature, TypeError, ValueError):
                chosen = []
        self.fields["place"].choices = places.choices([*self.known, *chosen, *found])  # type: ignore[attr-defined]

    def _not_found(self) -> str:
        return _("Nous n’avons pas trouvé ce lieu. Essayez avec le nom de la rue et la commune, ou effacez ces mots.")


class OpeningForm(PageForm):
    """Only what a page needs to be found; hours and the rest come on the next page."""

    kind = forms.ChoiceField(
        label=gettext_lazy("De quoi s’agit-il ?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez l’un des deux.")},
    )
    field_order = ("kind", "name", "about", "place", "place_search")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refusal = str(CannotSpeakForTheTown())
        kind = self.fields["kind"]
        kind.help_text = refusal
        kind.error_messages["invalid_choice"] = refusal
        kind.choices = [  # type: ignore[attr-defined]
            ("shop", Choice(_("Un commerce, un artisan"), _("Une boutique, un atelier, une ferme, un étal."))),
            ("association", Choice(_("Une association"), _("Déclarée ou non : un club, un comité, un collectif."))),
        ]


class EditForm(PageForm):
    """All that a page says."""

    phone = forms.CharField(
        label=gettext_lazy("Téléphone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"max_length": gettext_lazy("30 caractères au plus.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        required=False,
        help_text=gettext_lazy("Celle de la structure : tout le monde la lira."),
        error_messages={"invalid": gettext_lazy("Cette adresse est incomplète. Elle ressemble à contact@exemple.fr.")},
    )
    website = forms.URLField(
        label=gettext_lazy("Site web"),
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={
            "invalid": gettext_lazy("Cette adresse est incomplète. Elle ressemble à https://exemple.fr."),
            "max_length": gettext_lazy("300 caractères au plus."),
        },
    )
    siret = forms.CharField(
        label=gettext_lazy("Numéro SIRET"),
        required=False,
        max_length=30,
        help_text=gettext_lazy(
            "Quatorze chiffres. Il permet à chacun de vérifier la structure dans l’annuaire public."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"max_length": gettext_lazy("Un numéro SIRET a quatorze chiffres.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, label in DAY_NAMES.items():
            self.fields[f"day_{day}"] = forms.CharField(
                label=label,
                required=False,
                max_length=week.LONGEST,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={"max_length": _("80 caractères au plus.")},
            )
        self.order_fields(["name", "about", "place", "place_search", *(f"day_{day}" for day in week.DAYS)])

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the week, shown together."""
        return [self[f"day_{day}"] for day in week.DAYS]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields of the page below them."""
        return [self[name] for name in ("phone", "email", "website", "siret")]

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, COUNTRY)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(_("Ce numéro n’existe pas. Écrivez par exemple 02 96 39 22 43."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def clean_siret(self) -> str:
        typed = self.cleaned_data["siret"]
        if not typed:
            return ""
        try:
            return siret.validate(typed)
        except WrongNumber:
            raise forms.ValidationError(
                _("Ce numéro SIRET n’est pas juste : vérifiez ses quatorze chiffres, ou laissez vide.")
            ) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        days: dict[str, list[week.Span]] = {}
        for day in week.DAYS:
            try:
                days[day] = week.read_day(cleaned.get(f"day_{day}", ""))
            except week.BadDay as refusal:
                self.add_error(f"day_{day}", str(refusal))
        cleaned["opening_hours"] = week.to_osm(days)
        return cleaned

    @classmethod
    def showing(cls, organisation: Organisation) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        shown = {name: getattr(organisation, name) for name in ("name", "about", "email", "website")}
        shown |= {f"day_{day}": hours for day, hours in week.from_osm(organisation.opening_hours).items()}
        return shown | {
            "phone": phone_words(organisation.phone),
            "siret": siret.format(organisation.siret) if organisation.siret else "",
            "place": places.token(places.of_organisation(organisation)),
        }


class InvitationForm(forms.Form):
    """Who may speak for the structure too."""

    email = forms.EmailField(
        label=gettext_lazy("Son adresse électronique"),
        help_text=gettext_lazy("Nous lui écrivons. Rien ne se passe avant son accord."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Écrivez une adresse électronique."),
            "invalid": gettext_lazy("Cette adresse est incomplète. Elle ressemble à prenom@exemple.fr."),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("En tant que"),
        widget=forms.RadioSelect,
        initial=Membership.Kind.MEMBER,
        error_messages={"required": gettext_lazy("Choisissez l’un des deux.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (Membership.Kind.MEMBER.value, Choice(_("Membre"), _("Parle au nom de la structure."))),
            (
                Membership.Kind.MANAGER.value,
                Choice(_("Responsable"), _("Modifie la page, invite et retire des membres, peut tout fermer.")),
            ),
        ]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


def phone_words(number: str) -> str:
    """A number as France reads it: "02 96 39 22 43"; another country's with its prefix."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number, COUNTRY)
    is_ours = parsed.country_code == phonenumbers.country_code_for_region(COUNTRY)
    shape = phonenumbers.PhoneNumberFormat.NATIONAL if is_ours else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, shape)


class PermitForm(forms.Form):
    """Which structure of a commune may hand out codes, and how many."""

    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Quelle structure ?"),
        help_text=gettext_lazy("Celles de votre commune qui ont une page ici."),
        coerce=UUID,
        error_messages={
            "required": gettext_lazy("Choisissez une structure."),
            "invalid_choice": gettext_lazy("Choisissez une structure."),
        },
    )
    a_year = forms.IntegerField(
        label=gettext_lazy("Combien de codes par an, au plus ?"),
        min_value=1,
        max_value=500,
        initial=50,
        error_messages=dict.fromkeys(
            ("required", "min_value", "max_value", "invalid"), gettext_lazy("Écrivez un nombre, de 1 à 500.")
        ),
    )

    def __init__(self, *args: Any, commune: Commune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Organisation.objects.present().in_commune(commune.pk).in_order()
        self.fields["organisation"].choices = [(each.pk, each.name) for each in here]  # type: ignore[attr-defined]
