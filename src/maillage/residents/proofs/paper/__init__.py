"""What is printed: sheets of codes to cut, and letters for window envelopes. Made for one answer, kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.platform import clock, printing, wording
from maillage.residents.proofs.actions.letters import GOOD_FOR, Printed
from maillage.residents.proofs.models import Batch
from maillage.territory.models import Commune

HERE = Path(__file__).parent


def sheet(batch: Batch, codes: Sequence[str]) -> bytes:
    """Codes to cut out and hand over, one a person."""
    until = wording.day(batch.last_day)
    place = wording.at_place(batch.commune.name)
    return printing.pdf(
        HERE / "sheet.typ",
        {
            "language": get_language(),
            "title": _("Codes pour justifier un domicile %(in_commune)s") % {"in_commune": place},
            "how": _(
                "Découpez, et remettez un seul code à chaque personne dont vous avez vérifié le domicile. "
                "Ne notez pas à qui. Détruisez ceux qui restent."
            ),
            "card": _("Votre code pour justifier votre domicile %(in_commune)s") % {"in_commune": place},
            "from": batch.organisation_name,
            "steps": [
                _("Scannez ce dessin, ou ouvrez %(address)s") % {"address": _short_address()},
                _("Entrez, puis tapez le code dans « Mon compte », « Justifier mon domicile »."),
            ],
            "until": _("Une seule fois, jusqu’au %(day)s.") % {"day": until},
            "alt": _("Code à scanner : %(code)s"),
            "codes": [_drawn(code) for code in codes],
        },
    )


def letters(commune: Commune, printed: Sequence[Printed]) -> bytes:
    """One page a letter: the address where a window envelope shows it, folded in three."""
    until = wording.day((timezone.localtime(clock.now()) + GOOD_FOR).date())
    place = wording.at_place(commune.name)
    return printing.pdf(
        HERE / "letters.typ",
        {
            "language": get_language(),
            "title": _("Lettres pour justifier un domicile %(in_commune)s") % {"in_commune": place},
            "sender": [settings.OPERATOR_NAME or "Maillage", _short_address()],
            "date": wording.day(clock.today()),
            "heading": _("Votre code pour justifier votre domicile"),
            "hello": _("Bonjour,"),
            "why": _(
                "Quelqu’un a demandé, sur le site des voisins, à justifier qu’il habite à cette adresse. "
                "Si c’est vous, ce code le montre. Si ce n’est pas vous, jetez cette lettre : "
                "sans elle, rien ne se passe."
            ),
            "steps": [
                _("Scannez ce dessin, ou ouvrez %(address)s") % {"address": _short_address()},
                _("Entrez dans votre compte, puis tapez le code dans « Mon compte », « Justifier mon domicile »."),
            ],
            "until": _("Ce code sert une seule fois, jusqu’au %(day)s.") % {"day": until},
            "after": _("Aucune copie de cette lettre n’est gardée, et vos voisins ne voient jamais votre adresse."),
            "alt": _("Code à scanner : %(code)s"),
            "letters": [{"lines": [each.name, *each.lines], **_drawn(each.code)} for each in printed],
        },
    )


def _drawn(code: str) -> dict[str, str]:
    address = f"{settings.SITE_ADDRESS}{reverse('proof')}?{urlencode({'code': code})}"
    return {"code": code, "picture": printing.qr(address)}


def _short_address() -> str:
    return settings.SITE_ADDRESS.partition("://")[2]
