"""Valid records go into the table; those whose keys are there already, or that PostgreSQL does not take, cost only themselves."""

import threading

import psycopg
import pytest
from django.db import connection, transaction

from docprocessor.datasets.loading import Loader, ValidRecord
from docprocessor.datasets.validation import Validator

ID = {"name": "id", "type": "integer"}


def records(dataset, *cells, first=1):
    """Records of a file, numbered from `first`; all of them are valid by themselves."""
    validator = Validator(dataset.table_schema)
    found = []
    for row, each in enumerate(cells, start=first):
        values, faults = validator.check([None if cell is None else str(cell) for cell in each])
        assert not faults
        found.append(ValidRecord(row, values))
    return found


def load_all(loader, given):
    """What an import does with a batch; returns the rows that went in, and what was said of the others."""
    accepted, refusals = loader.without_duplicates(given)
    refused = loader.insert(accepted)
    loader.remember(refused=refused)
    refusals += refused
    kept = [record.row for record in given if record.row not in {row for row, _ in refusals}]
    return kept, [(row, fault.column, fault.code) for row, fault in refusals]


@pytest.fixture
def loader_of(make_load):
    return lambda dataset: Loader(dataset, make_load(dataset))


def test_values_and_origin_stand_in_the_table(make_dataset, make_load, rows):
    dataset = make_dataset(ID, {"name": "name"}, primaryKey="id")
    load = make_load(dataset)
    assert load_all(Loader(dataset, load), records(dataset, (2, "Ana"), (1, None), first=7)) == ([7, 8], [])
    assert rows(dataset) == [(2, "Ana"), (1, None)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT _load, _row FROM data_acme.things ORDER BY _row")
        assert cursor.fetchall() == [(load.pk, 7), (load.pk, 8)]
    assert str(load) == f"{dataset.pk} by {load.job_id}"


@pytest.mark.parametrize(
    "text", ["tab\tnewline\nreturn\r", "\\N", "\\.", "back\\slash", "", " ", "NULL", '"quoted",', "😀"]
)
def test_texts_pass_copy_unchanged(make_dataset, loader_of, rows, text):
    dataset = make_dataset({"name": "a"}, missingValues=[])
    load_all(loader_of(dataset), records(dataset, (text,), (None,)))
    assert rows(dataset) == [(text,), (None,)]


def test_nothing_to_insert_is_nothing(make_dataset, loader_of, rows):
    dataset = make_dataset(ID)
    assert load_all(loader_of(dataset), []) == ([], [])
    assert rows(dataset) == []


@pytest.mark.parametrize("batches", [1, 2, 5])
def test_a_key_that_comes_again_in_the_file(make_dataset, loader_of, batches):
    """The first one goes in, also when the second comes in a later batch."""
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    loader = loader_of(dataset)
    given = records(dataset, (1, "a"), (2, "b"), (1, "c"), ("+01", "d"), (3, "e"))
    size = -(-len(given) // batches)
    kept, refusals = [], []
    for start in range(0, len(given), size):
        more = load_all(loader, given[start : start + size])
        kept += more[0]
        refusals += more[1]
    assert kept == [1, 2, 5]
    assert refusals == [(3, "id", "duplicate_in_file"), (4, "id", "duplicate_in_file")]


def test_the_first_one_is_named(make_dataset, loader_of):
    dataset = make_dataset(ID, {"name": "part", "type": "integer"}, primaryKey=["part", "id"])
    given = records(dataset, (1, 5), (1, 5), first=1_234)
    _, [(row, fault)] = loader_of(dataset).without_duplicates(given)
    assert (row, fault.column, fault.value) == (1_235, "part", "5, 1")
    assert fault.message == "Row 1,234 of the file has the same part and id."


def test_a_key_that_another_load_brought(make_dataset, loader_of, rows):
    dataset = make_dataset(ID, primaryKey="id")
    load_all(loader_of(dataset), records(dataset, (1,), (2,)))
    kept, refusals = load_all(loader_of(dataset), records(dataset, (2,), (3,), (3,), (2,)))
    assert kept == [2]
    assert refusals == [
        (1, "id", "duplicate_in_table"),
        (3, "id", "duplicate_in_file"),
        (4, "id", "duplicate_in_table"),
    ]
    assert rows(dataset) == [(1,), (2,), (3,)]


def test_a_composite_key_is_a_duplicate_only_as_a_whole(make_dataset, loader_of):
    dataset = make_dataset({"name": "a"}, {"name": "b"}, primaryKey=["a", "b"])
    load_all(loader_of(dataset), records(dataset, ("x", "y")))
    given = records(dataset, ("x", "z"), ("y", "x"), ("xy", "z"), ("x", "yz"), ("x", "y"), ("x", "z"))
    kept, refusals = load_all(loader_of(dataset), given)
    assert kept == [1, 2, 3, 4]
    assert refusals == [(5, "a", "duplicate_in_table"), (6, "a", "duplicate_in_file")]


def test_every_key_counts_and_each_fault_is_told(make_dataset, loader_of):
    unique = {"unique": True}
    dataset = make_dataset(
        ID, {"name": "email", "constraints": unique}, {"name": "tax", "constraints": unique}, primaryKey="id"
    )
    load_all(loader_of(dataset), records(dataset, (1, "a@b.co", "T1")))
    given = records(dataset, (2, "a@b.co", "T2"), (1, "c@b.co", "T1"), (3, "d@b.co", "T3"), (3, "d@b.co", "T4"))
    kept, refusals = load_all(loader_of(dataset), given)
    assert kept == [3]
    assert refusals == [
        (1, "email", "duplicate_in_table"),
        (2, "id", "duplicate_in_table"),
        (2, "tax", "duplicate_in_table"),
        (4, "id", "duplicate_in_file"),
        (4, "email", "duplicate_in_file"),
    ]


def test_the_keys_of_a_refused_record_are_free(make_dataset, loader_of):
    """A record that is no duplicate of one that went in is none."""
    dataset = make_dataset(ID, {"name": "email", "constraints": {"unique": True}}, primaryKey="id")
    given = records(dataset, (1, "a"), (1, "b"), (2, "b"))
    assert load_all(loader_of(dataset), given) == ([1, 3], [(2, "id", "duplicate_in_file")])


def test_no_value_equals_no_other(make_dataset, loader_of, rows):
    dataset = make_dataset({"name": "a", "constraints": {"unique": True}}, {"name": "b"})
    for _ in range(2):
        assert load_all(loader_of(dataset), records(dataset, (None, "x"), (None, "x")))[1] == []
    assert len(rows(dataset)) == 4


@pytest.mark.parametrize(
    ("type_", "one", "same", "other"),
    [
        ("number", "NaN", "NaN", "0"),  # PostgreSQL holds it equal to itself
        ("number", "1.0", "1.00", "1.01"),
        ("number", "-0", "0", "1e-30"),
        ("number", "INF", "INF", "-INF"),
        ("integer", "7", "+007", "8"),
        ("boolean", "true", "1", "false"),
        ("datetime", "2024-01-01T00:00:00Z", "2024-01-01T01:00+01:00", "2024-01-01T00:00:00.000001Z"),
        ("time", "07:30", "07:30:00.000", "07:30:01"),
        ("date", "2024-01-01", " 2024-01-01", "2024-01-02"),
        ("year", "2024", " 2024", "2025"),
        ("string", "é", "é", "e\u0301"),  # composed or not: two texts to PostgreSQL, and here
        ("string", "a", "a", "A"),
        ("string", "x", "x", "x "),
    ],
)
def test_equal_means_what_it_means_to_postgresql(make_dataset, make_load, loader_of, type_, one, same, other):
    """Within a batch, over batches, after a restart, and over loads."""
    dataset = make_dataset({"name": "k", "type": type_}, primaryKey="k")
    load = make_load(dataset)
    loader = Loader(dataset, load)
    duplicate = [(2, "k", "duplicate_in_file")]
    assert load_all(loader, records(dataset, (one,), (same,), (other,))) == ([1, 3], duplicate)
    assert load_all(loader, records(dataset, (same,), first=2)) == ([], duplicate)
    assert load_all(Loader(dataset, load), records(dataset, (same,), first=2)) == ([], duplicate)
    assert load_all(loader_of(dataset), records(dataset, (same,), first=2)) == ([], [(2, "k", "duplicate_in_table")])


def test_uuids_are_equal_whatever_their_case(make_dataset, loader_of):
    dataset = make_dataset({"name": "k", "format": "uuid"}, primaryKey="k")
    text = "123e4567-e89b-12d3-a456-426614174abc"
    assert load_all(loader_of(dataset), records(dataset, (text,), (text.upper(),)))[0] == [1]
    assert load_all(loader_of(dataset), records(dataset, (text.upper(),)))[0] == []


def test_a_load_that_goes_on_knows_its_own_keys(make_dataset, make_load, loader_of):
    dataset = make_dataset(ID, {"name": "tax", "constraints": {"unique": True}}, primaryKey="id")
    load_all(loader_of(dataset), records(dataset, (9, "T9")))
    load = make_load(dataset)
    load_all(Loader(dataset, load), records(dataset, (1, "T1"), (2, None)))
    again = Loader(dataset, load)
    given = records(dataset, (2, None), (3, "T1"), (9, "T0"), (4, None), first=3)
    kept, refusals = load_all(again, given)
    assert kept == [6]
    assert refusals == [
        (3, "id", "duplicate_in_file"),
        (4, "tax", "duplicate_in_file"),
        (5, "id", "duplicate_in_table"),
    ]
    _, [(_, fault)] = again.without_duplicates(records(dataset, (1, None), first=7))
    assert fault.message == "Row 1 of the file has the same id."


WIDE = [{"name": f"f{number}"} for number in range(500)]


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_row_that_postgresql_refuses_costs_only_itself(make_dataset, loader_of, rows, place):
    """Hundreds of short texts: each is too short to be stored elsewhere, together they are too wide for a page."""
    dataset = make_dataset(ID, *WIDE, primaryKey="id")
    given = [(number, *("x" * (25 if number == place else 2) for _ in WIDE)) for number in range(7)]
    loader = loader_of(dataset)
    accepted, _ = loader.without_duplicates(records(dataset, *given))
    [(row, fault)] = loader.insert(accepted)
    assert (row, fault.column, fault.code) == (place + 1, None, "not_storable")
    assert "row is too big" in fault.message
    assert [row[0] for row in rows(dataset)] == [number for number in range(7) if number != place]


def test_its_key_is_free_again(make_dataset, loader_of):
    dataset = make_dataset(ID, *WIDE, primaryKey="id")
    loader = loader_of(dataset)
    assert load_all(loader, records(dataset, (1, *["x" * 25] * 500))) == ([], [(1, None, "not_storable")])
    assert load_all(loader, records(dataset, (1, *["x"] * 500), first=2)) == ([2], [])


def test_a_key_too_long_in_all_its_parts_costs_only_its_row(make_dataset, loader_of, rows):
    """Each part fits an index; together they do not."""
    dataset = make_dataset({"name": "a"}, {"name": "b"}, primaryKey=["a", "b"])
    incompressible = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(600))
    kept, refusals = load_all(
        loader_of(dataset), records(dataset, ("x", "y"), (incompressible, incompressible[::-1]), ("x", "z"))
    )
    assert (kept, refusals) == ([1, 3], [(2, None, "not_storable")])
    assert rows(dataset) == [("x", "y"), ("x", "z")]


def test_another_writer_who_commits_the_same_key_meanwhile(committed, make_dataset, make_load, at_once, rows):
    """The batch fails as a whole; asked again, the table's row is found and only its double is refused."""
    dataset = make_dataset(ID, primaryKey="id")
    slow, quick = make_load(dataset), make_load(dataset)
    looked, written = threading.Event(), threading.Event()

    def be_quick():
        looked.wait(30)
        ended = load_all(Loader(dataset, quick), records(dataset, (2,)))
        written.set()
        return ended

    def be_slow():
        loader = Loader(dataset, slow)
        given = records(dataset, (1,), (2,), (3,))
        accepted, refusals = loader.without_duplicates(given)
        assert (len(accepted), refusals) == (3, [])
        looked.set()
        written.wait(30)
        with pytest.raises(psycopg.errors.UniqueViolation), transaction.atomic():
            loader.insert(accepted)
        loader.table_has_others = True
        with transaction.atomic():
            return load_all(loader, given)

    assert at_once(be_quick, be_slow) == [([1], []), ([1, 3], [(2, "id", "duplicate_in_table")])]
    assert sorted(rows(dataset)) == [(1,), (2,), (3,)]
