"""Each format gives back what the table holds, as exactly as the format can, for any filter and order."""

import csv
import io
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from docprocessor.datasets.exporting import export_parquet, export_xlsx
from docprocessor.datasets.rows import STREAM_BATCH

FORMATS = ["csv", "csv-safe", "xlsx", "jsonl", "parquet"]
EVERYTHING = [
    {"name": "id", "type": "integer"},
    {"name": "s"},
    {"name": "n", "type": "number"},
    {"name": "b", "type": "boolean"},
    {"name": "d", "type": "date"},
    {"name": "dt", "type": "datetime"},
    {"name": "t", "type": "time"},
    {"name": "y", "type": "year"},
    {"name": "u", "format": "uuid"},
]
A_UUID = "123e4567-e89b-12d3-a456-426614174000"
ROWS = [
    (1, "plain", "1.50", True, "2024-02-29", "2024-01-01T00:00:00.5Z", "07:30", 2024, A_UUID),
    (2, '=1+1 "x"\n\r\ty', "-0.000001", False, "1900-02-28", "0987-06-05T04:03:02Z", "23:59:59.999999", 33, None),
    (3, "", "12345678901234.5", None, "9999-12-31", "2024-01-01T00:00:00.000001Z", "12:00:00.25", 9999, None),
    (9007199254740993, " <r>_x0041_</r> ", "123456789012345678901234567890.5", None, None, None, None, None, None),
    (-9223372036854775808, "<r>a & b</r>", None, None, None, None, None, None, None),
    (123456789012345, "http://x.example/ 😀", "0", None, None, None, None, None, None),
    (7, None, None, None, None, None, None, None, None),
]


@pytest.fixture
def things(make_dataset):
    dataset = make_dataset(*EVERYTHING, primaryKey="id")
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(EVERYTHING))
        cursor.executemany(
            f"INSERT INTO data_acme.things VALUES ({places}, 1, %s)",
            [(*row, place) for place, row in enumerate(ROWS, start=1)],
        )
    return dataset


def typed():
    """The rows as Python holds them, in the order of their ids."""
    with connection.cursor() as cursor:
        names = ", ".join(field["name"] for field in EVERYTHING)
        cursor.execute(f"SELECT {names} FROM data_acme.things ORDER BY id")
        return cursor.fetchall()


def download(api, name, slug="things", **query):
    response = api.get(f"/api/datasets/{slug}/rows/", {"format": name, **query})
    assert response.status_code == 200, response.json()
    extension = name.partition("-")[0]
    assert response.headers["Content-Disposition"] == f'attachment; filename="{slug}.{extension}"'
    return response.headers["Content-Type"], b"".join(response)


def sheet(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def ids(name, content):
    """The column `id` of an answer, as numbers."""
    if name.startswith("csv"):
        return [int(row["id"]) for row in csv.DictReader(io.StringIO(content.decode(), newline=""))]
    if name == "xlsx":
        return [int(row[0]) for row in sheet(content)[1:]]
    if name == "jsonl":
        return [int(json.loads(line)["id"]) for line in content.splitlines()]
    return pq.read_table(io.BytesIO(content))["id"].to_pylist()


@pytest.mark.parametrize("name", FORMATS)
def test_filters_and_order_hold(api, things, name):
    _, content = download(api, name, ordering="-id", id__ne="7", id__gt="0", id__lt="1000", limit="1")
    assert ids(name, content) == [3, 2, 1]


@pytest.mark.parametrize("name", FORMATS)
def test_no_rows_are_a_file_too(api, things, name):
    assert ids(name, download(api, name, id="8")[1]) == []


@pytest.mark.parametrize("name", FORMATS)
def test_more_rows_than_a_batch(api, make_dataset, name, monkeypatch):
    monkeypatch.setattr(export_parquet, "GROUP_ROWS", STREAM_BATCH * 2)
    make_dataset({"name": "id", "type": "integer"}, primaryKey="id")
    number = 5 * STREAM_BATCH + 1
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO data_acme.things SELECT n, 1, n FROM generate_series(1, %s) n", [number])
    content = download(api, name, ordering="id")[1]
    assert ids(name, content) == list(range(1, number + 1))
    if name == "parquet":
        metadata = pq.read_metadata(io.BytesIO(content))
        groups = [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)]
        assert groups == [4000, 4000, 2001]


# --- JSON lines -----------------------------------------------------------------------------------


def test_json_lines_hold_what_a_page_of_rows_does(api, things):
    page = api.get("/api/datasets/things/rows/", {"ordering": "id"}).json()["results"]
    content_type, content = download(api, "jsonl", ordering="id")
    assert content_type == "application/jsonl; charset=utf-8"
    own = [{name: value for name, value in row.items() if not name.startswith("_")} for row in page]
    assert [json.loads(line) for line in content.decode().splitlines()] == own


# --- CSV for spreadsheets -------------------------------------------------------------------------


def test_a_spreadsheet_runs_nothing_of_csv_safe(api, make_dataset):
    make_dataset({"name": "s"}, {"name": "n", "type": "number", "decimalChar": ","})
    with connection.cursor() as cursor:
        for place, text in enumerate(["=1+1", "@x", "-5", "-x", "plain", None], start=1):
            cursor.execute("INSERT INTO data_acme.things VALUES (%s, -0.5, 1, %s)", [text, place])
    content = download(api, "csv-safe")[1].decode()
    cells = [row["s"] for row in csv.DictReader(io.StringIO(content, newline=""))]
    assert cells == ["'=1+1", "'@x", "-5", "'-x", "plain", ""]
    assert '"-0,5"' in content  # a number is no formula, however it is written
    assert "'" not in download(api, "csv")[1].decode()


# --- Workbooks ------------------------------------------------------------------------------------


def test_a_workbook_holds_each_value_as_what_it_is(api, things):
    content_type, content = download(api, "xlsx", ordering="id")
    assert content_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    header, *found = sheet(content)
    assert header == [field["name"] for field in EVERYTHING]
    nothing = [""] * 6
    assert found == [
        ["-9223372036854775808", "<r>a & b</r>", "", *nothing],
        [
            1.0,
            "plain",
            1.5,
            True,
            date(2024, 2, 29),
            datetime(2024, 1, 1, 0, 0, 0, 500_000),  # noqa: DTZ001  (a sheet knows no zones)
            time(7, 30),
            "2024",
            A_UUID,
        ],
        # Excel knows neither that day nor times so fine.
        [
            2.0,
            '=1+1 "x"\n\r\ty',
            -0.000001,
            False,
            "1900-02-28",
            "0987-06-05T04:03:02Z",
            "23:59:59.999999",
            "0033",
            "",
        ],
        [
            3.0,
            "",
            12345678901234.5,
            "",
            date(9999, 12, 31),
            "2024-01-01T00:00:00.000001Z",
            time(12, 0, 0, 250_000),
            "9999",
            "",
        ],
        [7.0, "", "", *nothing],
        [123456789012345.0, "http://x.example/ 😀", 0.0, *nothing],
        ["9007199254740993", " <r>_x0041_</r> ", "123456789012345678901234567890.5", *nothing],
    ]


@pytest.mark.parametrize(
    ("value", "is_number"),
    [
        ("999999999999999", True),
        ("1000000000000000", True),  # one digit that says something
        ("1234567890123456", False),
        ("0.1", True),
        ("1e-299", True),
        ("1e300", False),  # whoever reads it may have no such number
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_numbers_are_exact_or_text(api, make_dataset, value, is_number):
    make_dataset({"name": "n", "type": "number"})
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO data_acme.things VALUES (%s, 1, 1)", [value])
    [[cell]] = sheet(download(api, "xlsx")[1])[1:]
    assert isinstance(cell, float) == is_number
    if is_number:
        assert Decimal(repr(cell)) == Decimal(value)


def test_more_rows_than_a_sheet_takes_are_refused_before_anything_is_sent(api, things, monkeypatch):
    monkeypatch.setattr(export_xlsx, "MOST_ROWS", 7)
    response = api.get("/api/datasets/things/rows/", {"format": "xlsx"})
    assert (response.status_code, response.json()["code"]) == (409, "too_many_rows")
    assert "7 rows" in response.json()["detail"]
    assert len(ids("xlsx", download(api, "xlsx", id__ne="7")[1])) == 6


@pytest.mark.parametrize(("text", "fits"), [("x" * 32_767, True), ("x" * 32_768, False)])
def test_a_text_that_no_cell_takes_is_refused_by_its_column(api, things, text, fits):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE data_acme.things SET s = %s WHERE id = 7", [text])
    response = api.get("/api/datasets/things/rows/", {"format": "xlsx"})
    assert response.status_code == (200 if fits else 409)
    if fits:
        assert text in [row[1] for row in sheet(b"".join(response))]
    else:
        assert response.json()["detail"].startswith("A text of s has 32,768 characters")


# --- Parquet --------------------------------------------------------------------------------------


def test_parquet_has_real_types_and_the_very_values(api, things):
    content_type, content = download(api, "parquet", ordering="id")
    assert content_type == "application/vnd.apache.parquet"
    table = pq.read_table(io.BytesIO(content))
    assert {field.name: str(field.type) for field in table.schema} == {
        "id": "int64",
        "s": "string",
        "n": "decimal128(38, 6)",
        "b": "bool",
        "d": "date32[day]",
        "dt": "timestamp[us, tz=UTC]",
        "t": "time64[us]",
        "y": "int16",
        "u": "string",
    }
    assert [field.name for field in table.schema if not field.nullable] == ["id"]
    found = [tuple(row.values()) for row in table.to_pylist()]
    assert found == [(*row[:8], row[8] and str(row[8])) for row in typed()]
    assert found[1][5] == datetime(2024, 1, 1, tzinfo=UTC) + timedelta(milliseconds=500)


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ([], pa.decimal128(38, 0)),
        (["1", "2.5"], pa.decimal128(38, 1)),
        (["1e37"], pa.decimal128(38, 0)),
        (["1e38"], pa.decimal256(76, 0)),
        (["1e37", "0.01"], pa.decimal256(76, 2)),
        (["1e75", "-0.1"], pa.string()),
        (["1e-76"], pa.string()),
        (["1", "NaN"], pa.string()),
        (["-Infinity"], pa.string()),
    ],
)
def test_a_number_is_a_decimal_that_holds_them_all(api, make_dataset, values, type_):
    make_dataset({"name": "n", "type": "number"})
    with connection.cursor() as cursor:
        for place, value in enumerate(values, start=1):
            cursor.execute("INSERT INTO data_acme.things VALUES (%s, 1, %s)", [value, place])
    column = pq.read_table(io.BytesIO(download(api, "parquet")[1]))["n"]
    assert column.type == type_
    assert list(map(number, column.to_pylist())) == list(map(number, values))


def number(value):
    """A number that equals another that is the same, as NaN does not."""
    return str(Decimal(str(value).replace("INF", "Infinity")).normalize())


def test_a_group_of_rows_is_not_too_many_bytes(api, make_dataset, monkeypatch):
    monkeypatch.setattr(export_parquet, "GROUP_BYTES", 1_000_000)
    make_dataset({"name": "s"})
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO data_acme.things SELECT repeat('x', 300), 1, n FROM generate_series(1, 9000) n")
    metadata = pq.read_metadata(io.BytesIO(download(api, "parquet")[1]))
    assert [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)] == [4000, 4000, 1000]
