"""What a person may ask of an import: its mode, what becomes of duplicates and of faults, and only to try it."""

import pytest
from django.db import connection

from docprocessor.datasets.models import Dataset
from docprocessor.imports.loading import importing
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.conftest import Killed, before_batch, expire_lease, killed
from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.models import Job

HEADER = "id,name,email,amount,joined\n"
THERE = HEADER + "1,Ana,,1.0,\n2,Ben,,2,\n3,Cem,,,\n"
FILE = HEADER + "2,Ben,,2.0,\n3,Cem,cem@example.com,,\n4,Dan,,,\n4,Dora,,,\nx,Eva,,,\n"


def books(job: ImportJob) -> dict[str, int]:
    names = ("inserted", "updated", "unchanged", "skipped", "failed", "unprocessed")
    counts = {name: getattr(job, f"{name}_rows") for name in names}
    assert job.total_rows == sum(counts.values())
    return {name: count for name, count in counts.items() if count}


def names_of(dataset: Dataset) -> list[tuple[int, str, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id, name, email FROM "{dataset.namespace_name}"."{dataset.slug}" ORDER BY id')
        return cursor.fetchall()


def tell_on_the_same_connection(self, done: int) -> None:
    """As it looks to the import's own connection, when it comes to enter its books: somebody else has written it."""
    Job.objects.filter(pk=self._job.pk).update(progress_done=done)


@pytest.fixture
def there(import_file, customers):
    import_file(THERE, dataset="customers")
    return customers


@pytest.mark.parametrize(
    ("params", "expected", "table"),
    [
        (
            {},
            {"inserted": 1, "failed": 4},
            [(1, "Ana", None), (2, "Ben", None), (3, "Cem", None), (4, "Dan", None)],
        ),
        (
            {"duplicates": "skip"},
            {"inserted": 1, "skipped": 3, "failed": 1},
            [(1, "Ana", None), (2, "Ben", None), (3, "Cem", None), (4, "Dan", None)],
        ),
        (
            {"duplicates": "last_wins"},
            {"inserted": 1, "skipped": 1, "failed": 3},
            [(1, "Ana", None), (2, "Ben", None), (3, "Cem", None), (4, "Dora", None)],
        ),
        (
            {"mode": "upsert"},
            {"inserted": 1, "updated": 1, "unchanged": 1, "failed": 2},
            [(1, "Ana", None), (2, "Ben", None), (3, "Cem", "cem@example.com"), (4, "Dan", None)],
        ),
        (
            {"mode": "update", "duplicates": "skip"},
            {"updated": 1, "unchanged": 1, "failed": 3},
            [(1, "Ana", None), (2, "Ben", None), (3, "Cem", "cem@example.com")],
        ),
        (
            {"mode": "replace", "duplicates": "last_wins"},
            {"inserted": 3, "skipped": 1, "failed": 1},
            [(2, "Ben", None), (3, "Cem", "cem@example.com"), (4, "Dora", None)],
        ),
    ],
)
@pytest.mark.parametrize("batch", [1, 3, 1000])
def test_modes_and_policies(import_file, there, settings, params, expected, table, batch):
    settings.IMPORT_BATCH_ROWS = batch
    dry = import_file(FILE, dataset="customers", dry_run=True, **params)
    assert (dry.status, books(dry)) == ("completed", expected)
    assert [row[0] for row in names_of(there)] == [1, 2, 3]
    job = import_file(FILE, dataset="customers", **params)
    assert (job.status, books(job)) == ("completed", expected)
    assert names_of(there) == table
    assert list(dry.issues.order_by("row", "place").values_list("row", "code", "message")) == list(
        job.issues.order_by("row", "place").values_list("row", "code", "message")
    )


def test_an_update_needs_only_the_columns_that_it_changes(import_file, there):
    job = import_file("id,email\n1,ana@example.com\n9,nobody@example.com\n", dataset="customers", mode="update")
    assert books(job) == {"updated": 1, "failed": 1}
    assert [issue.code for issue in job.issues.all()] == ["not_in_table"]
    assert names_of(there)[0] == (1, "Ana", "ana@example.com")


@pytest.mark.parametrize("mode", ["insert", "upsert", "replace"])
def test_all_or_nothing_leaves_nothing_behind(import_file, there, settings, mode):
    settings.IMPORT_BATCH_ROWS = 2
    before = names_of(there)
    file = HEADER + "11,K,,,\n12,L,,,\n13,M,,,\nx,N,,,\n15,O,,,\n"
    job = import_file(file, dataset="customers", mode=mode, on_error="abort")
    assert (job.status, job.failure["code"], job.failure["line"]) == ("failed", "aborted", 5)
    assert books(job) == {"failed": 1, "unprocessed": 4}
    assert [(issue.line, issue.code) for issue in job.issues.all()] == [(5, "integer")]
    assert names_of(there) == before
    good = import_file(file.replace("x,", "14,"), dataset="customers", mode=mode, on_error="abort")
    assert (good.status, books(good)) == ("completed", {"inserted": 5})


def test_all_or_nothing_counts_a_retry_anew(import_file, api, run_jobs, customers):
    job = import_file(HEADER + "1,A,,,\nx,B,,,\n", dataset="customers", on_error="abort")
    assert api.post(f"/api/imports/{job.pk}/retry/").status_code == 202
    run_jobs()
    job.refresh_from_db()
    assert (job.status, books(job), job.issues.count()) == ("failed", {"failed": 1, "unprocessed": 1}, 1)
    assert [count.count for count in job.issue_counts.all()] == [1]


@pytest.mark.parametrize("how", ["killed", "cancelled"])
def test_all_or_nothing_disturbed_leaves_nothing_and_can_go_on(upload, api, customers, settings, look_at_once, how):
    settings.IMPORT_BATCH_ROWS = 2
    file = HEADER + "".join(f"{n},Name,,,\n" for n in range(1, 9))
    job = ImportJob(pk=upload(file, dataset="customers", on_error="abort").json()["id"])
    with before_batch(3, killed if how == "killed" else lifecycle.request_cancel):
        try:
            assert worker.run_next("imports")["ended"] == "cancelled"
            api.post(f"/api/imports/{job.pk}/retry/")
        except Killed:
            expire_lease()
    job = ImportJob.objects.get(pk=job.pk)
    assert (names_of(customers), books(job)) == ([], {"unprocessed": 8})
    worker.run_next("imports")
    job.refresh_from_db()
    assert (job.status, books(job), len(names_of(customers))) == ("completed", {"inserted": 8}, 8)


@pytest.mark.parametrize(
    ("most", "status"), [("1", "failed"), ("2", "completed"), ("39%", "failed"), ("40%", "completed")]
)
def test_too_many_errors_end_an_import(import_file, customers, settings, most, status):
    settings.IMPORT_BATCH_ROWS = 1
    job = import_file(HEADER + "1,A,,,\nx,B,,,\n2,C,,,\ny,D,,,\n3,E,,,\n", dataset="customers", max_errors=most)
    assert job.status == status
    if status == "failed":
        assert (job.failure["code"], job.failure["retryable"]) == ("too_many_errors", False)
        assert books(job) == {"inserted": 2, "failed": 2, "unprocessed": 1}


def test_a_file_without_a_good_record_takes_no_rows_away(import_file, there):
    before = names_of(there)
    job = import_file(HEADER + "x,A,,,\ny,B,,,\n", dataset="customers", mode="replace")
    assert (job.status, job.failure["code"], books(job)) == ("failed", "nothing_to_replace_with", {"failed": 2})
    assert names_of(there) == before


def test_too_many_errors_are_too_many_the_next_time_too(import_file, api, run_jobs, customers, settings):
    settings.IMPORT_BATCH_ROWS = 1
    job = import_file(HEADER + "x,A,,,\ny,B,,,\n1,C,,,\n", dataset="customers", max_errors="1")
    assert api.post(f"/api/imports/{job.pk}/retry/").status_code == 202
    run_jobs()
    job.refresh_from_db()
    assert (job.status, job.failure["code"], books(job)) == (
        "failed",
        "too_many_errors",
        {"failed": 2, "unprocessed": 1},
    )


def test_a_dry_run_without_a_dataset_shows_what_would_be_made(import_file, workspace):
    job = import_file("code,amount\n007,1.50\n008,\nragged\n", dry_run=True, name="orders.csv")
    assert (job.status, books(job)) == ("completed", {"inserted": 2, "failed": 1})
    assert not Dataset.objects.filter(workspace=workspace).exists()
    inferred = job.result["inferred"]
    assert [(field["name"], field["type"]) for field in inferred["schema"]["fields"]] == [
        ("code", "string"),
        ("amount", "number"),
    ]
    assert inferred["columns"][0]["reasons"] == {"leading_zero": 2}


@pytest.mark.usefixtures("committed")
def test_a_dry_run_that_was_killed_begins_anew(upload, there, settings):
    settings.IMPORT_BATCH_ROWS = 1
    job = ImportJob(pk=upload(FILE, dataset="customers", mode="upsert", dry_run=True).json()["id"])
    with before_batch(4, killed), pytest.raises(Killed):
        worker.run_next("imports")
    connection.close()  # as the worker's did; with it went what it had set aside
    expire_lease()
    worker.run_next("imports")
    job.refresh_from_db()
    assert (job.status, books(job)) == (
        "completed",
        {"inserted": 1, "updated": 1, "unchanged": 1, "failed": 2},
    )


def test_a_dry_run_that_was_cancelled_begins_anew_on_the_same_connection(upload, api, there, settings, look_at_once):
    settings.IMPORT_BATCH_ROWS = 1
    job = ImportJob(pk=upload(FILE, dataset="customers", mode="upsert", dry_run=True).json()["id"])
    with before_batch(4, lifecycle.request_cancel):
        assert worker.run_next("imports")["ended"] == "cancelled"
    api.post(f"/api/imports/{job.pk}/retry/")
    worker.run_next("imports")
    job.refresh_from_db()
    assert (job.status, books(job)) == ("completed", {"inserted": 1, "updated": 1, "unchanged": 1, "failed": 2})


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"mode": "upsert", "duplicates": "last_wins"},
        {"mode": "replace"},
        {"mode": "upsert", "dry_run": True},
        {"on_error": "abort", "mode": "upsert"},
        {"on_error": "abort", "mode": "replace"},
    ],
)
def test_a_worker_killed_when_all_is_in_loses_and_doubles_nothing(upload, import_file, there, monkeypatch, params):
    """After the last commit of the import, before the job is said to be completed."""
    file = HEADER + "2,Ben,,2.0,\n3,Cem,cem@example.com,,\n4,Dan,,,\n"
    job = ImportJob(pk=upload(file, dataset="customers", **params).json()["id"])
    with monkeypatch.context() as patch:
        patch.setattr(importing, "_result", killed)
        with pytest.raises(Killed):
            worker.run_next("imports")
    job = ImportJob.objects.get(pk=job.pk)
    before = books(job), job.progress_done, job.issues.count(), names_of(there)
    expire_lease()
    assert worker.run_next("imports")["ended"] == "completed"
    job.refresh_from_db()
    assert (books(job), job.progress_done, job.issues.count(), names_of(there)) == before
    assert before[1] == 3


@pytest.mark.parametrize("ending", ["completed", "aborted"])
def test_all_or_nothing_counts_its_progress_once(import_file, customers, settings, monkeypatch, ending):
    """What is told on the way is not added to what is entered at the end."""
    monkeypatch.setattr("docprocessor.jobs.context.TELL_EVERY_SECONDS", 0.0)
    monkeypatch.setattr("docprocessor.imports.loading.books.Books._tell", tell_on_the_same_connection)
    settings.IMPORT_BATCH_ROWS = 1
    last = "x" if ending == "aborted" else "3"
    job = import_file(HEADER + f"1,A,,,\n2,B,,,\n{last},C,,,\n", dataset="customers", on_error="abort")
    assert (job.progress_done, job.progress_failed) == ((1, 1) if ending == "aborted" else (3, 0))


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"mode": "merge"}, "mode"),
        ({"duplicates": "first"}, "duplicates"),
        ({"on_error": "stop"}, "on_error"),
        ({"max_errors": "many"}, "max_errors"),
        ({"max_errors": "5", "on_error": "abort"}, "max_errors"),
        ({"mode": "upsert", "dataset": ""}, "dataset"),
    ],
)
def test_what_cannot_be_asked_is_refused(upload, customers, fields, where):
    answer = upload(FILE, **{"dataset": "customers", **fields})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [where])


def test_a_mode_that_finds_rows_by_their_key_needs_one(upload, import_file):
    dataset = import_file("a,b\n1,2\n", name="plain.csv").dataset
    answer = upload("a,b\n1,3\n", dataset=dataset.slug, mode="upsert")
    assert (answer.status_code, answer.json()["code"]) == (400, "mode_needs_key")
