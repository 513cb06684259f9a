"""Examples for the living page of components."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from maillage.platform import clock
from maillage.platform.forms import Choice
from maillage.platform.photo_fields import PhotosField
from maillage.portal.cards import Card


class SampleForm(forms.Form):
    """A field of every kind."""

    title = forms.CharField(label=_("De quoi avez-vous besoin ?"), max_length=70, help_text=_("En quelques mots."))
    day = forms.DateField(label=_("Pour quel jour ?"), required=False, widget=forms.DateInput({"type": "date"}))
    ways = forms.MultipleChoiceField(
        label=_("De quelle façon ?"),
        choices=[
            ("loan", _("On me la prête")),
            ("rental", _("Je la loue")),
            ("help", _("Quelqu’un vient avec la sienne")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.ChoiceField(
        label=_("Qui peut lire votre demande ?"),
        choices=[
            ("near", Choice(_("Les voisins proches"), _("142 personnes actives, à moins de 3 km"))),
            ("commune", Choice(_("Toute la commune"), _("1 080 personnes"))),
        ],
        widget=forms.RadioSelect,
    )
    category = forms.ChoiceField(label=_("Rayon"), choices=[("tools", _("Outils")), ("garden", _("Jardin"))])
    details = forms.CharField(label=_("Un détail utile ?"), required=False, widget=forms.Textarea({"rows": 3}))
    photos = PhotosField(label=_("Photos"), help_text=_("Huit au plus."))
    agreed = forms.BooleanField(label=_("J’ai 15 ans ou plus"))


def samples() -> dict[str, Any]:
    """What the living page shows."""
    now = clock.now()
    voices = ["urgent", "neighbour", "shop", "ride", "town"]
    return {
        "form": SampleForm({"ways": ["loan"], "audience": "near", "day": "hier"}),
        "fresh_form": SampleForm(prefix="fresh"),
        "cards": [
            Card(
                voice=voice,
                tag=_("Demande"),
                title=_("Cherche une remorque pour samedi matin"),
                url="#",
                byline=_("Yann, dans votre quartier"),
                at=now - timedelta(hours=9 * position),
                words=_("Pour emporter des branchages à la déchetterie, deux heures suffisent."),
                action=_("Je peux aider"),
            )
            for position, voice in enumerate(voices)
        ],
        "chips": [
            {"name": _("Tout"), "url": "#", "is_current": True},
            {"name": _("Demandes"), "url": "#", "is_current": False},
        ],
        "trail": [(_("Annonces"), "#"), (_("Cuisine"), "#"), (_("Appareil à raclette"), "")],
        "facts": [(_("Caution"), _("aucune")), (_("Remise"), _("chez Soizic, adresse donnée après accord"))],
        "outline": "M20 90L60 12l110 8 46 66-70 44z",
        "cell": "M110 40l26-15 26 15v30l-26 15-26-15z",
        "points": [{"x": 70, "y": 70, "radius": 5}],
        "steps": [_("Quoi"), _("Quand et à qui")],
        "moments": [
            now - timedelta(minutes=12),
            now - timedelta(days=1),
            now - timedelta(days=4),
            now - timedelta(days=40),
        ],
        "cents": [980, 1200, 123456, 5],
    }
