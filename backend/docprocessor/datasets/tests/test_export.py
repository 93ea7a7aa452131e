"""What comes out as a file goes in again as it was."""

import csv
import io

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.datasets.exporting.export import csv_export, csv_lines
from docprocessor.datasets.rows import STREAM_BATCH, row_query

EVERYTHING = [
    {"name": "id", "type": "integer"},
    {"name": "s"},
    {"name": "n", "type": "number"},
    {"name": "n_de", "type": "number", "decimalChar": ",", "groupChar": "."},
    {"name": "b", "type": "boolean", "trueValues": ["yes", "y"], "falseValues": ["no", "n"]},
    {"name": "d", "type": "date"},
    {"name": "d_uk", "type": "date", "format": "%d/%m/%Y"},
    {"name": "dt", "type": "datetime"},
    {"name": "t", "type": "time"},
    {"name": "y", "type": "year"},
    {"name": "u", "format": "uuid"},
    {"name": "a", "type": "any"},
]
ROWS = [
    [
        "1",
        "plain",
        "1.50",
        "1.234,50",
        "y",
        "2024-02-29",
        "29/02/2024",
        "2024-01-01T00:00:00.5+02:00",
        "07:30",
        "2024",
        "123E4567-E89B-12D3-A456-426614174000",
        "x",
    ],
    [
        "2",
        'quote " comma , semicolon ;',
        "NaN",
        "-0,5",
        "no",
        "0001-01-01",
        "01/01/0001",
        "0987-06-05T04:03:02Z",
        "23:59:59.999999",
        "0033",
        "",
        "a\tb",
    ],
    [
        "3",
        "two\nlines\r\nand\rthree",
        "-INF",
        "",
        "n",
        "9999-12-31",
        "31/12/9999",
        "9999-12-31T23:59:59Z",
        "00:00",
        "9999",
        "",
        "=1+1",
    ],
    ["-9223372036854775808", "  spaces  ", "1e-30", "", "", "", "", "", "", "", "", "😀 é \u202e"],
    ["9223372036854775807", "\\N", "9" * 900, "", "", "", "", "", "", "", "", "NULL"],
    ["0", "", "", "", "", "", "", "", "", "", "", ""],
]


def body(response):
    assert response.status_code == 200
    return b"".join(response)


def a_file(rows, **options):
    text = io.StringIO()
    csv.writer(text, **options).writerows(rows)
    return text.getvalue()


def test_every_type_comes_out_and_goes_in_as_it_was(api, make_dataset, import_file, rows):
    one, other = make_dataset(*EVERYTHING, primaryKey="id"), make_dataset(*EVERYTHING, primaryKey="id", slug="others")
    job = import_file(a_file([[field["name"] for field in EVERYTHING], *ROWS]), dataset="things")
    assert (job.status, job.inserted_rows) == ("completed", len(ROWS)), [issue.message for issue in job.issues.all()]
    response = api.get("/api/datasets/things/rows/", {"format": "csv"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="things.csv"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    exported = body(response)
    job = import_file(exported, dataset="others")
    assert (job.status, job.inserted_rows) == ("completed", len(ROWS)), [issue.message for issue in job.issues.all()]
    assert sorted(map(str, rows(other))) == sorted(map(str, rows(one)))
    assert body(api.get("/api/datasets/others/rows/", {"format": "csv"})) == exported


@pytest.mark.parametrize(
    ("missing", "cell"),
    [([""], ""), (["", "NA"], ""), (["NA", "-"], "-"), ([], "")],
)
def test_no_value_comes_out_as_what_stands_for_it(make_dataset, missing, cell):
    dataset = make_dataset({"name": "a"}, {"name": "b", "type": "integer"}, missingValues=missing)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO data_acme.things VALUES ('x', NULL, 1, 1)")
    assert b"".join(csv_export(row_query(dataset, {}))) == f"a,b\r\nx,{cell}\r\n".encode()


def test_a_lone_empty_cell_is_a_record_and_no_blank_line(api, make_dataset, import_file, rows):
    dataset = make_dataset({"name": "a"})
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO data_acme.things SELECT NULL, 9, n FROM generate_series(1, 3) n")
    exported = body(api.get("/api/datasets/things/rows/", {"format": "csv"}))
    assert exported == b'a\r\n""\r\n""\r\n""\r\n'
    assert import_file(exported, dataset="things").inserted_rows == 3
    assert len(rows(dataset)) == 6


def test_filters_and_order_hold_for_the_file_too(api, customers, import_file):
    import_file("id,name\n1,a\n2,b\n3,c\n", dataset="customers")
    answer = api.get("/api/datasets/customers/rows/", {"format": "csv", "ordering": "-id", "id__ne": "2", "limit": "1"})
    assert [line.split(b",")[0] for line in body(answer).splitlines()] == [b"id", b"3", b"1"]


@pytest.mark.parametrize("name", ["ods", "CSV", "", "../csv"])
def test_a_format_that_is_none_is_400(api, customers, name):
    response = api.get("/api/datasets/customers/rows/", {"format": name})
    assert (response.status_code, list(response.json()["errors"])) == (400, ["format"])


def test_a_long_result_comes_in_pieces(make_dataset):
    dataset = make_dataset({"name": "a", "type": "integer"})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO data_acme.things SELECT n, 1, n FROM generate_series(1, %s) n", [2 * STREAM_BATCH + 1]
        )
    pieces = csv_export(row_query(dataset, {}))
    assert next(pieces) == b"a\r\n"
    assert [piece.count(b"\r\n") for piece in pieces] == [STREAM_BATCH, STREAM_BATCH, 1]


def test_a_file_is_of_one_moment(make_dataset):
    """Rows that come in while the file is read are in the next one."""
    dataset = make_dataset({"name": "a", "type": "integer"})
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO data_acme.things SELECT n, 1, n FROM generate_series(1, %s) n", [STREAM_BATCH + 1])
        pieces = csv_export(row_query(dataset, {}))
        next(pieces), next(pieces)
        cursor.execute("INSERT INTO data_acme.things SELECT 0, 2, n FROM generate_series(1, 10) n")
    assert list(pieces) == [f"{STREAM_BATCH + 1}\r\n".encode()]


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_any_texts_are_read_back_by_any_reader_of_csv(rows):
    text = csv_lines(rows).decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


@pytest.mark.parametrize(
    "field",
    [
        {},
        {"type": "integer"},
        {"type": "number"},
        {"type": "number", "decimalChar": ",", "groupChar": "."},
        {"type": "boolean"},
        {"type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"]},
        {"type": "date"},
        {"type": "date", "format": "%d/%m/%Y"},
        {"type": "datetime"},
        {"type": "datetime", "format": "%d.%m.%Y %H:%M:%S"},
        {"type": "time"},
        {"type": "time", "format": "%H.%M"},
        {"type": "year"},
        {"type": "any"},
        {"format": "email"},
        {"format": "uri"},
        {"format": "uuid"},
        # Rules
        {"constraints": {"enum": ["red", "green"]}},
        {"type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"], "constraints": {"enum": [False]}},
        {"type": "number", "decimalChar": ",", "constraints": {"enum": [0.5]}},
        {"type": "number", "decimalChar": ",", "constraints": {"minimum": 0.5}},
        {"type": "integer", "constraints": {"minimum": -9, "maximum": -3}},
        {"type": "integer", "constraints": {"maximum": -3}},
        {"type": "integer", "constraints": {"enum": [3, 8], "minimum": 5}},
        {"type": "number", "constraints": {"maximum": 1}},
        {"type": "date", "constraints": {"maximum": "2020-01-01"}},
        {"type": "date", "format": "%d/%m/%Y", "constraints": {"minimum": "01/02/2030"}},
        {"type": "datetime", "constraints": {"minimum": "2030-01-01T00:00:00+02:00"}},
        {"type": "year", "constraints": {"minimum": 2030}},
        {"constraints": {"minLength": 10}},
        {"constraints": {"maxLength": 2}},
        {"constraints": {"pattern": "[0-9]{5}"}},  # nothing is made up for it
        {"example": "12345", "constraints": {"pattern": "[0-9]{5}"}},
        {"example": "not this", "type": "integer"},
        {"example": 1.5, "type": "number"},
    ],
)
def test_a_template_goes_in_as_it_is(api, make_dataset, import_file, field):
    make_dataset({"name": "id", "type": "integer"}, {"name": "f", **field}, primaryKey="id")
    response = api.get("/api/datasets/things/template/")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="things-template.csv"'
    job = import_file(body(response), dataset="things")
    assert (job.status, job.inserted_rows) == ("completed", 1), [issue.message for issue in job.issues.all()]


@pytest.mark.parametrize(
    ("field", "example"),
    [
        ({"example": "Ana"}, "Ana"),
        ({"example": 7, "type": "integer"}, "7"),
        ({"constraints": {"enum": ["red", "green"]}}, "red"),
        ({"type": "number", "decimalChar": ","}, "1,5"),
        ({"type": "date", "format": "%d/%m/%Y"}, "31/12/2024"),
        ({"constraints": {"pattern": "[0-9]{5}"}}, ""),
        ({"missingValues": ["text"]}, ""),
    ],
)
def test_what_a_template_shows(api, make_dataset, field, example):
    table = {"missingValues": field.pop("missingValues", [""])}
    make_dataset({"name": "f", **field}, {"name": "g", "type": "integer"}, **table)
    [header, record] = body(api.get("/api/datasets/things/template/")).decode().splitlines()
    assert header == "f,g"
    assert next(csv.reader([record])) == [example, "1"]
