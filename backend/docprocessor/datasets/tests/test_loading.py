"""Valid records go into the table; those whose keys are there already, or that PostgreSQL does not take, cost only
themselves."""

import threading

import numpy as np
import psycopg
import pyarrow as pa
import pytest
from django.db import transaction

from docprocessor.datasets.loading.loading import Loader, Preparer
from docprocessor.datasets.tests.feeding import faults_of

from .feeding import Feed, query

ID = {"name": "id", "type": "integer"}


@pytest.fixture
def feed_of(make_load):
    return lambda dataset, **wishes: Feed(dataset, make_load(dataset), **wishes)


def said(outcome):
    return [(row, fault.column, fault.code) for row, fault in faults_of(outcome)]


def test_values_and_origin_stand_in_the_table(make_dataset, feed_of, rows):
    dataset = make_dataset(ID, {"name": "name"}, primaryKey="id")
    feed = feed_of(dataset)
    feed.row = 6
    assert feed.give((2, "Ana"), (1, None)).inserted == 2
    assert rows(dataset) == [(2, "Ana"), (1, None)]
    load = feed.load
    assert query("SELECT _load, _row FROM data_acme.things ORDER BY _row") == [(load.pk, 7), (load.pk, 8)]
    assert str(load) == f"{dataset.pk} by {load.job_id}"


@pytest.mark.parametrize(
    "text", ["tab\tnewline\nreturn\r", "\\N", "\\.", "back\\slash", "", " ", "NULL", '"quoted",', "😀"]
)
def test_texts_pass_unchanged_and_are_found_again(make_dataset, feed_of, rows, text):
    dataset = make_dataset({"name": "a", "constraints": {"unique": True}}, missingValues=[])
    feed_of(dataset).give((text,), (None,))
    assert rows(dataset) == [(text,), (None,)]
    assert said(feed_of(dataset).give((None,), (text,))) == [(2, "a", "duplicate_in_table")]


def test_nothing_to_load_is_nothing(make_dataset, feed_of, rows):
    for slug, keys in (("things", {}), ("others", {"primaryKey": "id"})):
        dataset = make_dataset(ID, slug=slug, **keys)
        feed = feed_of(dataset)
        feed.give()
        feed.loader.table_has_others = True
        feed.give()
        assert feed.sums == (0, 0, 0, 0, 0)
        assert rows(dataset) == []


@pytest.mark.parametrize("batches", [1, 2, 5])
def test_a_key_that_comes_again_in_the_file(make_dataset, feed_of, batches):
    """The first one goes in, also when the second comes in a later batch."""
    feed = feed_of(make_dataset(ID, {"name": "n"}, primaryKey="id"))
    given = [(1, "a"), (2, "b"), (1, "c"), ("+01", "d"), (3, "e")]
    size = -(-len(given) // batches)
    for start in range(0, len(given), size):
        feed.give(*given[start : start + size])
    assert feed.refusals == [(3, "id", "duplicate_in_file"), (4, "id", "duplicate_in_file")]
    assert query("SELECT id, n FROM data_acme.things ORDER BY 1") == [(1, "a"), (2, "b"), (3, "e")]


def test_the_first_one_is_named(make_dataset, feed_of):
    feed = feed_of(make_dataset(ID, {"name": "part", "type": "integer"}, primaryKey=["part", "id"]))
    feed.row = 1_233
    [(row, fault)] = faults_of(feed.give((1, 5), (1, 5)))
    assert (row, fault.column, fault.value) == (1_235, "part", "5, 1")
    assert fault.message == "Row 1,234 of the file has the same part and id."
    [(row, again)] = faults_of(feed.give((1, 5)))
    assert (row, again) == (1_236, fault)


def test_a_key_that_another_load_brought(make_dataset, feed_of, rows):
    dataset = make_dataset(ID, primaryKey="id")
    feed_of(dataset).give((1,), (2,))
    outcome = feed_of(dataset).give((2,), (3,), (3,), (2,))
    assert said(outcome) == [
        (1, "id", "duplicate_in_table"),
        (3, "id", "duplicate_in_file"),
        (4, "id", "duplicate_in_table"),
    ]
    assert faults_of(outcome)[0][1].message == "The table already has a row with this id."
    assert rows(dataset) == [(1,), (2,), (3,)]


def test_a_composite_key_is_a_duplicate_only_as_a_whole(make_dataset, feed_of):
    dataset = make_dataset({"name": "a"}, {"name": "b"}, primaryKey=["a", "b"])
    feed_of(dataset).give(("x", "y"))
    outcome = feed_of(dataset).give(("x", "z"), ("y", "x"), ("xy", "z"), ("x", "yz"), ("x", "y"), ("x", "z"))
    assert said(outcome) == [(5, "a", "duplicate_in_table"), (6, "a", "duplicate_in_file")]


def test_every_key_counts_and_each_fault_is_told(make_dataset, feed_of):
    unique = {"unique": True}
    dataset = make_dataset(
        ID, {"name": "email", "constraints": unique}, {"name": "tax", "constraints": unique}, primaryKey="id"
    )
    feed_of(dataset).give((1, "a@b.co", "T1"))
    outcome = feed_of(dataset).give((2, "a@b.co", "T2"), (1, "c@b.co", "T1"), (3, "d@b.co", "T3"), (3, "d@b.co", "T4"))
    assert outcome.inserted == 1
    assert said(outcome) == [
        (1, "email", "duplicate_in_table"),
        (2, "id", "duplicate_in_table"),
        (2, "tax", "duplicate_in_table"),
        (4, "id", "duplicate_in_file"),
        (4, "email", "duplicate_in_file"),
    ]


def test_the_keys_of_a_refused_record_are_free(make_dataset, feed_of):
    """A record that is no duplicate of one that went in is none."""
    dataset = make_dataset(ID, {"name": "email", "constraints": {"unique": True}}, primaryKey="id")
    assert said(feed_of(dataset).give((1, "a"), (1, "b"), (2, "b"))) == [(2, "id", "duplicate_in_file")]


def test_no_value_equals_no_other(make_dataset, feed_of, rows):
    dataset = make_dataset({"name": "a", "constraints": {"unique": True}}, {"name": "b"})
    for _ in range(2):
        assert feed_of(dataset).give((None, "x"), (None, "x")).inserted == 2
    assert len(rows(dataset)) == 4


@pytest.mark.parametrize(
    ("type_", "one", "same", "other"),
    [
        ("number", "NaN", "NaN", "0"),  # PostgreSQL holds it equal to itself
        ("number", "1.0", "1.00", "1.01"),
        ("number", "-0", "0", "1e-30"),
        ("number", "1e3", "1000.0", "1e4"),
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
def test_equal_means_what_it_means_to_postgresql(make_dataset, feed_of, type_, one, same, other):
    """Within a batch, over batches, after a restart, and over loads."""
    dataset = make_dataset({"name": "k", "type": type_}, primaryKey="k")
    feed = feed_of(dataset)
    assert said(feed.give((one,), (same,), (other,))) == [(2, "k", "duplicate_in_file")]
    assert said(feed.give((same,))) == [(4, "k", "duplicate_in_file")]
    feed.restart()
    assert said(feed.give((same,))) == [(5, "k", "duplicate_in_file")]
    assert said(feed_of(dataset).give((same,))) == [(1, "k", "duplicate_in_table")]


def test_uuids_are_equal_whatever_their_case(make_dataset, feed_of):
    dataset = make_dataset({"name": "k", "format": "uuid"}, primaryKey="k")
    text = "123e4567-e89b-12d3-a456-426614174abc"
    assert feed_of(dataset).give((text,), (text.upper(),)).inserted == 1
    assert feed_of(dataset).give((text.upper(),)).inserted == 0


def test_a_load_that_goes_on_knows_its_own_keys(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "tax", "constraints": {"unique": True}}, primaryKey="id")
    feed_of(dataset).give((9, "T9"))
    feed = feed_of(dataset)
    feed.give((1, "T1"), (2, None))
    feed.restart()
    assert said(feed.give((2, None), (3, "T1"), (9, "T0"), (4, None))) == [
        (3, "id", "duplicate_in_file"),
        (4, "tax", "duplicate_in_file"),
        (5, "id", "duplicate_in_table"),
    ]
    [(_, fault)] = faults_of(feed.give((1, None)))
    assert fault.message == "Row 1 of the file has the same id."


def test_a_batch_that_was_rolled_back_is_done_again(make_dataset, feed_of, rows):
    dataset = make_dataset(ID, primaryKey="id")
    feed = feed_of(dataset)
    batch = feed.prepared((1,), (2,), (1,))
    for _ in range(3):
        with transaction.atomic():
            outcome = feed.loader.load(batch)
            transaction.set_rollback(True)
        assert (outcome.inserted, said(outcome)) == (2, [(3, "id", "duplicate_in_file")])
    assert rows(dataset) == []


def test_fields_that_the_file_has_not_are_empty(make_dataset, feed_of, rows):
    dataset = make_dataset({"name": "a"}, ID, {"name": "b", "constraints": {"unique": True}}, primaryKey="id")
    assert feed_of(dataset, names=["id"]).give((1,), (2,)).inserted == 2
    assert rows(dataset) == [(None, 1, None), (None, 2, None)]


def test_a_field_that_each_row_needs_and_the_file_has_not(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "b", "constraints": {"required": True}}, primaryKey="id")
    assert said(feed_of(dataset, names=["id"]).give((1,), (1,))) == [(1, "b", "required"), (2, "b", "required")]


WIDE = [{"name": f"f{number}"} for number in range(500)]


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_row_that_postgresql_refuses_costs_only_itself(make_dataset, feed_of, rows, place):
    """Hundreds of short texts: each is too short to be stored elsewhere, together they are too wide for a page."""
    dataset = make_dataset(ID, *WIDE, primaryKey="id")
    given = [(number, *("x" * (25 if number == place else 2) for _ in WIDE)) for number in range(7)]
    [(row, fault)] = faults_of(feed_of(dataset).give(*given))
    assert (row, fault.column, fault.code) == (place + 1, None, "not_storable")
    assert "row is too big" in fault.message
    assert [row[0] for row in rows(dataset)] == [number for number in range(7) if number != place]


@pytest.mark.parametrize("batches", [1, 2])
def test_its_key_is_free_again(make_dataset, feed_of, batches):
    feed = feed_of(make_dataset(ID, *WIDE, primaryKey="id"))
    given = [(1, *["x" * 25] * 500), (1, *["x"] * 500)]
    for start in range(0, 2, 2 // batches):
        feed.give(*given[start : start + 2 // batches])
    assert feed.refusals == [(1, None, "not_storable")]


@pytest.mark.parametrize("batches", [1, 2])
@pytest.mark.parametrize("mode", ["insert", "replace", "upsert"])
def test_it_takes_nobodys_place(make_dataset, feed_of, mode, batches):
    dataset = make_dataset(ID, *WIDE, primaryKey="id")
    feed_of(dataset).give((2, *["x"] * 500))
    feed = feed_of(dataset, mode=mode, duplicates="last_wins")
    given = [(1, *["y"] * 500), (1, *["x" * 25] * 500)]
    for start in range(0, 2, 2 // batches):
        feed.give(*given[start : start + 2 // batches])
    feed.loader.publish()
    assert feed.refusals == [(2, None, "not_storable")]
    assert query("SELECT f0 FROM data_acme.things WHERE id = 1") == [("y",)]


def test_a_key_too_long_in_all_its_parts_costs_only_its_row(make_dataset, feed_of, rows):
    """Each part fits an index; together they do not."""
    dataset = make_dataset({"name": "a"}, {"name": "b"}, primaryKey=["a", "b"])
    incompressible = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(600))
    outcome = feed_of(dataset).give(("x", "y"), (incompressible, incompressible[::-1]), ("x", "z"))
    assert said(outcome) == [(2, None, "not_storable")]
    assert rows(dataset) == [("x", "y"), ("x", "z")]


@pytest.mark.parametrize("mode", ["insert", "upsert"])
def test_another_writer_who_commits_the_same_key_meanwhile(committed, make_dataset, make_load, at_once, rows, mode):
    """The batch fails as a whole; done again, the table's row is found."""
    dataset = make_dataset(ID, primaryKey="id")
    slow, quick = make_load(dataset), make_load(dataset)
    looked, written = threading.Event(), threading.Event()

    def be_quick():
        looked.wait(30)
        outcome = Feed(dataset, quick).give((2,))
        written.set()
        return outcome.inserted

    def be_slow():
        feed = Feed(dataset, slow, mode=mode)
        batch = feed.prepared((1,), (2,), (3,))
        assert not feed.loader.table_has_others
        looked.set()
        written.wait(30)
        with pytest.raises(psycopg.errors.UniqueViolation), transaction.atomic():
            feed.loader.load(batch)
        with transaction.atomic():
            feed.note(batch, feed.loader.load(batch))
        return feed.sums, feed.refusals

    refused = [(2, "id", "duplicate_in_table")]
    after = ((2, 0, 0, 0, 1), refused) if mode == "insert" else ((2, 0, 1, 0, 0), [])
    assert at_once(be_quick, be_slow) == [1, after]
    assert sorted(rows(dataset)) == [(1,), (2,), (3,)]


def test_large_batches_meet_a_large_table(make_dataset, make_load):
    """Thousands of records, some in the table, some twice in the file; and no plan walks the whole table."""
    dataset = make_dataset(ID, {"name": "code", "constraints": {"unique": True}}, primaryKey="id")
    query(
        "INSERT INTO data_acme.things SELECT n * 2, 'c' || n, %s, n FROM generate_series(1, 20000) AS n RETURNING 1",
        make_load(dataset).pk,
    )
    load = make_load(dataset)
    loader = Loader(dataset, load)
    preparer = Preparer(dataset.table_schema, ["id", "code"], load.pk, 20_000)
    seen = [0, 0]
    for start in (1, 10_001):
        numbers = np.arange(start, start + 10_000)
        # 0, and every fourth number: those are not there.
        texts = [pa.array(numbers // 2 * 2 + numbers % 4 // 3).cast(pa.string()), pa.array([f"d{n}" for n in numbers])]
        with transaction.atomic():
            outcome = loader.load(preparer.prepare(numbers, texts, is_plain=True))
        seen[0] += outcome.inserted
        seen[1] += outcome.refused
    assert seen == [5_001, 14_999]
    assert query("SELECT count(*) FROM data_acme.things WHERE _load = %s", load.pk) == [(5_001,)]
