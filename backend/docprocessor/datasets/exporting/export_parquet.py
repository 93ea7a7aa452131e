"""Rows as an Apache Parquet file, with real types. Arrow is loaded by who imports this."""

import io
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection, transaction
from psycopg import sql

from docprocessor.datasets.checking.values import number_text
from docprocessor.datasets.rows import RowQuery, row_stream
from docprocessor.datasets.schema import Field

GROUP_ROWS: Final = 50_000
GROUP_BYTES: Final = 64 << 20
MOST_DIGITS: Final = {pa.decimal128: 38, pa.decimal256: 76}
TYPES: Final = {
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", "UTC"),
    "time": pa.time64("us"),
    "year": pa.int16(),
}


def parquet_export(query: RowQuery) -> Iterator[bytes]:
    """Yield a query's rows as pieces of a Parquet file, a group of rows each.

    A number is a decimal with as many places as the rows have, or a text where no decimal of 76 digits holds them all.
    """
    sink = _Drained()
    with transaction.atomic():
        schema = _schema(query)
        with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
            for group in _groups(query, schema):
                writer.write_table(group, row_group_size=GROUP_ROWS)
                yield sink.drain()
        yield sink.drain()


class _Drained(io.RawIOBase):
    """A file that is only written to; what has been written is taken out piece by piece."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def drain(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _groups(query: RowQuery, schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield the rows in groups of so many rows or bytes."""
    batches: list[pa.RecordBatch] = []
    rows = size = 0
    for values in row_stream(query):
        columns = [[row[place] for row in values] for place in range(len(schema))]
        batch = pa.record_batch(
            [pa.array(_fitting(column, each.type), each.type) for column, each in zip(columns, schema, strict=True)],
            schema=schema,
        )
        batches.append(batch)
        rows, size = rows + len(batch), size + batch.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.Table.from_batches(batches, schema)
            batches, rows, size = [], 0, 0
    if batches:
        yield pa.Table.from_batches(batches, schema)


def _fitting(values: list[Any], type_: pa.DataType) -> list[Any]:
    """Write what goes into a column of text as text: UUIDs, and numbers that no decimal holds."""
    if type_ != pa.string():
        return values
    return [value if value is None or isinstance(value, str) else _text(value) for value in values]


def _text(value: Any) -> str:
    return number_text(value) if isinstance(value, int) or hasattr(value, "as_tuple") else str(value)


def _schema(query: RowQuery) -> pa.Schema:
    table = query.dataset.table_schema
    return pa.schema(
        [pa.field(field.name, _type(query, field), not table.is_required(field.name)) for field in table.fields]
    )


def _type(query: RowQuery, field: Field) -> pa.DataType:
    return _decimal(query, field) if field.type == "number" else TYPES.get(field.type, pa.string())


def _decimal(query: RowQuery, field: Field) -> pa.DataType:
    """Return the decimal that holds every number there is, with room left before the point."""
    statement = sql.SQL(
        "SELECT coalesce(max(scale({0})), 0), coalesce(max(length(trunc(abs({0}))::text)), 0),"
        " coalesce(bool_or({0} IN ('NaN', 'Infinity', '-Infinity')), false) FROM {1} WHERE {2}"
    ).format(sql.Identifier(field.name), query.dataset.relation, query.where)
    with connection.cursor() as cursor:
        cursor.execute(statement, query.params)
        places, whole, has_others = cursor.fetchone()
    for decimal, digits in MOST_DIGITS.items():
        if not has_others and places + whole <= digits:
            return decimal(digits, places)
    return pa.string()
