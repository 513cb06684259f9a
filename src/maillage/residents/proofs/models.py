"""What shows that somebody lives where they say, for how long, and the ways that lead there."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Residence, Resident
from maillage.territory.models import Commune

# A sheet is printed when it is made; afterwards its codes are read on paper only.
PRINTED_WITHIN = timedelta(hours=1)


class Way(models.TextChoices):
    """How a home was shown. Its owner reads it, and nobody else."""

    NEIGHBOURS = "neighbours", _("deux voisins se sont portés garants")
    COUNTER = "counter", _("un code remis en mairie")
    LETTER = "letter", _("un code reçu par lettre")
    DESK = "desk", _("une vérification au guichet")
    ORGANISATION = "organisation", _("un code remis par un bailleur ou une association")
    DOCUMENT = "document", _("un document vérifié, puis détruit")
    HOUSEHOLD = "household", _("une personne de votre foyer")


class Proof(models.Model):
    """What stands now: its level is copied to `Residence.proof`. Deleted when it ends or when its owner moves."""

    LEVELS = ((Residence.Proof.VOUCHED.value, "vouched"), (Residence.Proof.VERIFIED.value, "verified"))

    resident = models.OneToOneField(Resident, primary_key=True, on_delete=models.CASCADE, related_name="proof")
    level = models.CharField(max_length=10, choices=LEVELS)
    way = models.CharField(max_length=15, choices=Way)
    proved_on = models.DateField(help_text="a day: an hour would tell which code was used")
    expires_on = models.DateField()
    home = models.CharField(max_length=64, help_text="fingerprint of the home, to count the accounts of one address")

    class Meta:
        constraints = [
            models.CheckConstraint(name="proof_level", condition=Q(level__in=["vouched", "verified"])),
            models.CheckConstraint(name="proof_lasts", condition=Q(expires_on__gt=F("proved_on"))),
        ]
        indexes = [
            models.Index(name="proof_home", fields=["home"]),
            models.Index(name="proof_end", fields=["expires_on"]),
        ]


class Batch(models.Model):
    """A sheet of codes that somebody hands out. It counts the codes used; nothing says by whom."""

    id = models.UUIDField(primary_key=True, default=new_id)
    way = models.CharField(max_length=15, choices=Way)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="+")
    organisation = models.UUIDField(null=True, help_text="a structure's, which stands on a floor above")
    organisation_name = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    size = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)
    prints = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="batch_counts", condition=Q(used__lte=F("size")) & Q(size__range=(1, 100))),
            models.CheckConstraint(
                name="batch_of_one",
                condition=Q(way="counter", organisation__isnull=True)
                | Q(way="organisation", organisation__isnull=False),
            ),
        ]
        indexes = [models.Index(name="batch_of_commune", fields=["commune", "-id"])]

    @property
    def last_day(self) -> date:
        """Where the site's people live."""
        return timezone.localtime(self.expires_at).date()

    @property
    def is_fresh(self) -> bool:
        """Whether it may still be printed."""
        return self.revoked_at is None and self.made_at > clock.now() - PRINTED_WITHIN


class Household(models.Model):
    """The people of one home who said so to each other. Nobody else sees that it exists."""

    id = models.UUIDField(primary_key=True, default=new_id)
    made_at = models.DateTimeField(db_default=TransactionNow())


class Member(models.Model):
    """Somebody of a household; of one only."""

    resident = models.OneToOneField(Resident, primary_key=True, on_delete=models.CASCADE, related_name="household")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    joined_on = models.DateField()


class Code(models.Model):
    """Good for one purpose, once, for a time. Only its fingerprint is kept, and never who used it.

    Handed out (`batch`), sent to somebody or shown by them (`resident`), or given at home (`household`).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    way = models.CharField(max_length=15, choices=Way)
    fingerprint = models.CharField(max_length=64, unique=True)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="+")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.CASCADE, related_name="codes")
    resident = models.ForeignKey(Resident, null=True, on_delete=models.CASCADE, related_name="+")
    household = models.ForeignKey(Household, null=True, on_delete=models.CASCADE, related_name="codes")
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True, help_text="a day: an hour would tell by whom")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="code_has_one_purpose",
                condition=Q(way__in=["counter", "organisation"], batch__isnull=False, resident=None, household=None)
                | Q(way__in=["letter", "desk"], batch=None, resident__isnull=False, household=None)
                | Q(way="household", batch=None, resident__isnull=False, household__isnull=False),
            )
        ]
        indexes = [
            models.Index(name="code_end", fields=["expires_at"]),
            models.Index(name="code_of_resident", fields=["resident", "way"], condition=Q(resident__isnull=False)),
        ]


class Letter(models.Model):
    """A letter asked for. The name on the letter box stays until an agent has printed it, and no longer."""

    resident = models.OneToOneField(Resident, primary_key=True, on_delete=models.CASCADE, related_name="+")
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="+")
    name_on_box = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField()
    printed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_name_until_printed",
                condition=Q(printed_on__isnull=True) & ~Q(name_on_box="") | Q(printed_on__isnull=False, name_on_box=""),
            )
        ]
        indexes = [models.Index(name="letter_queue", fields=["commune", "asked_at"], condition=Q(printed_on=None))]


class Paper(models.Model):
    """A document that waits for an agent. Its pages are sealed files beside the database, whose key is here alone."""

    class Kind(models.TextChoices):
        BILL = "bill", _("facture (eau, électricité, téléphone)")
        RENT = "rent", _("quittance de loyer ou bail")
        TAX = "tax", _("avis d’impôt ou de taxe")
        HOSTED = "hosted", _("attestation d’hébergement")

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.OneToOneField(Resident, on_delete=models.CASCADE, related_name="+")
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    pages = models.PositiveSmallIntegerField()
    key = models.BinaryField(max_length=64)
    sent_at = models.DateTimeField()
    taken_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="paper_has_pages", condition=Q(pages__range=(1, 4)))]
        indexes = [models.Index(name="paper_queue", fields=["commune", "sent_at"])]


class Vouch(models.Model):
    """Somebody asks a verified neighbour to say that they live here. Two who do are enough."""

    class State(models.TextChoices):
        ASKED = "asked", _("demandé")
        ACCEPTED = "accepted", _("accepté")
        DECLINED = "declined", _("sans réponse")  # a refusal is silent: the asker never tells it from a wait
        ENDED = "ended", _("terminé")  # the proof it served is no more

    id = models.UUIDField(primary_key=True, default=new_id)
    asker = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="vouches_asked")
    voucher = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="vouches_given")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="vouch_once", fields=["asker", "voucher"]),
            models.CheckConstraint(name="vouch_another", condition=~Q(asker=F("voucher"))),
            models.CheckConstraint(
                name="vouch_answered_whole",
                condition=Q(state="asked", answered_at__isnull=True) | ~Q(state="asked") & Q(answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="vouch_given", fields=["voucher", "state"])]


class Permit(models.Model):
    """The town hall lets a landlord or an association hand out codes to those it houses or counts as members."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.UUIDField(help_text="a structure's, which stands on a floor above")
    organisation_name = models.CharField(max_length=120)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="+")
    a_year = models.PositiveSmallIntegerField(help_text="codes in twelve months")
    given_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="permit_once", fields=["organisation"], condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(name="permit_capped", condition=Q(a_year__range=(1, 500))),
        ]


class Deed(models.Model):
    """What an agent or a structure did, counted: nothing says about whom."""

    class Kind(models.TextChoices):
        SHEET_MADE = "sheet_made", _("feuille de codes préparée")
        SHEET_PRINTED = "sheet_printed", _("feuille de codes imprimée")
        SHEET_REVOKED = "sheet_revoked", _("feuille de codes annulée")
        LETTERS_PRINTED = "letters_printed", _("lettres imprimées")
        ADDRESS_SHOWN = "address_shown", _("adresse montrée au guichet")
        DESK_CONFIRMED = "desk_confirmed", _("domicile confirmé au guichet")
        DESK_REFUSED = "desk_refused", _("domicile non confirmé au guichet")
        PAPER_TAKEN = "paper_taken", _("document ouvert")
        PAPER_ACCEPTED = "paper_accepted", _("document accepté, puis détruit")
        PAPER_REFUSED = "paper_refused", _("document refusé, puis détruit")
        PERMIT_GIVEN = "permit_given", _("structure autorisée à remettre des codes")
        PERMIT_WITHDRAWN = "permit_withdrawn", _("autorisation d’une structure retirée")

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=20, choices=Kind)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    done_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="deed_of_commune", fields=["commune", "-id"])]
