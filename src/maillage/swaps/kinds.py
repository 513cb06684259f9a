"""What is told of swaps: to people (notices), and between those who talk (happenings).

Facts hold titles by side, `given` by who did it and `got` by who reads, and the balance.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from maillage.conversations import happenings
from maillage.notices.kinds import Facts, Group, Kind, Weight, declare


def titles(names: Sequence[str]) -> str:
    """ "« Vélo »", "« Vélo » et « Casque »", "« Vélo » et 3 autres annonces"."""
    quoted = [_("« %(title)s »") % {"title": name} for name in names]
    if not quoted:
        return _("une annonce retirée")
    if len(quoted) == 1:
        return quoted[0]
    if len(quoted) == 2:
        return _("%(first)s et %(second)s") % {"first": quoted[0], "second": quoted[1]}
    others = len(quoted) - 1
    rest = ngettext("%(count)s autre annonce", "%(count)s autres annonces", others) % {"count": others}
    return _("%(first)s et %(second)s") % {"first": quoted[0], "second": rest}


def _told(who: str, facts: Facts) -> dict[str, str]:
    return {"who": who, "given": titles(facts.get("given", [])), "got": titles(facts.get("got", []))}


def _kind(name: str, weight: Weight, sentence: str) -> Kind:
    """A kind whose sentence may hold `who`, `given` and `got`."""
    return declare(f"swaps.{name}", Group.EXCHANGES, weight, lambda who, facts: _(sentence) % _told(who, facts))


PROPOSED = _kind("proposed", Weight.AWAITED, gettext_noop("%(who)s vous propose un troc : %(given)s contre %(got)s."))
COUNTERED = _kind(
    "countered", Weight.AWAITED, gettext_noop("%(who)s vous propose autre chose : %(given)s contre %(got)s.")
)
ACCEPTED = _kind("accepted", Weight.AWAITED, gettext_noop("%(who)s accepte le troc : %(given)s contre %(got)s."))
DECLINED = _kind("declined", Weight.NEWS, gettext_noop("%(who)s décline le troc de %(got)s."))
WITHDRAWN = _kind("withdrawn", Weight.NEWS, gettext_noop("%(who)s retire sa proposition de troc pour %(got)s."))
BROKEN = _kind("broken", Weight.AWAITED, gettext_noop("%(who)s rompt le troc de %(got)s : tout est de nouveau libre."))
SAID_DONE = _kind("said_done", Weight.AWAITED, gettext_noop("%(who)s dit que le troc est fait : confirmez-le."))
DONE = _kind("done", Weight.NEWS, gettext_noop("Le troc est fait : %(given)s contre %(got)s. Merci à vous deux."))
TAKEN = _kind("taken", Weight.NEWS, gettext_noop("Dans une proposition de troc, %(got)s : l’annonce n’est plus libre."))
LAPSED = _kind("lapsed", Weight.NEWS, gettext_noop("La proposition de troc pour %(got)s n’a plus cours."))
UNDONE = _kind("undone", Weight.AWAITED, gettext_noop("Le troc de %(got)s ne tient plus."))
IS_IT_DONE = _kind("is_it_done", Weight.AWAITED, gettext_noop("Le troc de %(got)s est-il fait ? Dites-le en un clic."))


def _happened(name: str, by_me: str, by_other: str) -> happenings.Happening:
    def say(who: str, facts: Facts) -> str:
        sentence = (_(by_other) if who else _(by_me)) % _told(who, facts)
        return _("%(sentence)s « %(words)s »") % {"sentence": sentence, **facts} if "words" in facts else sentence

    return happenings.declare(f"swaps.{name}", say)


PROPOSAL_MADE = _happened(
    "proposal_made",
    gettext_noop("Vous proposez un troc : %(given)s contre %(got)s."),
    gettext_noop("%(who)s propose un troc : %(given)s contre %(got)s."),
)
PROPOSAL_COUNTERED = _happened(
    "proposal_countered",
    gettext_noop("Vous proposez plutôt : %(given)s contre %(got)s."),
    gettext_noop("%(who)s propose plutôt : %(given)s contre %(got)s."),
)
PROPOSAL_ACCEPTED = _happened(
    "proposal_accepted",
    gettext_noop("Vous acceptez le troc. Convenez du moment."),
    gettext_noop("%(who)s accepte le troc. Convenez du moment."),
)
PROPOSAL_DECLINED = _happened(
    "proposal_declined", gettext_noop("Vous déclinez le troc."), gettext_noop("%(who)s décline le troc.")
)
PROPOSAL_WITHDRAWN = _happened(
    "proposal_withdrawn",
    gettext_noop("Vous retirez votre proposition de troc."),
    gettext_noop("%(who)s retire sa proposition de troc."),
)
SWAP_BROKEN = _happened(
    "swap_broken",
    gettext_noop("Vous rompez le troc : tout est de nouveau libre."),
    gettext_noop("%(who)s rompt le troc : tout est de nouveau libre."),
)
SWAP_DONE = _happened(
    "swap_done", gettext_noop("Vous avez dit que le troc est fait."), gettext_noop("%(who)s dit que le troc est fait.")
)
