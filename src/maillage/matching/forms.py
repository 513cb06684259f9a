"""What people write of a saved search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.matching.actions import NAME_LENGTH


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Nom de l’alerte"),
        max_length=NAME_LENGTH,
        error_messages={
            "required": _("Donnez-lui un nom, pour la reconnaître."),
            "max_length": _("Un nom plus court : 80 caractères au plus."),
        },
    )
