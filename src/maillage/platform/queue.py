"""How a job enters the queue: with what causes it, or not at all."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import Task


def enqueue(task: Task[Any, Any, Any], **arguments: Any) -> int:
    """Enqueue a job in the current transaction; answers its number. For a job that causes another too.

    `task.defer` does so in pages alone: in the worker it has a connection of its own, so that a job killed half way
    would leave behind what it enqueued, and be done again whole; and what it enqueued could begin before it ends.
    """
    return JobDeferrer(JobManager(DjangoConnector()), task.configure().job).defer(**arguments)
