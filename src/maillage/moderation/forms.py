from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.moderation.models import Report


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Que se passe-t-il ?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce qui correspond le mieux.")},
    )
    explanation = forms.CharField(
        label=_("Expliquez en quelques mots"),
        help_text=_("N’écrivez ni votre nom ni votre adresse : la modération n’en a pas besoin."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Résumez en 1 000 caractères au plus.")},
    )


def too_many(when: str) -> str:
    """Why a report without an account waits, and what to do meanwhile. `when`: "dans 12 minutes"."""
    return gettext(
        "Beaucoup de signalements viennent d’être envoyés sans compte depuis cette connexion. "
        "Connectez-vous pour envoyer le vôtre tout de suite, ou réessayez %(when)s : ce que vous avez écrit reste ici."
    ) % {"when": when}
