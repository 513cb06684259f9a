"""What a person chooses about what reaches them."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.notices.kinds import PUSHABLE, Group
from maillage.notices.models import Rhythm, Wishes
from maillage.platform import wording

# What each group is, said where it is chosen.
EXAMPLES = {
    Group.EXCHANGES: _("On vous demande un objet, on accepte votre demande, un retour approche."),
    Group.MESSAGES: _(
        "Un voisin vous écrit. Une conversation vous est signalée une fois, tant que vous ne l’avez pas lue."
    ),
    Group.FITTING: _("Une annonce répond à votre alerte ou à votre demande ; un voisin cherche ce que vous prêtez."),
    Group.NEARBY: _("Ce qui est nouveau près de chez vous, et ce qui s’y est fait. Chaque semaine, c’est le vendredi."),
    Group.ACCOUNT: _("Une décision qui vous concerne vous est toujours écrite."),
}
# The database holds them too.
IMPOSSIBLE = {(Group.ACCOUNT, Rhythm.NEVER), (Group.NEARBY, Rhythm.AT_ONCE)}


def _hours() -> list[tuple[str, str]]:
    return [(f"{hour:02}:00", wording.clock_time(time(hour))) for hour in range(24)]


def _hour(value: str) -> time:
    return time.fromisoformat(value)


class WishesForm(forms.Form):
    """Every channel and every group, on one page."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for group in Group:
            rhythms = [one for one in Rhythm if (group, one) not in IMPOSSIBLE]
            self.fields[group.value] = forms.ChoiceField(
                label=group.label,
                help_text=EXAMPLES[group],
                choices=[(rhythm.value, rhythm.label) for rhythm in rhythms],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choisissez un rythme.")},
            )
        self.fields["pushed"] = forms.MultipleChoiceField(
            label=_("Ce qui vous est notifié tout de suite"),
            help_text=_("Sur les appareils où vous l’avez demandé."),
            choices=[(group.value, group.label) for group in PUSHABLE],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["quiet_from"] = self._hour_field(_("De"))
        self.fields["quiet_until"] = self._hour_field(_("À"))

    @property
    def rhythms(self) -> list[forms.BoundField]:
        """The fields of groups, in order."""
        return [self[group.value] for group in Group]

    @staticmethod
    def showing(wishes: Wishes) -> dict[str, Any]:
        """What the fields show at first."""
        return {
            **{group.value: getattr(wishes, group.value) for group in Group},
            "pushed": wishes.pushed,
            "quiet_from": f"{wishes.quiet_from:%H:%M}",
            "quiet_until": f"{wishes.quiet_until:%H:%M}",
        }

    def chosen(self) -> Wishes:
        return Wishes(**self.cleaned_data)

    @staticmethod
    def _hour_field(label: Any) -> forms.TypedChoiceField:
        return forms.TypedChoiceField(label=label, choices=_hours, coerce=_hour)


class DeviceForm(forms.Form):
    """What a browser gives of itself when it accepts to be pushed to. Nobody types it."""

    endpoint = forms.URLField(max_length=500, assume_scheme="https")
    p256dh = forms.RegexField(r"^[A-Za-z0-9_-]{80,100}={0,2}$", max_length=100)
    auth = forms.RegexField(r"^[A-Za-z0-9_-]{16,36}={0,2}$", max_length=40)

    @property
    def refusal(self) -> str:
        """One sentence for all that may be wrong."""
        return gettext("Ce navigateur n’a pas donné d’adresse utilisable : réessayez, ou gardez le courriel.")
