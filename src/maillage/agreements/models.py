"""What two people agreed on about a thing lent, how they found it, and what they did when something went wrong."""

from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.agreements.queries import AgreementPhotos, Agreements, Difficulties
from maillage.bookings.models import Booking, Side, Unit
from maillage.listings.models import Mode
from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.territory.models import Commune

MOST_PHOTOS = 8
LARGEST_CENTS = 10_000_000
"""100,000 €: beyond, a figure is a slip of the finger."""

MASKED = _("Masqué par la modération.")
MASKED_OBJECT = _("Un objet")

_AMOUNT = Q(amount_cents__gte=1, amount_cents__lte=LARGEST_CENTS)


class State(models.TextChoices):
    """Of an agreement."""

    PROPOSED = "proposed", _("À confirmer")
    """Nothing was confirmed by both yet."""
    IN_FORCE = "in_force", _("En vigueur")
    OVER = "over", _("Terminé")
    """What was lent came back, or nobody said that it did."""
    VOID = "void", _("Sans objet")
    """The booking came to nothing."""


RUNNING = (State.PROPOSED, State.IN_FORCE)


class VersionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposée")
    AGREED = "agreed", _("Confirmée par les deux")
    REPLACED = "replaced", _("Remplacée")
    DROPPED = "dropped", _("Sans suite")


class Deposit(models.TextChoices):
    """Nothing of it passes through the site."""

    NONE = "none", _("Aucune caution")
    BY_HAND = "by_hand", _("Remise de la main à la main")


class Moment(models.TextChoices):
    """When a condition is stated."""

    HANDOVER = "handover", _("À la remise")
    RETURN = "return", _("Au retour")


class Kind(models.TextChoices):
    """Of a difficulty."""

    LATE = "late", _("C’est en retard")
    DAMAGED = "damaged", _("C’est abîmé")
    MISSING = "missing", _("Il manque quelque chose")
    OTHER = "other", _("Nous ne sommes pas d’accord")


class Wish(models.TextChoices):
    """What would settle a difficulty."""

    NOTHING = "nothing", _("Rien : c’était pour le dire")
    BACK = "back", _("Le rendre")
    REPAIRED = "repaired", _("Le réparer")
    REPLACED = "replaced", _("Le remplacer")
    PAID = "paid", _("Un dédommagement, remis de la main à la main")


class Stage(models.TextChoices):
    """Of a difficulty."""

    OPEN = "open", _("Entre vous deux")
    ASKED = "asked", _("Un médiateur est demandé")
    MEDIATED = "mediated", _("Un médiateur s’en occupe")
    PROPOSED = "proposed", _("Le médiateur propose")
    SETTLED = "settled", _("Réglée")
    UNSETTLED = "unsettled", _("Close sans accord")
    WITHDRAWN = "withdrawn", _("Retirée")
    STOPPED = "stopped", _("Close")
    """One of the two left."""


LIVE = (Stage.OPEN, Stage.ASKED, Stage.MEDIATED, Stage.PROPOSED)
WITH_MEDIATOR = (Stage.MEDIATED, Stage.PROPOSED)


class Voice(models.TextChoices):
    """Who speaks in a difficulty."""

    OWNER = "owner", _("Qui propose")
    BORROWER = "borrower", _("Qui réserve")
    MEDIATOR = "mediator", _("Le médiateur")


class Agreement(models.Model):
    """One a booking. Its words are in its versions: the one that both confirmed holds.

    It outlives the booking’s row, and stays readable to both whatever happens between them: see `access`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    booking = models.OneToOneField(Booking, null=True, on_delete=models.SET_NULL, related_name="agreement")
    owner = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="agreements_given")
    borrower = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="agreements_made")
    commune = models.ForeignKey(
        Commune, null=True, on_delete=models.SET_NULL, related_name="+", help_text="whose hosts mediate"
    )
    mode = models.CharField(max_length=7, choices=Mode)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    made_at = models.DateTimeField(db_default=TransactionNow())
    ended_at = models.DateTimeField(null=True)

    title: str  # of `Agreements.with_titles` alone

    objects = Agreements.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="agreement_between_two", condition=~Q(owner=models.F("borrower"))),
            models.CheckConstraint(
                name="agreement_ended_at_its_end",
                condition=Q(state__in=["proposed", "in_force"], ended_at__isnull=True)
                | Q(state__in=["over", "void"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="agreement_of_owner", fields=["owner", "-id"]),
            models.Index(name="agreement_of_borrower", fields=["borrower", "-id"]),
            models.Index(name="agreement_ended", fields=["ended_at"], condition=Q(ended_at__isnull=False)),
        ]

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    def side_of(self, resident: Resident) -> Side | None:
        """Which of the two `resident` is."""
        if resident.pk == self.owner_id:
            return Side.OWNER
        return Side.BORROWER if resident.pk == self.borrower_id else None

    def person(self, side: Side) -> Resident:
        return self.owner if side == Side.OWNER else self.borrower


class Version(models.Model):
    """What one of the two proposed, once and for all: a change is another version. A trigger holds it so.

    Whoever proposes confirms by proposing; it is agreed when the other confirms that number.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    made_by = models.CharField(max_length=8, choices=Side)
    made_at = models.DateTimeField(db_default=TransactionNow())
    state = models.CharField(max_length=8, choices=VersionState, default=VersionState.PROPOSED)
    object = models.CharField(max_length=120)
    value_cents = models.PositiveIntegerField(null=True, help_text="declared by the owner; empty: not declared")
    deposit_kind = models.CharField(max_length=7, choices=Deposit, default=Deposit.NONE)
    deposit = models.CharField(max_length=200, blank=True)
    condition = models.CharField(max_length=1000, blank=True)
    unit = models.CharField(max_length=4, choices=Unit)
    period = DateTimeRangeField(help_text="the booking’s")
    price_cents = models.PositiveIntegerField(null=True, help_text="the booking’s; nothing when it is free")
    owner_confirmed_at = models.DateTimeField(null=True)
    borrower_confirmed_at = models.DateTimeField(null=True)
    masked_at = models.DateTimeField(null=True, help_text="by moderation: its words and photos are shown to nobody")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="version_number", fields=["agreement", "number"]),
            models.UniqueConstraint(name="version_proposed_once", fields=["agreement"], condition=Q(state="proposed")),
            models.UniqueConstraint(name="version_agreed_once", fields=["agreement"], condition=Q(state="agreed")),
            models.CheckConstraint(
                name="version_value_reasonable",
                condition=Q(value_cents__isnull=True) | Q(value_cents__gte=1, value_cents__lte=LARGEST_CENTS),
            ),
            models.CheckConstraint(
                name="version_deposit_in_words",
                condition=Q(deposit_kind="none", deposit="") | (Q(deposit_kind="by_hand") & ~Q(deposit="")),
            ),
            models.CheckConstraint(
                name="version_agreed_by_both",
                condition=~Q(state="agreed") | Q(owner_confirmed_at__isnull=False, borrower_confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="version_proposed_by_one",
                condition=~Q(state="proposed")
                | Q(made_by="owner", owner_confirmed_at__isnull=False, borrower_confirmed_at__isnull=True)
                | Q(made_by="borrower", owner_confirmed_at__isnull=True, borrower_confirmed_at__isnull=False),
            ),
        ]

    @property
    def title(self) -> str:
        """What is lent, as it may be shown."""
        return str(MASKED_OBJECT) if self.masked_at else self.object

    @property
    def awaited(self) -> Side:
        """Who is to confirm what was proposed."""
        return Side(self.made_by).other


class Statement(models.Model):
    """How one of the two found the thing when it changed hands. Said once: a trigger lets nobody change it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="statements")
    moment = models.CharField(max_length=8, choices=Moment)
    side = models.CharField(max_length=8, choices=Side)
    is_as_agreed = models.BooleanField(help_text="in the condition that the agreement says")
    words = models.CharField(max_length=1000, blank=True)
    said_at = models.DateTimeField(db_default=TransactionNow())
    masked_at = models.DateTimeField(null=True, help_text="as of a version")

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.UniqueConstraint(name="statement_once", fields=["agreement", "moment", "side"]),
            models.CheckConstraint(name="statement_otherwise_in_words", condition=Q(is_as_agreed=True) | ~Q(words="")),
        ]


class Difficulty(models.Model):
    """Something late, damaged, missing or disputed, and how it was settled. One at a time an agreement."""

    id = models.UUIDField(primary_key=True, default=new_id)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="difficulties")
    kind = models.CharField(max_length=7, choices=Kind)
    raised_by = models.CharField(max_length=8, choices=Side)
    raised_at = models.DateTimeField(db_default=TransactionNow())
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.OPEN)
    moved_at = models.DateTimeField(db_default=TransactionNow(), help_text="when somebody last did something of it")
    mediator = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="mediations")
    owner_accepts = models.BooleanField(default=False, help_text="what the mediator proposes")
    borrower_accepts = models.BooleanField(default=False, help_text="what the mediator proposes")
    closed_at = models.DateTimeField(null=True)

    title: str  # of `Difficulties.with_titles` alone

    objects = Difficulties.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="difficulty_one_at_a_time", fields=["agreement"], condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="difficulty_closed_at_its_end",
                condition=Q(stage__in=["open", "asked", "mediated", "proposed"], closed_at__isnull=True)
                | Q(stage__in=["settled", "unsettled", "withdrawn", "stopped"], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="difficulty_mediator_when_mediated",
                condition=(Q(stage__in=["mediated", "proposed"]) & Q(mediator__isnull=False))
                | (Q(stage__in=["open", "asked"]) & Q(mediator__isnull=True))
                | Q(stage__in=["settled", "unsettled", "withdrawn", "stopped"]),
            ),
        ]
        indexes = [
            models.Index(name="difficulty_asked", fields=["moved_at"], condition=Q(stage="asked")),
            models.Index(name="difficulty_live", fields=["moved_at"], condition=Q(closed_at__isnull=True)),
        ]

    def get_absolute_url(self) -> str:
        return reverse("difficulty", args=[self.pk])

    @property
    def mediation_url(self) -> str:
        """Its page for who mediates."""
        return reverse("mediation", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.stage in LIVE


class Turn(models.Model):
    """What one of those concerned says of a difficulty, and what would settle it in their eyes. Never changed.

    The mediator’s last words, when they close it without an agreement, wish nothing more (an empty `wish`).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    difficulty = models.ForeignKey(Difficulty, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=8, choices=Voice)
    words = models.CharField(max_length=1000)
    wish = models.CharField(max_length=8, choices=Wish, blank=True)
    amount_cents = models.PositiveIntegerField(null=True)
    said_at = models.DateTimeField(db_default=TransactionNow())
    masked_at = models.DateTimeField(null=True, help_text="as of a version")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="turn_number", fields=["difficulty", "number"]),
            models.CheckConstraint(
                name="turn_amount_when_paid",
                condition=(Q(wish="paid") & Q(amount_cents__isnull=False) & _AMOUNT)
                | (~Q(wish="paid") & Q(amount_cents__isnull=True)),
            ),
        ]


class AgreementPhoto(models.Model):
    """A photo: of a version (before), of a statement (at the handover, after), or of a turn of a difficulty.

    It is shown as long as what it goes with is.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, null=True, on_delete=models.CASCADE, related_name="photos")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.CASCADE, related_name="photos")
    turn = models.ForeignKey(Turn, null=True, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()

    objects = AgreementPhotos.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="agreement_photo_shows_one_thing",
                condition=Q(version__isnull=False, statement__isnull=True, turn__isnull=True)
                | Q(version__isnull=True, statement__isnull=False, turn__isnull=True)
                | Q(version__isnull=True, statement__isnull=True, turn__isnull=False),
            ),
            models.CheckConstraint(name="agreement_photo_eight", condition=Q(position__lt=MOST_PHOTOS)),
            models.UniqueConstraint(
                name="agreement_photo_position",
                fields=["agreement", "version", "statement", "turn", "position"],
                nulls_distinct=False,
            ),
        ]
