from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.moderation.deciding import Verdict
from maillage.moderation.models import Appeal, Ground, Measure, Reason
from maillage.platform.forms import Choice


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Que se passe-t-il ?"),
        choices=Reason.choices,
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
    contact = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_(
            "Pour savoir que votre signalement a été examiné. Personne ne la lit, et elle est effacée aussitôt après."
        ),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Écrivez une adresse complète, comme maelle@exemple.fr, ou laissez vide.")},
    )

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_account:
            del self.fields["contact"]


def too_many(when: str) -> str:
    """Why a report without an account waits, and what to do meanwhile. `when`: "dans 12 minutes"."""
    return gettext(
        "Beaucoup de signalements viennent d’être envoyés sans compte depuis cette connexion. "
        "Connectez-vous pour envoyer le vôtre tout de suite, ou réessayez %(when)s : ce que vous avez écrit reste ici."
    ) % {"when": when}


MEASURES = {
    Measure.NOTHING: _("Rien de contraire à la loi ou aux conditions. L’auteur n’en saura rien."),
    Measure.MEND: _("L’auteur a un délai pour corriger, puis vous relisez."),
    Measure.HIDE: _("Plus personne ne le voit, sauf son auteur. Cela se défait."),
    Measure.WARN: _("Le contenu reste ; la personne lit pourquoi il pose problème."),
    Measure.LIMIT: _("Pendant quelques jours, ne plus publier ou ne plus commencer de conversation."),
    Measure.SUSPEND: _("La personne disparaît du site, pour un temps ou jusqu’à nouvel ordre."),
}
DELAYS = [("2", _("2 jours")), ("7", _("7 jours")), ("14", _("14 jours"))]
LENGTHS = [
    ("", _("Choisissez une durée")),
    ("1", _("1 jour")),
    ("3", _("3 jours")),
    ("7", _("7 jours")),
    ("30", _("30 jours")),
    ("90", _("90 jours")),
    ("without", _("Jusqu’à nouvel ordre (suspension seulement)")),
]
MISSING = {"required": _("Écrivez-le : la personne a droit à des raisons.")}


class DecisionForm(forms.Form):
    measure = forms.ChoiceField(
        label=_("Que décidez-vous ?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une mesure, ou « Ne rien faire ».")},
    )
    ground = forms.ChoiceField(
        label=_("Sur quoi vous appuyez-vous ?"),
        help_text=_("Rien à choisir ni à écrire si vous ne faites rien."),
        error_messages={"required": _("Choisissez la règle ou la loi qui n’est pas respectée.")},
    )
    facts = forms.CharField(
        label=_("Les faits, tels que la personne les lira"),
        help_text=_(
            "Dites ce qui pose problème dans ce contenu, en citant ses mots. "
            "Ne dites rien de qui l’a signalé, ni de vous."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={**MISSING, "max_length": _("Résumez en 2 000 caractères au plus.")},
    )
    hides = forms.BooleanField(label=_("Masquer aussi ce contenu"), required=False)
    delay = forms.ChoiceField(label=_("Pour corriger : le délai"), choices=DELAYS, required=False)
    limits = forms.MultipleChoiceField(
        label=_("Pour limiter : ce que la personne ne peut plus faire"),
        choices=[
            ("publishing", _("Publier, réserver, proposer un échange, donner un avis")),
            ("opening", _("Commencer une conversation")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    length = forms.ChoiceField(label=_("Pour limiter ou suspendre : la durée"), choices=LENGTHS, required=False)

    def __init__(self, *args: Any, measures: Sequence[Measure], can_hide: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.value, Choice(str(each.label), str(MEASURES[each]))) for each in measures]
        self._choices("measure", choices)
        grounds = [(each.value, str(each.label)) for each in Ground]
        self._choices("ground", [("", gettext("Choisissez un fondement")), *grounds])
        unused = {"limits": Measure.LIMIT, "length": Measure.LIMIT, "delay": Measure.MEND}
        for name, measure in unused.items():
            if measure not in measures:
                del self.fields[name]
        if not can_hide or Measure.WARN not in measures:
            del self.fields["hides"]

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """What each measure needs is there; what it does not use is let go."""
        said: dict[str, Any] = super().clean() or {}
        measure = said.get("measure")
        if measure == Measure.NOTHING:
            for name in ("ground", "facts"):
                self.errors.pop(name, None)
        if measure == Measure.LIMIT and not said.get("limits"):
            self.add_error("limits", gettext("Choisissez ce que la personne ne peut plus faire."))
        if measure in {Measure.LIMIT, Measure.SUSPEND} and not said.get("length"):
            self.add_error("length", gettext("Choisissez une durée."))
        if measure == Measure.LIMIT and said.get("length") == "without":
            self.add_error("length", gettext("Une limite a une fin : choisissez un nombre de jours."))
        return said

    def verdict(self) -> Verdict:
        """Of a valid form."""
        said, measure = self.cleaned_data, Measure(self.cleaned_data["measure"])
        is_none, lasts = measure == Measure.NOTHING, measure in {Measure.LIMIT, Measure.SUSPEND}
        limits = said.get("limits", []) if measure == Measure.LIMIT else []
        length = said.get("length", "") if lasts else ""
        return Verdict(
            measure=measure,
            ground="" if is_none else said["ground"],
            facts=said.get("facts", ""),
            hides=not is_none and bool(said.get("hides")),
            mend_within=timedelta(days=int(said.get("delay") or 7)) if measure == Measure.MEND else None,
            lasts=timedelta(days=int(length)) if length.isdigit() else None,
            stops_publishing="publishing" in limits,
            stops_opening="opening" in limits,
        )


class ContestForm(forms.Form):
    words = forms.CharField(
        label=_("Pourquoi contestez-vous ?"),
        help_text=_("Une autre personne que celle qui a décidé vous lira."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Dites en quelques mots ce qui ne va pas dans cette décision."),
            "max_length": _("Résumez en 2 000 caractères au plus."),
        },
    )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[
            (Appeal.State.CONFIRMED, _("Confirmer la décision")),
            (Appeal.State.REVERSED, _("Annuler la décision, et défaire ce qu’elle a fait")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez de confirmer ou d’annuler.")},
    )
    words = forms.CharField(
        label=_("Vos raisons, telles que la personne les lira"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={**MISSING, "max_length": _("Résumez en 2 000 caractères au plus.")},
    )
