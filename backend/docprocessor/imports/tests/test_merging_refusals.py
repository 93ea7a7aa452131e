"""When nothing can be merged into an import, and what cannot be done with it while something is."""

import io

import pytest
from django.core.files.storage import default_storage
from django.db.models.functions import Now

from docprocessor.datasets.models import Load
from docprocessor.imports.mending import merged_records
from docprocessor.imports.models import ImportJob
from docprocessor.jobs import lifecycle, retention, worker
from docprocessor.jobs.models import Event, Job

from .conftest import expire_lease
from .mending import FILE, HEADER, books, edit, mended, rejects, send_mended

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(import_file, customers):
    return import_file(FILE, dataset="customers")


def code(answer):
    return answer.status_code, answer.json()["code"]


ROWS = [{"_row": 2, "id": "2"}]


def undone(api, job, run_jobs):
    api.post(f"/api/imports/{job.pk}/undo/")
    run_jobs()


def replaced(api, job, import_file):
    import_file(HEADER + "1,New,,,\n", dataset="customers", mode="replace")


def given():
    """The merges there are, and what is kept for some."""
    files = default_storage.listdir("merges")[1] if default_storage.exists("merges") else []
    return Job.objects.filter(kind="merge").count(), sorted(files)


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        (lambda api, job, run_jobs, import_file: undone(api, job, run_jobs), "already_undone"),
        (lambda api, job, *_: api.post(f"/api/imports/{job.pk}/undo/"), "being_undone"),
        (lambda api, job, *_: send_mended(api, job, rows=ROWS), "being_merged"),
        (lambda api, job, *_: api.delete("/api/datasets/customers/"), "dataset_deleted"),
        (lambda api, job, run_jobs, import_file: replaced(api, job, import_file), "replaced_since"),
        (lambda api, job, *_: ImportJob.objects.filter(pk=job.pk).update(file_deleted_at=Now()), "file_not_kept"),
    ],
)
def test_an_import_as_it_stands_by_now(api, job, run_jobs, import_file, how, refusal):
    how(api, job, run_jobs, import_file)
    before = given()
    answer = send_mended(api, job, rows=ROWS)
    assert code(answer) == (409, refusal)
    assert code(send_mended(api, job, content="_row,id\n2,2\n")) == (409, refusal)
    assert given() == before


@pytest.mark.parametrize(
    ("content", "params", "refusal"),
    [
        (HEADER + "1,a,,,\n", {}, "nothing_to_merge"),
        (HEADER + "x,a,,,\n", {"dry_run": True}, "nothing_to_merge"),
        (HEADER + "x,a,,,\n", {"on_error": "abort"}, "wrong_state"),
    ],
)
def test_an_import_that_never_had_anything_to_merge(api, import_file, customers, content, params, refusal):
    assert code(send_mended(api, import_file(content, dataset="customers", **params), rows=ROWS)) == (409, refusal)


def test_an_import_that_goes_on(api, upload, customers):
    job = ImportJob(pk=upload(FILE, dataset="customers").json()["id"])
    assert code(send_mended(api, job, rows=ROWS)) == (409, "wrong_state")


def test_edits_of_which_there_are_none(api, job):
    assert code(send_mended(api, job, edits=True)) == (409, "nothing_to_merge")
    edit(job, {1: {"name": "Zed"}})  # which is in already
    assert code(send_mended(api, job, edits=True)) == (409, "nothing_to_merge")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"edits": False},
        {"rows": []},
        {"rows": [{"id": "2"}]},
        {"rows": [{"_row": "two"}]},
        {"rows": [{"_row": 2, "id": [1]}]},
        {"rows": [2]},
        {"rows": ROWS, "edits": True},
        {"rows": [{"_row": 10**30}]},
    ],
)
def test_bodies_that_say_nothing(api, job, body):
    assert send_mended(api, job, **body).status_code == 400


@pytest.mark.parametrize(("content", "status"), [(b"", 400), (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, 415)])
def test_files_that_are_none(api, job, content, status):
    assert send_mended(api, job, content=content).status_code == status


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("id,name\n2,Ben\n", "no_row_numbers"),
        ("_row,id,ID\n2,2,2\n", "ambiguous_columns"),
    ],
)
def test_files_that_do_not_fit(job, merge, content, code):
    done, job = merge(job, content=content)
    assert (done.status, (done.failure or {}).get("code")) == ("failed", code)
    assert job.failed_rows == 3
    assert not default_storage.exists(f"merges/{done.pk}")


NO_NUMBER = "it has no record's number in the column _row"
NO_USE = "its cells do not fit the columns, or hold what cannot be kept"


def test_what_says_nothing_is_passed_over_and_told(job, merge):
    content = "_row,id,nickname\n2,2,Benny\n,3,\nfour,4,\n5,5\n4,\x00,\n"
    done, job = merge(job, content=content)
    assert done.result == {"merged": 1, "still_failed": 2, "left_out": 0, "not_rejected": 0}
    said = [event.data["message"] for event in Event.objects.filter(job=done, type="log").order_by("number")]
    assert said == [
        "Passed over, because the import has no such column: 'nickname'.",
        f"Passed over: line 3: {NO_NUMBER}; line 4: {NO_NUMBER}; record 4: {NO_USE}.",
    ]


def test_what_has_to_wait_for_a_merge(api, job):
    merge = Job(pk=send_mended(api, job, rows=ROWS).json()["id"])
    assert api.get(f"/api/imports/{job.pk}/").json()["merge_job"] == str(merge.pk)
    state = api.get(f"/api/imports/{job.pk}/undo/").json()
    assert (state["can_undo"], "being merged" in state["reason"]) == (False, True)
    assert code(api.post(f"/api/imports/{job.pk}/undo/")) == (409, "being_merged")
    assert code(api.delete("/api/datasets/customers/")) == (409, "dataset_busy")
    lifecycle.request_cancel(merge)
    assert api.post(f"/api/imports/{job.pk}/undo/").status_code == 202
    assert code(api.post(f"/api/jobs/{merge.pk}/retry/")) == (409, "being_undone")


def test_what_is_kept_for_a_merge(api, import_file, customers, settings):
    """Neither file, nor undo data, nor the job goes while something is merged, and all of it afterwards."""
    import_file(HEADER + "1,Old,,,\n", dataset="customers")
    job = import_file(FILE, dataset="customers", mode="upsert")
    settings.KEEP_FILES_DAYS = settings.KEEP_UNDO_DAYS = settings.KEEP_JOBS_DAYS = 1
    Job.objects.update(finished_at=Now() - retention.A_DAY * 2)
    merge = Job(pk=send_mended(api, job, rows=ROWS).json()["id"])
    retention.run(lambda: False)
    kept = ImportJob.objects.get(pk=job.pk)
    assert (kept.file_deleted_at, Load.objects.get(job=job).undo_deleted_at) == (None, None)
    assert default_storage.exists(f"merges/{merge.pk}")
    worker.run_next("imports")
    assert books(ImportJob.objects.get(pk=job.pk)) == {"inserted": 3, "updated": 1, "failed": 2}
    retention.run(lambda: False)
    assert not ImportJob.objects.filter(pk=job.pk).exists()


def test_cancelled_between_batches_what_is_in_stays_in_and_the_rest_can_follow(
    api, job, merge, settings, look_at_once, monkeypatch
):
    settings.IMPORT_BATCH_ROWS = 1
    content = mended(rejects(api, job), {row: {"id": str(row), "email": "", "amount": ""} for row in (2, 4, 5)})
    done = Job(pk=send_mended(api, job, content=content).json()["id"])
    settle = merged_records._Merge._settle

    def cancel_after(self, rows, *args, **kwargs):
        settle(self, rows, *args, **kwargs)
        if 4 in rows:
            lifecycle.request_cancel(done)

    monkeypatch.setattr(merged_records._Merge, "_settle", cancel_after)
    assert worker.run_next("imports")["ended"] == "cancelled"
    job.refresh_from_db()
    assert books(job) == {"inserted": 5, "failed": 1}
    monkeypatch.undo()
    assert api.post(f"/api/jobs/{done.pk}/retry/").status_code == 202
    worker.run_next("imports")
    done.refresh_from_db()
    assert done.result == {"merged": 3, "still_failed": 0, "left_out": 0, "not_rejected": 0}


def test_a_worker_that_has_lost_the_merge_changes_nothing(api, job, monkeypatch):
    send_mended(api, job, rows=ROWS)
    replace = merged_records.replace_issues

    def lose(*args):
        replace(*args)
        expire_lease()

    monkeypatch.setattr(merged_records, "replace_issues", lose)
    assert worker.run_next("imports")["ended"] == "lease_lost"
    job.refresh_from_db()
    assert (books(job), job.issues.count()) == ({"inserted": 3, "failed": 3}, 4)


def test_the_same_request_twice_is_one_merge(api, job):
    answers = []
    for _ in range(2):
        file = io.BytesIO(b"_row,id\n2,2\n")
        file.name = "mended.csv"
        address = f"/api/imports/{job.pk}/rejects/"
        answers.append(api.post(address, {"file": file}, format="multipart", HTTP_IDEMPOTENCY_KEY="mine"))
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert Job.objects.filter(kind="merge").count() == 1


def test_once_more_with_what_was_edited_since(api, job, run_jobs):
    done = send_mended(api, job, rows=[{"_row": 2, "id": "1"}]).json()
    run_jobs()
    assert code(api.post(f"/api/jobs/{done['id']}/again/")) == (400, "no_file")
    edit(ImportJob.objects.get(pk=job.pk), {4: {"email": ""}})
    first = send_mended(api, job, edits=True).json()
    run_jobs()
    assert api.post(f"/api/jobs/{first['id']}/again/").status_code == 202
    assert code(api.post("/api/jobs/", {"kind": "merge", "params": {}})) == (400, "invalid")
