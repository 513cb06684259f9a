"""What is told of reviews, and of sums that come near a threshold."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from maillage.conversations.between import Words, saying, titled
from maillage.notices import kinds
from maillage.notices.kinds import Facts, Group, Weight

REVIEWS = "/avis/"
SALES = "/ventes/"


def _saying(said: Words) -> Callable[[str, Facts], str]:
    return saying(said, known=lambda facts: {**titled(facts), "year": str(facts.get("year", ""))})


ASKED = kinds.declare(
    "reviews.asked",
    Group.EXCHANGES,
    Weight.NEWS,
    _saying(_("« %(title)s » est terminé : dites merci, ou comment cela s’est passé")),
)
REMINDED = kinds.declare(
    "reviews.reminded",
    Group.EXCHANGES,
    Weight.NEWS,
    _saying(_("Il vous reste une semaine pour dire comment s’est passé « %(title)s »")),
)
REVEALED = kinds.declare(
    "reviews.revealed",
    Group.EXCHANGES,
    Weight.NEWS,
    _saying(_("Ce qui est dit de vous à propos de « %(title)s » peut se lire")),
)
ANSWERED = kinds.declare(
    "reviews.answered",
    Group.EXCHANGES,
    Weight.NEWS,
    _saying(_("%(who)s répond à ce que vous avez dit de « %(title)s »")),
)
SALES_NEAR = kinds.declare(
    "reviews.sales_near",
    Group.ACCOUNT,
    Weight.NEWS,
    _saying(_("Vos ventes de %(year)s approchent d’un seuil fixé par la loi : voyez ce que cela change")),
)
SALES_REACHED = kinds.declare(
    "reviews.sales_reached",
    Group.ACCOUNT,
    Weight.AWAITED,
    _saying(_("Vos ventes de %(year)s passent un seuil fixé par la loi : voyez ce que cela change")),
)
FROM_FIRST_EURO = kinds.declare(
    "reviews.from_first_euro",
    Group.ACCOUNT,
    Weight.NEWS,
    _saying(_("Un service ou une location de %(year)s compte dès le premier euro : voyez ce que cela change")),
)
