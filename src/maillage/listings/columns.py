"""What the columns of listings are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Kept, Personal, SeenBy

_OFFER = Column(_("Publier ce que vous proposez ou demandez"), kept=Kept.SUBJECT, seen_by=SeenBy.AUDIENCE)
_PLACE = Column(
    _("Dire à quelle distance, depuis votre zone ou depuis le lieu public que vous avez choisi"),
    kept=Kept.SUBJECT,
    seen_by=SeenBy.AUDIENCE,
)
_PLACE_AGAIN = Column(
    _("La même zone, à d’autres échelles, pour chercher plus vite"),
    kept=Kept.SUBJECT,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_SEARCH = Column(_("Retrouver l’annonce par ses mots"), kept=Kept.SUBJECT, seen_by=SeenBy.NOBODY, is_exported=False)

_ASKED = Column(_("Vous demander si votre annonce sert encore"), kept=Kept.SUBJECT)
_WIDENED = Column(_("Porter plus loin une demande sans réponse"), kept=Kept.SUBJECT, seen_by=SeenBy.AUDIENCE)
_SOLVED = Column(_("Compter ce qui a trouvé réponse ou preneur, et remercier qui a aidé"), kept=Kept.SUBJECT)
_HABIT = Column(
    _("Dire à vos voisins comment vous répondez, sans dire d’heure"), kept=Kept.SUBJECT, seen_by=SeenBy.NEIGHBOURS
)

_CAPACITY = Column(
    _("Dire si vous proposez en particulier ou en professionnel, comme la loi le demande"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.SUBJECT,
    seen_by=SeenBy.AUDIENCE,
)

_OFFERED = [
    "author",
    "intent",
    "mode",
    "other_modes",
    "category",
    "title",
    "text",
    "price_cents",
    "price_unit",
    "in_return",
    "deposit",
    "wanted_on",
    "audience",
    "reach_step",
    "state",
    "published_at",
    "expires_at",
]

TITLE = _("Vos annonces")
DECLARATIONS: list[Declaration] = [
    Personal(
        "listings.Listing",
        "author",
        dict.fromkeys(_OFFERED, _OFFER)
        | dict.fromkeys(["seller", "trade_name", "siret"], _CAPACITY)
        | dict.fromkeys(["commune", "point_cell", "place_name", "place_lat", "place_lon"], _PLACE)
        | dict.fromkeys(["cell_8", "cell_7", "cell_6", "cell_5"], _PLACE_AGAIN)
        | dict.fromkeys(["category_words", "search", "search_words"], _SEARCH),
        ("id",),
    ),
    Personal("listings.ListingPhoto", "listing__author", {"listing": _OFFER, "photo": _OFFER}, ("id", "position")),
    Personal(
        "listings.Hold",
        "listing__author",
        dict.fromkeys(
            ["listing", "by_kind", "by_id", "held_at"],
            Column(
                _("Ne promettre votre annonce qu’une fois"),
                kept=Kept.SUBJECT,
                seen_by=SeenBy.PARTICIPANTS,
                is_exported=False,
            ),
        ),
    ),
    Personal(
        "listings.Question",
        "listing__author",
        dict.fromkeys(["listing", "kind", "of_end", "asked_at", "answered_at"], _ASKED),
        ("id",),
    ),
    Personal(
        "listings.Widening",
        "request__author",
        dict.fromkeys(["request", "rungs", "last_at", "handed_at"], _WIDENED),
    ),
    Personal("listings.Solved", "listing__author", dict.fromkeys(["listing", "by", "said_at"], _SOLVED)),
    Personal("listings.AnswerHabit", "resident", dict.fromkeys(["resident", "rate", "delay"], _HABIT)),
]
