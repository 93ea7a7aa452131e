"""Django's engine for PostgreSQL, with a pool that is soon usable again after the server was away."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Checks each connection that a pool gives. One that is broken means that the server has gone meanwhile, and all
    that the pool holds with it: the pool is emptied at once.

    The pool's own check would try one after the other, and wait longer each time: a handful of broken ones would
    cost a request its whole patience. So `CONN_HEALTH_CHECKS`, which asks for that check, is off where there is a
    pool.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, or take a connection that works from the pool."""
        connection = super().get_new_connection(conn_params)
        if not self.pool:
            return connection
        try:
            ConnectionPool.check_connection(connection)
        except psycopg.OperationalError:
            self.pool.putconn(connection)
            self.pool.drain()
            connection = super().get_new_connection(conn_params)
        return connection
