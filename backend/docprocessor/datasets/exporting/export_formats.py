"""The formats in which rows are given out as a file."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from docprocessor.datasets.exporting.export import csv_export
from docprocessor.datasets.exporting.export_jsonl import jsonl_export
from docprocessor.datasets.rows import RowQuery

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Format(NamedTuple):
    """A kind of file, and what makes it of a query's rows."""

    content_type: str
    extension: str
    export: Callable[[RowQuery], Iterator[bytes]]


def _xlsx(query: RowQuery) -> Iterator[bytes]:
    from docprocessor.datasets.exporting.export_xlsx import xlsx_export  # noqa: PLC0415  (only who asks for one needs it)

    return xlsx_export(query)


def _parquet(query: RowQuery) -> Iterator[bytes]:
    from docprocessor.datasets.exporting.export_parquet import parquet_export  # noqa: PLC0415  (Arrow)

    return parquet_export(query)


FORMATS: Final = {
    "csv": Format(CSV, "csv", csv_export),
    "csv-safe": Format(CSV, "csv", partial(csv_export, safe=True)),
    "xlsx": Format(XLSX, "xlsx", _xlsx),
    "jsonl": Format("application/jsonl; charset=utf-8", "jsonl", jsonl_export),
    "parquet": Format("application/vnd.apache.parquet", "parquet", _parquet),
}
