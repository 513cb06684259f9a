"""Housekeeping that belongs to no domain."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.platform import idempotency, media


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="housekeeping", pass_context=False)
def keep_house(timestamp: int) -> None:
    """Forget, every night, what was kept only in case: photos nothing shows, keys no tab still holds."""
    media.forget_orphans()
    idempotency.forget_old_keys()
