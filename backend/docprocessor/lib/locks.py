"""Locks of PostgreSQL on things that have no row, held until the transaction ends."""

from django.db import connection
from django.db.transaction import TransactionManagementError


def hold(*name: object) -> None:
    """Wait for the lock of this name."""
    _call("pg_advisory_xact_lock", name)


def try_hold(*name: object) -> bool:
    """Take the lock of this name, unless another transaction holds it."""
    return bool(_call("pg_try_advisory_xact_lock", name))


def _call(function: str, name: tuple[object, ...]) -> object:
    if not connection.in_atomic_block:
        raise TransactionManagementError("A lock that is taken outside of a transaction is gone at once.")
    with connection.cursor() as cursor:
        # Two names that hash alike, one in 2^64, would only wait for each other.
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", ["\n".join(map(str, name))])
        return cursor.fetchone()[0]
