"""Rows as a workbook."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

from xlsxwriter import Workbook

from docprocessor.datasets.exporting.export import as_text
from docprocessor.datasets.exporting.workbook_writing import MOST_ROWS, TextSheet, TooLong, new_workbook, pieces
from docprocessor.datasets.rows import RowQuery, row_stream, row_total
from docprocessor.datasets.schema import Field
from docprocessor.lib.problems import AppError

# A sheet's numbers are doubles; whatever has so many digits, and is neither huge nor tiny, is one exactly enough to be
# read back.
EXACT_DIGITS: Final = 15
EXACT_EXPONENTS: Final = 300
# Days are counted from 1900, in which there was no 29 February, but Excel has one.
FIRST_DAY: Final = date(1900, 3, 1)
MOMENTS: Final = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss", "time": "hh:mm:ss"}

Put = Callable[[TextSheet, int, int, Any], None]


def xlsx_export(query: RowQuery) -> Iterator[bytes]:
    """Return a query's rows as pieces of a workbook, which is made whole before the first piece.

    What a cell cannot hold exactly is text: a number of more than 15 digits, a day before March 1900, a time finer than
    milliseconds. Times with a date are UTC. Raises AppError 409 for what a sheet cannot hold at all.
    """
    if (rows := row_total(query)) >= MOST_ROWS:
        message = (
            f"The result has {rows:,} rows, and a sheet takes {MOST_ROWS - 1:,}; narrow it down by a filter, "
            "or take it as CSV, JSON lines or Parquet."
        )
        raise AppError("too_many_rows", message, status=HTTPStatus.CONFLICT)
    with new_workbook() as (file, workbook, sheet):
        _write(query, workbook, sheet)
    return pieces(file)


def _write(query: RowQuery, workbook: Workbook, sheet: TextSheet) -> None:
    fields = query.dataset.table_schema.fields
    bold = workbook.add_format({"bold": True})
    for column, field in enumerate(fields):
        sheet.put_text(0, column, field.name, bold)
    sheet.freeze_panes(1, 0)
    puts = [_put_for(field, workbook) for field in fields]
    row = 0
    for batch in row_stream(query):
        for values in batch:
            row += 1
            for column, (put, value) in enumerate(zip(puts, values, strict=False)):
                if value is None:
                    continue
                try:
                    put(sheet, row, column, value)
                except TooLong:
                    raise _too_long(fields[column], value) from None


def _put_for(field: Field, workbook: Workbook) -> Put:
    """Return what writes a field's values."""
    if field.type == "boolean":
        return lambda sheet, row, column, value: sheet.write_boolean(row, column, value)
    if field.type in ("integer", "number"):
        return _or_text(field, _is_exact, lambda sheet, *place, value: sheet.write_number(*place, float(value)))
    if field.type in MOMENTS:
        coarse, fine = (workbook.add_format({"num_format": MOMENTS[field.type] + more}) for more in ("", ".000"))
        return _or_text(
            field,
            _is_of_excel,
            lambda sheet, *place, value: sheet.write_datetime(*place, value, fine if _micros(value) else coarse),
        )
    return lambda sheet, row, column, value: sheet.put_text(row, column, as_text(value, field))


def _or_text(field: Field, fits: Callable[[Any], bool], put_fitting: Callable[..., Any]) -> Put:
    def put(sheet: TextSheet, row: int, column: int, value: Any) -> None:
        if fits(value):
            put_fitting(sheet, row, column, value=value)
        else:
            sheet.put_text(row, column, as_text(value, field))

    return put


def _is_exact(value: int | Decimal) -> bool:
    number = Decimal(value)
    if not number.is_finite():
        return False
    return len(number.normalize().as_tuple().digits) <= EXACT_DIGITS and abs(number.adjusted()) < EXACT_EXPONENTS


def _is_of_excel(value: date | datetime | time) -> bool:
    day = value.date() if isinstance(value, datetime) else value
    return _micros(value) % 1000 == 0 and (isinstance(day, time) or day >= FIRST_DAY)


def _micros(value: date | datetime | time) -> int:
    return value.microsecond if isinstance(value, datetime | time) else 0


def _too_long(field: Field, value: Any) -> AppError:
    message = (
        f"A text of {field.name} has {len(str(value)):,} characters, and a cell of a sheet takes 32,767; "
        "take the rows as CSV, JSON lines or Parquet."
    )
    return AppError("text_too_long", message, status=HTTPStatus.CONFLICT)
