"""How much of its allowance each address has used."""

from __future__ import annotations

from django.db import models


class Usage(models.Model):
    """Requests of one address in a minute. The address itself is never stored, and the row goes after an hour.

    The table is unlogged: a crash empties it, which only gives everyone a new allowance.
    """

    address_digest = models.CharField(primary_key=True, max_length=64, help_text="keyed digest of the network address")
    window_starts_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(name="usage_window", fields=["window_starts_at"])]

    def __str__(self) -> str:
        return f"{self.used} since {self.window_starts_at:%H:%M}"
