"""A transaction, and what it does outside of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)

_undo: ContextVar[list[Callable[[], object]] | None] = ContextVar("undo", default=None)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Run a block in a transaction; when that is not committed, do what `on_rollback` was given, last first.

    A unit inside another is part of it.
    """
    outer, undo = _undo.get(), list[Callable[[], object]]()
    token = _undo.set(undo)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for act in reversed(undo):
            _do(act)
        raise
    else:
        if outer is not None:
            outer.extend(undo)
    finally:
        _undo.reset(token)


def on_rollback(act: Callable[[], object]) -> None:
    """Have something done when the unit of work comes to nothing. An exception at COMMIT does not say that it has:
    where that matters, `act` asks the database."""
    undo = _undo.get()
    if undo is None:
        raise transaction.TransactionManagementError("There is no unit of work to be undone.")
    undo.append(act)


def _do(act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:  # the one that ended the unit is the one to raise
        log.exception("rollback.failed")
