"""What is said of an exchange, cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.reviews.actions import Said
from maillage.reviews.models import LONGEST_REPLY, LONGEST_WORDS, Answer

QUESTIONS = {
    "as_agreed": _("Tout s’est-il passé comme convenu ?"),
    "as_described": _("L’objet ou l’aide étaient-ils comme décrits ?"),
    "again": _("Referiez-vous un échange avec cette personne ?"),
}


class ReviewForm(forms.Form):
    """Three short questions, and words for who wishes."""

    words = forms.CharField(
        label=_("Quelques mots"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sur l’échange, pas sur la vie des gens : ni adresse, ni santé, ni habitudes."),
        error_messages={"max_length": _("C’est trop long : 1 000 caractères au plus.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.fields.pop("words")
        for name, question in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=question,
                choices=Answer.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choisissez une réponse, ou dites simplement merci."),
                    "invalid_choice": _("Choisissez oui, en partie ou non."),
                },
            )
        self.fields["words"] = words

    def said(self) -> Said:
        """What was said, once valid."""
        answers = {name: Answer(self.cleaned_data[name]) for name in QUESTIONS}
        return Said(**answers, words=self.cleaned_data["words"])


class ReplyForm(forms.Form):
    words = forms.CharField(
        label=_("Votre réponse"),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Une seule fois, lue par les mêmes personnes. On ne la change plus."),
        error_messages={
            "required": _("Écrivez votre réponse."),
            "max_length": _("C’est trop long : 500 caractères au plus."),
        },
    )
