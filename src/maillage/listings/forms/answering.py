"""Answering a listing: a few words, which open a conversation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Votre message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Écrivez quelques mots : la personne vous répondra plus volontiers."),
            "max_length": _("Votre message est trop long : 4 000 caractères au plus."),
        },
    )
