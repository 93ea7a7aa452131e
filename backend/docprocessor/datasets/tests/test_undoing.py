"""Taking loads back: what returns, what stays because of others, and who sees what meanwhile."""

import threading
import time

import pytest
from django.db import transaction

from docprocessor.datasets.history import taking_back, undoing
from docprocessor.datasets.history.undoing import Kept, undo_load
from docprocessor.datasets.models import Load
from docprocessor.datasets.storage import side_tables, table_locks
from docprocessor.lib.problems import AppError

from .feeding import Feed, query, tables

pytestmark = pytest.mark.django_db

ID = {"name": "id", "type": "integer"}
NAME = {"name": "n"}
RANK = {"name": "rank", "type": "integer", "constraints": {"unique": True}}


@pytest.fixture
def loaded(make_load):
    """Load records: `loaded(dataset, (1, "a"), mode="upsert")`."""

    def load(dataset, *records, mode="insert", duplicates="reject"):
        feed = Feed(dataset, make_load(dataset), mode=mode, duplicates=duplicates)
        feed.give(*records)
        feed.loader.publish()
        return feed

    return load


def taken_back(feed, look=lambda done: None):
    kept = []
    with transaction.atomic():
        undone = undo_load(
            feed.dataset, feed.load, replaces=feed.wishes.get("mode") == "replace", look=look, keep=kept.extend
        )
    assert undone.kept == len(kept)
    return (undone.removed, undone.restored), kept


def contents():
    return query("SELECT * FROM data_acme.things ORDER BY 1, 2")


def images():
    return query("SELECT * FROM data_acme._before_things ORDER BY 1, 2")


@pytest.fixture
def things(make_dataset):
    return make_dataset(ID, NAME, primaryKey="id")


@pytest.fixture
def ranks(make_dataset):
    return make_dataset(ID, RANK, primaryKey="id")


def test_each_link_of_a_chain_can_be_taken_out(things, loaded):
    feeds = [loaded(things, (1, name), mode="upsert") for name in "abcd"]
    first, second, third, fourth = feeds
    counts, kept = taken_back(second)
    assert (counts, kept) == ((0, 0), [Kept(1, {"id": "1"}, third.load.pk, "changed_since")])
    assert contents() == [(1, "d", fourth.load.pk, 1)]
    assert images() == [(1, "a", first.load.pk, 1, third.load.pk), (1, "c", third.load.pk, 1, fourth.load.pk)]
    assert taken_back(fourth) == ((0, 1), [])
    assert contents() == [(1, "c", third.load.pk, 1)]
    taken_back(first)
    assert images() == []  # the third has put the row in
    assert taken_back(third) == ((1, 0), [])
    assert contents() == []


def test_values_that_moved_from_row_to_row_move_back(ranks, loaded):
    loaded(ranks, (1, 1), (2, 2), (3, 3))
    before = contents()
    feed = loaded(ranks, (1, 0), (2, 1), (3, 2), (4, 3), mode="upsert")
    assert taken_back(feed) == ((1, 3), [])
    assert contents() == before


def test_a_value_that_another_row_has_by_now(ranks, loaded):
    loaded(ranks, (1, 1), (2, 2))
    feed = loaded(ranks, (2, 8), (1, 7), mode="upsert")
    other = loaded(ranks, (9, 1))
    assert taken_back(feed) == ((0, 1), [Kept(2, {"id": "1"}, other.load.pk, "value_taken")])
    assert [row[:2] for row in contents()] == [(1, 7), (2, 2), (9, 1)]


def test_a_row_that_stays_keeps_others_from_coming_back(ranks, loaded):
    loaded(ranks, (1, 1), (2, 2), (3, 3))
    feed = loaded(ranks, (3, 4), mode="upsert")
    feed.give((2, 3))
    feed.give((1, 2))
    other = loaded(ranks, (9, 1))
    counts, kept = taken_back(feed)
    # The first cannot be 1 and stays 2, so the second cannot be 2 and stays 3, so the third stays 4.
    assert counts == (0, 0)
    assert [(row.key, row.load) for row in kept] == [
        ({"id": "1"}, other.load.pk),
        ({"id": "2"}, None),
        ({"id": "3"}, None),
    ]
    assert [row[:2] for row in contents()] == [(1, 2), (2, 3), (3, 4), (9, 1)]


def test_two_rows_that_want_the_same_value_back(ranks, loaded):
    loaded(ranks, (1, 1))
    between = loaded(ranks, (1, 2), mode="upsert")
    loaded(ranks, (2, 1))
    feed = loaded(ranks, (1, 3), (2, 4), mode="upsert")
    taken_back(between)  # the first row would be 1 again, as the second would
    counts, kept = taken_back(feed)
    assert counts == (0, 0)
    assert sorted((row.key["id"], row.reason) for row in kept) == [("1", "value_taken"), ("2", "value_taken")]
    assert [row[:2] for row in contents()] == [(1, 3), (2, 4)]


def test_a_row_that_a_load_changed_twice_with_another_between(things, make_load, loaded):
    """The two ran at the same time. What was there before both returns; the other's change went under."""
    loaded(things, (1, "a"))
    before = contents()
    feed = Feed(things, make_load(things), mode="upsert")
    feed.give((1, "b"))
    other = loaded(things, (1, "c"), mode="upsert")
    feed.give((1, "d"))
    assert len(images()) == 3
    counts, kept = taken_back(feed)
    assert (counts, [row.load for row in kept]) == ((0, 1), [other.load.pk])
    assert contents() == before
    taken_back(other)
    assert contents() == before


def test_a_row_that_a_load_put_in_and_changed_after_another(things, make_load, loaded):
    feed = Feed(things, make_load(things), mode="upsert", duplicates="last_wins")
    feed.give((1, "a"))
    other = loaded(things, (1, "b"), mode="upsert")
    feed.give((1, "c"))
    taken_back(feed)
    assert contents() == [(1, "b", other.load.pk, 1)]
    taken_back(other)
    assert contents() == []


@pytest.mark.parametrize("by_steps", [False, True])
def test_long_loads_go_in_steps(things, loaded, by_steps, monkeypatch):
    if by_steps:
        monkeypatch.setattr(taking_back, "STEP_ROWS", 7)
        monkeypatch.setattr(taking_back, "STEP_PAGES", 1)
    loaded(things, *((n, "a" * 500) for n in range(100)))
    before = contents()
    feed = loaded(things, *((n, "b" * 500) for n in range(150)), mode="upsert")
    other = loaded(things, *((n, "c") for n in range(0, 150, 2)), mode="upsert")
    told = []
    counts, kept = taken_back(feed, told.append)
    assert (counts, len(kept)) == ((25, 50), 75)
    assert (len(told) > 20) == by_steps
    assert told == sorted(told)
    assert [row for row in contents() if row[2] != other.load.pk] == [row for row in before if row[0] % 2]
    taken_back(other)
    assert contents() == before


def test_images_that_went_with_their_table_are_missed(things, loaded):
    loaded(things, (1, "a"))
    changing = loaded(things, (1, "b"), mode="upsert")
    Load.objects.filter(pk=changing.load.pk).update(undo_deleted_at="2026-01-01T00:00:00Z")
    side_tables.drop(side_tables.beside(things, "_before_things"))
    with pytest.raises(AppError, match="no longer kept"):
        taken_back(changing)
    assert [row[:2] for row in contents()] == [(1, "b")]


@pytest.mark.parametrize("mode", ["upsert", "replace"])
def test_what_is_stopped_has_changed_nothing(things, loaded, mode, monkeypatch):
    monkeypatch.setattr(taking_back, "STEP_ROWS", 1)

    class Stop(Exception):
        pass

    loaded(things, (1, "a"), (2, "b"))
    feed = loaded(things, (1, "A"), (2, "B"), (3, "c"), mode=mode)
    loaded(things, (2, "x"), (4, "y"), mode="upsert")
    before, beside = (contents(), images()), tables()
    looks = []
    taken_back_at = 0
    while True:
        looks.clear()

        def look(done, at=taken_back_at):
            looks.append(done)
            if len(looks) > at:
                raise Stop

        try:
            with transaction.atomic():
                undo_load(things, feed.load, replaces=mode == "replace", look=look, keep=lambda rows: None)
            break
        except Stop:
            assert ((contents(), images()), tables()) == (before, beside)
            taken_back_at += 1
    assert taken_back_at > 5
    assert (contents(), images()) != before


def test_what_is_no_longer_kept(things, loaded):
    changing = loaded(things, (1, "a"), mode="upsert")
    Load.objects.filter(pk=changing.load.pk).update(undo_deleted_at="2026-01-01T00:00:00Z")
    replacing, _ = loaded(things, (1, "b"), mode="replace"), loaded(things, (1, "c"), mode="replace")
    for feed, sentence in ((changing, "What its rows were before"), (replacing, "The rows that it replaced")):
        with pytest.raises(AppError, match=f"{sentence}.* no longer kept") as error:
            taken_back(feed)
        assert (error.value.status, error.value.code) == (409, "undo_expired")


# --- Replace ----------------------------------------------------------------------------------------


def test_a_replaced_table_is_renamed_back_whole(ranks, loaded):
    loaded(ranks, (1, 1), (2, 2))
    before = contents()
    shape = query("SELECT indexdef FROM pg_indexes WHERE tablename = 'things' ORDER BY 1")
    kept_as = query("SELECT 'data_acme.things'::regclass::oid")
    feed = loaded(ranks, (1, 7), (5, 5), (6, 6), mode="replace")
    assert taken_back(feed) == ((3, 2), [])
    assert contents() == before
    assert query("SELECT 'data_acme.things'::regclass::oid") == kept_as
    assert query("SELECT indexdef FROM pg_indexes WHERE tablename = 'things' ORDER BY 1") == shape
    assert tables() == ["things"]
    assert query("SELECT obj_description('data_acme.things'::regclass)") == [(None,)]
    again = loaded(ranks, (3, 3), mode="replace")
    assert taken_back(again) == ((1, 2), [])


def test_rows_of_later_loads_stay_in_place_of_the_old_ones(things, loaded):
    first = loaded(things, (1, "a"), (2, "b"), (3, "c"))
    replacing = loaded(things, (1, "A"), (4, "D"), mode="replace")
    later = loaded(things, (1, "x"), (2, "y"), (5, "z"), mode="upsert")
    counts, kept = taken_back(replacing)
    assert counts == (1, 1)
    assert sorted(kept, key=lambda row: row.key["id"]) == [
        Kept(1, {"id": "1"}, later.load.pk, "changed_since"),
        Kept(None, {"id": "2"}, later.load.pk, "changed_since"),  # the replacement had no such row
    ]
    assert [row[:2] for row in contents()] == [(1, "x"), (2, "y"), (3, "c"), (5, "z")]
    assert taken_back(later)[0] == (1, 2)
    assert contents() == [(1, "a", first.load.pk, 1), (2, "b", first.load.pk, 2), (3, "c", first.load.pk, 3)]


def test_the_first_of_later_loads_is_the_one_that_found_the_old_row(things, loaded):
    first = loaded(things, (1, "a"))
    replacing = loaded(things, (9, "r"), mode="replace")
    inserting = loaded(things, (1, "b"))
    changing = loaded(things, (1, "c"), mode="upsert")
    taken_back(replacing)
    taken_back(changing)
    assert contents() == [(1, "b", inserting.load.pk, 1)]
    taken_back(inserting)
    assert contents() == [(1, "a", first.load.pk, 1)]


def test_old_rows_whose_values_later_loads_have_taken(ranks, loaded):
    loaded(ranks, (1, 1), (2, 2), (3, 3))
    replacing = loaded(ranks, (1, 5), mode="replace")
    later = loaded(ranks, (8, 1), (9, 2))
    counts, kept = taken_back(replacing)
    assert counts == (0, 1)
    assert sorted(kept, key=lambda row: row.key["id"]) == [
        Kept(1, {"id": "1"}, later.load.pk, "value_taken"),  # stays as the replacement has it
        Kept(None, {"id": "2"}, later.load.pk, "value_taken"),  # does not return
    ]
    assert [row[:2] for row in contents()] == [(1, 5), (3, 3), (8, 1), (9, 2)]


def test_without_a_primary_key(make_dataset, loaded):
    dataset = make_dataset({"name": "id", "type": "integer"}, RANK)
    first = loaded(dataset, (1, 1), (1, 2), (None, None))
    replacing = loaded(dataset, (2, 5), mode="replace")
    later = loaded(dataset, (3, 2), (3, 6))
    counts, kept = taken_back(replacing)
    assert (counts, kept) == ((1, 2), [Kept(None, {"rank": "2"}, later.load.pk, "value_taken")])
    assert [row[:2] for row in contents()] == [(1, 1), (3, 2), (3, 6), (None, None)]
    assert taken_back(first) == ((2, 0), [])
    assert taken_back(later) == ((2, 0), [])
    assert contents() == []


def test_any_legal_name(make_dataset, loaded):
    """Words of SQL, names of columns and tables used here, and as long as can be."""
    long = "n" * 63
    names = ["select", "s", "t", "b", "h", "k", "o", "p", "l", "holder", "link", "parted", long]
    unique = [{"name": name, "constraints": {"unique": True}} for name in ("taken", "found")]
    dataset = make_dataset(*({"name": name} for name in names), *unique, slug="s" * 48, primaryKey=["t", long])
    record = ["x"] * 13
    first = loaded(dataset, (*record, "1", "1"))
    changing = loaded(dataset, ("y", *record[1:], "2", "2"), mode="upsert")
    loaded(dataset, ("z", *record[1:], "3", "3"), mode="upsert")
    replacing = loaded(dataset, ("r", *record[1:], "4", "4"), mode="replace")
    last = loaded(dataset, ("l", *record[1:], "5", "5"), mode="upsert")
    assert [taken_back(feed)[0] for feed in (replacing, last, changing, first)] == [(0, 0), (0, 1), (0, 0), (0, 0)]
    assert query(f'SELECT "select", taken FROM data_acme.{"s" * 48}') == [("z", "3")]


# --- Others at the same time ------------------------------------------------------------------------


@pytest.mark.parametrize("others", [False, True])
@pytest.mark.parametrize("mode", ["upsert", "replace"])
def test_nobody_sees_half_of_it(committed, make_dataset, loaded, at_once, monkeypatch, mode, others):
    monkeypatch.setattr(taking_back, "STEP_ROWS", 10)
    dataset = make_dataset(ID, NAME, primaryKey="id")
    loaded(dataset, *((n, "a") for n in range(100)))
    feed = loaded(dataset, *((n, "b") for n in range(50, 150)), mode=mode)
    if others:
        loaded(dataset, (1000, "o"))
    read = "SELECT count(*), count(*) FILTER (WHERE n = 'b') FROM data_acme.things"
    [before] = query(read)
    seen, done = set(), threading.Event()

    def watch():
        while not done.is_set():
            seen.update(query(read))

    def undo():
        try:
            taken_back(feed)
        finally:
            done.set()

    assert at_once(watch, undo) == [None, None]
    assert seen <= {before, (100 + others, 0)}
    assert query(read) == [(100 + others, 0)]


def test_it_waits_for_who_writes_and_looks_up_meanwhile(
    committed, make_dataset, make_load, loaded, at_once, monkeypatch
):
    monkeypatch.setattr(table_locks, "SWAP_WAITS", "50ms")
    dataset = make_dataset(ID, NAME, primaryKey="id")
    first = loaded(dataset, (1, "a"), (2, "b"))
    writing, looked = threading.Event(), threading.Event()
    looks = []

    def write():
        feed = Feed(dataset, make_load(dataset), mode="upsert")
        batch = feed.prepared((1, "A"), (3, "c"))
        with transaction.atomic():
            feed.note(batch, feed.loader.load(batch))
            writing.set()
            assert looked.wait(30)
        return feed.load.pk

    def look(done):
        looks.append(done)
        if len(looks) == 3:
            looked.set()

    def undo():
        assert writing.wait(30)
        return taken_back(first, look)

    load, (counts, kept) = at_once(write, undo)
    assert counts == (1, 0)
    assert kept == [Kept(1, {"id": "1"}, load, "changed_since")]
    assert [row[:2] for row in contents()] == [(1, "A"), (3, "c")]


def test_who_would_write_waits_and_finds_what_is_then(committed, make_dataset, make_load, loaded, at_once):
    dataset = make_dataset(ID, NAME, primaryKey="id")
    loaded(dataset, (1, "a"))
    second = loaded(dataset, (1, "b"), (2, "b"), mode="upsert")
    feed = Feed(dataset, make_load(dataset), mode="update")
    batch = feed.prepared((1, "c"), (2, "c"))
    held = threading.Event()

    def undo():
        with transaction.atomic():
            undo_load(dataset, second.load, replaces=False, look=lambda done: None, keep=lambda rows: None)
            held.set()
            waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'data_acme.things'::regclass"
            deadline = time.monotonic() + 30
            while not query(waiting):
                assert time.monotonic() < deadline

    def write():
        assert held.wait(30)
        with transaction.atomic():
            feed.note(batch, feed.loader.load(batch))
        return feed.sums

    assert at_once(undo, write) == [None, (0, 1, 0, 0, 1)]
    assert [row[:2] for row in contents()] == [(1, "c")]


def test_a_table_that_is_read_for_ever_is_not_renamed_back(committed, make_dataset, loaded, at_once, monkeypatch):
    monkeypatch.setattr(undoing, "SWAP_WAITS", "100ms")
    monkeypatch.setattr(undoing, "SWAPS_AT_MOST", 2)
    dataset = make_dataset(ID, NAME, primaryKey="id")
    loaded(dataset, (1, "a"))
    feed = loaded(dataset, (2, "b"), mode="replace")
    reading, tried = threading.Event(), threading.Event()

    def read():
        with transaction.atomic():
            query("SELECT * FROM data_acme.things")
            reading.set()
            tried.wait(30)

    def undo():
        reading.wait(30)
        try:
            with pytest.raises(AppError, match="could not be put back") as error:
                taken_back(feed)
            assert error.value.retryable
        finally:
            tried.set()

    assert at_once(read, undo) == [None, None]
    assert taken_back(feed) == ((1, 1), [])
    assert [row[:2] for row in contents()] == [(1, "a")]
