"""What those who work for a town say of it, cleaned."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.platform.forms import Choice
from maillage.platform.photo_fields import PhotosField
from maillage.townhall import actions, look
from maillage.townhall.models import Interest, Post, Right

_RIGHTS = {
    Right.WRITE: gettext_lazy("Rédiger des actualités et des alertes."),
    Right.APPROVE: gettext_lazy("Relire, publier, et donner le second accord d’une alerte urgente."),
    Right.ANSWER: gettext_lazy("Traiter les signalements des habitants et leurs questions."),
    Right.FIGURES: gettext_lazy("Lire le tableau de bord, sans aucun nom."),
    Right.PEOPLE: gettext_lazy("Inviter, changer les droits, lire le journal, choisir les couleurs."),
}


class OpeningForm(forms.Form):
    """The one page of an operator who opens a town."""

    code = forms.CharField(
        label=gettext_lazy("Code INSEE de la commune, ou SIREN de l’intercommunalité"),
        max_length=15,
        help_text=gettext_lazy("Par exemple 22050 pour Dinan. Le reste est connu : nom, contour, mairie, horaires."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de la personne qui gérera l’équipe"),
        help_text=gettext_lazy("Elle reçoit une invitation, valable sept jours. Elle invitera ensuite ses collègues."),
    )

    def clean_code(self) -> object:
        try:
            return actions.place_of(self.cleaned_data["code"])
        except actions.NoSuchPlace as error:
            raise forms.ValidationError(str(error)) from None


class DelegateForm(forms.Form):
    """Another person to look after the team of a town."""

    email = OpeningForm.base_fields["email"]


class RightsForm(forms.Form):
    """A function and rights."""

    function = forms.ChoiceField(
        label=gettext_lazy("Sa fonction"), choices=Post.Function.choices, widget=forms.RadioSelect
    )
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Ses droits"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Cochez au moins un droit.")},
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        field = self.fields["rights"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(right, Choice(str(right.label).capitalize(), str(_RIGHTS[right]))) for right in Right]


class InvitationForm(RightsForm):
    """Whom to invite."""

    email = forms.EmailField(
        label=gettext_lazy("Son adresse électronique"),
        help_text=gettext_lazy(
            "Celle de son travail. Un compte qui a déjà un domicile ici ne peut pas prendre de poste à la mairie."
        ),
    )
    field_order = ("email", "function", "rights")


class LookForm(forms.Form):
    """The town's name, colour and coat of arms."""

    name = forms.CharField(
        label=gettext_lazy("Nom de l’espace"),
        min_length=2,
        max_length=80,
        help_text=gettext_lazy("Comme la mairie signe : « Mairie de Dinan »."),
    )
    colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=gettext_lazy("Couleur"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=gettext_lazy("Elle reste lisible sur fond clair ; la nuit, une nuance plus claire en est tirée."),
        error_messages={"invalid": gettext_lazy("Écrivez la couleur en six chiffres et lettres : #23539c.")},
    )
    coat = PhotosField(max_photos=1, label=gettext_lazy("Blason ou logo"), help_text=gettext_lazy("Une image carrée."))

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].lower()
        try:
            look.check(colour)
        except look.Unreadable as error:
            raise forms.ValidationError(str(error)) from None
        return colour


class InterestsForm(forms.Form):
    """What a resident declares of themselves."""

    interests = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qui vous intéresse"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(interest.value, interest.label) for interest in Interest],
        help_text=gettext_lazy(
            "La mairie peut adresser une actualité aux cyclistes ou aux parents. Elle ne sait jamais qui a coché quoi."
        ),
    )

    def clean_interests(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["interests"]
        if len(set(chosen)) != len(chosen):
            raise forms.ValidationError(_("Une même case est cochée deux fois."))
        return chosen
