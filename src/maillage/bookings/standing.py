"""Where a booking stands, for one of its two people: what is, what comes next, and what they may do, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.bookings import actions, periods
from maillage.bookings.models import Booking, Side, State
from maillage.platform import clock


@dataclass(frozen=True)
class Standing:
    headline: str
    next: str


@dataclass(frozen=True)
class Button:
    """One thing to do. `verb` is its address; one that `asks_words` opens a field for a few of them."""

    verb: str
    label: str
    is_main: bool = False
    asks_words: bool = False
    consequence: str = ""


def of(booking: Booking, side: Side, other: str) -> Standing:
    """`other` is the other person's name, as the viewer may read it."""
    tell = {
        State.ASKED: _asked,
        State.COUNTERED: _countered,
        State.ACCEPTED: _accepted,
        State.OUT: _out,
    }.get(State(booking.state), _over)
    return tell(booking, side, other)


def _asked(booking: Booking, side: Side, other: str) -> Standing:
    until = periods.deadline_words(booking.answer_by)
    if side == Side.OWNER:
        return Standing(
            _("%(who)s attend votre réponse") % {"who": other},
            _("Sans réponse, la demande s’efface %(until)s. Rien n’est gardé avant votre accord.") % {"until": until},
        )
    return Standing(
        _("Vous attendez la réponse de %(who)s") % {"who": other},
        _("Sans réponse, votre demande s’efface %(until)s. Rien n’est engagé d’ici là.") % {"until": until},
    )


def _countered(booking: Booking, side: Side, other: str) -> Standing:
    until = periods.deadline_words(booking.answer_by)
    if side == Side.BORROWER:
        return Standing(
            _("%(who)s vous propose autre chose") % {"who": other},
            _("Acceptez, ou proposez à votre tour. Sans réponse, la demande s’efface %(until)s.") % {"until": until},
        )
    return Standing(
        _("%(who)s regarde votre proposition") % {"who": other},
        _("Sans réponse, elle s’efface %(until)s.") % {"until": until},
    )


def _accepted(booking: Booking, side: Side, other: str) -> Standing:
    if _said(booking, side, "returned_at"):
        return _i_said(_came_back_by_me(booking, side), other)
    if _said(booking, side.other, "returned_at"):
        return _they_said(_came_back_by_them(booking, side), other)
    if _said(booking, side, "handed_at"):
        mine = _("Vous l’avez remis") if side == Side.OWNER else _("Vous l’avez reçu")
        return _i_said(mine, other)
    if _said(booking, side.other, "handed_at"):
        theirs = _("%(who)s dit vous l’avoir remis") if side == Side.BORROWER else _("%(who)s dit l’avoir reçu")
        return _they_said(theirs, other)
    if booking.ends_at <= clock.now():
        return Standing(_("La date est passée"), _("Dites ce qui s’est passé : chacun le confirme."))
    if booking.is_service:
        return Standing(
            _("C’est convenu"),
            _("Donnez-vous rendez-vous dans vos messages. Quand c’est fait, chacun le confirme ici."),
        )
    return Standing(
        _("C’est convenu"),
        _("Donnez-vous rendez-vous dans vos messages. Le jour venu, chacun confirme la remise ici."),
    )


def _out(booking: Booking, side: Side, other: str) -> Standing:
    if _said(booking, side, "returned_at"):
        return _i_said(_came_back_by_me(booking, side), other)
    if _said(booking, side.other, "returned_at"):
        return _they_said(_came_back_by_them(booking, side), other)
    ends = periods.deadline_words(booking.ends_at)
    if booking.ends_at <= clock.now():
        return Standing(
            _("C’est en retard"),
            _("Il devait revenir %(ends)s. Un mot suffit souvent : écrivez-vous avant toute chose.") % {"ends": ends},
        )
    if side == Side.OWNER:
        return Standing(_("C’est chez %(who)s") % {"who": other}, _("Retour prévu %(ends)s.") % {"ends": ends})
    return Standing(_("C’est chez vous"), _("À rendre %(ends)s.") % {"ends": ends})


def _i_said(headline: str, other: str) -> Standing:
    return Standing(headline, _("Il reste à %(who)s à le confirmer.") % {"who": other})


def _they_said(headline: str, other: str) -> Standing:
    return Standing(headline % {"who": other}, _("Confirmez à votre tour, si c’est exact."))


def _came_back_by_me(booking: Booking, side: Side) -> str:
    if booking.is_service:
        return _("Vous avez dit que c’est fait")
    return _("Vous l’avez dit revenu") if side == Side.OWNER else _("Vous l’avez rendu")


def _came_back_by_them(booking: Booking, side: Side) -> str:
    if booking.is_service:
        return _("%(who)s dit que c’est fait")
    return _("%(who)s dit vous l’avoir rendu") if side == Side.OWNER else _("%(who)s dit que c’est revenu")


def _over(booking: Booking, side: Side, other: str) -> Standing:
    missed = (
        _("Vous n’êtes pas venu, dit %(who)s. Si c’est une erreur, écrivez-lui.")
        if booking.missed_by == side
        else _("%(who)s n’est pas venu, avez-vous dit.")
    )
    headline, after = {
        State.RETURNED: (_("C’est terminé"), _("Vous l’avez confirmé tous les deux. Merci !")),
        State.DECLINED: (_("Ce n’était pas possible"), _("Rien n’est engagé. Demandez d’autres dates si vous voulez.")),
        State.CANCELLED: (_("C’est annulé"), _("Rien n’est plus engagé.")),
        State.LAPSED: (_("Sans suite"), _("Personne n’a répondu à temps. Rien n’est engagé.")),
        State.MISSED: (_("Rendez-vous manqué"), missed),
    }[State(booking.state)]
    return Standing(headline, after % {"who": other})


def _said(booking: Booking, side: Side, what: str) -> bool:
    return getattr(booking, f"{side}_{what}") is not None


def awaits(booking: Booking, side: Side) -> bool:
    """Whether the other waits for this side: for an answer, or to confirm what they said."""
    if booking.state in (State.ASKED, State.COUNTERED):
        return actions.may(booking, side, State.ACCEPTED)
    if not booking.is_live:
        return False
    what = ("handed_at", "returned_at") if booking.state == State.ACCEPTED else ("returned_at",)
    return any(_said(booking, side.other, each) and not _said(booking, side, each) for each in what)


def buttons(booking: Booking, side: Side) -> list[Button]:
    """What this side may do now, the main thing first."""
    state = State(booking.state)
    if actions.may(booking, side, State.ACCEPTED):
        return _answers(booking, side)
    if state in (State.ASKED, State.COUNTERED):
        return [Button("annuler", _("Retirer ma proposition"), asks_words=True)]
    if state == State.ACCEPTED:
        return _when_agreed(booking, side)
    if state == State.OUT and not _said(booking, side, "returned_at"):
        return [_returned(booking, side)]
    return []


def _answers(booking: Booking, side: Side) -> list[Button]:
    kept = _("Les dates seront gardées pour vous deux ; personne d’autre ne pourra les prendre.")
    return [
        Button("accepter", _("Accepter"), is_main=True, consequence=kept),
        Button("refuser", _("Ce n’est pas possible"), asks_words=True),
    ]


def _when_agreed(booking: Booking, side: Side) -> list[Button]:
    now, found = clock.now(), []
    has_begun = now >= booking.starts_at
    if booking.is_service or booking.ends_at <= now:
        if has_begun and not _said(booking, side, "returned_at"):
            found.append(_returned(booking, side))
    elif now >= booking.starts_at - actions.FETCHED_BEFORE and not _said(booking, side, "handed_at"):
        label = _("Je l’ai remis") if side == Side.OWNER else _("Je l’ai reçu")
        found.append(Button("remettre", label, is_main=True))
    if now >= booking.starts_at + actions.ABSENT_AFTER and not _has_met(booking):
        found.append(
            Button(
                "absent",
                _("L’autre personne n’est pas venue"),
                consequence=_("Elle en est avertie, et la réservation s’arrête. Écrivez-lui d’abord, si vous pouvez."),
            )
        )
    found.append(Button("annuler", _("Annuler la réservation"), asks_words=True))
    return found


def _returned(booking: Booking, side: Side) -> Button:
    came_back = _("C’est revenu") if side == Side.OWNER else _("Je l’ai rendu")
    return Button("rendre", _("C’est fait") if booking.is_service else came_back, is_main=True)


def _has_met(booking: Booking) -> bool:
    return any(_said(booking, each, what) for each in Side for what in ("handed_at", "returned_at"))


def may_counter(booking: Booking, side: Side) -> bool:
    """Whether this side may propose something else."""
    return actions.may(booking, side, State.COUNTERED if side == Side.OWNER else State.ASKED)
