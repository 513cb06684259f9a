"""Who: accounts, the vault of residences, roles, blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject, Lower, Replace
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.platform import clock, months
from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.territory import places
from maillage.territory.models import CellHorizon, Commune, Quarter, Union

if TYPE_CHECKING:
    from maillage.residents.sessions import SessionStore

# A neighbour counts as active during the month of their last visit and the two that follow, 60 to 92 days: a season of
# holidays does not empty a hamlet.
ACTIVE_MONTHS = 3


@dataclass(frozen=True)
class Charge:
    """A role held, without its row: kind and place (INSEE code or SIREN; none for operators)."""

    kind: str
    commune: str | None = None
    union: str | None = None


class ResidentQuerySet(models.QuerySet["Resident"]):
    def present(self) -> Self:
        """Those who can be met: neither suspended nor gone."""
        return self.filter(is_active=True, suspended_at__isnull=True)

    def settled(self) -> Self:
        """Those who have said where home is."""
        return self.filter(cell__isnull=False)

    def active(self) -> Self:
        """Those who came this month or in the two before."""
        return self.filter(self.is_active_now())

    @staticmethod
    def is_active_now() -> Q:
        return Q(last_active_on__gt=months.before(clock.today(), ACTIVE_MONTHS))

    def visible_to(self, viewer: Resident) -> Self:
        """Those whom a neighbour may meet: present, settled, and no block either way."""
        return (
            self.present()
            .settled()
            .exclude(pk__in=Block.objects.filter(blocker=viewer).values("blocked"))
            .exclude(pk__in=Block.objects.filter(blocked=viewer).values("blocker"))
        )

    def acting(self) -> Self:
        """With all that a request needs of who acts, in one query: place, horizon, photo, charges, who is hidden."""
        charges = Role.objects.filter(resident=OuterRef("pk")).order_by("pk")
        blocks = Block.objects.filter(Q(blocker=OuterRef("pk")) | Q(blocked=OuterRef("pk")))
        other = Case(When(blocker=OuterRef("pk"), then=F("blocked")), default=F("blocker"))
        return self.select_related("commune", "quarter", "photo").annotate(
            charge_rows=ArraySubquery(charges.values(row=JSONObject(kind="kind", commune="commune", union="union"))),
            horizon_step=Subquery(CellHorizon.objects.filter(pk=OuterRef("cell")).values("step")),
            hidden_ids=ArraySubquery(blocks.annotate(other=other).values("other")),
        )


_Residents = BaseUserManager.from_queryset(ResidentQuerySet)


class Residents(_Residents["Resident"]):  # type: ignore[valid-type] # made while its module is still being read
    def get_by_natural_key(self, username: str | None) -> Resident:
        return self.get(email=(username or "").lower())


# The name of an address before "@" and "+", without its dots: those of one mailbox have the same (`linked`).
LETTERS = Replace(
    Func(F("email"), Value("[+@].*$"), Value(""), function="regexp_replace", output_field=models.CharField()),
    Value("."),
    Value(""),
)

_PLACE = ("commune", "cell", "cell_8", "cell_7", "cell_6", "cell_5")
_NO_HOME = {f"{field}__isnull": True for field in _PLACE}
_A_HOME = {f"{field}__isnull": False for field in _PLACE}


class Resident(AbstractBaseUser):
    """A person's account.

    The place fields are public knowledge, all derived from the home by `residents.actions.settle`: they say no
    more than the public cell. A resident without a cell has not settled yet and sees no neighbours.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    email = models.EmailField(_("adresse électronique"), unique=True, help_text="in lower case")
    name = models.CharField(_("nom affiché"), max_length=40, blank=True)
    about = models.CharField(_("quelques mots"), max_length=300, blank=True)
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True, size=10)
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=2, default="fr", choices=[("fr", "fr"), ("en", "en")])
    declared_old_enough = models.BooleanField(default=False, help_text="declared being 15 or older")
    terms_accepted_at = models.DateTimeField(null=True)
    commune = models.ForeignKey(Commune, null=True, on_delete=models.PROTECT, related_name="residents")
    quarter = models.ForeignKey(Quarter, null=True, on_delete=models.SET_NULL, related_name="residents")
    cell = models.BigIntegerField(null=True, help_text="public H3 cell")
    cell_8 = models.BigIntegerField(null=True, help_text="of the public cell's centre, as the three below")
    cell_7 = models.BigIntegerField(null=True)
    cell_6 = models.BigIntegerField(null=True)
    cell_5 = models.BigIntegerField(null=True)
    is_active = models.BooleanField(default=True, help_text="false once the person has left")
    left_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True, help_text="empty: until it is lifted")
    no_publishing_until = models.DateTimeField(null=True, help_text="of a limit, as the one below: see restraints")
    no_opening_until = models.DateTimeField(null=True, help_text="no conversation may be begun before")
    joined_at = models.DateTimeField(db_default=TransactionNow())
    last_login = None  # a day is enough, below; an hour would tell when a person is home
    last_active_on = models.DateField(
        null=True, help_text="the first day of that month; never shown, for horizons and retention"
    )
    warnings_sent = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="before an unused account is erased"
    )
    warned_on = models.DateField(null=True, help_text="when the last of these warnings left")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Residents()

    class Meta:
        constraints = [
            models.CheckConstraint(name="resident_email_lower", condition=Q(email=Lower("email"))),
            models.CheckConstraint(
                name="resident_left_whole",
                condition=Q(is_active=True, left_at__isnull=True) | Q(is_active=False, left_at__isnull=False),
            ),
            models.CheckConstraint(
                name="resident_suspended_whole",
                condition=Q(suspended_until__isnull=True) | Q(suspended_at__isnull=False),
            ),
            models.CheckConstraint(name="resident_active_in_a_month", condition=Q(last_active_on__day=1)),
            models.CheckConstraint(
                name="resident_warned_whole",
                condition=Q(warnings_sent=0, warned_on__isnull=True) | Q(warnings_sent__gt=0, warned_on__isnull=False),
            ),
            models.CheckConstraint(name="resident_settled_whole", condition=Q(**_NO_HOME) | Q(**_A_HOME)),
        ]
        indexes = [
            models.Index(name="resident_cell", fields=["cell"], condition=Q(cell__isnull=False)),
            *(
                models.Index(
                    name=f"resident_{cell}",
                    fields=[cell, "last_active_on"],
                    condition=Q(is_active=True, suspended_at=None),
                )
                for cell in ("cell_8", "cell_7", "cell_6", "cell_5")
            ),
            models.Index(LETTERS, name="resident_letters", condition=Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return self.name or gettext("Une personne")

    def get_absolute_url(self) -> str:
        return reverse("resident", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        """Has said where home is, and so has neighbours."""
        return self.cell is not None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None or not self.is_active

    @property
    def place_words(self) -> str:
        """Where, as everyone may read it: "Le Port, Dinan", or nothing before settling."""
        return ", ".join(str(place) for place in (self.quarter, self.commune) if place is not None)

    @cached_property
    def charges(self) -> tuple[Charge, ...]:
        """The roles held above that of resident."""
        rows = getattr(self, "charge_rows", None)
        if rows is None:
            rows = self.roles.values("kind", "commune", "union")
        return tuple(Charge(**row) for row in rows)


class Residence(models.Model):
    """The vault: where a resident lives. Read by its owner and by the residence-proof actions only."""

    class Proof(models.TextChoices):
        NONE = "none", _("non justifié")
        VOUCHED = "vouched", _("parrainé par des voisins")
        VERIFIED = "verified", _("vérifié")

    resident = models.OneToOneField(Resident, primary_key=True, on_delete=models.CASCADE, related_name="residence")
    label = models.CharField(max_length=250, blank=True, help_text="empty for a point chosen on a map")
    lat = models.FloatField()
    lon = models.FloatField()
    proof = models.CharField(max_length=10, choices=Proof, default=Proof.NONE)
    settled_at = models.DateTimeField(db_default=TransactionNow())

    @property
    def words(self) -> str:
        """Where it is, for its owner, in their language."""
        return places.said(self.label, self.resident.commune)


class RoleQuerySet(models.QuerySet["Role"]):
    def of_town_hall(self) -> Self:
        """Those that a wall keeps out of the neighbours' space (DESIGN.md 1, rule 3)."""
        return self.filter(kind__in=Role.TOWN_HALL)


class Role(models.Model):
    """A charge above that of resident, in one commune, one union, or everywhere (operators only)."""

    class Kind(models.TextChoices):
        HOST = "host", _("hôte de quartier")
        MODERATOR = "moderator", _("modérateur")
        AGENT = "agent", _("agent municipal")
        ELECTED = "elected", _("élu")
        OPERATOR = "operator", _("exploitant")

    # Whoever holds one of these has no home on the same account.
    TOWN_HALL: ClassVar[frozenset[str]] = frozenset({Kind.AGENT, Kind.ELECTED})

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind)
    commune = models.ForeignKey(Commune, null=True, on_delete=models.CASCADE, related_name="+")
    union = models.ForeignKey(Union, null=True, on_delete=models.CASCADE, related_name="+")
    given_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(db_default=TransactionNow())

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_has_one_place",
                condition=Q(kind="operator", commune__isnull=True, union__isnull=True)
                | (
                    ~Q(kind="operator")
                    & (Q(commune__isnull=False, union__isnull=True) | Q(commune__isnull=True, union__isnull=False))
                ),
            ),
            models.UniqueConstraint(
                name="role_once", fields=["resident", "kind", "commune", "union"], nulls_distinct=False
            ),
        ]


class Block(models.Model):
    """One person no longer wants to meet another: both become absent to each other, everywhere."""

    blocker = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="blocks_given")
    blocked = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="blocks_received")
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="block_once", fields=["blocker", "blocked"]),
            models.CheckConstraint(name="block_another", condition=~Q(blocker=F("blocked"))),
        ]


class MailedCode(models.Model):
    """A code sent to an address, for one purpose. Only its fingerprint is kept; it dies with its first right use."""

    class Purpose(models.TextChoices):
        ENTER = "enter", _("entrer")
        PROVE = "prove", _("confirmer que c’est vous")
        CHANGE_ADDRESS = "change", _("changer d’adresse électronique")

    # Five tries at one of 10^8 codes, and five codes in ten minutes: under 4 chances in 100,000 a day.
    TRIES = 5

    id = models.UUIDField(primary_key=True, default=new_id)
    purpose = models.CharField(max_length=6, choices=Purpose)
    email = models.EmailField()
    fingerprint = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="mailed_code_email", fields=["email", "sent_at"])]
        constraints = [models.CheckConstraint(name="mailed_code_tries", condition=Q(tries__lte=5))]


class Session(AbstractBaseSession):
    """A browser in which somebody is in: Django's session, and what its owner recognises it by (`sessions`).

    Ending it is deleting it. Its key opens the account: pages name it by `device_id`.
    """

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="sessions")
    # Not unique: Django makes the session anew under another key before it deletes the former.
    device_id = models.UUIDField(null=True)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_is_noted",
                condition=Q(resident__isnull=True, device_id__isnull=True, opened_at__isnull=True)
                | Q(resident__isnull=False, device_id__isnull=False, opened_at__isnull=False),
            )
        ]

    @property
    def device_words(self) -> str:
        """“Firefox sur Android”: as much as the browser said."""
        if self.browser and self.system:
            return gettext("%(browser)s sur %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or gettext("Navigateur inconnu")

    @property
    def is_small(self) -> bool:
        """Whether it fits in a hand."""
        return self.system in {"iPhone", "iPad", "Android"}

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        from maillage.residents.sessions import SessionStore  # the store needs this model first

        return SessionStore
