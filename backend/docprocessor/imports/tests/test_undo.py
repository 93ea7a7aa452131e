"""Undoing imports, as a job: what can be undone, what becomes of the rows, and what disturbs it."""

import pytest
from django.db import transaction

from docprocessor.datasets.history import taking_back
from docprocessor.datasets.models import Load
from docprocessor.datasets.services import dataset_delete
from docprocessor.imports import undo as undo_module
from docprocessor.imports.models import ImportJob, KeptRow
from docprocessor.imports.undo import undo_start
from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.context import _own_connection
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError

from .conftest import Killed, before_batch, expire_lease

pytestmark = pytest.mark.django_db

HEADER = "id,name,email,amount,joined\n"


def file(*records):
    return HEADER + "".join(f"{number},{name},,,\n" for number, name in records)


@pytest.fixture
def start(user):
    def begin(job):
        return undo_start(job=Job.objects.get(pk=job.pk), created_by=user)

    return begin


@pytest.fixture
def undo(start, run_jobs):
    def run(job):
        started = start(job)
        run_jobs()
        return Job.objects.get(pk=started.pk)

    return run


@pytest.fixture
def names(rows, customers):
    """What the table holds: the name by each id."""
    return lambda: dict(sorted(row[:2] for row in rows(customers)))


def refused(start, job):
    before = Job.objects.count()
    with pytest.raises(AppError) as error, transaction.atomic():
        start(job)
    assert error.value.status == 409
    assert Job.objects.count() == before
    return error.value.code, error.value.message


def test_rows_leave_and_return(import_file, undo, names):
    first = import_file(file((1, "a"), (2, "b")), dataset="customers")
    second = import_file(file((2, "B"), (3, "c"), (4, "d")), dataset="customers", mode="upsert")
    done = undo(second)
    assert (done.status, done.title, done.queue) == ("completed", "Undo of file.csv", "default")
    assert done.result == {"removed": 2, "restored": 1, "kept": 0}
    assert (done.progress_done, done.progress_total) == (3, 3)
    assert names() == {1: "a", 2: "b"}
    assert undo(first).result == {"removed": 2, "restored": 0, "kept": 0}
    assert names() == {}


def test_a_whole_table_returns(import_file, undo, names):
    import_file(file((1, "a"), (2, "b")), dataset="customers")
    second = import_file(file((3, "c")), dataset="customers", mode="replace")
    assert undo(second).result == {"removed": 1, "restored": 2, "kept": 0}
    assert names() == {1: "a", 2: "b"}


def test_what_others_have_changed_since_is_kept_and_listed(import_file, undo, names):
    first = import_file(file((1, "a"), (2, "b"), (3, "c")), dataset="customers", name="first.csv")
    second = import_file(file((2, "B")), dataset="customers", mode="upsert", name="second.csv")
    done = undo(first)
    assert done.result == {"removed": 2, "restored": 0, "kept": 1}
    assert names() == {2: "B"}
    [kept] = KeptRow.objects.all()
    assert (kept.job_id, kept.number, kept.row, kept.key, kept.changed_by_id, kept.reason) == (
        done.pk, 1, 2, {"id": "2"}, second.pk, "changed_since"
    )  # fmt: skip
    # As the first has never been, the second has put this row in.
    assert undo(second).result == {"removed": 1, "restored": 0, "kept": 0}
    assert names() == {}


@pytest.mark.parametrize("ends", ["failed", "cancelled"])
def test_what_went_in_before_an_import_ended_badly(import_file, undo, names, settings, ends, look_at_once):
    settings.IMPORT_BATCH_ROWS = 2

    def end(job):
        if ends == "cancelled":
            return lifecycle.request_cancel(job)
        raise AppError("contended", "Others kept inserting the same keys.")

    with before_batch(2, end):
        job = import_file(file(*((n, "x") for n in range(1, 8))), dataset="customers")
    went_in = len(names())  # a batch may still go in before a wish to stop is seen
    assert (job.status, job.inserted_rows) == (ends, went_in)
    assert 0 < went_in < 7
    assert undo(job).result == {"removed": went_in, "restored": 0, "kept": 0}
    assert names() == {}
    with pytest.raises(AppError, match="has been undone") as error:
        lifecycle.retry(job)
    assert error.value.status == 409


# --- What cannot be undone --------------------------------------------------------------------------


def test_one_that_goes_on(upload, customers, start):
    job = ImportJob.objects.get(pk=upload(file((1, "a")), dataset="customers").json()["id"])
    assert refused(start, job) == ("wrong_state", "An import that is pending cannot be undone; cancel it first.")
    lifecycle.request_pause(job)
    assert refused(start, job) == ("wrong_state", "An import that is paused cannot be undone; cancel it first.")
    lifecycle.request_cancel(job)
    assert refused(start, job)[0] == "nothing_to_undo"


NOTHING = [
    # it writes nothing
    (file((1, "a"), (2, "b")), {"dry_run": "true"}, "A dry run writes nothing, so there is nothing to undo."),
    # no record was good
    (file(("x", "a")), {}, "Nothing of this file went in, so there is nothing to undo."),
    # the row is there already, as it is
    (file((1, "old")) + "\n", {"mode": "upsert"}, "Nothing of this file went in, so there is nothing to undo."),
    # all or nothing, and so nothing
    (file((2, "b"), ("x", "c")), {"on_error": "abort"}, "Nothing of this file went in, so there is nothing to undo."),
]


@pytest.mark.parametrize(("content", "how", "sentence"), NOTHING)
def test_one_that_left_nothing(import_file, start, customers, content, how, sentence):
    import_file(file((1, "old")), dataset="customers")
    job = import_file(content, dataset="customers", **how)
    assert refused(start, job) == ("nothing_to_undo", sentence)


def test_a_replacement_that_was_stopped_before_its_rows_took_their_place(
    import_file, start, names, settings, look_at_once
):
    settings.IMPORT_BATCH_ROWS = 2
    import_file(file((1, "old")), dataset="customers")
    with before_batch(2, lifecycle.request_cancel):
        job = import_file(file(*((n, "x") for n in range(1, 8))), dataset="customers", mode="replace")
    assert (job.status, job.inserted_rows > 0) == ("cancelled", True)
    assert refused(start, job)[0] == "nothing_to_undo"
    assert names() == {1: "old"}


def test_twice(import_file, start, undo, customers):
    job = import_file(file((1, "a")), dataset="customers")
    first = start(job)
    assert refused(start, job) == ("being_undone", "This import is being undone already.")
    lifecycle.request_cancel(first)
    second = undo(job)  # the first has come to nothing
    assert second.status == "completed"
    assert refused(start, job) == ("already_undone", "This import has been undone already.")
    lifecycle.retry(first)
    worker.run_next("default")
    first.refresh_from_db()
    assert (first.status, first.failure["code"]) == ("failed", "already_undone")
    assert ImportJob.objects.get(pk=job.pk).undone_by_id == second.pk


def test_an_undo(import_file, start, undo, customers):
    done = undo(import_file(file((1, "a")), dataset="customers"))
    assert refused(start, done) == ("not_undoable", "An undo cannot be undone; import the file again.")


def test_an_import_that_was_put_in_the_line_again_meanwhile(import_file, start, customers, settings, look_at_once):
    settings.IMPORT_BATCH_ROWS = 2
    with before_batch(2, lifecycle.request_cancel):
        job = import_file(file(*((n, "x") for n in range(1, 6))), dataset="customers")
    undoing_it = start(job)
    lifecycle.request_cancel(undoing_it)
    lifecycle.retry(job)
    lifecycle.retry(undoing_it)
    worker.run_next("default")
    undoing_it.refresh_from_db()
    assert (undoing_it.status, undoing_it.failure["code"]) == ("failed", "wrong_state")


def test_a_dataset_that_is_deleted(import_file, start, customers):
    job = import_file(file((1, "a")), dataset="customers")
    undoing_it = start(job)
    with pytest.raises(AppError, match="A job is at work on this dataset"):
        dataset_delete(customers)
    lifecycle.request_cancel(undoing_it)
    dataset_delete(customers)
    assert refused(start, job) == ("dataset_deleted", "The dataset of this import has been deleted.")


def test_what_is_no_longer_kept(import_file, start, customers):
    changed = import_file(file((1, "a")), dataset="customers")
    Load.objects.filter(job=changed).update(undo_deleted_at=changed.finished_at)
    assert refused(start, changed) == (
        "undo_expired", "What its rows were before it is no longer kept, so it cannot be undone."
    )  # fmt: skip
    first, second = (import_file(file((2, name)), dataset="customers", mode="replace") for name in "bc")
    assert refused(start, first) == (
        "undo_expired", "The rows that it replaced are no longer kept, so it cannot be undone."
    )  # fmt: skip
    start(second)


def test_rows_that_were_all_replaced_since(import_file, start, undo, customers, names):
    first = import_file(file((1, "a")), dataset="customers")
    second = import_file(file((2, "b")), dataset="customers", mode="replace", name="new.csv")
    assert refused(start, first) == (
        "replaced_since", "All rows of the dataset were replaced after this import, by new.csv; undo that one first."
    )  # fmt: skip
    third = import_file(file((3, "c")), dataset="customers")
    undo(third)
    undo(second)
    undo(first)
    assert names() == {}


# --- Disturbed --------------------------------------------------------------------------------------


@pytest.fixture
def in_steps(monkeypatch):
    monkeypatch.setattr(taking_back, "STEP_ROWS", 2)


def test_cancelled_between_steps(committed, import_file, start, names, monkeypatch, look_at_once, in_steps):
    job = import_file(file(*((n, "x") for n in range(1, 10))), dataset="customers")
    undoing_it = start(job)
    tell = undo_module.JobContext.tell
    seen = []

    def late(self, *, done):
        seen.append(done)
        if done >= 4:
            lifecycle.request_cancel(undoing_it)
        tell(self, done=done)

    monkeypatch.setattr(undo_module.JobContext, "tell", late)
    assert worker.run_next("default")["ended"] == "cancelled"
    assert max(seen) == 4
    assert len(names()) == 9
    job.refresh_from_db()
    assert (job.status, job.undone_by_id) == ("completed", undoing_it.pk)
    monkeypatch.undo()
    lifecycle.retry(undoing_it)
    assert worker.run_next("default")["ended"] == "completed"
    undoing_it.refresh_from_db()
    assert (undoing_it.result["removed"], undoing_it.progress_done, undoing_it.progress_total) == (9, 9, 9)
    assert names() == {}


def test_a_worker_that_has_lost_the_job_changes_nothing(committed, import_file, start, names, monkeypatch):
    job = import_file(file((1, "a"), (2, "b")), dataset="customers")
    start(job)
    undo_load = undo_module.undo_load

    def slow(*args, **kwargs):
        undone = undo_load(*args, **kwargs)
        with _own_connection() as own:
            own.execute("UPDATE jobs_job SET lease_token = lease_token + 1 WHERE kind = 'undo'")
        return undone

    monkeypatch.setattr(undo_module, "undo_load", slow)
    assert worker.run_next("default")["ended"] == "lease_lost"
    assert names() == {1: "a", 2: "b"}


def test_a_worker_that_dies_when_all_is_done(committed, import_file, start, names, monkeypatch, run_jobs):
    first = import_file(file((1, "a"), (2, "b")), dataset="customers")
    import_file(file((2, "B")), dataset="customers", mode="upsert")
    undoing_it = start(first)

    def die(*_):
        raise Killed

    with monkeypatch.context() as context:
        context.setattr(lifecycle, "complete", die)
        with pytest.raises(Killed):
            worker.run_next("default")
    assert names() == {2: "B"}
    expire_lease()
    run_jobs()
    undoing_it.refresh_from_db()
    assert (undoing_it.status, undoing_it.result) == ("completed", {"removed": 1, "restored": 0, "kept": 1})
    assert KeptRow.objects.count() == 1
