"""What is told of bookings: to the other person, and among the messages of the two."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from maillage.bookings import periods
from maillage.bookings.models import Booking
from maillage.conversations import between
from maillage.conversations.between import Telling, Words
from maillage.notices import kinds
from maillage.notices.kinds import Facts, Group, Kind, Weight


def facts_of(booking: Booking) -> Facts:
    """What a sentence about a booking needs, and no name."""
    return {"title": booking.title, **periods.facts_of(booking.period, booking.unit)}


def _known(facts: Facts) -> dict[str, str]:
    """What a sentence may name, in the reader's language."""
    known = {"title": str(facts.get("title", ""))}
    if "starts" in facts:
        starts, ends, unit = str(facts["starts"]), str(facts["ends"]), str(facts["unit"])
        known["period"] = periods.words_of_facts(starts, ends, unit)
    if "until" in facts:
        known["until"] = periods.deadline_words(datetime.fromisoformat(str(facts["until"])))
    return known


def _between(name: str, weight: Weight, *, said: Words, by_oneself: Words) -> Telling:
    return between.declare(f"bookings.{name}", weight, said=said, by_oneself=by_oneself, known=_known)


def _by_time(name: str, weight: Weight, said: Words) -> Kind:
    return kinds.declare(f"bookings.{name}", Group.EXCHANGES, weight, between.saying(said, known=_known))


ASKED = _between(
    "asked",
    Weight.AWAITED,
    said=_("%(who)s demande « %(title)s » %(period)s"),
    by_oneself=_("Vous demandez « %(title)s » %(period)s"),
)
ACCEPTED = _between(
    "accepted",
    Weight.AWAITED,
    said=_("%(who)s accepte : « %(title)s » est à vous %(period)s"),
    by_oneself=_("Vous acceptez : « %(title)s » %(period)s"),
)
AGREED = _between(
    "agreed",
    Weight.AWAITED,
    said=_("%(who)s accepte votre proposition : « %(title)s » %(period)s"),
    by_oneself=_("Vous acceptez la proposition : « %(title)s » %(period)s"),
)
DECLINED = _between(
    "declined",
    Weight.AWAITED,
    said=_("%(who)s ne peut pas : « %(title)s » %(period)s"),
    by_oneself=_("Vous avez répondu que ce n’est pas possible : « %(title)s » %(period)s"),
)
COUNTERED = _between(
    "countered",
    Weight.AWAITED,
    said=_("%(who)s propose autrement : « %(title)s » %(period)s"),
    by_oneself=_("Vous proposez autrement : « %(title)s » %(period)s"),
)
CANCELLED = _between(
    "cancelled",
    Weight.AWAITED,
    said=_("%(who)s annule : « %(title)s » %(period)s"),
    by_oneself=_("Vous annulez : « %(title)s » %(period)s"),
)
HANDED = _between(
    "handed",
    Weight.AWAITED,
    said=_("%(who)s dit que « %(title)s » a changé de mains. Confirmez-le"),
    by_oneself=_("Vous dites que « %(title)s » a changé de mains"),
)
OUT = _between(
    "out",
    Weight.NEWS,
    said=_("%(who)s confirme la remise de « %(title)s »"),
    by_oneself=_("Vous confirmez la remise de « %(title)s »"),
)
GIVEN_BACK = _between(
    "given_back",
    Weight.AWAITED,
    said=_("%(who)s dit que « %(title)s » est revenu. Confirmez-le"),
    by_oneself=_("Vous dites que « %(title)s » est revenu"),
)
HELPED = _between(
    "helped",
    Weight.AWAITED,
    said=_("%(who)s dit que c’est fait : « %(title)s ». Confirmez-le"),
    by_oneself=_("Vous dites que c’est fait : « %(title)s »"),
)
RETURNED = _between(
    "returned",
    Weight.NEWS,
    said=_("%(who)s confirme : « %(title)s », c’est terminé"),
    by_oneself=_("Vous confirmez : « %(title)s », c’est terminé"),
)
MISSED = _between(
    "missed",
    Weight.AWAITED,
    said=_("%(who)s dit que vous n’êtes pas venu au rendez-vous pour « %(title)s ». Si c’est une erreur, écrivez-lui"),
    by_oneself=_("Vous dites que le rendez-vous pour « %(title)s » a été manqué"),
)

LAPSED = _by_time(
    "lapsed", Weight.NEWS, _("Personne n’a répondu à temps : la demande pour « %(title)s » %(period)s est close")
)
PAST = _by_time(
    "past", Weight.QUIET, _("Personne n’a dit si « %(title)s » %(period)s a eu lieu : la réservation est close")
)
TOO_LATE = _by_time(
    "too_late",
    Weight.AWAITED,
    _("« %(title)s » %(period)s : quelqu’un d’autre a eu ces dates. Vous pouvez en demander d’autres"),
)
BROKEN = _by_time("broken", Weight.AWAITED, _("La réservation de « %(title)s » %(period)s est annulée"))
SOON = _by_time("soon", Weight.AWAITED, _("C’est bientôt : « %(title)s » %(period)s"))
DUE = _by_time("due", Weight.AWAITED, _("« %(title)s » se rend %(until)s"))
LATE = _by_time(
    "late", Weight.AWAITED, _("« %(title)s » devait revenir %(until)s. Écrivez-vous : un mot suffit souvent")
)
SAY_IT = _by_time("say_it", Weight.AWAITED, _("« %(title)s » %(period)s : dites si cela a eu lieu"))
