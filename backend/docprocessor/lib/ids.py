"""Identifiers."""

from uuid import UUID

from uuid_utils.compat import uuid7

MOST_IN_ORDER = 2**16


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562): unique anywhere, and ordered by time, so that indexes grow at one end."""
    return uuid7()


def ids_in_order(count: int) -> list[UUID]:
    """Return so many UUIDv7, each greater than the one before, with no others between them.

    Their last bits count from 0; all bits before those are of one UUIDv7. Two calls differ there, whoever makes
    them, so ids of two calls are never mixed in an order. Raises ValueError for more than 65,536.
    """
    if count > MOST_IN_ORDER:
        raise ValueError(f"{count} ids are more than {MOST_IN_ORDER}")
    first = uuid7().int & -MOST_IN_ORDER
    return [UUID(int=first | number) for number in range(count)]
