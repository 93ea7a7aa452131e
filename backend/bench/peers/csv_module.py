"""The csv module, validators written by hand for this very file, and COPY."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path

import psycopg

from bench.peers.program import (
    COLUMNS,
    COUNTRIES,
    DATE,
    EMAIL,
    LARGEST_KEY,
    LONGEST_NAME,
    LONGEST_NOTE,
    NUMBER,
    TABLE,
    Rejects,
    connect,
    measured,
)

BATCH_ROWS = 10_000
_is_integer = re.compile(r"[+-]?[0-9]+").fullmatch
_is_email = re.compile(EMAIL).fullmatch
_is_number = re.compile(NUMBER).fullmatch
_is_date = re.compile(DATE).fullmatch


def _is_key(text: str) -> bool:
    return _is_integer(text) is not None and -LARGEST_KEY - 1 <= int(text) <= LARGEST_KEY


def _is_day(text: str) -> bool:
    if not _is_date(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


RULES: list[Callable[[str], object]] = [
    _is_key,
    lambda text: 0 < len(text) <= LONGEST_NAME,
    _is_email,
    _is_number,
    _is_day,
    lambda text: text in ("true", "false"),
    lambda text: text in COUNTRIES,
    lambda text: len(text) <= LONGEST_NOTE,
]


def load(file: Path, rejects: Rejects) -> None:
    seen: set[int] = set()
    statement = f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv)"
    with file.open(encoding="utf-8", newline="") as text, connect() as connection, connection.cursor() as cursor:
        records = enumerate(csv.reader(text))
        next(records)
        with cursor.copy(statement) as copy:
            while batch := list(islice(records, BATCH_ROWS)):
                _write(copy, [cells for row, cells in batch if _is_right(row, cells, seen, rejects)])


def _is_right(row: int, cells: list[str], seen: set[int], rejects: Rejects) -> bool:
    wrong = [place for place, (rule, cell) in enumerate(zip(RULES, cells, strict=True)) if not rule(cell)]
    for place in wrong:
        rejects.faulty(row, COLUMNS[place], cells[place])
    if wrong:
        return False
    key = int(cells[0])
    if key in seen:
        rejects.repeat(row, key)
        return False
    seen.add(key)
    return True


def _write(copy: psycopg.Copy, records: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(records)
    copy.write(buffer.getvalue())


if __name__ == "__main__":
    measured(load)
