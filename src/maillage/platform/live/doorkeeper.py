"""Who is at the door: the resident of a session cookie, checked as Django does and as often as `Limits` says."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils.crypto import constant_time_compare

from maillage.platform.live.hub import RETRY_LATER_MS, Hub, retry

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

# Django's own database calls block: they run on threads apart, few, since each keeps a connection.
THREADS = 2


class Doorkeeper:
    """Answers the topic a session may listen to: its resident's own, or none."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live-door")

    async def topic_of(self, session_key: str) -> str | None:
        """The topic of the resident signed in with this session; None for a visitor or somebody suspended.

        Raises django.db.Error when the database is away.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, _asked, _topic_of, session_key)

    async def keep_checking(self, hub: Hub, every_s: float) -> None:
        """Let go, within `every_s` or so, the pages of sessions that ended. While the database is away, none."""
        while True:
            await asyncio.sleep(every_s)
            checked: dict[str, str | None] = {}
            for subscription in hub.everybody():
                key = subscription.session_key
                if key not in checked:
                    try:
                        checked[key] = await self.topic_of(key)
                    except DatabaseError:
                        logger.warning("Sessions could not be checked: the database is away")
                        break
                if checked[key] != subscription.topic:
                    subscription.end(retry(RETRY_LATER_MS))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _asked(question: Callable[[str], Answer], session_key: str) -> Answer:
    """Ask with a connection that works, and give back one that broke."""
    close_old_connections()
    try:
        return question(session_key)
    finally:
        close_old_connections()


def _topic_of(session_key: str) -> str | None:
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    try:
        resident: Any = get_user_model()._default_manager.get(pk=session[SESSION_KEY])
    except (get_user_model().DoesNotExist, KeyError, ValueError, ValidationError):
        return None
    # The same proof as django.contrib.auth.get_user, without its renewal of the session, which is the pages' affair.
    hashes = [resident.get_session_auth_hash(), *resident.get_session_auth_fallback_hash()]
    if not any(constant_time_compare(session.get(HASH_SESSION_KEY, ""), known) for known in hashes):
        return None
    return None if resident.is_suspended else f"resident:{resident.pk}"
