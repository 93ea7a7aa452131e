"""Are these columns' records valid, and if not, why: `validation.Validator` for whole columns. Pure: no Django.

Most cells are proven right a column at a time. What is not proven is judged by the fields of `validation`, each
different text once, so that both always agree: see tests/test_checking_columns.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from docprocessor.datasets.checking.cells import Cells, Mask, Texts, as_mask
from docprocessor.datasets.checking.limits import limits_of
from docprocessor.datasets.checking.proofs import Proof, proof_of, trimming
from docprocessor.datasets.checking.refutations import Kinds, kinds_of
from docprocessor.datasets.checking.validation import CheckedField, Judgement, Validator
from docprocessor.datasets.schema import TableSchema

# From so many different texts on, it is worth while to look which are alike.
_MANY: Final = 200


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """All cells of a column with the very same fault: their places in the block, ascending, and their texts."""

    column: str
    code: str
    message: str
    index: NDArray[np.int64]
    values: Any


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a block's records.

    `good` says which have no fault. `texts` are the fields' values as PostgreSQL takes them, in the order of the
    validator's names, null where there is none; they are defined where a record is good.
    """

    good: Mask
    texts: list[Any]
    faults: list[FaultGroup]


class ColumnValidator:
    """Checks records in columns; the verdicts are those of `Validator` for each record."""

    def __init__(self, schema: TableSchema, names: Sequence[str] | None = None) -> None:
        """Raises SchemaError as Validator does."""
        self._columns = [_Column(field) for field in Validator(schema, names).fields]

    def check(self, columns: Sequence[Any]) -> Checked:
        """Check the fields' columns, each a `pa.StringArray`; a null is a cell that is not there."""
        good = np.ones(len(columns[0]) if columns else 0, np.bool_)
        texts, faults = [], []
        for column, array in zip(self._columns, columns, strict=True):
            text, found = column.check(array, good)
            texts.append(text)
            faults += found
        return Checked(good, texts, faults)


class _Column:
    """One field's part of the work."""

    def __init__(self, field: CheckedField) -> None:
        self._field = field
        self._prove = _proof(field)
        self._empty_is_missing = "" in field.missing
        self._missing = self._provable_missing_values()
        self._kinds: Kinds | None = None

    def check(self, array: Any, good: Mask) -> tuple[Any, list[FaultGroup]]:
        """Return the texts for PostgreSQL and the faults; takes the records with faults out of `good`."""
        cells = Cells(array.fill_null("") if array.null_count else array)
        missing = self._missing_cells(array, cells)
        if self._prove is None:
            proven, texts = np.zeros(len(cells), np.bool_), array
        else:
            proven, texts = self._prove(cells)
        if missing is not None:
            if self._field.required:
                proven = proven & ~missing
            else:
                proven = proven | missing
                texts = _nulls(texts, missing)
        if proven.all():
            return texts, []
        return self._judge(array, np.flatnonzero(~proven), texts, good)

    def _missing_cells(self, array: Any, cells: Cells) -> Mask | None:
        """Say which cells are no value, as far as a proof might take them for one; None when there are none."""
        missing = cells.lengths == 0 if self._empty_is_missing else np.zeros(len(cells), np.bool_)
        if self._missing is not None:
            missing = missing | self._missing.holds(cells.array)
        if array.null_count:
            missing = missing | as_mask(array.is_null())
        return missing if missing.any() else None

    def _provable_missing_values(self) -> Texts | None:
        """Most texts for no value, such as N/A in a column of dates, no proof takes for a value."""
        others = sorted(self._field.missing - {""})
        if not others or self._prove is None:
            return None
        proven, _ = self._prove(Cells(pa.array(others, pa.string())))
        return (
            Texts(text for text, is_proven in zip(others, proven, strict=True) if is_proven) if proven.any() else None
        )

    def _judge(self, array: Any, places: NDArray[np.int64], texts: Any, good: Mask) -> tuple[Any, list[FaultGroup]]:
        """Judge the cells that stand at `places`, each different one once."""
        cells = array if len(places) == len(array) else array.take(pa.array(places))
        encoded = cells.dictionary_encode(null_encoding="encode")
        judgements, of_unique = self._judgements(encoded.dictionary)
        of_cell = of_unique[encoded.indices.to_numpy()]
        is_good = np.array([not faults for _, faults in judgements], np.bool_)[of_cell]
        good[places[~is_good]] = False
        if is_good.any():
            readable = pa.array([None if value is None else value.text for value, _ in judgements], pa.string())
            replaced = np.zeros(len(array), np.bool_)
            replaced[places[is_good]] = True
            texts = pc.replace_with_mask(texts, pa.array(replaced), readable.take(pa.array(of_cell[is_good])))
        return texts, self._groups(judgements, of_cell, places, cells)

    def _judgements(self, unique: Any) -> tuple[list[Judgement], NDArray[np.int64]]:
        """Judge different texts; returns the judgements, and for each text the number of its own."""
        if len(unique) < _MANY:
            return [self._field.judge(cell) for cell in unique.to_pylist()], np.arange(len(unique))
        if self._kinds is None:
            self._kinds = kinds_of(self._field)
        kinds = self._kinds(unique.fill_null(""))
        kinds[as_mask(unique.is_null())] = -1
        alone = np.flatnonzero(kinds < 0)
        judgements = [self._field.judge(cell) for cell in unique.take(pa.array(alone)).to_pylist()]
        numbers = np.zeros(len(unique), np.int64)
        numbers[alone] = np.arange(len(alone))
        for kind in np.unique(kinds[kinds >= 0]):
            alike = np.flatnonzero(kinds == kind)
            numbers[alike] = len(judgements)
            judgements.append(self._field.judge(unique[int(alike[0])].as_py()))
        return judgements, numbers

    def _groups(
        self, judgements: list[Judgement], of_cell: Any, places: NDArray[np.int64], cells: Any
    ) -> list[FaultGroup]:
        alike: dict[tuple[str, str], list[int]] = {}
        for number, (_, faults) in enumerate(judgements):
            for fault in faults:
                alike.setdefault((fault.code, fault.message), []).append(number)
        groups = []
        for (code, message), numbers in alike.items():
            is_of_group = np.zeros(len(judgements), np.bool_)
            is_of_group[numbers] = True
            found = is_of_group[of_cell]
            values = cells.filter(pa.array(found))
            groups.append(FaultGroup(self._field.name, code, message, places[found], values))
        return groups


def _proof(field: CheckedField) -> Proof | None:
    """Return the proof that a cell is a right value by all its field's rules."""
    rules = field.field.constraints
    if rules.enum is not None:
        return _listed(field)
    is_compared = field.is_key or rules.minimum is not None or rules.maximum is not None
    prove = proof_of(field.field, comparable=is_compared)
    limits = limits_of(field.field, is_key=field.is_key)
    if prove is None or limits is None:
        return None

    def prove_all(cells: Cells) -> tuple[Mask, Any]:
        proven, texts = prove(cells)
        for keeps in limits:
            proven = proven & keeps(cells, texts, proven)
        return proven, texts

    # A boolean's own words may have spaces around them; they are few, whatever they are.
    return prove_all if field.field.type in ("string", "any", "boolean") else trimming(prove_all)


def _listed(field: CheckedField) -> Proof:
    """The right values are known, and so is how they are mostly written."""
    spelled = {str(value) for value in field.field.constraints.enum or ()}
    judged = {text: field.judge(text) for text in spelled}
    right = Texts(text for text, (value, faults) in judged.items() if value and not faults and value.text == text)
    return lambda cells: (right.holds(cells.array), cells.array)


def _nulls(texts: Any, missing: Mask) -> Any:
    """Return the texts with nulls where they are missing; the rest is shared, not copied."""
    if texts.null_count:
        missing = missing | as_mask(texts.is_null())
    _, offsets, data = texts.buffers()
    validity = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    offsets = offsets.slice(texts.offset * 4, (len(texts) + 1) * 4)
    return pa.StringArray.from_buffers(len(texts), offsets, data or pa.py_buffer(b""), validity)
