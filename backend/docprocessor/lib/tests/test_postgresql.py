"""The pool of connections, after the server was away."""

from collections.abc import Iterator

import pytest
from django.db import connection

from docprocessor.lib.postgresql.base import DatabaseWrapper

pytestmark = pytest.mark.django_db
NAME = "a pool of a test"
SIZE = 4


@pytest.fixture
def pooled() -> Iterator[DatabaseWrapper]:
    """A connection of the test's database from a pool that is full."""
    options = {
        **connection.settings_dict["OPTIONS"],
        "application_name": NAME,
        "pool": {"min_size": SIZE, "max_size": SIZE, "timeout": 5},
    }
    wrapper = DatabaseWrapper({**connection.settings_dict, "OPTIONS": options, "CONN_HEALTH_CHECKS": False}, "pooled")
    wrapper.pool.open(wait=True)
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def test_all_broken_connections_are_dropped_at_once(pooled):
    """To find them broken one by one would take longer than the pool waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            [NAME],
        )
        assert cursor.fetchone() == (SIZE,)
    with pooled.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
