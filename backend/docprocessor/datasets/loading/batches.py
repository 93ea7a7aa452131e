"""Batches of valid records, prepared for a Loader without asking the database. Pure: no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from docprocessor.datasets.loading.copying import copy_lines
from docprocessor.datasets.loading.keys import BloomFilter, KeyReader, groups_of, present_keys
from docprocessor.datasets.schema import TableSchema


@dataclass(frozen=True, slots=True)
class Batch:
    """Valid records that follow one another in a file, in columns.

    `texts` holds the values of each field that is part of a key as PostgreSQL takes them, null where there is none,
    and None for the other fields; `lines` the records as lines for COPY. For each key of `present_keys`, `repeats`
    says which records may have the key of an earlier record of the file, and `groups` numbers those that share one
    within the batch (-1: nobody else has it).
    """

    rows: NDArray[np.int64]
    texts: list[Any]
    lines: Any
    repeats: list[NDArray[np.bool_]]
    groups: list[NDArray[np.int64]]

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, start: int, stop: int) -> Batch:
        """Return some of the records as a batch of their own."""
        size = stop - start
        return Batch(
            self.rows[start:stop],
            [None if texts is None else texts.slice(start, size) for texts in self.texts],
            self.lines.slice(start, size),
            [repeats[start:stop] for repeats in self.repeats],
            [groups[start:stop] for groups in self.groups],
        )


class Preparer:
    """Prepares the batches of one file, in the file's order; it keeps two bytes for each of its records and keys."""

    def __init__(self, schema: TableSchema, names: Sequence[str], load_id: int, expected_rows: int) -> None:
        self._load_id = load_id
        keys = present_keys(schema, names)
        self._places = [places for _, places in keys]
        self._of_keys = {place for places in self._places for place in places}
        self._readers = [KeyReader([schema[name] for name in key]) for key, _ in keys]
        self._filters = [BloomFilter(expected_rows) for _ in keys]

    def prepare(self, rows: NDArray[np.int64], texts: list[Any], *, is_plain: bool) -> Batch:
        """Return records as a batch. `is_plain` says that no text holds a tab, a line end or a backslash."""
        repeats, groups = self._look(len(rows), texts)
        lines = copy_lines(texts, rows, self._load_id, is_plain=is_plain)
        # What waits to be loaded is kept small.
        kept = [text if place in self._of_keys else None for place, text in enumerate(texts)]
        return Batch(rows, kept, lines, repeats, groups)

    def remember(self, rows: NDArray[np.int64], texts: list[Any]) -> None:
        """Learn the keys of records that an earlier run of the load has seen to."""
        self._look(len(rows), texts)

    def _look(self, size: int, texts: list[Any]) -> tuple[list[NDArray[np.bool_]], list[NDArray[np.int64]]]:
        repeats, groups = [], []
        for places, reader, seen in zip(self._places, self._readers, self._filters, strict=True):
            keys = reader.read([texts[place] for place in places])
            shared = groups_of(keys, size)
            known = np.zeros(size, np.bool_)
            known[keys.places] = seen.add(keys.hashes)
            repeats.append(known | ((shared >= 0) & (shared != np.arange(size))))
            groups.append(shared)
        return repeats, groups
