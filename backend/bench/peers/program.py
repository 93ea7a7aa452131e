"""What every program that is compared has in common: its arguments, its clock, and where it puts what it refuses.

Each runs in a process of its own, `python -m bench.peers.NAME FILE`, with DATABASE_URL and the search path of the
dataset's table set. The clock starts when everything is imported, which favours programs that take long to start.
"""

import csv
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

TABLE = "bench"
COLUMNS = "id name email amount signup_date active country notes".split()
COUNTRIES = frozenset("ES FR DE IT PT GB IE NL BE LU SE NO DK FI PL CZ AT CH GR RO".split())
LARGEST_KEY = 2**63 - 1
LONGEST_NAME = 80
LONGEST_NOTE = 200
EMAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class Rejects(AbstractContextManager["Rejects"]):
    """A file of the cells that could not go in: record, column, value."""

    def __init__(self, file: Path) -> None:
        self._file = file.with_suffix(".rejects.csv").open("w", newline="")
        self._writer = csv.writer(self._file)
        self.faulty_cells = 0
        self.repeats = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def faulty(self, row: int, column: str, value: object) -> None:
        """Note a cell that its column does not take."""
        self.faulty_cells += 1
        self._writer.writerow((row, column, value))

    def repeat(self, row: int, key: object) -> None:
        """Note a record whose key an earlier one has."""
        self.repeats += 1
        self._writer.writerow((row, "id", key))


def measured(load: Callable[[Path, Rejects], None]) -> None:
    """Time a load and print what the runner reads."""
    file = Path(sys.argv[1])
    with Rejects(file) as rejects:
        began = time.perf_counter()
        load(file, rejects)
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "faulty_cells": rejects.faulty_cells, "repeats": rejects.repeats}))


def connect() -> psycopg.Connection:
    """Connect as libpq does, with the search path that PGOPTIONS names."""
    return psycopg.connect(os.environ["DATABASE_URL"])
