"""How a command ends."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes; 2 is that of a command that was not understood."""

    FINE = 0
    FAILED = 1
    PARTIAL = 3  # some records were left out


class Failed(Exception):
    """The command cannot do what it is asked; the message is the plain sentence that a person is told."""
