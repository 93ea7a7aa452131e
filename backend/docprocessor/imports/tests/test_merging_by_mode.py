"""What merging does in each mode, with keys that come twice, and what an undo makes of it."""

import pytest

from docprocessor.datasets.services import dataset_create
from docprocessor.imports.undo import undo_start

from .mending import HEADER, books, edit, issues, numbers, ranges

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(import_file, customers):
    """A table with rows 1 to 5."""
    import_file(HEADER + "".join(f"{n},Old {n},,,\n" for n in range(1, 6)), dataset="customers", name="there.csv")


@pytest.fixture
def names(rows, customers):
    return lambda: dict(sorted(row[:2] for row in rows(customers)))


@pytest.fixture
def undo(user, run_jobs):
    def run(job):
        undo_start(job=job, created_by=user)
        run_jobs()

    return run


FILE = HEADER + "1,New 1,,,\n2,Old 2,,,\n3,New 3,no,,\n7,New 7,,,\nx,New 4,,,\n8,New 8,no,,\n2,Old 2,no,,\n"
OLD = {n: f"Old {n}" for n in range(1, 6)}
MENDED = {3: {"email": ""}, 5: {"id": "4"}, 6: {"email": ""}}


@pytest.mark.parametrize(
    ("mode", "after", "found"),
    [
        (
            "upsert",
            {1: "New 1", 2: "Old 2", 3: "New 3", 4: "New 4", 5: "Old 5", 7: "New 7", 8: "New 8"},
            ({"inserted": 2, "updated": 3, "unchanged": 1, "failed": 1}, []),
        ),
        (
            "update",
            {1: "New 1", 2: "Old 2", 3: "New 3", 4: "New 4", 5: "Old 5"},
            ({"updated": 3, "unchanged": 1, "failed": 3}, [(4, "id", "not_in_table"), (6, "id", "not_in_table")]),
        ),
        (
            "insert",
            {**OLD, 7: "New 7", 8: "New 8"},
            (
                {"inserted": 2, "failed": 5},
                [(row, "id", "duplicate_in_table") for row in (1, 2, 3, 5)],
            ),
        ),
        (
            "replace",
            {1: "New 1", 2: "Old 2", 3: "New 3", 4: "New 4", 7: "New 7", 8: "New 8"},
            ({"inserted": 6, "failed": 1}, []),
        ),
    ],
)
def test_each_mode_is_that_of_the_import(import_file, there, names, merge, undo, mode, after, found):
    job = import_file(FILE, dataset="customers", mode=mode)
    edit(job, MENDED)
    done, job = merge(job, edits=True)
    assert done.status == "completed"
    assert names() == after
    assert (books(job), issues(job)) == (found[0], [*found[1], (7, "email", "email")])
    if mode in ("upsert", "update"):
        assert ranges(job) == {"updated": [(1, 1), (3, 3), (5, 5)], "unchanged": [(2, 2)]}
    undo(job)
    assert names() == OLD


def test_what_is_merged_comes_last(import_file, customers, names, merge):
    """With last_wins it takes the place of records that stand behind it in the file, which are skipped then."""
    job = import_file(HEADER + "1,a,no,,\n2,b,,,\n1,c,,,\n2,d,no,,\n", dataset="customers", duplicates="last_wins")
    assert books(job) == {"inserted": 2, "failed": 2}
    edit(job, {1: {"email": ""}, 4: {"email": ""}})
    _, job = merge(job, edits=True)
    assert names() == {1: "a", 2: "d"}
    assert numbers(customers) == {1: 1, 2: 4}
    assert (books(job), ranges(job)) == ({"inserted": 2, "skipped": 2}, {"skipped": [(2, 3)]})


def test_a_record_that_was_updated_is_skipped_when_a_merged_one_takes_its_place(import_file, there, names, merge, undo):
    content = HEADER + "1,New 1,,,\n1,Newer,no,,\n2,New 2,,,\n2,Old 2,no,,\n"
    job = import_file(content, dataset="customers", mode="upsert", duplicates="last_wins")
    assert ranges(job) == {"updated": [(1, 1), (3, 3)]}
    edit(job, {2: {"email": ""}, 4: {"email": ""}})
    _, job = merge(job, edits=True)
    assert (names()[1], names()[2]) == ("Newer", "Old 2")
    assert books(job) == {"updated": 1, "unchanged": 1, "skipped": 2}
    assert ranges(job) == {"updated": [(2, 2)], "unchanged": [(4, 4)], "skipped": [(1, 1), (3, 3)]}
    undo(job)
    assert names() == OLD


@pytest.mark.parametrize(
    ("duplicates", "after"),
    [
        ("reject", [(4, "id", "duplicate_in_file"), (5, "id", "duplicate_in_file")]),
        ("skip", []),
    ],
)
def test_keys_of_the_same_file_and_of_each_other(import_file, customers, merge, duplicates, after):
    content = HEADER + "1,a,,,\n2,b,,,\n3,c,no,,\n1,d,no,,\n3,e,no,,\n"
    job = import_file(content, dataset="customers", duplicates=duplicates)
    edit(job, {row: {"email": ""} for row in (3, 4, 5)})
    done, job = merge(job, edits=True)
    assert issues(job) == after
    assert numbers(customers) == {1: 1, 2: 2, 3: 3}
    assert done.result["merged"] == 3 - len(after)


def test_a_table_without_a_key(import_file, workspace, merge):
    dataset_create(workspace=workspace, title="Things", schema={"fields": [{"name": "a", "type": "integer"}]})
    job = import_file("a\n1\nx\n1\n", dataset="things")
    edit(job, {2: {"a": "1"}})
    done, job = merge(job, edits=True)
    assert (done.result["merged"], books(job)) == (1, {"inserted": 3})


def test_batch_by_batch(import_file, there, customers, names, merge, settings):
    """How the records are cut into batches changes nothing."""
    settings.IMPORT_BATCH_ROWS = 2
    lines = [f"{n % 9},New {n},no,," for n in range(1, 30)]
    job = import_file(HEADER + "\n".join(lines) + "\n", dataset="customers", mode="upsert", duplicates="last_wins")
    assert job.failed_rows == 29
    edit(job, {row: None if row % 10 == 0 else {"email": ""} for row in range(1, 30)})
    done, job = merge(job, edits=True)
    assert done.result == {"merged": 27, "still_failed": 0, "left_out": 2, "not_rejected": 0}
    assert (done.progress_done, done.progress_total) == (29, 29)
    last = {row % 9: row for row in range(1, 30) if row % 10}
    assert names() == {key: f"New {row}" for key, row in sorted(last.items())}
    assert numbers(customers) == dict(sorted(last.items()))
    assert books(job) == {"inserted": 4, "updated": 5, "skipped": 20}
    outcomes = {row: kind for kind, runs in ranges(job).items() for first, end in runs for row in range(first, end + 1)}
    assert outcomes == {
        row: "skipped" if last.get(row % 9) != row else "updated"
        for row in range(1, 30)
        if last.get(row % 9) != row or 1 <= row % 9 <= 5
    }
