from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MailSearch(forms.Form):
    a = forms.CharField(label=_("Adresse du destinataire"), required=False, max_length=254)
    avant = forms.UUIDField(required=False, widget=forms.HiddenInput)
