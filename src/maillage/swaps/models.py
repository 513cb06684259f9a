"""Some of mine against some of yours, as proposed, and what became of it."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.conversations.models import Conversation
from maillage.listings.models import Listing
from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.swaps.queries import Swaps


class State(models.TextChoices):
    PROPOSED = "proposed", _("Proposé")
    COUNTERED = "countered", _("Remplacé")
    ACCEPTED = "accepted", _("Conclu")
    DONE = "done", _("Fait")
    DECLINED = "declined", _("Décliné")
    WITHDRAWN = "withdrawn", _("Retiré")
    BROKEN = "broken", _("Rompu")


LIVE = (State.PROPOSED, State.ACCEPTED)


class Side(models.TextChoices):
    """Who gives it."""

    PROPOSER = "proposer", _("ce que donne la personne qui propose")
    OTHER = "other", _("ce que donne l’autre personne")


# Beyond it, it is a sale with a thing in part exchange.
LARGEST_BALANCE_CENTS = 100_000


class Swap(models.Model):
    """One proposal, which never changes: a counter-proposal is another, that replaces it and shares its thread.

    While it is accepted it holds all its listings, and only then: the database checks it when a transaction ends.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    thread = models.UUIDField(default=new_id, help_text="shared by a proposal and its counter-proposals")
    counters = models.OneToOneField(
        "self", null=True, on_delete=models.SET_NULL, related_name="countered_by", help_text="the one it replaces"
    )
    proposer = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="swaps_proposed")
    other = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="swaps_received")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    balance_cents = models.IntegerField(
        default=0, help_text="handed by the proposer to the other; below zero, the other way round"
    )
    words = models.CharField(max_length=500, blank=True, help_text="for the other alone")
    made_at = models.DateTimeField(db_default=TransactionNow())
    accepted_at = models.DateTimeField(null=True)
    proposer_done_at = models.DateTimeField(null=True, help_text="when the proposer said that it took place")
    other_done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = Swaps.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="swap_between_two", condition=~Q(proposer=F("other"))),
            models.CheckConstraint(
                name="swap_balance", condition=Q(balance_cents__range=(-LARGEST_BALANCE_CENTS, LARGEST_BALANCE_CENTS))
            ),
            models.CheckConstraint(
                name="swap_closed_when_over",
                condition=Q(state__in=["proposed", "accepted"], closed_at=None)
                | (~Q(state__in=["proposed", "accepted"]) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="swap_done_by_both",
                condition=~Q(state="done") | Q(proposer_done_at__isnull=False, other_done_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="swap_one_live_version", fields=["thread"], condition=Q(state__in=["proposed", "accepted"])
            ),
        ]
        indexes = [
            models.Index(name="swap_of_proposer", fields=["proposer", "-id"]),
            models.Index(name="swap_of_other", fields=["other", "-id"]),
            models.Index(name="swap_live", fields=["made_at"], condition=Q(closed_at=None)),
            models.Index(name="swap_closed", fields=["closed_at"], condition=Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.proposer_id} {self.state} {self.other_id}"

    def get_absolute_url(self) -> str:
        return reverse("swap", args=[self.pk])

    @property
    def is_proposed(self) -> bool:
        return self.state == State.PROPOSED

    @property
    def is_accepted(self) -> bool:
        return self.state == State.ACCEPTED

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def side_of(self, resident: Resident) -> Side:
        return Side.PROPOSER if resident.pk == self.proposer_id else Side.OTHER

    def other_than(self, resident: Resident) -> Resident:
        """The person across."""
        return self.other if resident.pk == self.proposer_id else self.proposer

    def done_at_of(self, resident: Resident) -> object:
        """When this person said that it took place, or None."""
        return self.proposer_done_at if resident.pk == self.proposer_id else self.other_done_at


class SwapItem(models.Model):
    """A listing in a proposal, on the side of who gives it."""

    swap = models.ForeignKey(Swap, on_delete=models.CASCADE, related_name="items")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, choices=Side)

    class Meta:
        constraints = [models.UniqueConstraint(name="swap_item_once", fields=["swap", "listing"])]

    def __str__(self) -> str:
        return f"{self.listing_id} ({self.side})"
