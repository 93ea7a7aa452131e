"""The table in PostgreSQL is what the schema says."""

import subprocess
import sys

import pytest
from django.db import connection

from docprocessor.datasets.schema import MOST_FIELDS
from docprocessor.datasets.storage.tables import EXACT_COUNT_UP_TO, row_count

EVERY_TYPE = ("string", "integer", "number", "boolean", "date", "datetime", "time", "year", "any")


def query(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def columns(dataset):
    return query(
        "SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
        f"{dataset.namespace_name}.{dataset.slug}",
    )


def indexes(dataset):
    found = query(
        "SELECT amname, indisunique, ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k(n, i)"
        "  JOIN pg_attribute ON attrelid = indrelid AND attnum = n ORDER BY i)"
        " FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam"
        " WHERE indrelid = %s::regclass",
        f"{dataset.namespace_name}.{dataset.slug}",
    )
    return {(method, unique, ",".join(names)) for method, unique, names in found}


def test_each_type_has_its_own_in_postgresql(make_dataset):
    dataset = make_dataset(
        *({"name": f"{type_}_", "type": type_} for type_ in EVERY_TYPE), {"name": "uuid_", "format": "uuid"}
    )
    assert columns(dataset) == [
        ("string_", "text", False),
        ("integer_", "bigint", False),
        ("number_", "numeric", False),
        ("boolean_", "boolean", False),
        ("date_", "date", False),
        ("datetime_", "timestamp with time zone", False),
        ("time_", "time without time zone", False),
        ("year_", "smallint", False),
        ("any_", "text", False),
        ("uuid_", "uuid", False),
        ("_load", "bigint", True),
        ("_row", "bigint", True),
    ]
    assert indexes(dataset) == {("btree", True, "_load,_row")}  # no record goes in twice


def test_keys_are_unique_and_required_ones_not_null(make_dataset):
    dataset = make_dataset(
        {"name": "a"},
        {"name": "b"},
        {"name": "c", "constraints": {"unique": True}},
        {"name": "d", "constraints": {"required": True}},
        primaryKey=["b", "a"],
    )
    assert {name for name, _, not_null in columns(dataset) if not_null} == {"a", "b", "d", "_load", "_row"}
    assert indexes(dataset) == {("btree", True, "b,a"), ("btree", True, "c"), ("brin", False, "_load,_row")}


def test_as_many_columns_as_are_taken_fit(make_dataset):
    dataset = make_dataset(*({"name": f"f{number}", "type": "string"} for number in range(MOST_FIELDS)))
    assert len(columns(dataset)) == MOST_FIELDS + 2


def test_rows_are_counted_exactly_until_that_takes_long(make_dataset):
    dataset = make_dataset({"name": "a", "type": "integer"})
    assert row_count(dataset) == (0, False)
    insert = "INSERT INTO data_acme.things SELECT n, 1, n FROM generate_series(%s::int, %s::int) AS n"
    with connection.cursor() as cursor:
        cursor.execute(insert, [1, 7])
        assert row_count(dataset) == (7, False)
        cursor.execute(insert, [8, EXACT_COUNT_UP_TO])
        assert row_count(dataset) == (EXACT_COUNT_UP_TO, False)
        cursor.execute(insert, [EXACT_COUNT_UP_TO + 1, EXACT_COUNT_UP_TO + 10])
        assert row_count(dataset) == (EXACT_COUNT_UP_TO + 1, True)  # nobody has analysed the table yet
        cursor.execute("ANALYZE data_acme.things")
    counted, estimated = row_count(dataset)
    assert estimated
    assert counted == pytest.approx(EXACT_COUNT_UP_TO + 10, rel=0.1)


def test_whoever_makes_a_table_loads_no_arrays():
    """The web process and a worker's parent import this; Arrow's threads do not survive a fork."""
    program = (
        "import sys, django; django.setup(); import docprocessor.datasets.services;"
        " sys.exit(str({'numpy', 'pyarrow'} & set(sys.modules)) if {'numpy', 'pyarrow'} & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
