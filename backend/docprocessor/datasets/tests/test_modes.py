"""Insert, upsert, update and replace, by each policy for what repeats; what was there can be had back exactly."""

import threading

import pytest
from django.db import connection, transaction

from docprocessor.datasets.loading.loading import Loader
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.schema import MOST_FIELDS
from docprocessor.datasets.services import dataset_delete
from docprocessor.datasets.tests.feeding import faults_of
from docprocessor.lib.problems import AppError

from .feeding import Feed, query, tables

ID = {"name": "id", "type": "integer"}
UNIQUE = {"unique": True}
KEYS = {
    "single": ([ID, {"name": "n"}], ["id"]),
    "composite": ([ID, {"name": "n"}, {"name": "part"}], ["part", "id"]),
}


@pytest.fixture
def feed_of(make_load):
    return lambda dataset, **wishes: Feed(dataset, make_load(dataset), **wishes)


def contents():
    return query("SELECT * FROM data_acme.things ORDER BY 1, 2")


def images():
    return query("SELECT * FROM data_acme._before_things ORDER BY 1, 2")


def restore(load):
    """Take back what a load did, by its before-images."""
    query("DELETE FROM data_acme.things WHERE _load = %s RETURNING 1", load.pk)
    columns = ", ".join(field.name for field in load.dataset.table_schema.fields)
    query(
        f"INSERT INTO data_acme.things ({columns}, _load, _row) SELECT {columns}, _load, _row"
        " FROM data_acme._before_things WHERE _by = %s RETURNING 1",
        load.pk,
    )


IN_TABLE, IN_FILE, NOT_THERE = "duplicate_in_table", "duplicate_in_file", "not_in_table"
# The table has 1 and 2; the file says 1 as it is, 2 otherwise, and 2 and 3 twice.
FILE = [(1, "a"), (2, "B"), (3, "c"), (2, "b"), (3, "C")]
CASES = [
    # mode, duplicates: inserted, updated, unchanged, skipped, refused; what is in the table; why records are refused
    ("insert", "reject", (1, 0, 0, 0, 4), "1a 2b 3c", [(1, IN_TABLE), (2, IN_TABLE), (4, IN_TABLE), (5, IN_FILE)]),
    ("insert", "skip", (1, 0, 0, 4, 0), "1a 2b 3c", []),
    ("insert", "last_wins", (1, 0, 0, 1, 3), "1a 2b 3C", [(1, IN_TABLE), (2, IN_TABLE), (4, IN_TABLE)]),
    ("upsert", "reject", (1, 1, 1, 0, 2), "1a 2B 3c", [(4, IN_FILE), (5, IN_FILE)]),
    ("upsert", "skip", (1, 1, 1, 2, 0), "1a 2B 3c", []),
    ("upsert", "last_wins", (1, 0, 2, 2, 0), "1a 2b 3C", []),  # 2 is in the end as it was
    ("update", "reject", (0, 1, 1, 0, 3), "1a 2B", [(3, NOT_THERE), (4, IN_FILE), (5, NOT_THERE)]),
    ("update", "skip", (0, 1, 1, 1, 2), "1a 2B", [(3, NOT_THERE), (5, NOT_THERE)]),
    ("update", "last_wins", (0, 0, 2, 1, 2), "1a 2b", [(3, NOT_THERE), (5, NOT_THERE)]),
    ("replace", "reject", (3, 0, 0, 0, 2), "1a 2B 3c", [(4, IN_FILE), (5, IN_FILE)]),
    ("replace", "skip", (3, 0, 0, 2, 0), "1a 2B 3c", []),
    ("replace", "last_wins", (3, 0, 0, 2, 0), "1a 2b 3C", []),
]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize(("mode", "duplicates", "sums", "after", "why"), CASES)
def test_each_mode_by_each_policy(
    make_dataset, feed_of, keys, mode, duplicates, sums, after, why, size, restarts
):  # however the file is cut, and wherever another worker takes over
    fields, primary = KEYS[keys]
    dataset = make_dataset(*fields, primaryKey=primary)
    rest = ["p"] * (len(fields) - 2)
    before = feed_of(dataset)
    before.give((1, "a", *rest), (2, "b", *rest))
    feed = feed_of(dataset, mode=mode, duplicates=duplicates)
    for start in range(0, len(FILE), size):
        if restarts:
            feed.restart()
        feed.give(*((*record, *rest) for record in FILE[start : start + size]))
    feed.loader.publish()
    assert feed.sums == sums
    assert [(row, code) for row, _, code in feed.refusals] == why
    assert " ".join(f"{row[0]}{row[1]}" for row in contents()) == after
    if mode in ("upsert", "update"):
        assert {row[-1] for row in images()} <= {feed.load.pk}
        restore(feed.load)
        assert [row[-2:] for row in contents()] == [(before.load.pk, 1), (before.load.pk, 2)]
        assert " ".join(f"{row[0]}{row[1]}" for row in contents()) == "1a 2b"


@pytest.mark.parametrize("mode", ["upsert", "update"])
def test_a_key_is_needed(make_dataset, make_load, mode):
    dataset = make_dataset(ID)
    with pytest.raises(AppError, match=f"The mode {mode} needs a primary key") as error:
        Loader(dataset, make_load(dataset), mode=mode)
    assert error.value.code == "mode_needs_key"
    keyed = make_dataset(ID, {"name": "n"}, slug="keyed", primaryKey="id")
    with pytest.raises(AppError, match="a column for all of it"):
        Loader(keyed, make_load(keyed), mode=mode, names=["n"])


def test_words(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "part"}, primaryKey=["part", "id"])
    [(_, fault)] = faults_of(feed_of(dataset, mode="update").give((5, "x")))
    assert fault == ("part", "not_in_table", "x, 5", "The table has no row with this part and id.")


def test_fields_that_the_file_has_not_stay(make_dataset, feed_of):
    dataset = make_dataset({"name": "kept"}, ID, {"name": "n"}, primaryKey="id")
    before = feed_of(dataset)
    before.give(("k1", 1, "a"), ("k2", 2, "b"))
    feed = feed_of(dataset, names=["n", "id"], mode="upsert")
    feed.give(("A", 1), ("b", 2), ("c", 3))
    assert feed.sums == (1, 1, 1, 0, 0)
    assert [row[:3] for row in contents()] == [("k1", 1, "A"), ("k2", 2, "b"), (None, 3, "c")]
    assert images() == [("k1", 1, "a", before.load.pk, 1, feed.load.pk)]


def test_a_new_row_needs_what_the_file_has_not(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "n", "constraints": {"required": True}}, {"name": "m"}, primaryKey="id")
    feed_of(dataset).give((1, "a", "x"))
    feed = feed_of(dataset, names=["id", "m"], mode="upsert")
    assert feed.give((1, "y"), (2, "z")).updated == 1
    assert feed.refusals == [(2, "n", "required")]


def test_no_value_and_a_value_differ(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "n"}, {"name": "m", "type": "number"}, primaryKey="id")
    feed_of(dataset).give((1, None, None), (2, "x", "1.50"), (3, None, 1))
    feed = feed_of(dataset, mode="upsert")
    feed.give((1, None, None), (2, None, "1.5"), (3, "y", 1))
    assert feed.sums == (0, 2, 1, 0, 0)


def test_a_file_of_keys_alone_changes_nothing(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    feed_of(dataset).give((1, "a"))
    feed = feed_of(dataset, names=["id"], mode="upsert")
    feed.give((1,), (2,))
    assert feed.sums == (1, 0, 1, 0, 0)


@pytest.mark.parametrize("mode", ["insert", "upsert", "update", "replace"])
@pytest.mark.parametrize("duplicates", ["reject", "skip", "last_wins"])
@pytest.mark.parametrize("size", [1, 3])
def test_another_unique_key_of_another_row_is_a_fault_always(make_dataset, feed_of, mode, duplicates, size):
    dataset = make_dataset(ID, {"name": "tax", "constraints": UNIQUE}, primaryKey="id")
    feed_of(dataset).give((1, "T1"), (2, "T2"))
    feed = feed_of(dataset, mode=mode, duplicates=duplicates)
    file = [(2, "T1"), (3, "T1"), (4, "T2")] if mode != "replace" else [(1, "T1"), (2, "T2"), (3, "T1")]
    for start in range(0, 3, size):
        feed.give(*file[start : start + size])
    codes = {(row, column): code for row, column, code in feed.refusals}
    if mode == "replace":
        assert codes == {(3, "tax"): IN_FILE}
    else:
        assert codes[3, "tax"] == codes[2, "tax"] == IN_TABLE
        assert ((1, "tax") in codes) == (mode != "insert" or duplicates != "skip")


@pytest.mark.parametrize("size", [1, 4])
def test_values_move_from_row_to_row(make_dataset, feed_of, size):
    """Each row takes the rank that the one before gives up, which no single UPDATE of PostgreSQL does."""
    dataset = make_dataset(ID, {"name": "rank", "type": "integer", "constraints": UNIQUE}, primaryKey="id")
    feed_of(dataset).give((1, 1), (2, 2), (3, 3))
    before = contents()
    feed = feed_of(dataset, mode="upsert")
    file = [(1, 0), (2, 1), (3, 2), (4, 3)]
    for start in range(0, 4, size):
        feed.give(*file[start : start + size])
    assert feed.sums == (1, 3, 0, 0, 0)
    assert [row[:2] for row in contents()] == file
    restore(feed.load)
    assert contents() == before


def test_values_do_not_change_hands_before_they_are_given_up(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "rank", "type": "integer", "constraints": UNIQUE}, primaryKey="id")
    feed_of(dataset).give((1, 1), (2, 2))
    feed = feed_of(dataset, mode="upsert")
    feed.give((1, 2), (2, 3), (1, 2))
    assert feed.refusals == [(1, "rank", IN_TABLE)]
    assert feed.sums == (0, 2, 0, 0, 1)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_only_the_first_image_of_a_row_is_kept(make_dataset, feed_of, size):
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    before = feed_of(dataset)
    before.give((1, "a"))
    feed = feed_of(dataset, mode="upsert", duplicates="last_wins")
    file = [(1, "b"), (1, "c"), (1, "d"), (1, "e")]
    for start in range(0, 4, size):
        feed.give(*file[start : start + size])
    assert feed.sums == (0, 1, 0, 3, 0)
    assert contents() == [(1, "e", feed.load.pk, 4)]
    assert images() == [(1, "a", before.load.pk, 1, feed.load.pk)]


def test_a_row_that_comes_to_be_as_it_was_is_as_it_was(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "n", "type": "number"}, primaryKey="id")
    feed_of(dataset).give((1, "1.50"))
    before = contents()
    feed = feed_of(dataset, mode="upsert", duplicates="last_wins")
    feed.give((1, 2))
    feed.give((1, "1.5"))
    assert feed.sums == (0, 0, 1, 1, 0)
    assert [tuple(map(str, row)) for row in contents()] == [tuple(map(str, row)) for row in before]
    assert images() == []


def test_what_ends_leaves_no_more_than_images(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    for ends in ("publish", "discard"):
        for mode in ("insert", "upsert", "update"):
            feed = feed_of(dataset, mode=mode, duplicates="last_wins")
            feed.give((1, mode))
            getattr(feed.loader, ends)()
    replaced = feed_of(dataset, mode="replace")
    replaced.give((2, "x"))
    replaced.loader.discard()
    assert tables() == ["_before_things", "things"]
    assert query("SELECT count(*) FROM pg_indexes WHERE tablename = '_before_things'") == [(1,)]


def test_updates_of_two_loads_are_kept_apart(make_dataset, feed_of):
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    feed_of(dataset).give((1, "a"), (2, "b"))
    before = contents()
    first, second = feed_of(dataset, mode="upsert"), feed_of(dataset, mode="upsert")
    first.give((1, "A"), (2, "B"))
    between = contents()
    second.give((1, "x"), (2, "B"))
    assert second.sums == (0, 1, 1, 0, 0)
    restore(second.load)
    assert contents() == between
    restore(first.load)
    assert contents() == before


@pytest.mark.parametrize("mode", ["upsert", "replace"])
def test_a_table_as_wide_as_can_be(make_dataset, feed_of, mode):
    dataset = make_dataset(ID, *({"name": f"f{n}"} for n in range(1, MOST_FIELDS)), primaryKey="id")
    empty = [None] * (MOST_FIELDS - 2)
    feed_of(dataset).give((1, "a", *empty))
    feed = feed_of(dataset, mode=mode, duplicates="last_wins")
    for value in "bcb":
        feed.give((1, value, *empty))
    feed.loader.publish()
    assert query("SELECT id, f1 FROM data_acme.things") == [(1, "b")]


def test_any_legal_name(make_dataset, feed_of):
    """Words of SQL, names of columns used here, and as long as can be."""
    long = "n" * 63
    names = ["select", "s", "t", "b", "c", "k0", "place", "asked", "found", "taken", "same", long, long[:-1] + "o"]
    dataset = make_dataset(
        *({"name": name} for name in names), {"name": "table"}, slug="s" * 48, primaryKey=["table", long]
    )
    record = ["x"] * 13
    feed_of(dataset).give((*record, "1"), (*record, "2"))
    for mode in ("upsert", "update", "replace", "insert"):
        feed = feed_of(dataset, mode=mode, duplicates="last_wins", dry_run=mode == "insert")
        for value in "yz":
            feed.give((value, *record[1:], "1"), (*record, "2"))
        feed.loader.publish()
        assert sum(feed.sums[:4]) == 4 or mode == "insert"
    assert max(map(len, tables())) == 8 + 48
    dataset.loads.all().delete()
    dataset_delete(Dataset.objects.get(pk=dataset.pk))
    assert tables() == []


# --- Replace ----------------------------------------------------------------------------------------


def test_nothing_is_seen_of_a_replacement_before_its_end(committed, make_dataset, make_load, at_once):
    dataset = make_dataset(ID, primaryKey="id")
    Feed(dataset, make_load(dataset)).give(*((n,) for n in range(100)))
    feed = Feed(dataset, make_load(dataset), mode="replace")
    seen, done = set(), threading.Event()

    def look():
        while not done.is_set():
            [row] = query("SELECT count(*), min(id) FROM data_acme.things")
            seen.add(row)

    def swap():
        try:
            for n in range(3):
                feed.give((1000 + n,))
            with transaction.atomic():
                feed.loader.publish()
        finally:
            done.set()

    assert at_once(look, swap) == [None, None]
    assert seen <= {(100, 0), (3, 1000)}
    assert query("SELECT count(*), min(id) FROM data_acme.things") == [(3, 1000)]
    assert tables() == [f"_replaced_{feed.load.pk}", "things"]
    assert query(f"SELECT count(*) FROM data_acme._replaced_{feed.load.pk}") == [(100,)]


def test_a_replacement_goes_on_after_a_worker_died(make_dataset, feed_of, rows):
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    feed_of(dataset).give((1, "old"))
    feed = feed_of(dataset, mode="replace")
    feed.give((1, "a"), (2, "b"))
    feed.restart()
    feed.give((2, "c"), (3, "d"))
    assert rows(dataset) == [(1, "old")]
    feed.restart()
    feed.loader.publish()
    assert feed.sums == (3, 0, 0, 0, 1)
    assert rows(dataset) == [(1, "a"), (2, "b"), (3, "d")]
    feed.restart()  # it has been published, but nobody noted it
    feed.loader.publish()
    assert rows(dataset) == [(1, "a"), (2, "b"), (3, "d")]


def test_only_the_last_replaced_table_is_kept_and_each_is_whole(make_dataset, feed_of, rows):
    dataset = make_dataset(ID, {"name": "n", "constraints": {"required": True, **UNIQUE}}, primaryKey="id")
    shapes = []
    for n in range(3):
        feed = feed_of(dataset, mode="replace")
        feed.give((n, f"n{n}"))
        feed.loader.publish()
        shapes.append(query("SELECT indexdef FROM pg_indexes WHERE tablename = 'things' ORDER BY 1"))
    assert tables() == [f"_replaced_{feed.load.pk}", "things"]
    assert query(f"SELECT id FROM data_acme._replaced_{feed.load.pk}") == [(1,)]
    assert rows(dataset) == [(2, "n2")]
    assert len(shapes[0]) == 3
    after = feed_of(dataset)
    after.give((2, "n3"), (3, "n2"))
    assert after.refusals == [(1, "id", IN_TABLE), (2, "n", IN_TABLE)]


def test_a_swap_waits_for_no_reader_for_ever(committed, make_dataset, make_load, at_once, monkeypatch):
    monkeypatch.setattr("docprocessor.datasets.loading.targets.SWAP_WAITS", "100ms")
    monkeypatch.setattr("docprocessor.datasets.loading.targets.SWAPS_AT_MOST", 2)
    dataset = make_dataset(ID, primaryKey="id")
    feed = Feed(dataset, make_load(dataset), mode="replace")
    feed.give((1,))
    reading, tried = threading.Event(), threading.Event()

    def read():
        with transaction.atomic():
            query("SELECT * FROM data_acme.things")
            reading.set()
            tried.wait(30)

    def swap():
        reading.wait(30)
        try:
            with pytest.raises(AppError, match="could not be replaced") as error, transaction.atomic():
                feed.loader.publish()
            assert error.value.retryable
        finally:
            tried.set()

    assert at_once(read, swap) == [None, None]
    feed.loader.publish()
    assert query("SELECT id FROM data_acme.things") == [(1,)]


def test_deleting_a_dataset_takes_everything_beside_it(make_dataset, feed_of):
    dataset, other = (make_dataset(ID, {"name": "n"}, slug=slug, primaryKey="id") for slug in ("things", "others"))
    for each in (dataset, other):
        for mode in ("insert", "upsert", "replace", "replace", "upsert"):
            feed = feed_of(each, mode=mode)
            feed.give((1, mode))
            if mode == "replace":
                feed.loader.publish()
        feed_of(each, mode="replace")
    mine = tables()
    dataset.loads.all().delete()  # the jobs are long forgotten
    dataset_delete(Dataset.objects.get(pk=dataset.pk))
    left = tables()
    assert len(mine) == 2 * len(left)
    assert "_before_others" in left
    assert "_before_things" not in left


# --- Others at the same time ------------------------------------------------------------------------


def test_two_upserts_of_the_same_rows_in_opposite_order(committed, make_dataset, make_load, at_once):
    """Rows are locked in the order of their keys, so neither stands in the other's way for ever."""
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    Feed(dataset, make_load(dataset)).give(*((n, "old") for n in range(2_000)))
    start = threading.Barrier(2)

    def upsert(order):
        feed = Feed(dataset, make_load(dataset), mode="upsert")
        batch = feed.prepared(*((n, f"by {feed.load.pk}") for n in order))
        start.wait(30)
        with transaction.atomic():
            feed.note(batch, feed.loader.load(batch))
        return feed.sums

    ended = at_once(lambda: upsert(range(2_000)), lambda: upsert(range(1_999, -1, -1)))
    assert ended == [(0, 2_000, 0, 0, 0)] * 2
    assert query("SELECT count(DISTINCT n) FROM data_acme.things") == [(1,)]
    assert query("SELECT count(*), count(DISTINCT _load) FROM data_acme._before_things") == [(4_000, 2)]


def test_a_row_that_goes_away_while_it_is_matched_is_matched_again(make_dataset, feed_of, monkeypatch):
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    feed_of(dataset).give((1, "a"), (2, "b"))
    feed = feed_of(dataset, mode="upsert")
    merge, calls = feed.loader._merger.__class__.merge, []

    def late(self, lines, *, repeated):
        if not calls:
            # Behind the Loader's back, and with it rolled back, as by another connection that commits.
            query("DELETE FROM data_acme.things WHERE id = 1 RETURNING 1")
        calls.append(len(lines))
        return merge(self, lines, repeated=repeated)

    monkeypatch.setattr(feed.loader._merger.__class__, "merge", late)
    feed.give((1, "a"), (2, "B"))
    assert calls == [2, 2]
    assert feed.sums == (0, 1, 1, 0, 0)


# --- Dry run ----------------------------------------------------------------------------------------


def state():
    return (
        query("SELECT * FROM data_acme.things ORDER BY 1, 2"),
        query(
            "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = to_regnamespace('data_acme') ORDER BY 1"
        ),
    )


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize(("mode", "duplicates", "sums", "after", "why"), CASES)
def test_a_rehearsal_counts_what_would_be_and_writes_nothing(
    make_dataset, feed_of, mode, duplicates, sums, after, why, size
):
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    feed_of(dataset).give((1, "a"), (2, "b"))
    before = state()
    for dry_run in (True, False):
        feed = feed_of(dataset, mode=mode, duplicates=duplicates, dry_run=dry_run)
        for start in range(0, len(FILE), size):
            feed.give(*FILE[start : start + size])
        assert feed.sums == sums
        if dry_run:
            assert state() == before
        feed.loader.publish()
        if dry_run:
            assert state() == before
            assert not query("SELECT 1 FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'")


def test_a_rehearsal_writes_to_no_table_that_others_see(committed, make_dataset, make_load):
    """PostgreSQL's own count of what was written."""
    dataset = make_dataset(ID, {"name": "n"}, primaryKey="id")
    Feed(dataset, make_load(dataset)).give((1, "a"), (2, "b"))
    written = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE schemaname = 'data_acme'"
    query("SELECT pg_stat_force_next_flush()")
    [before] = query(written)
    feed = Feed(dataset, make_load(dataset), mode="upsert", duplicates="last_wins", dry_run=True)
    feed.give((1, "A"), (3, "c"), (1, "a"))
    feed.loader.discard()
    query("SELECT pg_stat_force_next_flush()")
    assert query(written) == [before]
    assert feed.sums == (1, 0, 1, 1, 0)


def test_the_session_is_left_as_it_was(make_dataset, feed_of):
    settings = "SELECT current_setting('enable_hashjoin'), current_setting('enable_mergejoin'), current_setting('jit')"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = on")
    before = query(settings)
    feed_of(make_dataset(ID, primaryKey="id"), mode="upsert").give((1,))
    assert query(settings) == before
