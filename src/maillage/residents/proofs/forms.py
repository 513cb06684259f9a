"""What people type and hand in to show where they live."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from maillage.residents.proofs.actions import sheets
from maillage.residents.proofs.actions.papers import Why
from maillage.residents.proofs.models import Paper

CODE = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "size": 18}


class CodeForm(forms.Form):
    """A code, as it is printed."""

    code = forms.CharField(
        label=_("Votre code"),
        help_text=_("Douze signes, comme 7KQ2-M4PX-9CDE. Les tirets et les majuscules sont facultatifs."),
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": _("Recopiez le code, par exemple 7KQ2-M4PX-9CDE.")},
    )


class HouseholdCodeForm(CodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Le code de votre foyer")
        self.fields["code"].help_text = _("La personne avec qui vous habitez le lit dans « Mon foyer ».")


class DeskForm(forms.Form):
    """The code that somebody shows at the counter."""

    code = forms.CharField(
        label=_("Le code que la personne vous montre"),
        help_text=_("Huit signes, comme 7KQ2-M4PX. Il change tous les quarts d’heure."),
        max_length=40,
        widget=forms.TextInput(attrs=CODE | {"autofocus": True}),
        error_messages={"required": _("Recopiez le code, par exemple 7KQ2-M4PX.")},
    )


class DeskDecisionForm(forms.Form):
    """Yes or no, and beyond the cap of one address, that somebody looked."""

    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    looked = forms.BooleanField(
        label=_("J’ai vérifié l’identité et le domicile : ce compte s’ajoute aux autres de cette adresse"),
        required=False,
    )

    def __init__(self, *args: Any, is_full: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_full and not self.is_bound:
            del self.fields["looked"]


class LetterForm(forms.Form):
    name_on_box = forms.CharField(
        label=_("Le nom écrit sur votre boîte aux lettres"),
        help_text=_("Il ne sert qu’à faire arriver la lettre, et il est effacé dès qu’elle est imprimée."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Écrivez le nom que le facteur lira.")},
    )


class PaperForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Quel document ?"),
        help_text=_("De moins de trois mois, à votre nom et à votre adresse."),
        choices=Paper.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez le document que vous envoyez.")},
    )
    document = forms.FileField(
        label=_("Une photo ou un PDF"),
        help_text=_(
            "8 Mo au plus ; les deux premières pages d’un PDF suffisent. Cachez les montants si vous le souhaitez."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        error_messages={
            "required": _("Choisissez un fichier, ou prenez une photo."),
            "empty": _("Ce fichier est vide. Choisissez-en un autre."),
        },
    )


class SheetForm(forms.Form):
    """How many codes on a sheet."""

    size = forms.TypedChoiceField(
        label=_("Combien de codes ?"),
        coerce=int,
        choices=[
            (size, ngettext_lazy("%(number)s code", "%(number)s codes", size) % {"number": size})
            for size in sheets.SIZES
        ],
        initial=sheets.SIZES[1],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un nombre de codes.")},
    )


class PaperDecisionForm(forms.Form):
    """Why a document is refused."""

    why = forms.ChoiceField(
        label=_("Pourquoi ce document ne convient-il pas ?"),
        help_text=_("La personne lit cette raison, et peut en envoyer un autre."),
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites à la personne pourquoi.")},
    )
