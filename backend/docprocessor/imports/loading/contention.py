"""A batch against other writers, who may have its keys first."""

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

import psycopg
from django.db import DatabaseError, transaction

from docprocessor.lib.problems import AppError

T = TypeVar("T")

# Each time, the keys that another writer has committed meanwhile are found; it would take one every batch.
RACES_AT_MOST: Final = 20
# Another writer had one of the keys first; or each had one that the other wanted, in another order.
CONTENDED: Final = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected)


class Asking(Protocol):
    """What asks the table for keys if it may have rows of others."""

    table_has_others: bool


def until_uncontended(loader: Asking, load: Callable[[], T]) -> T:
    """Load a batch in a transaction, and again with the table asked anew as long as another writer was first.

    Raises AppError `contended` when others always are.
    """
    for _ in range(RACES_AT_MOST):
        try:
            with transaction.atomic():
                return load()
        except (psycopg.Error, DatabaseError) as error:
            if not isinstance(error if isinstance(error, psycopg.Error) else error.__cause__, CONTENDED):
                raise
            loader.table_has_others = True
    raise AppError(
        "contended", "Other writers kept inserting the same keys into this dataset; try again.", retryable=True
    )
