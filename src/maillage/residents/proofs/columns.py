"""What the columns of proofs are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Kept, Personal, SeenBy

_PROOF = Column(_("Dire à vos voisins que votre domicile est justifié, sans dire comment"), kept=Kept.PROOF)
_LEVEL = Column(
    _("Dire à vos voisins que votre domicile est justifié, sans dire comment"),
    kept=Kept.PROOF,
    seen_by=SeenBy.NEIGHBOURS,
)
_HOME = Column(
    _("Compter les comptes d’une même adresse, par une empreinte qui ne dit pas laquelle"),
    basis=Basis.LEGITIMATE_INTEREST,
    kept=Kept.PROOF,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_CODE = Column(
    _("Reconnaître un code qui vous est destiné ; seule une empreinte est gardée"),
    kept=Kept.QUARTER,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_LETTER = Column(_("Vous envoyer un code par lettre"), kept=Kept.QUARTER)
_NAME_ON_BOX = Column(
    _("Faire arriver la lettre ; effacé dès qu’elle est imprimée"), kept=Kept.QUARTER, seen_by=SeenBy.ONE_AGENT
)
_PAPER = Column(
    _("Vérifier votre domicile par un document, puis le détruire"), kept=Kept.DECISION, seen_by=SeenBy.ONE_AGENT
)
_KEY = Column(
    _("Ouvrir le document à l’agent qui décide, puis le rendre illisible"),
    kept=Kept.DECISION,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_VOUCH = Column(
    _("Savoir qui s’est porté garant de qui, et combien de fois dans l’année"),
    kept=Kept.PROOF,
    seen_by=SeenBy.PARTICIPANTS,
)
_ANSWER = Column(
    _("Retenir l’acceptation, et taire un refus à qui l’a essuyé"),
    kept=Kept.PROOF,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_HOUSEHOLD = Column(_("Réunir les personnes d’un même domicile"), kept=Kept.UNTIL_CHANGED, seen_by=SeenBy.HOUSEHOLD)
_DEED = Column(
    _("Répondre de ce qui est fait au guichet et par les structures, sans dire au sujet de qui"),
    basis=Basis.LEGITIMATE_INTEREST,
    kept=Kept.JOURNAL,
    seen_by=SeenBy.AGENTS,
)

TITLE = _("La justification de votre domicile, votre foyer")
DECLARATIONS: list[Declaration] = [
    Personal(
        "proofs.Proof",
        "resident",
        {"resident": _PROOF, "level": _LEVEL, "way": _PROOF, "proved_on": _PROOF, "expires_on": _PROOF, "home": _HOME},
    ),
    Personal(
        "proofs.Batch",
        "made_by",
        dict.fromkeys(["way", "commune", "organisation_name", "made_by", "made_at", "size", "used", "prints"], _DEED),
        ("id", "organisation", "expires_at", "revoked_at"),
    ),
    Personal(
        "proofs.Code",
        "resident",
        dict.fromkeys(["way", "commune", "resident", "household", "fingerprint"], _CODE),
        ("id", "batch", "expires_at", "used_on"),
    ),
    Personal("proofs.Household", "members__resident", {"made_at": _HOUSEHOLD}, ("id",)),
    Personal("proofs.Member", "resident", dict.fromkeys(["resident", "household", "joined_on"], _HOUSEHOLD)),
    Personal(
        "proofs.Letter",
        "resident",
        {**dict.fromkeys(["resident", "commune", "asked_at", "printed_on"], _LETTER), "name_on_box": _NAME_ON_BOX},
    ),
    Personal(
        "proofs.Paper",
        "resident",
        {
            **dict.fromkeys(["resident", "commune", "kind", "pages", "sent_at", "taken_by", "taken_at"], _PAPER),
            "key": _KEY,
        },
        ("id",),
    ),
    Personal(
        "proofs.Vouch",
        "asker",
        dict.fromkeys(["asker", "voucher", "asked_at"], _VOUCH) | dict.fromkeys(["state", "answered_at"], _ANSWER),
        ("id",),
        also=("voucher",),
    ),
    Personal(
        "proofs.Permit",
        "given_by",
        dict.fromkeys(["organisation_name", "commune", "a_year", "given_by", "given_at", "withdrawn_at"], _DEED),
        ("id", "organisation"),
    ),
    Personal("proofs.Deed", "actor", dict.fromkeys(["kind", "commune", "actor", "number", "done_at"], _DEED), ("id",)),
]
