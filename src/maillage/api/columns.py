"""What the columns of the API are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Kept, Personal, SeenBy

_USE = Column(
    _("Compter les questions d’une même connexion ; seule une empreinte de l’adresse réseau est gardée"),
    basis=Basis.LEGITIMATE_INTEREST,
    kept=Kept.DAY,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)

TITLE = _("L’usage des données ouvertes")
DECLARATIONS: list[Declaration] = [
    Personal("api.Usage", None, {"address_digest": _USE, "used": _USE}, ("window_starts_at",)),
]
