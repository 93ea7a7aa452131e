"""Imports at the same time as others: real commits, real threads."""

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.services import dataset_create
from docprocessor.imports.loading import contention, settling
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.conftest import awkward_file, before_batch, expire_lease, left_behind
from docprocessor.jobs import worker

pytestmark = pytest.mark.usefixtures("committed")


def second_connection() -> psycopg.Connection[Any]:
    params = {k: v for k, v in connection.get_connection_params().items() if k not in ("cursor_factory", "context")}
    return psycopg.connect(**params, autocommit=True)


def in_threads(*actions: Callable[[], Any]) -> list[Any]:
    """Run actions at the same moment, each on a connection of its own; returns what they returned."""
    together = threading.Barrier(len(actions))
    answers: list[Any] = [None] * len(actions)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            together.wait(10)
            answers[place] = act()
        except BaseException as error:  # noqa: BLE001  (shown by the assertion in the main thread)
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def run_one() -> str:
    ended = worker.run_next("imports")
    return ended["ended"] if ended else "nothing"


def test_the_books_balance_at_every_moment(upload, customers, settings):
    """Rows, issues, counters and checkpoint commit together: whoever looks sees all of a batch or nothing."""
    settings.IMPORT_BATCH_ROWS = 7
    job = upload(awkward_file(700), dataset="customers").json()["id"]
    seen: list[tuple[int, ...]] = []
    ended = threading.Event()
    statement = f"""
        SELECT total_rows, inserted_rows, failed_rows, unprocessed_rows, progress_done, (checkpoint->>'row')::int,
            (SELECT count(*) FROM {customers.namespace_name}.customers),
            (SELECT count(DISTINCT "row") FROM imports_rowissue WHERE job_id = j.id)
        FROM imports_importjob JOIN jobs_job j ON j.id = job_ptr_id
    """

    def watch() -> None:
        with second_connection() as other:
            while not ended.is_set():
                seen.append(other.execute(statement).fetchone())

    def run() -> str:
        try:
            return run_one()
        finally:
            ended.set()

    assert in_threads(watch, run) == [None, "completed"]
    for total, inserted, failed, unprocessed, done, row, in_table, with_issues in seen:
        assert (in_table, with_issues) == (inserted, failed)
        assert total in (0, 700)
        assert inserted + failed + unprocessed == total
        assert done == (row or 0) == inserted + failed
    assert len(set(seen)) > 5  # it was watched indeed while it ran
    assert ImportJob.objects.get(pk=job).unprocessed_rows == 0


def test_an_import_that_postgresql_ends_for_a_deadlock_does_its_batch_again(upload, customers):
    """Two writers of the same keys in opposite orders wait for each other; PostgreSQL fails the one or the other."""
    table = f"{customers.namespace_name}.customers"
    job = upload("id,name\n" + "".join(f"{n},Ana\n" for n in range(1, 10)), dataset="customers").json()["id"]

    def write() -> None:
        with second_connection() as other, other.transaction():
            other.execute("SET LOCAL deadlock_timeout = '30s'")  # so that it is the import that is failed
            other.execute(f"INSERT INTO {table} (id, name, _load, _row) VALUES (5, 'other', 0, 1)")
            holds_a_key.set()
            with second_connection() as third:
                blocked = (
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE wait_event = 'transactionid' AND query LIKE 'COPY%' AND datname = current_database()"
                )
                while not third.execute(blocked).fetchone()[0]:
                    time.sleep(0.01)
            other.execute(f"INSERT INTO {table} (id, name, _load, _row) VALUES (4, 'other', 0, 2)")

    def run() -> str:
        holds_a_key.wait(10)
        return run_one()

    holds_a_key = threading.Event()
    assert in_threads(write, run) == [None, "completed"]
    job = ImportJob.objects.get(pk=job)
    assert (job.attempt, job.crashes, job.inserted_rows, job.failed_rows) == (1, 0, 7, 2)
    assert [(i.row, i.code) for i in job.issues.order_by("row")] == [
        (4, "duplicate_in_table"),
        (5, "duplicate_in_table"),
    ]


@pytest.mark.parametrize("reverse", [False, True])
def test_two_imports_of_the_same_keys_bring_each_in_once(upload, customers, settings, rows, reverse):
    settings.IMPORT_BATCH_ROWS = 100
    records = [f"{n},Ana\n" for n in range(1, 1_001)]
    jobs = [
        upload("id,name\n" + "".join(each), dataset="customers", force=True).json()["id"]
        for each in (records, records[::-1] if reverse else records)
    ]
    assert in_threads(run_one, run_one) == ["completed", "completed"]
    assert sorted(row[0] for row in rows(customers)) == list(range(1, 1_001))
    books = [ImportJob.objects.get(pk=job) for job in jobs]
    assert sum(job.inserted_rows for job in books) == 1_000
    for job in books:
        assert (job.total_rows, job.inserted_rows + job.failed_rows, job.unprocessed_rows) == (1_000, 1_000, 0)
        assert set(job.issues.values_list("code", flat=True)) <= {"duplicate_in_table"}
        assert job.issues.count() == job.failed_rows


def test_an_import_never_gives_up_its_rows_to_a_writer_who_came_between(upload, customers, settings, rows):
    """The table was empty at the start, so nobody asks it; the unique index tells."""
    settings.IMPORT_BATCH_ROWS = 10
    job = upload("id,name\n" + "".join(f"{n},Ana\n" for n in range(1, 31)), dataset="customers").json()["id"]

    def write(_: ImportJob) -> None:
        with second_connection() as other:
            other.execute(
                f"INSERT INTO {customers.namespace_name}.customers (id, name, _load, _row)"
                " VALUES (15, 'other', 0, 1), (25, 'other', 0, 2), (31, 'other', 0, 3)"
            )

    with before_batch(2, write):
        assert run_one() == "completed"
    job = ImportJob.objects.get(pk=job)
    assert (job.inserted_rows, job.failed_rows) == (28, 2)
    assert [(i.row, i.code) for i in job.issues.order_by("row")] == [
        (15, "duplicate_in_table"),
        (25, "duplicate_in_table"),
    ]
    assert sorted(row[0] for row in rows(customers)) == list(range(1, 32))


def test_a_batch_that_others_never_let_through_is_tried_again_later(upload, customers, monkeypatch):
    monkeypatch.setattr(contention, "RACES_AT_MOST", 1)
    job = upload("id,name\n1,Ana\n2,Ben\n", dataset="customers").json()["id"]

    def write(_: ImportJob) -> None:
        with second_connection() as other:
            other.execute(
                f"INSERT INTO {customers.namespace_name}.customers (id, name, _load, _row) VALUES (1, 'x', 0, 1)"
            )

    with before_batch(1, write):
        assert run_one() == "will_retry"
    waiting = ImportJob.objects.get(pk=job)
    assert (waiting.status, waiting.failure["code"], waiting.unprocessed_rows) == ("pending", "contended", 2)
    ImportJob.objects.filter(pk=job).update(run_after=None)
    assert run_one() == "completed"
    done = ImportJob.objects.get(pk=job)
    assert (done.failure, done.inserted_rows, done.failed_rows) == (None, 1, 1)


def test_what_a_worker_does_with_a_lease_it_lost_leaves_nothing(upload, customers, workspace, settings):
    settings.IMPORT_BATCH_ROWS = 10
    content = awkward_file(60)
    twin = dataset_create(workspace=workspace, title="Twin", schema=customers.schema)
    job = ImportJob(pk=upload(content, dataset="twin").json()["id"])
    run_one()
    expected = left_behind(job, twin)

    job = ImportJob(pk=upload(content, dataset="customers").json()["id"])

    def another_takes_it(_: ImportJob) -> None:
        assert expire_lease() == ["pending"]
        assert in_threads(run_one) == ["completed"]

    with before_batch(3, another_takes_it):
        assert run_one() == "lease_lost"
    assert left_behind(job, customers) == expected
    assert ImportJob.objects.get(pk=job.pk).status == "completed"


def test_a_lease_lost_while_a_file_is_counted_decides_nothing(upload, workspace, monkeypatch):
    """Two workers on one import without a dataset make one dataset."""
    upload("a,b\n1,x\n", name="orders.csv")
    infer = settling.infer
    taken = []

    def infer_while_another_takes_it(*args: Any, **kwargs: Any) -> Any:
        inferred = infer(*args, **kwargs)
        if not taken:
            taken.append(True)
            expire_lease()
            assert in_threads(run_one) == ["completed"]
        return inferred

    monkeypatch.setattr(settling, "infer", infer_while_another_takes_it)
    assert run_one() == "lease_lost"
    assert [dataset.slug for dataset in Dataset.objects.filter(workspace=workspace)] == ["orders"]


def test_new_datasets_of_one_name_at_once_get_a_name_each(upload, workspace):
    for _ in range(4):
        upload("a,b\n1,x\n2,y\n", name="orders.csv")
    assert in_threads(*[run_one] * 4) == ["completed"] * 4
    slugs = sorted(dataset.slug for dataset in Dataset.objects.filter(workspace=workspace))
    assert slugs == ["orders", "orders_2", "orders_3", "orders_4"]
    assert {job.inserted_rows for job in ImportJob.objects.all()} == {2}
