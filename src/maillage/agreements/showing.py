"""What the pages and the paper show of an agreement, to one of its two people or to who mediates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from maillage.agreements import statements, terms
from maillage.agreements.models import (
    MASKED,
    Agreement,
    AgreementPhoto,
    Difficulty,
    Moment,
    Statement,
    Turn,
    Version,
    VersionState,
    Voice,
    Wish,
)
from maillage.agreements.queries import KEPT
from maillage.bookings.models import Side
from maillage.platform import wording
from maillage.residents import queries as residents
from maillage.residents.models import Resident


@dataclass(frozen=True)
class Names:
    """How each of the two is called for one reader."""

    owner: str
    borrower: str

    def of(self, side: str) -> str:
        return self.owner if side == Side.OWNER else self.borrower

    def of_voice(self, turn: Turn, mediator: str) -> str:
        return mediator if turn.by == Voice.MEDIATOR else self.of(turn.by)


@dataclass(frozen=True)
class Shown:
    """A photo, where the reader obtains it."""

    photo_id: UUID
    small_url: str
    large_url: str
    thumb: tuple[int, int]
    words: str


@dataclass(frozen=True)
class Stated:
    """How one of the two found the thing."""

    title: str
    is_as_agreed: bool
    words: str
    said: str
    photos: Sequence[Shown]
    report_url: str = ""


@dataclass(frozen=True)
class Said:
    """A turn of a difficulty."""

    number: int
    who: str
    words: str
    wish: str
    said_at: datetime
    photos: Sequence[Shown]
    report_url: str = ""


class File:
    """All of an agreement that a page shows, in three queries at most, whatever the number of versions and photos."""

    def __init__(self, agreement: Agreement, names: Names, address: Callable[[UUID, str], str], reader: Voice) -> None:
        self.agreement, self.names, self.reader = agreement, names, reader
        self._address = address

    @cached_property
    def versions(self) -> list[Version]:
        return list(self.agreement.versions.order_by("number"))

    @cached_property
    def _photos(self) -> list[AgreementPhoto]:
        return list(self.agreement.photos.shown().select_related("photo").order_by("position"))

    @cached_property
    def _statements(self) -> list[Statement]:
        return list(self.agreement.statements.all())

    @property
    def in_force(self) -> Version | None:
        return next((each for each in self.versions if each.state == VersionState.AGREED), None)

    @property
    def last(self) -> Version:
        return self.versions[-1]

    @property
    def pending(self) -> Version | None:
        return self.last if self.last.state == VersionState.PROPOSED else None

    @property
    def shown(self) -> Version:
        """What is read first: what waits for an answer, else what holds."""
        return self.pending or self.in_force or self.last

    @property
    def changes(self) -> list[terms.Change]:
        """What the version that waits says otherwise than the one that holds, or the one before it."""
        if self.pending is None or len(self.versions) == 1:
            return []
        before = self.in_force or self.versions[-2]
        return terms.between(before, self.pending, photos=self._photos_by_version())

    def photos_of(self, version: Version) -> list[Shown]:
        return self._shown(lambda each: each.version_id == version.pk, _("Avant la remise"))

    def report_url_of(self, version: Version) -> str:
        """Where the reader says that something is wrong with what the other proposed; empty for their own."""
        return self._report_url("accord", version, version.made_by)

    def statements(self, moment: Moment) -> list[Stated]:
        return [self._stated(each) for each in self._statements if each.moment == moment]

    def has_stated(self, moment: Moment, side: Side) -> bool:
        return any(each.moment == moment and each.side == side for each in self._statements)

    def may_state(self, side: Side) -> list[Moment]:
        """The conditions that this side may say now."""
        booking = self.agreement.booking
        if booking is None:
            return []
        return [each for each in Moment if not self.has_stated(each, side) and statements.may_be_said(booking, each)]

    def turns(self, difficulty: Difficulty, viewer: Side | None, *, are_apart: bool = False) -> list[Said]:
        """What was said of a difficulty. Between two who are apart, neither reads the other’s words."""
        mediator = str(difficulty.mediator) if difficulty.mediator else _("Le médiateur")
        return [
            Said(
                number=turn.number,
                who=_("Vous") if viewer == turn.by else self.names.of_voice(turn, mediator),
                words="" if are_apart and turn.by not in {viewer, Voice.MEDIATOR} else _unless_masked(turn, turn.words),
                wish=wish_words(turn),
                said_at=turn.said_at,
                photos=[]
                if are_apart and turn.by != viewer
                else self._shown(lambda each, pk=turn.pk: each.turn_id == pk, _("Photo jointe")),  # type: ignore[misc]
                report_url=""
                if are_apart and turn.by != Voice.MEDIATOR
                else self._report_url("difficulte", turn, turn.by),
            )
            for turn in difficulty.turns.all()
        ]

    def _stated(self, said: Statement) -> Stated:
        photos = self._shown(lambda each: each.statement_id == said.pk, Moment(said.moment).label)
        return Stated(
            title=_("%(moment)s, par %(who)s") % {"moment": Moment(said.moment).label, "who": self.names.of(said.side)},
            is_as_agreed=said.is_as_agreed,
            words=_unless_masked(said, said.words),
            said=moment_words(said.said_at),
            photos=photos,
            report_url=self._report_url("etat", said, said.side) if said.words or photos else "",
        )

    def _report_url(self, word: str, said: Version | Statement | Turn, by: str) -> str:
        if said.masked_at is not None or by == self.reader:
            return ""
        return reverse("report", args=[word, said.pk])

    def _shown(self, which: Callable[[AgreementPhoto], bool], words: object) -> list[Shown]:
        chosen = [each for each in self._photos if which(each)]
        return [
            Shown(
                photo_id=each.photo_id,
                small_url=self._address(each.photo_id, "petite"),
                large_url=self._address(each.photo_id, "grande"),
                thumb=each.photo.thumb,
                words=_("%(what)s : photo %(number)s sur %(total)s")
                % {"what": words, "number": number, "total": len(chosen)},
            )
            for number, each in enumerate(chosen, start=1)
        ]

    def _photos_by_version(self) -> dict[UUID, list[UUID]]:
        found: dict[UUID, list[UUID]] = {version.pk: [] for version in self.versions}
        for each in self._photos:
            if each.version_id is not None:
                found[each.version_id].append(each.photo_id)
        return found


def for_party(agreement: Agreement, viewer: Resident) -> File:
    """As one of the two reads it."""

    def address(photo_id: UUID, size: str) -> str:
        return reverse("agreement-photo", args=[agreement.pk, photo_id, size])

    side = agreement.side_of(viewer)
    assert side is not None
    return File(agreement, names_for(agreement, viewer), address, Voice(side.value))


def for_mediator(difficulty: Difficulty) -> File:
    """As who mediates reads it."""

    def address(photo_id: UUID, size: str) -> str:
        return reverse("mediation-photo", args=[difficulty.pk, photo_id, size])

    agreement = difficulty.agreement
    return File(agreement, Names(str(agreement.owner), str(agreement.borrower)), address, Voice.MEDIATOR)


def names_for(agreement: Agreement, viewer: Resident) -> Names:
    """One’s own name, and the other’s; neutral words, always the same, when they can no longer reach each other."""
    if not are_apart(agreement, viewer):
        return Names(str(agreement.owner), str(agreement.borrower))
    other = _("L’autre personne")
    is_owner = agreement.side_of(viewer) == Side.OWNER
    return Names(str(agreement.owner), other) if is_owner else Names(other, str(agreement.borrower))


def other_name(agreement: Agreement, viewer: Resident) -> str:
    """Who the other is, for one of the two."""
    return names_for(agreement, viewer).of(Side.BORROWER if agreement.side_of(viewer) == Side.OWNER else Side.OWNER)


def are_apart(agreement: Agreement, viewer: Resident) -> bool:
    """Whether the other is blocked either way, suspended or gone. No query for who acts."""
    side = agreement.side_of(viewer)
    assert side is not None
    other = agreement.person(side.other)
    return other.is_suspended or viewer.is_suspended or other.pk in residents.hidden_from(viewer)


def _unless_masked(said: Statement | Turn, words: str) -> str:
    return str(MASKED) if said.masked_at is not None and words else words


def wish_words(turn: Turn) -> str:
    """What would settle it: "Le réparer", "Un dédommagement de 20 €, remis de la main à la main"."""
    if turn.wish == Wish.PAID and turn.amount_cents:
        return _("Un dédommagement de %(amount)s, remis de la main à la main") % {
            "amount": wording.euros(turn.amount_cents)
        }
    return str(Wish(turn.wish).label) if turn.wish else ""


def moment_words(moment: datetime) -> str:
    """ "le 28 novembre à 18 h"."""
    local = localtime(moment)
    return _("le %(day)s à %(time)s") % {"day": wording.day(local.date()), "time": wording.clock_time(local)}


def kept_words(agreement: Agreement) -> str:
    """Until when it is kept, in words."""
    if agreement.ended_at is None:
        return _("Cet accord est gardé deux ans après la fin de l’échange, puis effacé.")
    day = wording.day(localtime(agreement.ended_at + KEPT).date())
    return _("Cet accord est gardé jusqu’au %(day)s, puis effacé.") % {"day": day}


def confirmed_words(version: Version, names: Names) -> list[tuple[str, str]]:
    """Who confirmed, and when."""
    pairs = ((Side.OWNER, version.owner_confirmed_at), (Side.BORROWER, version.borrower_confirmed_at))
    return [(names.of(side), moment_words(at) if at else _("pas encore")) for side, at in pairs]
