"""Why records stay out, in words. Pure: no Django."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from docprocessor.datasets.batches import Batch
from docprocessor.datasets.decisions import Conflict
from docprocessor.datasets.validation import Fault

Refusal = tuple[int, Fault]  # the record's number, and why it cannot go in
Key = tuple[tuple[str, ...], tuple[int, ...]]  # its fields, and their places among the batch's texts


def not_storable(batch: Batch, reason: str) -> Refusal:
    """Return the refusal of a batch's only record by PostgreSQL itself."""
    return int(batch.rows[0]), Fault(None, "not_storable", None, f"PostgreSQL does not take it: {reason}.")


def duplicates(batch: Batch, keys: Sequence[Key], conflicts: Sequence[Conflict]) -> list[Refusal]:
    """Return the refusals of records whose keys are taken."""
    found: list[Refusal] = []
    for number, (names, places) in enumerate(keys):
        here = [each for each in conflicts if each[1] == number]
        if not here:
            continue
        what = " and ".join(names)
        in_table = f"The table already has a row with this {what}."
        at = [each[0] for each in here]
        rows = batch.rows[at].tolist()
        for row, (_, _, first), text in zip(rows, here, _shown(batch, places, at), strict=True):
            if first is None:
                fault = Fault(names[0], "duplicate_in_table", text, in_table)
            else:
                message = f"Row {first:,} of the file has the same {what}."
                fault = Fault(names[0], "duplicate_in_file", text, message)
            found.append((row, fault))
    return found


def not_in_table(batch: Batch, key: Key, at: Sequence[int]) -> list[Refusal]:
    """Return the refusals of records that would change a row that is not there."""
    names, places = key
    message = f"The table has no row with this {' and '.join(names)}."
    shown = _shown(batch, places, at)
    rows = batch.rows[list(at)].tolist()
    return [(row, Fault(names[0], "not_in_table", text, message)) for row, text in zip(rows, shown, strict=True)]


def lacking(batch: Batch, name: str | None, at: Sequence[int]) -> list[Refusal]:
    """Return the refusals of records that would be new rows without a value that each row needs."""
    fault = Fault(name, "required", None, "A value is required here.")
    return [(int(batch.rows[place]), fault) for place in at]


def _shown(batch: Batch, places: Sequence[int], at: Sequence[int]) -> list[str]:
    """Return the texts of keys at some places of a batch."""
    where = pa.array(at, pa.int64())
    columns: list[list[Any]] = [batch.texts[place].take(where).to_pylist() for place in places]
    if len(columns) == 1:
        return columns[0]
    return [", ".join(parts) for parts in zip(*columns, strict=True)]
