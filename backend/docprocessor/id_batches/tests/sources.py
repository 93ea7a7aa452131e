"""Sources that tests put in the place of the simulated one."""

from docprocessor.id_batches.source import NotFetched, Wait


def picky(number: int, wait: Wait) -> dict[str, int]:
    """Knows nothing of 13, breaks on 666, and of the others their squares."""
    if number == 13:
        raise NotFetched("There is no 13.")
    if number == 666:
        raise ZeroDivisionError
    return {"square": number * number}


def away(number: int, wait: Wait) -> str:
    """Cannot be reached from the second id on."""
    if number > 1:
        raise ConnectionRefusedError(111, "Connection refused")
    return "there"


def slow(number: int, wait: Wait) -> str:
    """Takes a minute, but listens."""
    wait(60)
    return "late"
