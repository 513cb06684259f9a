"""What two people did together and ended, what each says of it, and what was paid."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from maillage.listings.models import Mode
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.reviews.queries import Exchanges, Reviews

LONGEST_WORDS = 1000
LONGEST_REPLY = 500


class Kind(models.TextChoices):
    """From which domain an exchange comes."""

    BOOKING = "booking", _("Réservation")
    PROMISE = "promise", _("Don ou vente")
    SWAP = "swap", _("Troc")


class Activity(models.TextChoices):
    """What was paid for, as the rules on platforms tell activities apart (see `ledger`)."""

    SALE = "sale", _("Vente")
    SERVICE = "service", _("Service")
    TRANSPORT = "transport", _("Location d’un moyen de transport")
    PREMISES = "premises", _("Location d’un lieu")
    THINGS = "things", _("Location d’un objet")


class Answer(models.TextChoices):
    """What is answered to each of the three questions."""

    YES = "yes", _("Oui")
    PARTLY = "partly", _("En partie")
    NO = "no", _("Non")


class Exchange(models.Model):
    """A completed exchange between two people. It outlives the booking, the promise or the swap it comes from.

    Both reviews are revealed together: at `revealed_at`, when the second is written, or at `closes_at`, after which
    nobody writes. What was paid from hand to hand, if anything, is said with who received it, for their ledger.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=7, choices=Kind)
    subject_id = models.UUIDField(help_text="of the booking, the promise or the swap")
    title = models.CharField(max_length=120, blank=True, help_text="empty once the seller has left")
    mode = models.CharField(max_length=7, choices=Mode)
    giver = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="exchanges_given")
    taker = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="exchanges_taken")
    ended_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="see windows.closes_at")
    revealed_at = models.DateTimeField(null=True, help_text="when the second review was written")
    asked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="when people were told that reviews can be read")
    activity = models.CharField(max_length=9, choices=Activity, blank=True)
    price_cents = models.PositiveIntegerField(null=True)
    sold_by = models.ForeignKey(Resident, null=True, on_delete=models.CASCADE, related_name="sales")
    weighed_at = models.DateTimeField(null=True, help_text="when the seller’s thresholds were last looked at for it")

    objects = Exchanges.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="exchange_once", fields=["kind", "subject_id"]),
            models.CheckConstraint(name="exchange_between_two", condition=~Q(giver=F("taker"))),
            models.CheckConstraint(name="exchange_closes_after", condition=Q(closes_at__gt=F("ended_at"))),
            models.CheckConstraint(
                name="exchange_paid_whole",
                condition=Q(price_cents__isnull=True, sold_by__isnull=True, activity="")
                | (Q(price_cents__isnull=False, price_cents__gt=0, sold_by__isnull=False) & ~Q(activity="")),
            ),
            models.CheckConstraint(
                name="exchange_paid_to_one_of_them",
                condition=Q(sold_by__isnull=True) | Q(sold_by=F("giver")) | Q(sold_by=F("taker")),
            ),
        ]
        indexes = [
            models.Index(name="exchange_of_giver", fields=["giver", "-ended_at"]),
            models.Index(name="exchange_of_taker", fields=["taker", "-ended_at"]),
            models.Index(name="exchange_sold", fields=["sold_by", "ended_at"], condition=Q(sold_by__isnull=False)),
            models.Index(name="exchange_to_ask", fields=["closes_at"], condition=Q(reminded_at__isnull=True)),
            models.Index(name="exchange_to_tell", fields=["closes_at"], condition=Q(told_at__isnull=True)),
            models.Index(
                name="exchange_to_weigh",
                fields=["ended_at"],
                condition=Q(sold_by__isnull=False, weighed_at__isnull=True),
            ),
            models.Index(name="exchange_old", fields=["ended_at"]),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Un échange"))

    @property
    def reveals_at(self) -> datetime:
        return self.revealed_at or self.closes_at

    @property
    def ended_on(self) -> date:
        return localdate(self.ended_at)

    @property
    def revealed_on(self) -> date:
        return localdate(self.reveals_at)

    @property
    def is_revealed(self) -> bool:
        """Computed when it is read, so that a late job neither hides nor shows anything."""
        return self.reveals_at <= clock.now()

    @property
    def is_open(self) -> bool:
        """Whether one may still write."""
        return self.closes_at > clock.now()

    def other_than(self, resident: Resident) -> Resident:
        return self.taker if resident.pk == self.giver_id else self.giver

    def is_of(self, resident: Resident) -> bool:
        return resident.pk in {self.giver_id, self.taker_id}


class Review(models.Model):
    """What one of the two says of the other: three answers and perhaps words, or a mere thank you without any."""

    id = models.UUIDField(primary_key=True, default=new_id)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="reviews_written")
    about = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="reviews_received")
    as_agreed = models.CharField(max_length=6, choices=Answer, blank=True)
    as_described = models.CharField(max_length=6, choices=Answer, blank=True)
    again = models.CharField(max_length=6, choices=Answer, blank=True)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    written_at = models.DateTimeField(db_default=TransactionNow())
    hidden_at = models.DateTimeField(null=True, help_text="by moderation")
    reply = models.CharField(max_length=LONGEST_REPLY, blank=True, help_text="of the person it is about, once")
    replied_at = models.DateTimeField(null=True)
    reply_hidden_at = models.DateTimeField(null=True, help_text="by moderation")

    objects = Reviews.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="review_once", fields=["exchange", "author"]),
            models.CheckConstraint(name="review_of_another", condition=~Q(author=F("about"))),
            models.CheckConstraint(
                name="review_answers_all_or_thanks",
                condition=Q(as_agreed="", as_described="", again="", words="")
                | (~Q(as_agreed="") & ~Q(as_described="") & ~Q(again="")),
            ),
            models.CheckConstraint(
                name="review_reply_whole",
                condition=Q(reply="", replied_at__isnull=True) | (~Q(reply="") & Q(replied_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="review_about", fields=["about", "-id"]),
            models.Index(name="review_author", fields=["author", "-id"]),
        ]

    def __str__(self) -> str:
        return self.words or str(_("Merci"))

    @property
    def is_thanks(self) -> bool:
        """Said with one tap, without answering anything."""
        return not self.as_agreed
