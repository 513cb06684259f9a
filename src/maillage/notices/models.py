"""What happened to a person, what they wish to be told of it, and by which channels they were told."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.notices.kinds import PUSHABLE, Group
from maillage.platform.ids import new_id
from maillage.residents.models import Resident


class Channel(models.TextChoices):
    """By what something leaves the site to reach a person. The site itself shows everything."""

    EMAIL = "email", _("courriel")
    PUSH = "push", _("notification")


class Rhythm(models.TextChoices):
    """How soon e-mail tells of a group."""

    AT_ONCE = "at_once", _("tout de suite")
    DAILY = "daily", _("chaque jour")
    WEEKLY = "weekly", _("chaque semaine")
    NEVER = "never", _("jamais")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unseen(self) -> NoticeQuerySet:
        return self.filter(seen_at__isnull=True)

    def audible(self) -> NoticeQuerySet:
        """Without what the suspended and the gone did: they are silent. Blocks are the reader's (`queries`)."""
        return self.filter(Q(by__isnull=True) | Q(by__is_active=True, by__suspended_at__isnull=True))


class Notice(models.Model):
    """One thing that happened to one person. Its sentence is made when it is read, from its kind and facts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    to = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="notices")
    by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=60, help_text="a name of notices.kinds")
    facts = models.JSONField(default=dict, help_text="what its sentence needs: titles, ISO dates, numbers")
    path = models.CharField(max_length=200, help_text="the page where it is seen and answered")
    once = models.CharField(max_length=120, blank=True, help_text="what it is told once of, for jobs that run twice")
    told_at = models.DateTimeField(db_default=TransactionNow())
    seen_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="when to ask again whether it leaves at once; never: no more")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="notice_told_once", fields=["to", "kind", "once"], condition=~Q(once="")),
        ]
        indexes = [
            models.Index(name="notice_newest", fields=["to", "-id"]),
            models.Index(name="notice_unseen", fields=["to"], condition=Q(seen_at__isnull=True)),
            models.Index(name="notice_due", fields=["due_at", "to"], condition=Q(due_at__isnull=False)),
        ]


class Letter(models.Model):
    """The one letter of a day, daily or weekly; the constraint keeps it one, whatever is killed and runs again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="where the resident lives")
    left_at = models.DateTimeField(null=True, help_text="none: that day there was nothing to say")
    has_near = models.BooleanField(
        default=False, db_default=False, help_text="it told what is near; the next one begins where it ended"
    )

    class Meta:
        constraints = [models.UniqueConstraint(name="letter_once_a_day", fields=["resident", "day"])]


class Delivery(models.Model):
    """A notice that left by a channel, alone or within a letter: once, says the constraint."""

    id = models.UUIDField(primary_key=True, default=new_id)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.CASCADE, related_name="deliveries")
    day = models.DateField(help_text="where the resident lives; what leaves at once is counted by it")
    left_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["notice", "channel"]),
            models.CheckConstraint(
                name="delivery_letters_are_mail", condition=Q(letter__isnull=True) | Q(channel=Channel.EMAIL)
            ),
        ]
        indexes = [models.Index(name="delivery_of_a_day", fields=["resident", "day"], condition=Q(letter=None))]


def _every_group() -> list[str]:
    return [group.value for group in PUSHABLE]


_RHYTHMS: dict[str, Any] = {"max_length": 10, "choices": Rhythm}


class Wishes(models.Model):
    """What a person chose on the page of settings. Without a row, what its defaults say."""

    resident = models.OneToOneField(Resident, primary_key=True, on_delete=models.CASCADE, related_name="+")
    exchanges = models.CharField(_("Vos échanges"), default=Rhythm.AT_ONCE, **_RHYTHMS)
    messages = models.CharField(_("Vos messages"), default=Rhythm.AT_ONCE, **_RHYTHMS)
    fitting = models.CharField(
        _("Ce que vous cherchez, et ce qu’on vous demande"), default=Rhythm.DAILY, db_default=Rhythm.DAILY, **_RHYTHMS
    )
    nearby = models.CharField(_("Ce qui se passe autour de vous"), default=Rhythm.WEEKLY, **_RHYTHMS)
    account = models.CharField(_("Votre compte et la modération"), default=Rhythm.AT_ONCE, **_RHYTHMS)
    pushed = ArrayField(
        models.CharField(max_length=10, choices=[(group.value, group.label) for group in PUSHABLE]),
        default=_every_group,
        blank=True,
        help_text="the groups that web push tells of at once, on the devices that asked",
    )
    has_letters = models.BooleanField(
        default=True, help_text="false once they were stopped from one of them, until the page of settings is saved"
    )
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))

    class Meta:
        constraints = [
            # A decision of moderation is told, whatever one would rather not read (DSA, article 17).
            models.CheckConstraint(name="wishes_account_is_told", condition=~Q(account=Rhythm.NEVER)),
            # Nobody waits for the news of a neighbourhood: a letter gathers them.
            models.CheckConstraint(name="wishes_nearby_is_gathered", condition=~Q(nearby=Rhythm.AT_ONCE)),
            *(
                models.CheckConstraint(name=f"wishes_{group}", condition=Q(**{f"{group}__in": Rhythm.values}))
                for group in Group.values
            ),
        ]

    def rhythm(self, group: Group) -> Rhythm:
        return Rhythm(getattr(self, group.value))


class Subscription(models.Model):
    """A browser that asked to be pushed to (RFC 8030): where, and the keys that only it can read with (RFC 8291)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    device_id = models.UUIDField(help_text="the session in which it was asked for: it ends with it")
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=100, help_text="the browser's public key")
    auth = models.CharField(max_length=40, help_text="the secret shared with the browser")
    asked_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        indexes = [models.Index(name="subscription_resident", fields=["resident"])]
        constraints = [
            models.CheckConstraint(name="subscription_https", condition=Q(endpoint__startswith="https://")),
        ]
