"""What every domain stands on: photos that went through the media pipeline, and keys that make a POST happen once."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models

from maillage.platform.ids import new_id


class Photo(models.Model):
    """A photo re-encoded as WebP by `media.take`; its files are in MEDIA_ROOT, one a size."""

    id = models.UUIDField(primary_key=True, default=new_id)
    width = models.PositiveIntegerField(help_text="pixels of the large size")
    height = models.PositiveIntegerField(help_text="pixels of the large size")
    description = models.CharField(max_length=200, blank=True, help_text="for those who cannot see it")
    digest = models.CharField(max_length=64, blank=True, help_text="of the large size: the same photo, the same digest")
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        indexes = [models.Index(name="photo_digest", fields=["digest"], condition=~models.Q(digest=""))]

    @property
    def thumb(self) -> tuple[int, int]:
        """Width and height of the small size, in pixels: a page that says them does not move when the photo comes."""
        from maillage.platform.media import THUMB

        scale = min(1, THUMB / max(self.width, self.height))
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


class IdempotencyKey(models.Model):
    """The answer already given to a POST (TRUST.md 12)."""

    key = models.UUIDField()
    owner = models.CharField(max_length=40, help_text="who sent it: a resident's id, or a session's fingerprint")
    body_digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True, help_text="where the first answer redirected to")
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(name="idempotency_key_once", fields=["owner", "key"])]


class DemonstrationMail(models.Model):
    """In the demonstration, the e-mail that would have left, shown on a local page."""

    id = models.UUIDField(primary_key=True, default=new_id)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=TransactionNow())


class Handover(models.Model):
    """An e-mail about to be given to the mail server: noted before, so that it is never given again after a crash."""

    job_id = models.BigIntegerField(primary_key=True, help_text="of the queue, which never gives the same twice")
    began_at = models.DateTimeField(db_default=TransactionNow())
