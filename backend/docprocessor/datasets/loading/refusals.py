"""Why records stay out, in words. Pure: no Django."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from docprocessor.datasets.loading.batches import Batch
from docprocessor.datasets.loading.decisions import Decisions

Key = tuple[tuple[str, ...], tuple[int, ...]]  # its fields, and their places among the batch's texts


class Refusals(NamedTuple):
    """Records that cannot go in for the same reason: the numbers they have in their source, and what stood there.

    `column` is the field's name, None for the whole record; the message is one for all, or one for each.
    """

    column: str | None
    code: str
    message: str | pa.StringArray
    rows: NDArray[np.int64]
    values: pa.StringArray


def not_storable(batch: Batch, reason: str) -> Refusals:
    """Return the refusal of a batch's only record by PostgreSQL itself."""
    message = f"PostgreSQL does not take it: {reason}."
    return Refusals(None, "not_storable", message, batch.rows, pa.nulls(len(batch), pa.string()))


def duplicates(batch: Batch, keys: Sequence[Key], decisions: Decisions) -> list[Refusals]:
    """Return the refusals of records whose keys are taken."""
    found = []
    for number, key in enumerate(keys):
        what = " and ".join(key[0])
        here = [each for each in decisions.conflicts if each.key == number]
        one_by_one = np.array([each.place for each in here if each.first is None], np.int64)
        in_table = np.concatenate([one_by_one, *(places for taken, places in decisions.taken if taken == number)])
        found.append(
            _group(batch, key, "duplicate_in_table", f"The table already has a row with this {what}.", in_table)
        )
        in_file = [(each.place, each.first) for each in here if each.first is not None]
        messages = pa.array([f"Row {first:,} of the file has the same {what}." for _, first in in_file], pa.string())
        places = np.array([place for place, _ in in_file], np.int64)
        found.append(_group(batch, key, "duplicate_in_file", messages, places))
    return [each for each in found if len(each.rows)]


def not_in_table(batch: Batch, key: Key, places: Sequence[int]) -> list[Refusals]:
    """Return the refusals of records that would change a row that is not there."""
    message = f"The table has no row with this {' and '.join(key[0])}."
    return [_group(batch, key, "not_in_table", message, np.array(places, np.int64))] if len(places) else []


def lacking(batch: Batch, name: str | None, places: Sequence[int]) -> list[Refusals]:
    """Return the refusals of records that would be new rows without a value that each row needs."""
    if not len(places):
        return []
    rows = batch.rows[np.array(places, np.int64)]
    return [Refusals(name, "required", "A value is required here.", rows, pa.nulls(len(rows), pa.string()))]


def _group(batch: Batch, key: Key, code: str, message: str | pa.StringArray, places: NDArray[np.int64]) -> Refusals:
    names, of_texts = key
    where = pa.array(places)
    columns = [batch.texts[place].take(where) for place in of_texts]
    values = columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, pa.scalar(", "))
    return Refusals(names[0], code, message, batch.rows[places], values)
