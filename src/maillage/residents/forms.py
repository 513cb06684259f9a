"""What people type about themselves, cleaned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from maillage.platform.forms import Choice
from maillage.platform.photo_fields import PhotoField
from maillage.residents import homes
from maillage.residents.models import Resident
from maillage.territory.places import Place
from maillage.territory.pointing import WIDTHS

SKILLS_AT_MOST = 10
# Where a picture was clicked, as a browser says it.
PIXELS = re.compile(r"[0-9]{1,4}")
# Each in its own words: somebody who reads only one of them finds it.
LANGUAGES = [("fr", "Français"), ("en", "English")]


class EmailForm(forms.Form):
    """The one question of the entry page."""

    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        help_text=_("Nous vous y envoyons un code. Que vous ayez déjà un compte ou non, c’est ici."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
        error_messages={
            "required": _("Écrivez votre adresse électronique."),
            "invalid": _("Cette adresse est incomplète. Elle ressemble à prenom@exemple.fr."),
        },
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewEmailForm(EmailForm):
    def __init__(self, *args: Any, resident: Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resident = resident
        self.fields["email"].label = _("Votre nouvelle adresse électronique")
        self.fields["email"].help_text = _("Nous y envoyons un code pour vérifier qu’elle est à vous.")

    def clean_email(self) -> str:
        email = super().clean_email()
        if email == self.resident.email:
            raise forms.ValidationError(_("C’est déjà votre adresse. Écrivez-en une autre."))
        return email


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Le code reçu"),
        help_text=_("Huit chiffres, avec ou sans espace. Vous pouvez lire le courriel sur un autre appareil."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
        error_messages={"required": _("Recopiez le code du courriel.")},
    )


class NameField(forms.CharField):
    """The name that neighbours see."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Comment vos voisins vous appelleront-ils ?"),
            help_text=_("Un prénom suffit. Il se voit, votre adresse jamais."),
            min_length=2,
            max_length=40,
            error_messages={
                "required": _("Écrivez le nom que vos voisins verront."),
                "min_length": _("Écrivez au moins deux lettres."),
                "max_length": _("Écrivez 40 caractères au plus."),
            },
            **options,
        )

    def clean(self, value: Any) -> str:
        name = " ".join(str(super().clean(value)).split())
        if "@" in name or "://" in name:
            raise forms.ValidationError(_("Écrivez un nom, sans adresse."))
        return name


class JoiningForm(forms.Form):
    """Once the address is proved: a name, an age, the rules."""

    OLD_ENOUGH, TOO_YOUNG = "15+", "under"

    name = NameField(widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    age = forms.ChoiceField(
        label=_("Quel âge avez-vous ?"),
        choices=[(OLD_ENOUGH, _("15 ans ou plus")), (TOO_YOUNG, _("Moins de 15 ans"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites-nous si vous avez 15 ans ou plus.")},
    )
    terms = forms.BooleanField(
        label=_("J’accepte les conditions d’utilisation"),
        error_messages={"required": _("Lisez les conditions et cochez la case pour continuer.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"].help_text = format_html(
            '<a href="{}">{}</a>', reverse_lazy("terms"), _("Lire les conditions d’utilisation")
        )

    @property
    def says_too_young(self) -> bool:
        """Read before anything else is checked: such a form is not kept, right or wrong."""
        return self.data.get(self.add_prefix("age")) == self.TOO_YOUNG


class HomeSearchForm(forms.Form):
    """Where is home? In any words."""

    search = forms.CharField(
        label=_("Votre adresse, votre lieu-dit ou votre commune"),
        help_text=_(
            "Par exemple « 12 rue du Jerzual, Dinan », ou seulement « Dinan » : "
            "vous pourrez ensuite montrer l’endroit sur une carte."
        ),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "autofocus": True}),
        error_messages={"required": _("Écrivez une adresse, un lieu-dit ou une commune.")},
    )


class HomeChoiceForm(forms.Form):
    """Which of the places found."""

    place = forms.ChoiceField(
        label=_("Est-ce l’un de ces lieux ?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un lieu, ou cherchez à nouveau."),
            "invalid_choice": _("Choisissez un lieu, ou cherchez à nouveau."),
        },
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(homes.seal(place), self._label(place)) for place in places]  # type: ignore[attr-defined]

    def _label(self, place: Place) -> str:
        if place.kind != "municipality":
            return place.label
        return Choice(place.label, str(_("La commune suffit : les distances partiront de son centre.")))


class PointForm(forms.Form):
    """A click on a map: where on the picture, whose name says how wide it is drawn; or a point, told by a script."""

    map = forms.CharField(widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    @property
    def clicked(self) -> tuple[float, float] | None:
        """Fractions of the picture, from its upper left corner. A button pressed without a pointer says 0 and 0."""
        for width in WIDTHS:
            x, y = (PIXELS.fullmatch(self.data.get(f"at{width}.{axis}", "")) for axis in "xy")
            if x and y and (x[0], y[0]) != ("0", "0"):
                return min(int(x[0]), width) / width, min(int(y[0]), width) / width
        return None

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude."""
        lat, lon = self.cleaned_data.get("lat"), self.cleaned_data.get("lon")
        return None if lat is None or lon is None else (lat, lon)


class NamedPlaceForm(HomeChoiceForm):
    """The places that a map names, for who does not point."""

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, places=places, **kwargs)
        self.fields["place"].label = _("Les lieux de cette carte")
        self.fields["place"].help_text = _("Vous pouvez en choisir un au lieu de montrer un point.")

    def _label(self, place: Place) -> str:
        return f"{place.name}, {place.commune}"


class ProfileForm(forms.Form):
    photo = PhotoField(label=_("Votre photo"), required=False)
    name = NameField(widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    about = forms.CharField(
        label=_("Quelques mots sur vous"),
        help_text=_("Ce que vous aimez faire, depuis quand vous êtes là… Jamais votre adresse ni vos absences."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Écrivez 300 caractères au plus : il y en a %(show_value)d.")},
    )
    skills = forms.CharField(
        label=_("Ce que vous savez faire"),
        help_text=_("Un savoir-faire par ligne, dix au plus : « réparer un vélo », « tailler une haie »…"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(label=_("Langue du site et des courriels"), choices=LANGUAGES)

    def clean_skills(self) -> list[str]:
        skills = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["skills"].splitlines()))
        skills = [skill for skill in skills if skill]
        if len(skills) > SKILLS_AT_MOST:
            raise forms.ValidationError(_("Gardez dix savoir-faire au plus."))
        if any(len(skill) > 60 for skill in skills):
            raise forms.ValidationError(_("Dites chaque savoir-faire en 60 caractères au plus."))
        return skills

    @classmethod
    def showing(cls, resident: Resident) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {
            "photo": resident.photo,
            "name": resident.name,
            "about": resident.about,
            "skills": "\n".join(resident.skills),
            "language": resident.language,
        }


class PasswordForm(forms.Form):
    """A new password, once: it can be shown, and mailed codes mend a mistake."""

    password = forms.CharField(
        label=_("Votre nouveau mot de passe"),
        help_text=_("Dix caractères au moins : une phrase facile à retenir convient très bien."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choisissez un mot de passe.")},
    )

    def __init__(self, *args: Any, resident: Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resident = resident

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, self.resident)
        return password


class LeavingForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Je veux fermer mon compte"),
        help_text=_("Il ne pourra pas être rouvert."),
        error_messages={"required": _("Cochez la case pour fermer votre compte.")},
    )
