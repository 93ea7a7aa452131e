"""What is wrong with a record, as far as it shows in the record alone, in the file's own words. Pure: no Django."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from docprocessor.datasets.checking.validation import Fault, Validator
from docprocessor.datasets.schema import TableSchema
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.record_faults import record_fault
from docprocessor.imports.tabular.records import Record
from docprocessor.imports.text import printable

# What only the table, or the other records, can say.
TOLD_BY_OTHERS: Final = frozenset({"duplicate_in_table", "duplicate_in_file", "not_in_table", "not_storable"})


class CellFault(NamedTuple):
    """One fault of a record, named by the file's column; "" is the record as a whole."""

    column: str
    code: str
    message: str
    value: str | None


class RecordCheck:
    """Checks single records as an import does with whole columns."""

    def __init__(self, reading: Reading, schema: TableSchema) -> None:
        names = [field.name for field in schema.fields if field.name in reading.columns]
        keys = {name for key in schema.unique_keys for name in key}
        self._width = len(reading.labels)
        self._places = [reading.columns.index(name) for name in names]
        self._label_of = {name: reading.labels[place] for name, place in zip(names, self._places, strict=True)}
        self._validator = Validator(schema, names)
        self._fields = {self._label_of[field.name]: field for field in self._validator.fields}
        self.key_labels: Final = frozenset(label for name, label in self._label_of.items() if name in keys)

    def faults(self, record: Record) -> list[CellFault]:
        """Return all that is wrong with a record."""
        unfit = record_fault(record, self._width)
        if unfit is not None:
            value = record.raw if record.cells is None else ",".join(record.cells)
            return [CellFault("", *unfit, printable(value))]
        cells = record.cells or []
        _, faults = self._validator.check([cells[place] for place in self._places])
        return [self._told(fault) for fault in faults]

    def cell_faults(self, label: str, cell: str) -> list[CellFault]:
        """Return what is wrong with a cell of a column."""
        field = self._fields.get(label)
        return [] if field is None else [self._told(fault) for fault in field.judge(cell)[1]]

    def kept(self, faults: Sequence[CellFault], changed: set[str]) -> list[CellFault]:
        """Return those faults that only others can tell, and that may still stand after these columns have changed."""
        if changed & self.key_labels:
            return []
        return [fault for fault in faults if self._is_told(fault) and not (changed and fault.code == "not_storable")]

    def _is_told(self, fault: CellFault) -> bool:
        # A new row may lack a field that the file has no column for.
        return fault.code in TOLD_BY_OTHERS or (fault.column != "" and fault.column not in self._label_of.values())

    def _told(self, fault: Fault) -> CellFault:
        label = self._label_of.get(fault.column or "", "")
        return CellFault(label, fault.code, fault.message, None if fault.value is None else printable(fault.value))
