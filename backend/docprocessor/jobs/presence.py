"""A worker's own word that it is there: its row comes when it is ready, is renewed while it lives, and goes with it."""

import os
import socket
from collections.abc import Iterable
from typing import Any

import psycopg
import structlog
from django.db import connection
from psycopg.types.json import Jsonb

log = structlog.get_logger(__name__)

ENTER = """
    INSERT INTO jobs_worker (name, queues, pool, concurrency, host, pid, stopping)
    VALUES (%(name)s, %(queues)s, %(pool)s, %(concurrency)s, %(host)s, %(pid)s, false)
    ON CONFLICT (name) DO UPDATE SET
        queues = excluded.queues, pool = excluded.pool, concurrency = excluded.concurrency, host = excluded.host,
        pid = excluded.pid, stopping = false, started_at = now(), seen_at = now()
"""
RENEW = "UPDATE jobs_worker SET seen_at = now() WHERE name = %(name)s"
STOP = "UPDATE jobs_worker SET seen_at = now(), stopping = true WHERE name = %(name)s"
LEAVE = "DELETE FROM jobs_worker WHERE name = %(name)s"
# The loop that feeds a worker's pool waits for this, so a database that does not answer is soon given up.
CONNECT_SECONDS = 2


class Presence:
    """A worker's row. With the database away nothing is raised: one warning, and the next beat makes up for it."""

    def __init__(self, name: str, *, queues: Iterable[str], pool: str, concurrency: int) -> None:
        self.name = name
        self.queues = sorted(queues)
        self._is_away = self._is_stopping = False
        self._row = {
            "name": name,
            "queues": Jsonb(self.queues),
            "pool": pool,
            "concurrency": concurrency,
            "host": socket.gethostname(),
            "pid": os.getpid(),
        }

    def enter(self) -> bool:
        """Say that the worker is there."""
        return self._say(ENTER)

    def renew(self) -> bool:
        """Say that it still is; also when it could not say so at first, or was forgotten meanwhile."""
        return self._say(STOP) if self._is_stopping else self._say(RENEW, or_else=ENTER)

    def stop(self) -> bool:
        """Say that it is about to end and takes nothing more."""
        self._is_stopping = True
        return self.renew()

    def leave(self) -> bool:
        """Say that it is gone; says whether the database heard it."""
        return self._say(LEAVE)

    def _say(self, statement: str, *, or_else: str = "") -> bool:
        """Run a statement, and `or_else` where it found no row.

        On a connection of its own: a worker's parent forks, and no child may inherit an open one.
        """
        params: dict[str, Any] = connection.get_connection_params() | {"connect_timeout": CONNECT_SECONDS}
        try:
            with psycopg.connect(**params, autocommit=True) as own:
                if not own.execute(statement, self._row).rowcount and or_else:
                    own.execute(or_else, self._row)
        except psycopg.Error as error:
            if not self._is_away:
                log.warning("presence.missed", error=str(error).strip())
            self._is_away = True
        else:
            self._is_away = False
        return not self._is_away
