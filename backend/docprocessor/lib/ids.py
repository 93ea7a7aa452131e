"""Identifiers."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562): unique anywhere, and ordered by time, so that indexes grow at one end."""
    return uuid7()
