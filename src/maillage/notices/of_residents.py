"""The words in which people learn what happens to the proof of their home, and to the copy of their data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillage.notices import actions
from maillage.notices.kinds import Facts, Group, Kind, Weight, declare
from maillage.platform import wording
from maillage.residents.models import Resident
from maillage.residents.proofs.actions.papers import Why


def _ends_soon(by: str, facts: Facts) -> str:
    day = wording.day(date.fromisoformat(facts["on"]))
    return _("Votre domicile n’est plus justifié à partir du %(day)s. Pensez à le justifier de nouveau.") % {"day": day}


def _paper_refused(by: str, facts: Facts) -> str:
    return _("Votre document ne convient pas : %(why)s. Il est détruit, et vous pouvez en envoyer un autre.") % {
        "why": Why(facts["why"]).label
    }


def _account(name: str, weight: Weight, say: Any) -> Kind:
    return declare(name, Group.ACCOUNT, weight, say)


KINDS = {
    kind.name: kind
    for kind in (
        _account("proofs.verified", Weight.NEWS, lambda by, facts: _("Votre domicile est vérifié.")),
        _account(
            "proofs.vouch_asked",
            Weight.AWAITED,
            lambda by, facts: _("%(by)s vous demande de dire que vous êtes voisins.") % {"by": by},
        ),
        _account(
            "proofs.vouch_accepted", Weight.NEWS, lambda by, facts: _("%(by)s se porte garant de vous.") % {"by": by}
        ),
        _account(
            "proofs.shared",
            Weight.NEWS,
            lambda by, facts: _("Votre domicile est justifié, grâce à une personne de votre foyer."),
        ),
        _account(
            "proofs.household_joined", Weight.NEWS, lambda by, facts: _("%(by)s a rejoint votre foyer.") % {"by": by}
        ),
        _account(
            "proofs.moved",
            Weight.NEWS,
            lambda by, facts: _("Vous avez déménagé : votre nouveau domicile reste à justifier."),
        ),
        _account("proofs.ends_soon", Weight.NEWS, _ends_soon),
        _account(
            "proofs.ended", Weight.NEWS, lambda by, facts: _("Votre domicile n’est plus justifié : deux ans ont passé.")
        ),
        _account("proofs.paper_refused", Weight.AWAITED, _paper_refused),
        _account(
            "proofs.paper_late",
            Weight.NEWS,
            lambda by, facts: _(
                "Personne n’a pu regarder votre document en deux semaines : il est détruit. Choisissez un autre moyen."
            ),
        ),
        _account("own_data.export_ready", Weight.AWAITED, lambda by, facts: _("Vos données sont prêtes à emporter.")),
    )
}


def tell(to: Resident, name: str, *, path: str, by: Resident | None, facts: Mapping[str, Any], once: str) -> None:
    """What `residents.tidings` calls."""
    actions.tell(to, KINDS[name], path=path, by=by, facts=facts, once=once)
