"""How long what imports keep beside a dataset's table is kept: the rows' past, and what may still go on."""

import pytest
from django.db import connection
from django.db.models.functions import Now

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.services import dataset_create
from docprocessor.imports import retention
from docprocessor.imports.models import ImportJob, KeptRow
from docprocessor.imports.tests.conftest import Killed, before_batch, killed
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.retention import Amount, FinishedJobs, apply
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.ageing import applied, end_before

pytestmark = pytest.mark.django_db

HEADER = "id,name\n"
LONG_AGO = 99


@pytest.fixture(autouse=True)
def _settings(settings) -> None:
    settings.KEEP_UNDO_DAYS = settings.KEEP_JOBS_DAYS = 30
    settings.IMPORT_BATCH_ROWS = 2


@pytest.fixture
def filled(import_file, customers) -> Dataset:
    import_file(f"{HEADER}1,Ana\n2,Ben\n3,Cem\n4,Dan\n", dataset="customers")
    return customers


def beside(dataset: Dataset) -> dict[str, int]:
    """How many rows each table beside a dataset's has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace"
            " AND relname LIKE '\\_%%'",
            [dataset.namespace_name],
        )
        names = [row[0] for row in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{dataset.namespace_name}"."{name}"')
            found[name] = cursor.fetchone()[0]
        return found


def load_of(job: ImportJob) -> Load:
    return Load.objects.get(job=job)


# --- What undoing needs ---------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["upsert", "update"])
@pytest.mark.parametrize(("days", "kept"), [(29.9, True), (30.1, False)])
def test_rows_as_they_were_are_kept_for_their_time(filled, import_file, rows, mode, days, kept):
    job = import_file(f"{HEADER}1,Anna\n2,Ben\n3,Cemal\n", dataset="customers", mode=mode)
    other = import_file(f"{HEADER}4,Daniel\n", dataset="customers", mode=mode)
    end_before(job, days=days)
    table = rows(filled)
    assert applied(retention.UndoData) == Amount(0 if kept else 2)
    assert beside(filled) == {"_before_customers": 3 if kept else 1}
    assert (load_of(job).undo_deleted_at is None) == kept
    assert load_of(other).undo_deleted_at is None
    assert rows(filled) == table


@pytest.mark.parametrize(("days", "kept"), [(29.9, True), (30.1, False)])
def test_a_table_that_was_replaced_is_kept_for_its_time(filled, import_file, rows, days, kept):
    job = import_file(f"{HEADER}7,Zoe\n", dataset="customers", mode="replace")
    end_before(job, days=days)
    assert applied(retention.UndoData) == Amount(not kept)
    assert beside(filled) == ({f"_replaced_{load_of(job).pk}": 4} if kept else {})
    assert (load_of(job).undo_deleted_at is None) == kept
    assert [row[:2] for row in rows(filled)] == [(7, "Zoe")]


def test_for_ever(settings, filled, import_file):
    settings.KEEP_UNDO_DAYS = 0
    end_before(import_file(f"{HEADER}1,Anna\n", dataset="customers", mode="upsert"), days=LONG_AGO)
    assert apply(retention.UndoData()) == Amount()
    assert beside(filled) == {"_before_customers": 1}


def test_an_import_that_only_added_rows_needs_nothing_and_can_be_undone_for_ever(filled):
    job = ImportJob.objects.get()
    end_before(job, days=LONG_AGO)
    apply(retention.UndoData())
    assert load_of(job).undo_deleted_at is None


@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING, Status.PAUSED])
def test_it_is_kept_while_somebody_undoes_the_import(filled, workspace, import_file, status):
    job = import_file(f"{HEADER}1,Anna\n", dataset="customers", mode="upsert")
    end_before(job, days=LONG_AGO)
    Job.objects.filter(pk=job.pk).update(undone_by=factories.in_status(workspace, status))
    assert applied(retention.UndoData) == Amount()
    assert load_of(job).undo_deleted_at is None


@pytest.fixture
def stopped(filled, upload, run_jobs):
    """An import that was cancelled after its first batch, and can be tried again: what it has got so far is needed."""

    def stop(**fields) -> ImportJob:
        content = f"{HEADER}1,Anna\n2,Ben\n1,Annie\n2,Benno\n5,Eve\n"
        answer = upload(content, dataset="customers", **fields)
        assert answer.status_code == 202, answer.json()
        job = ImportJob.objects.get(pk=answer.json()["id"])
        with before_batch(2, killed), pytest.raises(Killed):
            run_jobs()
        factories.crash(job)
        lifecycle.request_cancel(job)
        job.refresh_from_db()
        assert (job.status, job.processed_rows) == ("cancelled", 2)
        return job

    return stop


WAYS = [{"mode": "upsert", "duplicates": "last_wins"}, {"mode": "update", "duplicates": "reject"}, {"mode": "replace"}]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_one_that_may_be_tried_again_keeps_what_it_has_got_and_ends_as_if_nothing_had_been(
    stopped, import_file, customers, run_jobs, rows, way
):
    job = stopped(**way)
    end_before(job, days=LONG_AGO)
    before = beside(customers)
    for rule in (retention.UndoData, retention.StrayTables):
        assert applied(rule) == Amount()
    assert beside(customers) == before != {}
    lifecycle.retry(job)
    run_jobs()
    job.refresh_from_db()
    assert job.status == "completed"
    assert f"_next_{load_of(job).pk}" not in beside(customers)
    result = rows(customers), books(job)
    ImportJob.objects.exclude(pk=job.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{customers.namespace_name}"."{customers.slug}"')
    import_file(f"{HEADER}1,Ana\n2,Ben\n3,Cem\n4,Dan\n", dataset="customers", force="true")
    content = f"{HEADER}1,Anna\n2,Ben\n1,Annie\n2,Benno\n5,Eve\n"
    twin = import_file(content, dataset="customers", force="true", **way)
    assert (sorted(rows(customers)), books(twin)) == (sorted(result[0]), result[1])


def books(job: ImportJob) -> tuple[int, ...]:
    return job.inserted_rows, job.updated_rows, job.unchanged_rows, job.skipped_rows, job.failed_rows


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("why", ["its file is gone", "it has been undone", "it was deleted"])
def test_one_that_goes_on_no_more_keeps_nothing(stopped, workspace, customers, way, why):
    job = stopped(**way)
    end_before(job, days=LONG_AGO)
    if why == "its file is gone":
        ImportJob.objects.filter(pk=job.pk).update(file_deleted_at=Now())
    elif why == "it has been undone":
        Job.objects.filter(pk=job.pk).update(undone_by=factories.in_status(workspace, Status.COMPLETED))
    else:
        assert apply(FinishedJobs()) == Amount(1)
    apply(retention.UndoData())
    assert applied(retention.StrayTables).items > 0
    assert not any(beside(customers).values())
    assert set(beside(customers)) <= {"_before_customers"}
    assert images_indexes() == []


def images_indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'i' AND relname LIKE '\\_before\\_images%%'")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_nothing_is_taken_from_an_import_that_runs(filled, upload, run_jobs, rows, way):
    job = ImportJob(pk=upload(f"{HEADER}1,Anna\n2,Ben\n1,Annie\n", dataset="customers", **way).json()["id"])

    def tidy(_: ImportJob) -> None:
        for rule in (retention.UndoData, retention.StrayTables):
            assert applied(rule) == Amount()

    with before_batch(2, tidy):
        run_jobs()
    job.refresh_from_db()
    assert job.status == "completed"


def test_a_dataset_that_is_called_like_an_index_of_ours_keeps_its_past(workspace, customers, import_file):
    """`_before_images_7` is what changed in the dataset `images_7`, and no index of load 7."""
    dataset = dataset_create(workspace=workspace, slug="images_7", title="Images", schema=customers.schema)
    import_file(f"{HEADER}1,Ana\n", dataset="images_7")
    import_file(f"{HEADER}1,Anna\n", dataset="images_7", mode="upsert")
    assert applied(retention.StrayTables) == Amount()
    assert beside(dataset) == {"_before_images_7": 1}


# --- With a job that is deleted -----------------------------------------------------------------


def test_a_deleted_import_leaves_its_rows_and_nothing_else(settings, filled, import_file, rows, api, monkeypatch):
    monkeypatch.setattr("docprocessor.jobs.retention.ROWS_AT_ONCE", 2)
    settings.KEEP_UNDO_DAYS = 0
    faults = "".join(f"x,{n}\n" for n in range(5))
    job = import_file(f"{HEADER}1,Anna\n9,Ida\n{faults}", dataset="customers", mode="upsert")
    other = import_file(f"{HEADER}2,Benno\nx,Cem\n", dataset="customers", mode="upsert")
    load, last = load_of(job).pk, load_of(other).pk
    end_before(job, days=LONG_AGO)
    table = rows(filled)
    assert apply(FinishedJobs()) == Amount(1)
    assert rows(filled) == table
    assert beside(filled) == {"_before_customers": 1}  # of the other
    assert api.get(f"/api/imports/{job.pk}/").status_code == 404
    shown = {row["id"]: row["_import"] for row in api.get("/api/datasets/customers/rows/").json()["results"]}
    assert (shown[1], shown[9], shown[2]) == (None, None, str(other.pk))
    assert applied(retention.StrayIssues) == Amount(5)
    assert list(other.issues.values_list("line", flat=True)) == [3]
    # A number is never given again, so no later import is taken for this one.
    assert load_of(import_file(f"{HEADER}10,Joe\n", dataset="customers")).pk > last > load


def test_faults_of_a_deleted_job_are_found_among_those_of_many(filled, import_file):
    jobs = [import_file(f"{HEADER}x,Ana\ny,{n}\n", dataset="customers") for n in range(6)]
    for job in jobs[::2]:
        end_before(job, days=LONG_AGO)
    assert apply(FinishedJobs()) == Amount(3)
    assert applied(retention.StrayIssues) == Amount(6)
    assert all(job.issues.count() == 2 for job in jobs[1::2])


def test_rows_that_an_undo_kept_stay_with_it_and_forget_who_changed_them(workspace, filled, import_file):
    undo = factories.in_status(workspace, Status.COMPLETED)
    culprit = import_file(f"{HEADER}1,Anna\n", dataset="customers", mode="upsert")
    KeptRow.objects.create(job=undo, number=1, key={"id": "1"}, changed_by=culprit, reason="changed_since")
    end_before(culprit, days=LONG_AGO)
    assert apply(FinishedJobs()) == Amount(1)
    assert KeptRow.objects.get().changed_by is None
    end_before(undo, days=LONG_AGO)
    assert apply(FinishedJobs()) == Amount(1)
    assert not KeptRow.objects.exists()
