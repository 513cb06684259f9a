"""Jobs that belong to no domain: e-mail, and housekeeping."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from maillage.platform import idempotency, mailer, media

# A mail server that is away for some hours loses nothing: from 7 s to 4.5 h between two tries, 9 hours in all.
PATIENCE = RetryStrategy(max_attempts=13, exponential_wait=2, wait=5)


@app.task(retry=PATIENCE, pass_context=True)
def deliver(
    context: JobContext, *, to: list[str], subject: str, text: str, html: str, sender: str, headers: dict[str, str]
) -> None:
    """Give one e-mail to the mail server."""
    assert context.job.id is not None
    mailer.give_to_server(context.job.id, to=to, subject=subject, text=text, html=html, sender=sender, headers=headers)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="platform-rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Every minute, take up again the jobs of a worker that was killed: jobs are idempotent, and e-mail sees to it."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        try:
            await jobs.retry_job(job)
        except (exceptions.AlreadyEnqueued, exceptions.UniqueViolation):
            # The next of its kind already waits in the queue, and does as much.
            await jobs.finish_job(job, status=Status.ABORTED, delete_job=True)


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
    mailer.forget_given()
