"""Tests where one must wait for another see to it that it does before they go on."""

from django.db import connection


def somebody_waits() -> bool:
    """Tell whether a connection to the test's database waits for what another holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # or a transaction would see the same for ever
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database())"
        )
        return bool(cursor.fetchone()[0])
