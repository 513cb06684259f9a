"""What is told of promises: to people (notices), and between those who talk (happenings)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.conversations import happenings
from maillage.listings.models import Mode
from maillage.notices.kinds import Facts, Group, Kind, Weight, declare
from maillage.platform import wording


def _kind(name: str, weight: Weight, sentence: str) -> Kind:
    """A kind whose sentence holds `who` and `title`."""
    return declare(f"promises.{name}", Group.EXCHANGES, weight, lambda who, facts: _(sentence) % {"who": who, **facts})


CLAIMED = _kind("claimed", Weight.AWAITED, gettext_noop("%(who)s voudrait « %(title)s »."))
WITHDRAWN = _kind("withdrawn", Weight.QUIET, gettext_noop("%(who)s ne voudrait plus « %(title)s »."))
PROMISED = _kind("promised", Weight.AWAITED, gettext_noop("%(who)s vous promet « %(title)s »."))
PASSED_OVER = _kind(
    "passed_over",
    Weight.NEWS,
    gettext_noop("L’annonce « %(title)s » est promise à une autre personne. Vous gardez votre place."),
)
BROKEN_BY_OWNER = _kind(
    "broken_by_owner", Weight.AWAITED, gettext_noop("%(who)s ne peut pas tenir sa promesse : « %(title)s ».")
)
BROKEN_BY_CLAIMANT = _kind(
    "broken_by_claimant",
    Weight.AWAITED,
    gettext_noop("%(who)s renonce à « %(title)s » : l’annonce est de nouveau en ligne."),
)
NEXT_IN_LINE = _kind(
    "next_in_line",
    Weight.AWAITED,
    gettext_noop("L’annonce « %(title)s » est de nouveau libre, et quelqu’un attend. La lui promettre ?"),
)
FIRST_IN_LINE = _kind(
    "first_in_line",
    Weight.NEWS,
    gettext_noop("L’annonce « %(title)s » est de nouveau libre : vous êtes en tête de la file."),
)
DECLINED = _kind(
    "declined", Weight.NEWS, gettext_noop("« %(title)s » : ce ne sera pas pour vous cette fois. Merci d’avoir demandé.")
)
GIVEN = _kind("given", Weight.AWAITED, gettext_noop("%(who)s dit vous avoir remis « %(title)s » : confirmez-le."))
RECEIVED = _kind("received", Weight.AWAITED, gettext_noop("%(who)s dit avoir reçu « %(title)s » : confirmez-le."))
KEPT = _kind("kept", Weight.NEWS, gettext_noop("C’est fait : « %(title)s ». Merci à vous deux."))
GONE = _kind("gone", Weight.NEWS, gettext_noop("L’annonce « %(title)s » n’est plus proposée."))
UNDONE = _kind("undone", Weight.AWAITED, gettext_noop("La promesse de « %(title)s » ne tient plus."))
IS_IT_DONE = _kind("is_it_done", Weight.AWAITED, gettext_noop("« %(title)s » : est-ce fait ? Dites-le en un clic."))


def _happened(name: str, by_me: str, by_other: str) -> happenings.Happening:
    def say(who: str, facts: Facts) -> str:
        told = {"who": who, **facts, "price": _price(facts)}
        sentence = (_(by_other) if who else _(by_me)) % told
        return _("%(sentence)s « %(words)s »") % {"sentence": sentence, **facts} if "words" in facts else sentence

    return happenings.declare(f"promises.{name}", say)


def _price(facts: Facts) -> str:
    """ " pour 12 €" where a price was agreed."""
    cents = facts.get("price_cents")
    return _(" pour %(price)s") % {"price": wording.euros(cents)} if cents else ""


CLAIM_MADE = _happened(
    "claim_made", gettext_noop("Vous voudriez « %(title)s »."), gettext_noop("%(who)s voudrait « %(title)s ».")
)
CLAIM_WITHDRAWN = _happened(
    "claim_withdrawn", gettext_noop("Vous avez quitté la file."), gettext_noop("%(who)s a quitté la file.")
)
CLAIM_DECLINED = _happened(
    "claim_declined",
    gettext_noop("Vous avez répondu que ce ne sera pas cette fois."),
    gettext_noop("%(who)s répond que ce ne sera pas cette fois."),
)
PROMISE_MADE = _happened(
    "promise_made",
    gettext_noop("Vous avez promis « %(title)s »%(price)s."),
    gettext_noop("%(who)s vous a promis « %(title)s »%(price)s."),
)
PROMISE_BROKEN = _happened(
    "promise_broken", gettext_noop("Vous avez libéré la promesse."), gettext_noop("%(who)s a libéré la promesse.")
)
HANDED_OVER = _happened("handed_over", gettext_noop("Vous l’avez remis."), gettext_noop("%(who)s dit l’avoir remis."))
TAKEN = _happened("taken", gettext_noop("Vous l’avez reçu."), gettext_noop("%(who)s dit l’avoir reçu."))


def claim_words(mode: str) -> str:
    """The button by which one takes a place in the line: asking, for the owner chooses."""
    return _("Demander à l’acheter") if mode == Mode.SALE else _("Demander à le recevoir")
