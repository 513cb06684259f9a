"""What the frame of every page shows: rooms, place, what is unread. One query for a resident, none for a visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, QuerySet, Subquery, Sum, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from maillage.conversations.models import Participant
from maillage.moderation import access as moderation
from maillage.notices import actions as notices
from maillage.notices import queries as notices_queries
from maillage.platform.statements import Statement
from maillage.portal.addresses import commune_address
from maillage.residents import queries as residents
from maillage.residents.access import Who, holds, rule_of
from maillage.residents.models import Resident, Role
from maillage.residents.queries import horizon_of
from maillage.territory.models import Commune

CASES = "cases"


@dataclass(frozen=True)
class Room:
    """A place of the site that the frame leads to."""

    name: str
    short_name: str
    url: str
    icon: str
    is_current: bool = False
    is_main: bool = False
    count: int | None = None  # what waits there; None where nothing ever does
    counts: str = "messages"  # what is counted there: messages to read, cases to handle


@dataclass(frozen=True)
class Place:
    """Where the resident looks from."""

    commune: str
    distance: str
    url: str


class Waiting(NamedTuple):
    """What waits for the resident: messages to read, notices to see; cases and appeals, for who handles them."""

    messages: int
    notices: int
    cases: int = 0


class Navigation:
    """The frame of one page. Nothing is asked of the database before a template asks for it: error pages need none."""

    def __init__(self, request: HttpRequest) -> None:
        match = request.resolver_match
        self._here = match.url_name if match else ""
        self._path = request.path
        self._is_visit = request.method == "GET"
        rule = rule_of(match.func) if match else None
        self.is_same_for_everybody = bool(rule and rule.who == Who.PUBLIC)
        self.resident: Resident | None = getattr(request, "resident", None)

    @cached_property
    def rooms(self) -> list[Room]:
        """What opens to this person: who has no home here has no neighbours, and who moderates reads reports."""
        resident = self.resident
        if resident is None:
            return []
        rooms = [self._home, self._listings] if resident.is_settled else [self._listings]
        if self._commune:
            rooms.append(self._town(self._commune))
        if resident.is_settled:
            rooms += [self._messages, self._exchanges]
        if holds(resident, *Role.TOWN_HALL):
            rooms.append(self._office)
        if holds(resident, Role.Kind.OPERATOR):
            rooms.append(self._towns)
        if holds(resident, Role.Kind.AGENT):
            rooms.append(self._proofs)
        if holds(resident, Role.Kind.MODERATOR, Role.Kind.HOST):
            rooms.append(self._reports)
        return [*rooms, self._account]

    @cached_property
    def tabs(self) -> list[Room]:
        """Five under the thumb, publishing in the middle; fewer without a home here."""
        if self.publish is None:
            return self.rooms
        return [self._home, self._listings, self.publish, self._messages, self._account]

    @cached_property
    def beyond_tabs(self) -> list[Room]:
        """Those that the tabs have no place for: on a phone, the account leads to them."""
        return [room for room in self.rooms if room not in self.tabs]

    @cached_property
    def publish(self) -> Room | None:
        if self.resident is None or not self.resident.is_settled:
            return None
        here = self._is_here("publish", "listing-ask", "listing-offer")
        return Room(_("Publier"), _("Publier"), reverse("publish"), "plus", is_current=here, is_main=True)

    @cached_property
    def place(self) -> Place | None:
        resident = self.resident
        horizon = horizon_of(resident) if resident else None
        if resident is None or horizon is None or resident.commune is None:
            return None
        distance = max(2, round(horizon.radius_km))
        within = _("à moins de %(distance)s km") % {"distance": distance}
        return Place(resident.commune.name, within, reverse("settle"))

    @property
    def unread(self) -> int:
        """Messages that wait to be read."""
        return self._waiting.messages

    @property
    def unseen(self) -> int:
        """Notices that wait to be seen."""
        return self._waiting.notices

    @property
    def is_at_notices(self) -> bool:
        return self._is_here("notices", "notices-settings")

    @cached_property
    def _waiting(self) -> Waiting:
        """All in one query; a second one only where a notice led to this very page, which is then seen."""
        if self.resident is None:
            return Waiting(0, 0)
        if self.resident.charges or residents.hidden_from(self.resident):
            row = _waiting_for(self.resident, self._path).get()
        else:
            row = _OF_MOST.row(self.resident.pk, self._path)
        unread, unseen, cases, appeals, is_told_of_here = row
        if is_told_of_here and self._is_visit:
            notices.see(self.resident, path=self._path)
        return Waiting(unread or 0, unseen or 0, (cases or 0) + (appeals or 0))

    @cached_property
    def _home(self) -> Room:
        return Room(_("Autour de moi"), _("Accueil"), reverse("home"), "house", is_current=self._is_here("home"))

    @cached_property
    def _listings(self) -> Room:
        here = self._is_here("listings", "listing")
        return Room(_("Annonces"), _("Annonces"), reverse("listings"), "layout-list", is_current=here)

    @cached_property
    def _commune(self) -> Commune | None:
        """That of one's home, else that of one's charge at the town hall."""
        if self.resident is None:
            return None
        if self.resident.commune:
            return self.resident.commune
        charged = [charge.commune for charge in self.resident.charges if charge.commune]
        return Commune.objects.filter(pk__in=charged).order_by("pk").first() if charged else None

    def _town(self, commune: Commune) -> Room:
        url = commune_address(commune)
        return Room(_("Ma mairie"), _("Mairie"), url, "landmark", is_current=self._path == url)

    @cached_property
    def _messages(self) -> Room:
        return Room(
            _("Messages"),
            _("Messages"),
            reverse("conversations"),
            "message-circle",
            is_current=self._is_here("conversations", "conversation"),
            count=self.unread,
        )

    @cached_property
    def _exchanges(self) -> Room:
        here = self._is_here(
            "exchanges", "bookings", "booking", "booking-counter", "claim", "claims", "swap", "swap-counter"
        )
        return Room(_("Mes échanges"), _("Échanges"), reverse("exchanges"), "handshake", is_current=here)

    @cached_property
    def _reports(self) -> Room:
        here = self._is_here("moderation", "moderation-case", "moderation-appeal")
        return Room(
            _("Signalements"),
            _("Signalements"),
            reverse("moderation"),
            "flag",
            is_current=here,
            count=self._waiting.cases,
            counts=CASES,
        )

    @cached_property
    def _office(self) -> Room:
        here = self._path.startswith(reverse("offices"))
        return Room(_("Mon bureau"), _("Bureau"), reverse("offices"), "briefcase", is_current=here)

    @cached_property
    def _towns(self) -> Room:
        here = self._is_here("towns", "town-open")
        return Room(_("Mairies ouvertes"), _("Mairies"), reverse("towns"), "building-2", is_current=here)

    @cached_property
    def _proofs(self) -> Room:
        here = self._is_here("proofs-office", "proofs-counter")
        return Room(_("Domiciles"), _("Domiciles"), reverse("proofs-office"), "house-plug", is_current=here)

    @cached_property
    def _account(self) -> Room:
        here = self._is_here("account", "profile", "settle")
        return Room(_("Mon compte"), _("Compte"), reverse("account"), "user", is_current=here)

    def _is_here(self, *url_names: str) -> bool:
        return self._here in url_names


def _waiting_for(resident: Resident, path: str) -> QuerySet[Resident, tuple[Any, ...]]:
    """Messages, notices, cases and appeals, and whether a notice leads to this very page."""
    places = Participant.objects.present().filter(resident=resident).order_by().values("resident")
    told = notices_queries.listed(resident).unseen().exclude(path=path).order_by()
    return Resident.objects.filter(pk=resident.pk).values_list(
        Subquery(places.values(total=Sum("unread"))),
        Subquery(told.values("to").values(total=Count("pk"))),
        *(_counted(rows) for rows in moderation.waiting(resident)),
        Exists(notices_queries.to(resident).unseen().filter(path=path)),
    )


def _of_nobody(marks: tuple[UUID, str]) -> QuerySet[Resident, tuple[Any, ...]]:
    """The same for somebody without a charge, whom nobody is hidden from: most people."""
    resident_id, path = marks
    resident = Resident(pk=resident_id)
    vars(resident).update(charge_rows=[], hidden_ids=[])
    return _waiting_for(resident, path)


_MARKS = (UUID(int=2**128 - 1), "/where/")
_OF_MOST = Statement(_of_nobody, _MARKS, *_MARKS)


def _counted(rows: QuerySet[Any]) -> Subquery:
    """How many rows, within another query."""
    return Subquery(rows.order_by().annotate(all=Value(1)).values("all").values(total=Count("pk")))


def navigation(request: HttpRequest) -> dict[str, Any]:
    return {"navigation": Navigation(request)}
