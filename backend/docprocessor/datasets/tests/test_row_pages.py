"""Pages of rows: whoever follows the links, either way, sees every row once and in order."""

import base64
import json
from decimal import Decimal
from functools import cmp_to_key

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docprocessor.datasets.rows import row_page, row_query, row_stream

FIELDS = (
    {"name": "id", "type": "integer"},
    {"name": "r", "type": "integer", "constraints": {"required": True}},
    {"name": "n", "type": "number"},
    {"name": "t"},
    {"name": "b", "type": "boolean"},
)
# Few values, so that many rows are alike; letters that any collation orders as Python does.
_numbers = st.sampled_from([None, Decimal("-Infinity"), Decimal("-1.50"), Decimal(0), Decimal("1E-9"), Decimal("NaN")])
_texts = st.sampled_from([None, "", "a", "aa", "ab", "b"])
_rows = st.lists(
    st.tuples(st.integers(-2, 2), _numbers, _texts, st.sampled_from([None, False, True])), max_size=12
).map(lambda rows: [(number, *row) for number, row in enumerate(rows, start=1)])
_orderings = st.lists(
    st.sampled_from([sign + name for name in ("id", "r", "n", "t", "b") for sign in ("", "-")]), max_size=3
)


def compared(one, other):
    """As PostgreSQL orders: NaN after every other number."""
    if isinstance(one, Decimal):
        one, other = ((value.is_nan(), Decimal(0) if value.is_nan() else value) for value in (one, other))
    return (one > other) - (one < other)


def in_order(rows, ordering, tie):
    names = [field["name"] for field in FIELDS] + ["_load", "_row"]
    terms = [(names.index(part.removeprefix("-")), part.startswith("-")) for part in ordering]
    descending = terms[-1][1] if terms else False
    terms += [(names.index(name), descending) for name in tie]

    def compare(row, another):
        for place, reverse in terms:
            one, other = row[place], another[place]
            if one is None or other is None:
                if (one is None) != (other is None):
                    return 1 if one is None else -1  # no value comes last, in either direction
            elif (result := compared(one, other)) != 0:
                return -result if reverse else result
        return 0

    return sorted(rows, key=cmp_to_key(compare))


def written(row):
    """A row that can be compared, NaN and all."""
    return tuple(str(value) for value in row)


def walk(query, limit):
    """Every page from the first to the last, and then back from there to the first."""
    pages, cursor = [], None
    while True:
        page = row_page(query, limit=limit, cursor=cursor)
        assert len(page.rows) <= limit
        pages.append(page)
        if page.next is None:
            break
        cursor = page.next
        assert len(pages) < 100
    back = [pages[-1]]
    while back[0].previous is not None:
        back.insert(0, row_page(query, limit=limit, cursor=back[0].previous))
        assert len(back) < 100
    return pages, back


def flat(pages):
    return [written(row) for page in pages for row in page.rows]


@pytest.fixture(params=["id", []], ids=["with a key", "without"])
def dataset(request, make_dataset):
    return make_dataset(*FIELDS, primaryKey=request.param)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=_rows, ordering=_orderings, limit=st.integers(1, 5))
def test_walking_all_pages_gives_every_row_once_and_in_order(dataset, rows, ordering, limit):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE data_acme.things")
        cursor.executemany(
            "INSERT INTO data_acme.things VALUES (%s, %s, %s, %s, %s, 1, %s)", [(*row, row[0]) for row in rows]
        )
    query = row_query(dataset, {"ordering": [",".join(ordering)]})
    tie = dataset.table_schema.primary_key or ("_load", "_row")
    expected = [written(row) for row in in_order([(*row, 1, row[0]) for row in rows], ordering, tie)]

    forward, back = walk(query, limit)
    assert flat(forward) == expected
    assert flat(back) == expected
    assert forward[0].previous is None
    assert back[-1].next is None
    assert [written(row) for batch in row_stream(query) for row in batch] == expected
    for page in back:  # turning round on any page comes back to where one was
        if page.next is not None:
            after = row_page(query, limit=limit, cursor=page.next)
            assert flat([row_page(query, limit=limit, cursor=after.previous)]) == flat([page])


NUMBERED = "id,name\n" + "".join(f"{number},n{number % 3}\n" for number in range(1, 8))


def test_the_links_of_the_api_are_followed_to_the_end_and_back(api, customers, import_file):
    job = import_file(NUMBERED, dataset="customers")
    answer = api.get("/api/datasets/customers/rows/", {"ordering": "-name", "limit": 3, "id__gt": 1}).json()
    assert answer["previous"] is None
    first = answer["results"]
    assert [row["id"] for row in first] == [5, 2, 7]
    assert first[0] == {
        "id": 5,
        "name": "n2",
        "email": None,
        "amount": None,
        "joined": None,
        "_import": str(job.pk),
        "_row": 5,
    }
    answer = api.get(answer["next"]).json()
    assert [row["id"] for row in answer["results"]] == [4, 6, 3]
    assert answer["next"] is None
    assert api.get(answer["previous"]).json()["results"] == first


def test_a_row_put_in_meanwhile_neither_repeats_nor_hides_another(api, customers, import_file):
    import_file(NUMBERED, dataset="customers")
    answer = api.get("/api/datasets/customers/rows/", {"limit": 3}).json()
    import_file("id,name\n0,early\n99,late\n", dataset="customers")
    ids = [row["id"] for row in answer["results"]]
    while answer["next"]:
        answer = api.get(answer["next"]).json()
        ids += [row["id"] for row in answer["results"]]
    assert ids == [1, 2, 3, 4, 5, 6, 7, 99]


@pytest.mark.parametrize(
    ("limit", "rows"),
    [("2", 2), ("200", 200), ("201", 200), ("100000000", 200), ("", 50)],
)
def test_a_page_has_at_most_200_rows(api, customers, limit, rows):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO data_acme.customers SELECT n, 'x', NULL, NULL, NULL, 1, n FROM generate_series(1, 250) n"
        )
    assert len(api.get("/api/datasets/customers/rows/", {"limit": limit}).json()["results"]) == rows


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5"])
def test_a_limit_that_is_none_is_refused(api, customers, limit):
    response = api.get("/api/datasets/customers/rows/", {"limit": limit})
    assert (response.status_code, set(response.json()["errors"])) == (400, {"limit"})


def cursor_of(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "é",
        "a" * 5_000,
        cursor_of("not json"),
        cursor_of("[" * 20_000),
        cursor_of(1),
        cursor_of({}),
        cursor_of([]),
        cursor_of([False]),
        cursor_of(["no", ["1"]]),
        cursor_of([False, []]),
        cursor_of([False, ["1", "2"]]),
        cursor_of([False, "1"]),
        cursor_of([False, {"1": "1"}]),
        cursor_of([False, ["one"]]),
        cursor_of([False, [["1"]]]),
        cursor_of([False, ["1; DROP TABLE jobs_job"]]),
        cursor_of([False, ["1\x00"]]),
        cursor_of([False, ["\ud800"]]),
        cursor_of([False, ["9" * 30]]),
        cursor_of([True, [None]]),  # the key always has a value
    ],
)
def test_a_made_up_cursor_is_400(api, customers, import_file, cursor):
    import_file(NUMBERED, dataset="customers")
    response = api.get("/api/datasets/customers/rows/", {"cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert set(response.json()["errors"]) == {"cursor"}


def test_a_cursor_of_another_order_is_400(api, customers, import_file):
    import_file(NUMBERED, dataset="customers")
    cursor = cursor_of([False, ["n1", "1"]])
    assert api.get("/api/datasets/customers/rows/", {"cursor": cursor, "ordering": "name"}).status_code == 200
    assert api.get("/api/datasets/customers/rows/", {"cursor": cursor}).status_code == 400
    assert api.get("/api/datasets/customers/rows/", {"cursor": cursor, "ordering": "joined"}).status_code == 400


@pytest.mark.parametrize(
    "ordering", ["nothing", "--id", "-", "id;name", "id desc", "_row", "_load", "id,,nothing", "ID"]
)
def test_an_unknown_order_is_400(api, customers, ordering):
    response = api.get("/api/datasets/customers/rows/", {"ordering": ordering})
    assert (response.status_code, set(response.json()["errors"])) == (400, {"ordering"})
