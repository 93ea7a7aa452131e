"""Filters of rows: each operator on each type, and plain refusals of what is none."""

import pytest

FIELDS = [
    {"name": "id", "type": "integer"},
    {"name": "t"},
    {"name": "n", "type": "number", "decimalChar": ","},
    {"name": "b", "type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"]},
    {"name": "d", "type": "date", "format": "%d/%m/%Y"},
    {"name": "dt", "type": "datetime"},
    {"name": "ti", "type": "time"},
    {"name": "y", "type": "year"},
    {"name": "u", "format": "uuid"},
    {"name": "a__b", "type": "integer"},
    {"name": "format"},
]
CSV = """id;t;n;b;d;dt;ti;y;u;a__b;format
1;Ana;1,50;ja;31/12/2023;2024-01-01T00:00:00Z;07:30;2023;123e4567-e89b-12d3-a456-426614174000;5;x
2;100%;-2;nein;01/01/2024;2024-01-01T12:00:00Z;19:30;2024;223e4567-e89b-12d3-a456-426614174000;6;
3;a_b\\c;NaN;ja;02/01/2024;2024-01-02T00:00:00Z;23:59;2025;;7;csv
4;;;;;;;;;;
"""


@pytest.fixture
def found(api, make_dataset, import_file):
    """The ids of the rows that a filter keeps."""
    make_dataset(*FIELDS, primaryKey="id")
    job = import_file(CSV, dataset="things", dialect={"delimiter": ";"})
    assert job.inserted_rows == 4

    def ask(**filters):
        response = api.get("/api/datasets/things/rows/", filters)
        assert response.status_code == 200, response.json()
        return [row["id"] for row in response.json()["results"]]

    return ask


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, [1, 2, 3, 4]),
        ({"id": "2"}, [2]),
        ({"id__": "2"}, [2]),
        ({"id": "+02"}, [2]),
        ({"id__ne": "2"}, [1, 3, 4]),
        ({"t__ne": "Ana"}, [2, 3, 4]),  # no value is also not Ana
        ({"id__gt": "2"}, [3, 4]),
        ({"id__gte": "2"}, [2, 3, 4]),
        ({"id__lt": "2"}, [1]),
        ({"id__lte": "2"}, [1, 2]),
        ({"id__gt": "1", "id__lt": "3"}, [2]),
        ({"id": ["1", "2"]}, []),  # all conditions hold
        # in the field's own way of writing
        ({"n": "1,5"}, [1]),
        ({"n__gt": "-1e1"}, [1, 2, 3]),  # NaN is the greatest of numbers
        ({"n": "NaN"}, [3]),
        ({"b": "ja"}, [1, 3]),
        ({"b__ne": "ja"}, [2, 4]),
        ({"d__gte": "01/01/2024"}, [2, 3]),
        ({"dt": "2024-01-01T13:00+01:00"}, [2]),
        ({"dt__lt": "2024-01-02T00:00:00Z"}, [1, 2]),
        ({"ti__lte": "19:30:00"}, [1, 2]),
        ({"y": "2024"}, [2]),
        ({"u": "123E4567-E89B-12D3-A456-426614174000"}, [1]),
        # names with two underscores, and names that mean something else without an operator
        ({"a__b": "6"}, [2]),
        ({"a__b__gte": "6"}, [2, 3]),
        ({"format__": "csv"}, [3]),
        # text is found whatever its case, and nothing in it is a pattern
        ({"t__contains": "an"}, [1]),
        ({"t__contains": "%"}, [2]),
        ({"t__contains": "_"}, [3]),
        ({"t__contains": "\\"}, [3]),
        ({"t__contains": "x"}, []),
        ({"t__contains": ""}, [1, 2, 3]),
        ({"t__contains": "'; DROP TABLE jobs_job; --"}, []),
        ({"n__contains": "1.5"}, [1]),
        ({"y__contains": "202"}, [1, 2, 3]),
        ({"t__isnull": "true"}, [4]),
        ({"t__isnull": "false"}, [1, 2, 3]),
        ({"id__isnull": "true"}, []),
        # with an order
        ({"t__isnull": "false", "ordering": "-id"}, [3, 2, 1]),
        ({"ordering": "-y,id"}, [3, 2, 1, 4]),
        ({"ordering": "-n"}, [3, 1, 2, 4]),
    ],
)
def test_filters(found, filters, ids):
    assert found(**filters) == ids


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nothing", "1"),
        ("nothing__gt", "1"),
        ("_row", "one"),
        ("_row", "-1"),
        ("_row", "9" * 30),
        ("_load__gt", "1"),
        ("__", "1"),
        ("", "1"),
        ("id__like", "1"),
        ("id__gt__lt", "1"),
        ("id__GT", "1"),
        ("id; DROP TABLE jobs_job", "1"),
        ("id", "one"),
        ("id", ""),
        ("id__gt", "9" * 30),
        ("id", "1 OR 1=1"),
        ("d", "2024-01-01"),
        ("n", "1.5"),
        ("b", "true"),
        ("u", "1"),
        ("dt", "0001-01-01T00:00:00+14:00"),
        ("t", "\x00"),
        ("t__contains", "a\x00"),
        ("t__isnull", "1"),
        ("t__isnull", ""),
        ("limits", "1"),
    ],
)
def test_what_is_no_filter_is_400_by_its_name(found, api, name, value):
    response = api.get("/api/datasets/things/rows/", {name: value})
    assert (response.status_code, list(response.json()["errors"])) == (400, [name])


def test_one_field_of_several_datasets_is_looked_up_in_the_right_one(found, api, make_dataset):
    make_dataset({"name": "other"}, slug="others")
    assert api.get("/api/datasets/others/rows/", {"id": "1"}).status_code == 400
    assert api.get("/api/datasets/others/rows/", {"other": "1"}).json()["results"] == []


def test_values_in_json_are_exact(found, api):
    results = {row["id"]: row for row in api.get("/api/datasets/things/rows/").json()["results"]}
    one = {name: value for name, value in results[1].items() if not name.startswith("_")}
    assert one == {
        "id": 1,
        "t": "Ana",
        "n": "1.50",
        "b": True,
        "d": "2023-12-31",
        "dt": "2024-01-01T00:00:00Z",
        "ti": "07:30:00",
        "y": 2023,
        "u": "123e4567-e89b-12d3-a456-426614174000",
        "a__b": 5,
        "format": "x",
    }
    assert results[3]["n"] == "NaN"
    assert all(value is None for name, value in results[4].items() if name not in ("id", "_row", "_import"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("INF", "INF"),
        ("-INF", "-INF"),
        ("NaN", "NaN"),
        ("12345678901234567890,12", "12345678901234567890.12"),  # more than a float can tell
        ("0,10", "0.10"),
    ],
)
def test_a_number_goes_out_exactly_and_so_as_text(found, api, import_file, text, shown):
    import_file(f"id;n\n9;{text}\n", dataset="things", dialect={"delimiter": ";"})
    [row] = api.get("/api/datasets/things/rows/", {"id": 9}).json()["results"]
    assert row["n"] == shown
    assert found(n=text, id="9") == [9]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("9007199254740991", 9007199254740991),
        ("9007199254740992", "9007199254740992"),  # JavaScript would round the next one to this
        ("-9223372036854775808", "-9223372036854775808"),
    ],
)
def test_a_whole_number_that_browsers_would_round_goes_out_as_text(found, api, import_file, text, shown):
    import_file(f"id\n{text}\n", dataset="things", dialect={"delimiter": ";", "header": True})
    [row] = api.get("/api/datasets/things/rows/", {"id": text}).json()["results"]
    assert row["id"] == shown


def test_the_rows_of_one_import(api, import_file, customers):
    first = import_file("id,name\n1,Ana\n2,Ben\n", dataset="customers")
    second = import_file("id,name\n3,Carla\n", dataset="customers")
    for job, ids in ((first, [1, 2]), (second, [3])):
        listed = api.get(f"/api/datasets/customers/rows/?_import={job.pk}").json()["results"]
        assert [row["id"] for row in listed] == ids
    [row] = api.get(f"/api/datasets/customers/rows/?_import={first.pk}&_row=2").json()["results"]
    assert (row["id"], row["_row"]) == (2, 2)
    assert api.get("/api/datasets/customers/rows/?_import=nonsense").status_code == 400
    nobodys = "01890000-0000-7000-8000-000000000000"
    assert api.get(f"/api/datasets/customers/rows/?_import={nobodys}").json()["results"] == []
