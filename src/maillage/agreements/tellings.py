"""What is told of agreements: to the other person, among the messages of the two, and to those who mediate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.agreements import mediators, rows
from maillage.agreements.models import Agreement, Difficulty
from maillage.conversations import actions as conversations
from maillage.conversations import between
from maillage.conversations.between import Telling, Words
from maillage.notices import actions as notices
from maillage.notices import kinds
from maillage.notices.kinds import Group, Kind, Weight
from maillage.residents.models import Resident


def _between(name: str, said: Words, by_oneself: Words, weight: Weight = Weight.AWAITED) -> Telling:
    return between.declare(f"agreements.{name}", weight, said=said, by_oneself=by_oneself)


def _alone(name: str, said: Words, weight: Weight = Weight.AWAITED) -> Kind:
    return kinds.declare(f"agreements.{name}", Group.EXCHANGES, weight, between.saying(said))


MADE = _between(
    "made",
    _("%(who)s propose un accord pour « %(title)s » : relisez-le et confirmez"),
    _("Vous proposez un accord pour « %(title)s »"),
)
CHANGED = _between(
    "changed",
    _("%(who)s propose de changer l’accord pour « %(title)s » : relisez-le et confirmez"),
    _("Vous proposez de changer l’accord pour « %(title)s »"),
)
CONFIRMED = _between(
    "confirmed",
    _("%(who)s confirme l’accord pour « %(title)s » : il est en vigueur"),
    _("Vous confirmez l’accord pour « %(title)s »"),
    Weight.NEWS,
)
DROPPED = _between(
    "dropped",
    _("%(who)s ne souhaite pas cet accord pour « %(title)s »"),
    _("Vous ne souhaitez pas cet accord pour « %(title)s »"),
)
TAKEN_BACK = _between(
    "taken_back",
    _("%(who)s reprend sa proposition d’accord pour « %(title)s »"),
    _("Vous reprenez votre proposition d’accord pour « %(title)s »"),
    Weight.NEWS,
)
RAISED = _between(
    "raised",
    _("%(who)s signale une difficulté avec « %(title)s ». Prenez le temps de répondre"),
    _("Vous signalez une difficulté avec « %(title)s »"),
)
ANSWERED = _between(
    "answered",
    _("%(who)s répond au sujet de la difficulté avec « %(title)s »"),
    _("Vous répondez au sujet de la difficulté avec « %(title)s »"),
)
ACCEPTED = _between(
    "accepted",
    _("%(who)s accepte ce que propose le médiateur pour « %(title)s »"),
    _("Vous acceptez ce que propose le médiateur pour « %(title)s »"),
)
REFUSED = _between(
    "refused",
    _("%(who)s n’accepte pas ce que propose le médiateur pour « %(title)s »"),
    _("Vous n’acceptez pas ce que propose le médiateur pour « %(title)s »"),
    Weight.NEWS,
)
SETTLED = _between(
    "settled",
    _("%(who)s est d’accord : la difficulté avec « %(title)s » est réglée"),
    _("Vous êtes d’accord : la difficulté avec « %(title)s » est réglée"),
    Weight.NEWS,
)
WITHDRAWN = _between(
    "withdrawn",
    _("%(who)s retire la difficulté signalée pour « %(title)s »"),
    _("Vous retirez la difficulté signalée pour « %(title)s »"),
    Weight.NEWS,
)
MEDIATOR_ASKED = _between(
    "mediator_asked",
    _("%(who)s demande l’aide d’un médiateur pour « %(title)s »"),
    _("Vous demandez l’aide d’un médiateur pour « %(title)s »"),
)

MEDIATED = _alone("mediated", _("%(who)s va vous aider à régler la difficulté avec « %(title)s »"))
MEDIATOR_PROPOSES = _alone(
    "mediator_proposes", _("%(who)s propose une solution pour « %(title)s » : dites si elle vous convient")
)
MEDIATOR_LEFT = _alone(
    "mediator_left", _("La médiation pour « %(title)s » change de mains : quelqu’un d’autre est demandé"), Weight.NEWS
)
CLOSED = _alone("closed", _("%(who)s clôt la difficulté avec « %(title)s », sans accord entre vous"))
SILENT = _alone("silent", _("Plus personne n’a écrit : la difficulté avec « %(title)s » est close"), Weight.NEWS)
STOPPED = _alone("stopped", _("La difficulté avec « %(title)s » est close"), Weight.NEWS)

WANTED = _alone("wanted", _("Deux voisins demandent un médiateur au sujet de « %(title)s »"))
MEDIATION_SETTLED = _alone(
    "mediation_settled", _("Merci : grâce à vous, la difficulté avec « %(title)s » est réglée"), Weight.NEWS
)
MEDIATION_REFUSED = _alone(
    "mediation_refused", _("Votre proposition pour « %(title)s » ne convient pas aux deux. Proposez autre chose")
)
MEDIATION_WITHDRAWN = _alone(
    "mediation_withdrawn", _("La difficulté avec « %(title)s » n’a plus besoin de médiateur"), Weight.NEWS
)
MEDIATION_SILENT = _alone(
    "mediation_silent", _("Plus personne n’a écrit : la médiation pour « %(title)s » est close"), Weight.NEWS
)


def tell_other(agreement: Agreement, by: Resident, telling: Telling, difficulty: Difficulty | None = None) -> None:
    """The other of the two, and their conversation. Nothing reaches who is hidden from the other."""
    side = agreement.side_of(by)
    assert side is not None
    path = (difficulty or agreement).get_absolute_url()
    facts = _facts_of(agreement)
    if agreement.booking is not None and agreement.booking.conversation is not None:
        conversations.note(by, agreement.booking.conversation, telling.happening, facts=facts, path=path)
    notices.tell(agreement.person(side.other), telling.kind, by=by, path=path, facts=facts)


def tell_parties(difficulty: Difficulty, kind: Kind, *, by: Resident | None = None) -> None:
    """Both of the two, of what a mediator or the site did."""
    agreement = difficulty.agreement
    for person in (agreement.owner, agreement.borrower):
        notices.tell(person, kind, by=by, path=difficulty.get_absolute_url(), facts=_facts_of(agreement))


def tell_mediator(difficulty: Difficulty, kind: Kind) -> None:
    """Who mediates it, if somebody does. By nobody: they hear of a file, not of a person."""
    if difficulty.mediator is not None:
        facts = _facts_of(difficulty.agreement)
        notices.tell(difficulty.mediator, kind, path=difficulty.mediation_url, facts=facts)


def tell_candidates(difficulty: Difficulty, *, but: Resident | None = None) -> None:
    """Those who may mediate it: a title, and no name before they take it."""
    facts = _facts_of(difficulty.agreement)
    for person in mediators.of(difficulty):
        if but is None or person.pk != but.pk:
            notices.tell(person, WANTED, path=difficulty.mediation_url, facts=facts)


def _facts_of(agreement: Agreement) -> dict[str, str]:
    version = rows.in_force(agreement) or rows.last_version(agreement)
    return {"title": version.title}
