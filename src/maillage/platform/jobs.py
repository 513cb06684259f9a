"""Jobs that belong to no domain: e-mail, and housekeeping."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from maillage.platform import idempotency, mailer, media

# A mail server that is away for some hours loses nothing: from 7 s to 4.5 h between two tries, 9 hours in all.
PATIENCE = RetryStrategy(max_attempts=13, exponential_wait=2, wait=5)


@app.task(retry=PATIENCE)
def deliver(*, to: list[str], subject: str, text: str, html: str, sender: str, headers: dict[str, str]) -> None:
    """Give one e-mail to the mail server."""
    mailer.give_to_server(to=to, subject=subject, text=text, html=html, sender=sender, headers=headers)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="housekeeping", pass_context=False)
def keep_house(timestamp: int) -> None:
    """Forget, every night, what was kept only in case: photos that nothing shows."""
    media.forget_orphans()


@app.periodic(cron="47 * * * *")
@app.task(queueing_lock="platform-forget", pass_context=False)
def forget_in_time(timestamp: int) -> None:
    """Forget, every hour, what is kept for a day or a week: keys no tab still holds, e-mails that could not leave."""
    idempotency.forget_old_keys()
    mailer.forget_shown()
    mailer.forget_unsent()
