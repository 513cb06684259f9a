"""What people write in conversations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.conversations.actions import MOST_CHARACTERS
from maillage.platform.photo_fields import PhotoField
from maillage.residents.models import Resident


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Votre message"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Votre message est trop long : envoyez-le en plusieurs fois.")},
    )
    photo = PhotoField(label=_("Photo"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("text") and not cleaned.get("photo"):
            self.add_error("text", _("Écrivez quelques mots ou joignez une photo."))
        return cleaned


class InvitationForm(forms.Form):
    """Whom to bring in, among those one already talks with."""

    person = forms.ChoiceField(label=_("Qui souhaitez-vous inviter ?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, acquaintances: list[Resident], **options: Any) -> None:
        super().__init__(*args, **options)
        self._people = {str(person.pk): person for person in acquaintances}
        self.fields["person"] = forms.ChoiceField(
            label=_("Qui souhaitez-vous inviter ?"),
            widget=forms.RadioSelect,
            choices=[(pk, str(person)) for pk, person in self._people.items()],
            error_messages={"required": _("Choisissez une personne."), "invalid_choice": _("Choisissez une personne.")},
        )

    def chosen(self) -> UUID:
        return self._people[self.cleaned_data["person"]].pk
