"""What the columns of accounts are for, and those of django-allauth."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Impersonal, Kept, Personal, SeenBy

_PLACE = Column(
    _("Vous donner des voisins, sans dire où vous habitez : une zone d’au moins 50 foyers"), seen_by=SeenBy.NEIGHBOURS
)
_PLACE_AGAIN = Column(
    _("La même zone, à d’autres échelles, pour compter plus vite"), seen_by=SeenBy.NOBODY, is_exported=False
)
_PROFILE = Column(_("Vous présenter à vos voisins"), kept=Kept.UNTIL_CHANGED, seen_by=SeenBy.NEIGHBOURS)
_HOME = Column(_("Savoir dans quelle commune et dans quelle zone vous habitez"), kept=Kept.UNTIL_CHANGED)
_SECRET = Column(
    _("Vérifier que c’est vous qui entrez ; seule une empreinte est gardée"),
    kept=Kept.UNTIL_CHANGED,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_SECOND_FACTOR = Column(
    _("Vérifier que c’est vous qui entrez, par un second moyen"),
    kept=Kept.UNTIL_CHANGED,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_CHARGE = Column(_("Savoir qui tient quel rôle, où, et de qui il le tient"), basis=Basis.LEGITIMATE_INTEREST)
_BLOCK = Column(_("Vous faire disparaître l’un pour l’autre"), kept=Kept.UNTIL_CHANGED)
_CODE = Column(
    _("Vérifier qu’une adresse est à vous"),
    basis=Basis.LEGITIMATE_INTEREST,
    kept=Kept.DAY,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_WHO_IS_IN = Column(
    _("Vous reconnaître d’une page à l’autre"), kept=Kept.SESSION, seen_by=SeenBy.NOBODY, is_exported=False
)
_DEVICE = Column(
    _("Vous montrer où votre compte est ouvert, pour que vous puissiez l’y fermer"),
    basis=Basis.LEGITIMATE_INTEREST,
    kept=Kept.SESSION,
)
_WARNED = Column(_("Vous prévenir deux fois avant d’effacer un compte délaissé"), basis=Basis.LEGITIMATE_INTEREST)
_SAFETY = Column(_("Savoir qu’un compte est suspendu"), basis=Basis.LEGITIMATE_INTEREST)
_CLOSED = Column(_("Savoir qu’un compte est fermé"), basis=Basis.LEGITIMATE_INTEREST, kept=Kept.TRACE)

TITLE = _("Votre compte et vos réglages")
DECLARATIONS: list[Declaration] = [
    Personal(
        "residents.Resident",
        "",
        {
            "email": Column(_("Entrer, et vous prévenir"), kept=Kept.UNTIL_CHANGED),
            "password": _SECRET,
            "name": _PROFILE,
            "about": _PROFILE,
            "skills": _PROFILE,
            "photo": _PROFILE,
            "language": Column(_("Vous parler dans votre langue"), kept=Kept.UNTIL_CHANGED),
            "declared_old_enough": Column(
                _("Savoir que vous avez déclaré 15 ans ou plus"), basis=Basis.LEGAL_OBLIGATION
            ),
            "terms_accepted_at": Column(_("Garder la trace de votre accord avec les règles")),
            "commune": _PLACE,
            "quarter": _PLACE,
            "cell": _PLACE,
            "cell_8": _PLACE_AGAIN,
            "cell_7": _PLACE_AGAIN,
            "cell_6": _PLACE_AGAIN,
            "cell_5": _PLACE_AGAIN,
            "is_active": _CLOSED,
            "left_at": _CLOSED,
            "suspended_at": _SAFETY,
            "suspended_until": _SAFETY,
            "no_publishing_until": _SAFETY,
            "no_opening_until": _SAFETY,
            "joined_at": Column(_("Savoir depuis quand le compte existe"), kept=Kept.TRACE),
            "last_active_on": Column(
                _("Effacer les comptes délaissés et compter les voisins actifs ; un mois, jamais un jour"),
                basis=Basis.LEGITIMATE_INTEREST,
            ),
            "warnings_sent": _WARNED,
            "warned_on": _WARNED,
        },
        ("id",),
    ),
    Personal(
        "residents.Residence",
        "resident",
        {"resident": _HOME, "label": _HOME, "lat": _HOME, "lon": _HOME, "proof": _HOME, "settled_at": _HOME},
    ),
    Personal(
        "residents.Role",
        "resident",
        {
            "resident": _CHARGE,
            "kind": _CHARGE,
            "commune": _CHARGE,
            "union": _CHARGE,
            "given_by": _CHARGE,
            "given_at": _CHARGE,
        },
        ("id",),
    ),
    Personal("residents.Block", "blocker", {"blocker": _BLOCK, "blocked": _BLOCK, "created_at": _BLOCK}, ("id",)),
    Personal(
        "residents.MailedCode",
        None,
        {"email": _CODE, "fingerprint": _CODE, "purpose": _CODE},
        ("id", "sent_at", "tries", "used_at"),
    ),
    Personal(
        "residents.Session",
        "resident",
        {
            "resident": _DEVICE,
            "browser": _DEVICE,
            "system": _DEVICE,
            "opened_at": _DEVICE,
            "session_data": _WHO_IS_IN,
        },
        ("session_key", "expire_date", "device_id"),
    ),
    Personal(
        "mfa.Authenticator",
        "user",
        {
            "user": _SECOND_FACTOR,
            "type": _SECOND_FACTOR,
            "data": _SECOND_FACTOR,
            "created_at": _SECOND_FACTOR,
            "last_used_at": _SECOND_FACTOR,
        },
        ("id",),
    ),
    Impersonal(
        "account.EmailAddress", "django-allauth's own, empty: a resident has one address, in residents.Resident"
    ),
    Impersonal("account.EmailConfirmation", "django-allauth's own, empty: codes are in residents.MailedCode"),
]
