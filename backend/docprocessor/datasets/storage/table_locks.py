"""Holding others off a dataset's table, until the transaction ends."""

from collections.abc import Callable, Sequence

import psycopg
from django.db import transaction
from psycopg import sql

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.storage.database import raw_cursor, settings
from docprocessor.datasets.storage.side_tables import SWAP_WAITS, SWAPS_AT_MOST
from docprocessor.lib.problems import AppError


def hold_writers_off(dataset: Dataset, look: Callable[[], None]) -> None:
    """Wait for those who write to the table, and let no other begin: what is found here stays so."""
    while True:
        look()
        try:
            with transaction.atomic(), settings(lock_timeout=SWAP_WAITS):
                _lock([dataset.relation], "SHARE ROW EXCLUSIVE")
            return
        except psycopg.errors.LockNotAvailable:
            continue  # an import of all or nothing is one long transaction


def hold_readers_off(tables: Sequence[sql.Identifier], look: Callable[[], None]) -> None:
    """Wait for those who read the tables, a little at a time, because whoever comes later waits behind us.

    Raises AppError `dataset_in_use` when they read on and on.
    """
    for _ in range(SWAPS_AT_MOST):
        look()
        try:
            with transaction.atomic(), settings(lock_timeout=SWAP_WAITS):
                _lock(tables, "ACCESS EXCLUSIVE")
            return
        except psycopg.errors.LockNotAvailable:
            continue
    message = "Others have been reading this dataset for so long that it could not be changed; try again."
    raise AppError("dataset_in_use", message, retryable=True)


def _lock(tables: Sequence[sql.Identifier], mode: str) -> None:
    with raw_cursor() as cursor:
        cursor.execute(sql.SQL("LOCK TABLE {} IN {} MODE").format(sql.SQL(", ").join(tables), sql.SQL(mode)))
