"""The one connection that listens to PostgreSQL for the whole process, and comes back when it is lost."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from typing import Any

import psycopg
from django.db import connections

from maillage.platform.live import CHANNEL
from maillage.platform.live.hub import REFRESH, Hub, frame

logger = logging.getLogger(__name__)

NAME = "maillage live"  # how an administrator knows it in pg_stat_activity
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
# A connection through which nothing comes may be dead without a word: it is asked, and must answer.
QUIET_S = 10.0
ANSWER_S = 5.0
# What Django's connection takes and psycopg does not.
DJANGO_OPTIONS = {"isolation_level", "server_side_binding", "pool", "assume_role", "context", "cursor_factory"}


class Listener:
    """Passes every notice on to the hub. `is_listening` tells whether the database is there."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.is_listening = False

    async def run(self) -> None:
        """Listen until cancelled. After an outage every page is told to refresh: what was said then went unheard."""
        wait_s = FIRST_WAIT_S
        was_lost = False
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.is_listening = True
                    wait_s = FIRST_WAIT_S
                    if was_lost:
                        self.hub.tell_all(REFRESH)
                    await self._pass_on(connection)
            except (psycopg.Error, OSError, TimeoutError) as error:
                logger.warning("The database is away (%s); listening again in %.1f s", type(error).__name__, wait_s)
            finally:
                self.is_listening = False
            was_lost = True
            # Half at random, so that several processes do not come back at once.
            await asyncio.sleep(wait_s * random.uniform(0.5, 1.0))  # noqa: S311 (not a secret)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        parameters = {
            name: value
            for name, value in connections["default"].get_connection_params().items()
            if name not in DJANGO_OPTIONS
        }
        async with asyncio.timeout(ANSWER_S):
            return await psycopg.AsyncConnection.connect(**parameters, autocommit=True, application_name=NAME)

    async def _pass_on(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            async for notice in connection.notifies(timeout=QUIET_S):
                self._tell(notice.payload)
            async with asyncio.timeout(ANSWER_S):
                await connection.execute("SELECT 1")

    def _tell(self, notice: str) -> None:
        try:
            topic, event, payload = json.loads(notice)
        except ValueError:
            logger.warning("A notice that `live.publish` did not write was left out")
            return
        self.hub.tell(topic, frame(event, payload))
