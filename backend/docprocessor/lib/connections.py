"""Connections to PostgreSQL, of which a web process has few."""

from django.db import connections


def let_go_of_the_database() -> None:
    """Give this thread's connections back, as Django does at the end of a request, which may be hours from now."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
