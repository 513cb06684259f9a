"""Who would take a thing given or sold, in order, and to whom it is promised."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.conversations.models import Conversation
from maillage.listings.models import Listing
from maillage.platform.ids import new_id
from maillage.promises.queries import Claims
from maillage.residents.models import Resident


class State(models.TextChoices):
    WAITING = "waiting", _("Dans la file")
    PROMISED = "promised", _("Promis")
    KEPT = "kept", _("Remis")
    RELEASED = "released", _("Libéré")
    WITHDRAWN = "withdrawn", _("Abandonné")
    DECLINED = "declined", _("Pas cette fois")


LIVE = (State.WAITING, State.PROMISED)


class Claim(models.Model):
    """Somebody would take it. Its id orders the line: each is greater than those before (`actions`)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="claims")
    claimant = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="claims")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    words = models.CharField(max_length=500, blank=True, help_text="for the owner alone")
    price_cents = models.PositiveIntegerField(null=True, help_text="sales: the price agreed, or the price when claimed")
    made_at = models.DateTimeField(db_default=TransactionNow())
    promised_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True, help_text="when the owner said that it was handed over")
    received_at = models.DateTimeField(null=True, help_text="when the claimant said so")
    closed_at = models.DateTimeField(null=True)

    objects = Claims.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="claim_one_promised", fields=["listing"], condition=Q(state="promised")),
            models.UniqueConstraint(
                name="claim_one_live", fields=["listing", "claimant"], condition=Q(state__in=["waiting", "promised"])
            ),
            models.CheckConstraint(name="claim_price", condition=Q(price_cents=None) | Q(price_cents__gt=0)),
            models.CheckConstraint(
                name="claim_closed_when_over",
                condition=Q(state__in=["waiting", "promised"], closed_at=None)
                | Q(state__in=["kept", "released", "withdrawn", "declined"], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_promised_first", condition=~Q(state__in=["promised", "kept"]) | Q(promised_at__isnull=False)
            ),
            models.CheckConstraint(
                name="claim_kept_once_given", condition=~Q(state="kept") | Q(given_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="claim_line", fields=["listing", "id"], condition=Q(state__in=["waiting", "promised"])),
            models.Index(name="claim_of_claimant", fields=["claimant", "-id"]),
            models.Index(name="claim_promised", fields=["promised_at"], condition=Q(state="promised")),
            models.Index(name="claim_closed", fields=["closed_at"], condition=Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.claimant_id} {self.state} {self.listing_id}"

    def get_absolute_url(self) -> str:
        return reverse("claim", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def is_promised(self) -> bool:
        return self.state == State.PROMISED

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def owner(self) -> Resident:
        return self.listing.author

    def other_than(self, resident: Resident) -> Resident:
        """The person across: the owner for the claimant, and the other way round."""
        return self.claimant if resident.pk == self.listing.author_id else self.owner
