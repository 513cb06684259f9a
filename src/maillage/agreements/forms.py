"""What people write of an agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.agreements import terms
from maillage.agreements.difficulties import Said
from maillage.agreements.models import MOST_PHOTOS, Deposit, Kind, Wish
from maillage.agreements.statements import Condition
from maillage.agreements.terms import Terms
from maillage.listings.forms.fields import EurosField
from maillage.platform.forms import Choice
from maillage.platform.photo_fields import PhotosField

LONGEST_WORDS = 1000
_TOO_LONG = gettext_lazy("C’est trop long : %(limit_value)d caractères au plus.")


def _words(label: Any, *, help_text: Any = "", required: Any = "", rows: int = 4) -> forms.CharField:
    """A few sentences; `required` is what is said when there are none, empty when there may be none."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": _TOO_LONG},
    )


def _photos(label: Any, help_text: Any = "") -> PhotosField:
    return PhotosField(label=label, help_text=help_text, max_photos=MOST_PHOTOS)


class TermsForm(forms.Form):
    """What the two agree on, besides the booking."""

    object = forms.CharField(
        label=gettext_lazy("Objet"),
        max_length=120,
        help_text=gettext_lazy("Ce qui est confié, accessoires compris."),
        error_messages={"required": gettext_lazy("Dites ce qui est confié."), "max_length": _TOO_LONG},
    )
    value = EurosField(
        label=gettext_lazy("Valeur déclarée, en euros"),
        required=False,
        help_text=gettext_lazy("Ce qu’il coûterait de le remplacer par un objet semblable, dans le même état."),
        error_messages={"nothing": gettext_lazy("Une valeur est plus grande que zéro. Laissez vide sans en déclarer.")},
    )
    deposit_kind = forms.ChoiceField(
        label=gettext_lazy("Caution"),
        widget=forms.RadioSelect,
        initial=Deposit.NONE,
        error_messages={"required": gettext_lazy("Dites s’il y a une caution.")},
    )
    deposit = forms.CharField(
        label=gettext_lazy("Quelle caution"),
        required=False,
        max_length=terms.LONGEST_DEPOSIT,
        help_text=gettext_lazy("Seulement s’il y en a une : par exemple « un chèque de 50 €, rendu au retour »."),
        error_messages={"max_length": _TOO_LONG},
    )
    condition = _words(
        gettext_lazy("État"),
        help_text=gettext_lazy("Ce que chacun peut voir : rayures, pièces qui manquent, niveau d’essence…"),
    )
    photos = _photos(
        gettext_lazy("Photos avant la remise"),
        gettext_lazy("Huit au plus. Vous deux les voyez ; un médiateur aussi, si vous en demandez un."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deposit_kind"].choices = [  # type: ignore[attr-defined]
            (Deposit.NONE, Deposit.NONE.label),
            (
                Deposit.BY_HAND,
                Choice(str(Deposit.BY_HAND.label), _("De vous à vous : Maillage n’en garde rien.")),
            ),
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("deposit_kind") == Deposit.BY_HAND and "deposit" in said and not said["deposit"]:
            self.add_error("deposit", _("Dites quelle caution est remise, ou choisissez « Aucune caution »."))
        if said.get("deposit_kind") == Deposit.NONE and said.get("deposit"):
            self.add_error("deposit", _("Videz ce champ, ou choisissez « Remise de la main à la main »."))
        return said

    @staticmethod
    def showing(said: Terms) -> dict[str, Any]:
        return {
            "object": said.object,
            "value": said.value_cents,
            "deposit_kind": said.deposit_kind,
            "deposit": said.deposit,
            "condition": said.condition,
            "photos": list(said.photos),
        }

    def terms(self) -> Terms:
        """What was said, once valid."""
        said = self.cleaned_data
        return Terms(
            object=said["object"],
            value_cents=said["value"],
            deposit_kind=Deposit(said["deposit_kind"]),
            deposit=said["deposit"],
            condition=said["condition"].strip(),
            photos=said["photos"],
        )


class ConditionForm(forms.Form):
    """How one found the thing."""

    found = forms.ChoiceField(
        label=gettext_lazy("Comment l’avez-vous trouvé ?"),
        widget=forms.RadioSelect,
        choices=[
            ("as_agreed", gettext_lazy("Comme dans l’accord")),
            ("otherwise", gettext_lazy("Autrement : je le dis ci-dessous")),
        ],
        error_messages={"required": gettext_lazy("Dites comment vous l’avez trouvé.")},
    )
    words = _words(gettext_lazy("Ce que vous avez vu"), rows=3)
    photos = _photos(gettext_lazy("Photos"), gettext_lazy("Huit au plus. Elles restent avec l’accord."))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("found") == "otherwise" and "words" in said and not said["words"].strip():
            self.add_error("words", _("Dites en quelques mots ce qui est différent."))
        return said

    def condition(self) -> Condition:
        said = self.cleaned_data
        return Condition(is_as_agreed=said["found"] == "as_agreed", words=said["words"].strip(), photos=said["photos"])


class TurnForm(forms.Form):
    """What one says of a difficulty, and what would settle it."""

    words = _words(
        gettext_lazy("Ce qui s’est passé"),
        help_text=gettext_lazy("Les faits, calmement : ce que vous avez constaté, et quand."),
        required=gettext_lazy("Dites en quelques mots ce qui s’est passé."),
    )
    wish = forms.ChoiceField(
        label=gettext_lazy("Ce qui vous conviendrait"),
        widget=forms.RadioSelect,
        choices=Wish.choices,
        error_messages={"required": gettext_lazy("Choisissez ce qui vous conviendrait, même rien.")},
    )
    amount = EurosField(
        label=gettext_lazy("Montant du dédommagement, en euros"),
        required=False,
        help_text=gettext_lazy("Seulement pour un dédommagement. Il se remet de la main à la main."),
        error_messages={"nothing": gettext_lazy("Un montant est plus grand que zéro.")},
    )
    photos = _photos(gettext_lazy("Photos"), gettext_lazy("Huit au plus."))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("wish") == Wish.PAID and "amount" in said and said["amount"] is None:
            self.add_error("amount", _("Dites le montant du dédommagement."))
        if said.get("wish") not in {None, Wish.PAID} and said.get("amount") is not None:
            self.add_error("amount", _("Videz le montant, ou choisissez « Un dédommagement »."))
        return said

    def said(self) -> Said:
        said = self.cleaned_data
        return Said(
            words=said["words"].strip(),
            wish=Wish(said["wish"]),
            amount_cents=said["amount"],
            photos=said.get("photos", []),
        )


class DifficultyForm(TurnForm):
    """The first turn, with what it is about."""

    kind = forms.ChoiceField(
        label=gettext_lazy("De quoi s’agit-il ?"),
        widget=forms.RadioSelect,
        choices=Kind.choices,
        error_messages={"required": gettext_lazy("Dites de quoi il s’agit.")},
    )
    field_order = ("kind", "words", "wish", "amount", "photos")


class AnswerForm(TurnForm):
    """Another turn."""

    words = _words(
        gettext_lazy("Votre réponse"),
        required=gettext_lazy("Répondez en quelques mots."),
    )


class ProposalForm(TurnForm):
    """What a mediator proposes; a mediator joins no photo."""

    words = _words(
        gettext_lazy("Ce que vous proposez, et pourquoi"),
        help_text=gettext_lazy("Les deux le lisent."),
        required=gettext_lazy("Dites en quelques mots ce que vous proposez."),
    )
    wish = forms.ChoiceField(
        label=gettext_lazy("La solution"),
        widget=forms.RadioSelect,
        choices=[
            (Wish.NOTHING, gettext_lazy("En rester là")),
            *(each for each in Wish.choices if each[0] != "nothing"),
        ],
        error_messages={"required": gettext_lazy("Choisissez une solution.")},
    )
    photos = None  # type: ignore[assignment]


class ClosingForm(forms.Form):
    """A mediator’s last words."""

    closing = _words(
        gettext_lazy("Ce que vous dites aux deux"),
        help_text=gettext_lazy("Où en sont les choses, et vers qui se tourner : un conciliateur de justice, gratuit."),
        required=gettext_lazy("Dites en quelques mots pourquoi vous clôturez."),
        rows=3,
    )
