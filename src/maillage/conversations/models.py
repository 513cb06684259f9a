"""People talking, between two or a few, about something or nothing."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.urls import reverse

from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Resident


class Conversation(models.Model):
    """What it is about is told by the domain that opened it: a kind, an id, a title and a path."""

    id = models.UUIDField(primary_key=True, default=new_id)
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.UUIDField(null=True)
    about_tag = models.CharField(max_length=40, blank=True)
    about_title = models.CharField(max_length=120, blank=True)
    about_url = models.CharField(max_length=200, blank=True)
    opened_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    last_message_id = models.UUIDField(null=True, help_text="its time orders the list of conversations")

    class Meta:
        constraints = [
            # One conversation about one thing by one person: pressing "answer" twice opens the same one.
            models.UniqueConstraint(
                name="conversation_once",
                fields=["about_kind", "about_id", "opened_by"],
                condition=Q(about_id__isnull=False),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("conversation", args=[self.pk])


class Participants(models.QuerySet["Participant"]):
    def present(self) -> Participants:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)


class Participant(models.Model):
    """Somebody's place in a conversation. `unread` is always the number of messages by others after `read_until`
    (or after `joined_after`): only `actions` writes it, see there how it stays exact.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="participations")
    read_until = models.UUIDField(null=True, help_text="id of the last message read")
    unread = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(db_default=TransactionNow())
    joined_after = models.UUIDField(
        null=True, help_text="id of the last message before they came: they read on from it"
    )
    left_at = models.DateTimeField(null=True)

    objects = Participants.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="participant_once", fields=["conversation", "resident"])]
        indexes = [models.Index(name="participant_present", fields=["resident"], condition=Q(left_at__isnull=True))]

    @property
    def is_present(self) -> bool:
        return self.left_at is None


class Message(models.Model):
    """Something said, or something that happened between those who talk.

    Its id orders it: within one conversation each is greater than the one before (`actions` sees to it).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=4000, blank=True)
    photo = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="+")
    happening = models.CharField(max_length=60, blank=True, help_text="a name of conversations.happenings")
    facts = models.JSONField(default=dict, blank=True, help_text="what its sentence needs: titles, ISO dates, numbers")
    path = models.CharField(max_length=200, blank=True, help_text="the page of what happened")
    hidden_at = models.DateTimeField(null=True, help_text="by moderation: its words are shown to nobody")
    key = models.UUIDField(help_text="drawn with the form: the same key never sends twice")
    sent_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="message_sent_once", fields=["author", "key"]),
            models.CheckConstraint(
                name="message_says_one_thing",
                condition=(Q(happening="") & (~Q(text="") | Q(photo__isnull=False)))
                | (~Q(happening="") & Q(text="", photo__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="message_in_order", fields=["conversation", "-id"])]
