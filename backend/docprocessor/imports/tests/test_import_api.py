"""Following an import over HTTP."""

import hashlib
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.conftest import awkward_file, before_batch
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests import factories

HEADER = "id,name,email,amount,joined\n"
FILE = HEADER + "1,Ana,,,\nx,Ben,no,,\n1,Cem,,,\n4,Dan,,,\n"
TIMES = {"created_at", "queued_at", "started_at", "finished_at"}
# As contracts.md words them, and what the page needs besides.
FIELDS = {
    "id", "kind", "status", "dataset", "file", "mode", "duplicates", "on_error", "max_errors", "dry_run",
    "total_rows", "processed_rows", "success_rows", "failed_rows", "skipped_rows",
    "inserted_rows", "updated_rows", "unchanged_rows", "unprocessed_rows",
    "stage", "rows_per_second", "eta_seconds", "queue_position", "attempt", "failure", "error",
    "created_at", "queued_at", "started_at", "finished_at", "links",
    "result", "created_by", "duration", "cancel_requested", "pause_requested", "priority", "rerun_of", "waiting_on",
    "undo_job", "undone_at", "merge_job", "progress", "edited_rows", "review", "imported_as",
}  # fmt: skip


@pytest.fixture
def path(import_file, customers):
    """The address of an import with three faults."""
    return f"/api/imports/{import_file(FILE, dataset='customers').pk}/"


def test_an_import_that_waits(upload, api, customers):
    upload(FILE + "5,Eva,,,\n", dataset="customers")
    response = api.get(f"/api/imports/{upload(FILE, dataset='customers').json()['id']}/")
    body = response.json()
    assert set(body) == FIELDS
    assert response["Retry-After"] == "1"
    assert {name: body[name] for name in FIELDS - TIMES - {"id", "file", "links"}} == {
        "kind": "csv_import", "status": "pending", "dataset": "customers",
        "mode": "insert", "duplicates": "reject", "on_error": "continue", "max_errors": None, "dry_run": False,
        "total_rows": 0, "processed_rows": 0, "success_rows": 0, "failed_rows": 0, "skipped_rows": 0,
        "inserted_rows": 0, "updated_rows": 0, "unchanged_rows": 0, "unprocessed_rows": 0,
        "stage": "queued", "rows_per_second": None, "eta_seconds": None, "queue_position": 2, "attempt": 0,
        "failure": None, "error": "", "result": None, "created_by": "acme@example.com", "duration": None,
        "cancel_requested": False, "pause_requested": False, "priority": 50, "rerun_of": None, "undo_job": None, "undone_at": None, "merge_job": None, "progress": {"done": 0, "failed": 0, "total": 0}, "edited_rows": 0, "review": None, "imported_as": None,
        "waiting_on": {
            "cause": "no_worker", "position": 2, "seconds": None, "until": None, "limit": None, "running": None,
            "gate": None,
        },
    }  # fmt: skip
    assert (body["started_at"], body["finished_at"]) == (None, None)
    assert body["created_at"].endswith("Z")
    assert body["id"][14] == "7"  # UUIDv7


def test_an_import_that_is_done(api, path):
    response = api.get(path)
    body = response.json()
    assert set(body) == FIELDS
    assert "Retry-After" not in response
    assert {name: body[name] for name in ("status", "stage", "attempt", "failure", "error", "queue_position")} == {
        "status": "completed", "stage": "done", "attempt": 1, "failure": None, "error": "", "queue_position": None,
    }  # fmt: skip
    rows = {name.removesuffix("_rows"): body[name] for name in FIELDS if name.endswith("_rows")}
    assert rows == {
        "total": 4, "processed": 4, "success": 2, "inserted": 2, "failed": 2,
        "skipped": 0, "updated": 0, "unchanged": 0, "unprocessed": 0, "edited": 0,
    }  # fmt: skip
    assert all(body[name].endswith("Z") for name in TIMES)
    assert body["duration"] >= 0
    assert body["eta_seconds"] is None
    assert body["rows_per_second"] > 0
    assert body["result"] == {
        "format": "delimited",
        "encoding": "utf-8",
        "delimiter": ",",
        "header_line": 1,
        "confidence": 1.0,
        "ignored_columns": [],
        "notes": [
            "The text is read as utf-8: it is plain ASCII.",
            "Cut at ',', 5 of the first 5 records have 5 cells.",
            "The header is the record with names that the dataset knows.",
        ],
        "inferred": None,
    }
    root = f"http://testserver{path}"
    assert body["links"] == {
        "self": root,
        "events": f"http://testserver/api/jobs/{body['id']}/events/",
        "issues": f"{root}issues/",
        "records": f"{root}records/",
        "edits": f"{root}edits/",
        "rejects": f"{root}rejects/",
        "original": f"{root}original/",
        "undo": f"{root}undo/",
        "dataset": "http://testserver/api/datasets/customers/",
    }


def test_an_import_that_failed(import_file, api, customers):
    job = import_file("a,b\n1,2\n", dataset="customers")
    body = api.get(f"/api/imports/{job.pk}/").json()
    assert (body["status"], body["result"], body["error"]) == ("failed", None, body["failure"]["message"])
    assert set(body["failure"]) == {"kind", "code", "message", "line", "retryable"}
    assert (body["failure"]["kind"], body["failure"]["retryable"]) == ("input", False)


def test_an_import_that_runs(upload, run_jobs, api, customers, settings):
    settings.IMPORT_BATCH_ROWS = 10
    job = upload(awkward_file(60), dataset="customers").json()["id"]
    seen = []

    def look(_: ImportJob) -> None:
        # As if the batches so far had taken a second: in a test they take less than the clock shows.
        ImportJob.objects.filter(pk=job).update(loading_since=Now() - timedelta(seconds=1), updated_at=Now())
        seen.append(api.get(f"/api/imports/{job}/"))

    with before_batch(3, look):
        run_jobs()
    [response] = seen
    body = response.json()
    assert response["Retry-After"] == "1"
    assert (body["status"], body["stage"], body["attempt"], body["result"]) == ("processing", "loading", 1, None)
    done = body["processed_rows"]
    assert 0 < done < 60
    assert (body["total_rows"], body["unprocessed_rows"]) == (60, 60 - done)
    assert body["rows_per_second"] == pytest.approx(done, abs=2)
    assert body["eta_seconds"] == pytest.approx((60 - done) / done, abs=2)


def test_an_import_keeps_the_name_of_a_dataset_that_is_gone(api, path):
    assert api.delete("/api/datasets/customers/").status_code == 204
    body = api.get(path).json()
    assert (body["dataset"], body["links"]["dataset"]) == ("customers", None)


def test_what_has_not_changed_is_not_sent_again(api, upload, run_jobs, customers):
    path = upload(FILE, dataset="customers").json()["links"]["self"]
    first = api.get(path)
    again = api.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    run_jobs()
    changed = api.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (changed.status_code, changed.json()["status"]) == (200, "completed")
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("tail", ["", "issues/", "rejects/", "original/", "undo/", "undo/kept/"])
def test_what_is_not_there_is_404(api, customers, tail):
    for identity in ("01890000-0000-7000-8000-000000000000", "nonsense"):
        response = api.get(f"/api/imports/{identity}/{tail}")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
        assert response["Content-Type"] == "application/problem+json"


def test_another_workspaces_import_is_not_there(path, make_workspace, client_for):
    other = client_for(*make_workspace("other"))
    assert other.get("/api/imports/").json()["results"] == []
    for tail in ("", "issues/", "rejects/", "original/", "undo/", "undo/kept/"):
        assert other.get(f"{path}{tail}").status_code == 404
    for tail in ("cancel/", "retry/"):
        assert other.post(f"{path}{tail}").status_code == 404


@pytest.fixture
def history(import_file, upload, customers):
    """Four imports, by a short name each."""
    done = import_file(FILE, name="done.csv", dataset="customers")
    failed = import_file("a,b\n1,2\n", name="Broken_%.csv", dataset="customers")
    own = import_file("a,b\n1,2\n", name="own.csv")
    waiting = ImportJob.objects.get(pk=upload(FILE, name="waiting.csv", dataset="customers", force=True).json()["id"])
    imports = {"done": done, "failed": failed, "own": own, "waiting": waiting}
    for days, job in enumerate(imports.values(), start=1):
        Job.objects.filter(pk=job.pk).update(created_at=f"2024-01-0{days}T12:00:00Z")
    return imports


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["waiting", "own", "failed", "done"]),  # newest first
        ("status=completed", ["own", "done"]),
        ("status=completed&status=failed", ["own", "failed", "done"]),
        ("status=paused", []),
        ("dataset=customers", ["waiting", "failed", "done"]),
        ("dataset=own", ["own"]),
        ("dataset=CUSTOMERS", []),
        ("search=broken", ["failed"]),
        ("search=OWN", ["own"]),
        ("search=_%25.", ["failed"]),  # what is a wildcard to SQL is a character here
        ("search=_customers", []),
        ("search=custom", ["waiting", "failed", "done"]),
        ("created_after=2024-01-02T12:00:00Z", ["waiting", "own", "failed"]),
        ("created_before=2024-01-02T12:00:00Z", ["done"]),
        ("created_after=2024-01-02T00:00:00Z&created_before=2024-01-04T00:00:00Z", ["own", "failed"]),
        ("status=completed&dataset=customers&search=done", ["done"]),
    ],
)
def test_the_history_is_filtered(api, history, query, found):
    names = {str(job.pk): name for name, job in history.items()}
    listed = api.get(f"/api/imports/?{query}").json()["results"]
    assert [names[each["id"]] for each in listed] == found
    assert all(set(each) == FIELDS for each in listed)


@pytest.mark.parametrize(
    "query", ["status=done", "created_after=yesterday", "created_before=2024-13-01", "search=%00", "dataset=a%00"]
)
def test_a_filter_that_makes_no_sense_is_refused(api, history, query):
    response = api.get(f"/api/imports/?{query}")
    assert (response.status_code, list(response.json()["errors"])) == (400, [query.partition("=")[0]])


def test_the_history_comes_in_pages_that_new_imports_do_not_shift(api, history, upload):
    first = api.get("/api/imports/?limit=2").json()
    upload(FILE, dataset="customers", force=True)
    second = api.get(first["next"]).json()
    ids = [each["id"] for each in first["results"] + second["results"]]
    assert ids == [str(history[name].pk) for name in ("waiting", "own", "failed", "done")]
    assert second["next"] is None
    back = api.get(second["previous"]).json()
    assert [each["id"] for each in back["results"]] == ids[:2]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=-1", "limit=x", "limit=100000", "cursor=", "cursor=nonsense", "cursor=%00"]
)
def test_a_page_that_makes_no_sense_is_the_first_or_a_problem(api, history, query):
    response = api.get(f"/api/imports/?{query}")
    assert response.status_code in (200, 400, 404)
    if response.status_code == 200:
        assert len(response.json()["results"]) == 4


class TestIssues:
    def test_in_the_files_order(self, api, path):
        body = api.get(f"{path}issues/").json()
        assert (body["next"], body["previous"]) == (None, None)
        assert body["results"] == [
            {"row": 2, "line": 3, "column": "id", "code": "integer", "value": "x", "message": "This is not a whole number."},
            {"row": 2, "line": 3, "column": "email", "code": "email", "value": "no", "message": "This is not an email address."},
            {"row": 3, "line": 4, "column": "id", "code": "duplicate_in_file", "value": "1", "message": "Row 1 of the file has the same id."},
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("query", "rows"),
        [
            ("code=email", [2]),
            ("column=id", [2, 3]),
            ("code=integer&column=id", [2]),
            ("code=email&column=id", []),
            ("code=", [2, 2, 3]),
        ],
    )
    def test_filtered(self, api, path, query, rows):
        assert [each["row"] for each in api.get(f"{path}issues/?{query}").json()["results"]] == rows

    @pytest.mark.parametrize("query", ["code=%00", "column=a%00", "group=row"])
    def test_a_question_that_makes_no_sense_is_refused(self, api, path, query):
        response = api.get(f"{path}issues/?{query}")
        assert (response.status_code, list(response.json()["errors"])) == (400, [query.partition("=")[0]])

    def test_in_pages(self, import_file, api, customers):
        job = import_file(HEADER + "x,Ana,no,,\n" * 130, dataset="customers")
        address, seen = f"/api/imports/{job.pk}/issues/?limit=50", []
        while address:
            page = api.get(address).json()
            assert len(page["results"]) <= 50
            seen += [(each["row"], each["column"]) for each in page["results"]]
            address = page["next"]
        assert seen == [(row, column) for row in range(1, 131) for column in ("id", "email")]

    def test_counted_in_groups_with_the_first_few(self, import_file, api, customers):
        job = import_file(HEADER + "x,Ana,no,,\n" * 7 + "5,,,,\n" + "1,short\n" * 2, dataset="customers")
        groups = api.get(f"/api/imports/{job.pk}/issues/?group=code,column").json()["results"]
        assert [(each["code"], each["column"], each["count"]) for each in groups] == [
            ("email", "email", 7),
            ("integer", "id", 7),
            ("ragged", "", 2),
            ("required", "name", 1),
        ]
        assert [sample["row"] for sample in groups[0]["samples"]] == [1, 2, 3]
        assert groups[2]["samples"][0] == {
            "row": 9, "line": 10, "value": "1,short", "message": "This record has 2 cells; the header has 5.",
        }  # fmt: skip
        only = api.get(f"/api/imports/{job.pk}/issues/?group=code,column&code=ragged").json()["results"]
        assert [(each["code"], each["count"]) for each in only] == [("ragged", 2)]

    def test_a_long_value_is_shown_cut_and_an_odd_one_as_it_can_be(self, import_file, api, customers):
        content = HEADER.encode() + b"2," + b"y" * 5_000 + b",,,\n3,a\x00\xff,,,\n"
        job = import_file(content, dataset="customers", dialect={"encoding": "utf-8"})
        first, second = api.get(f"/api/imports/{job.pk}/issues/").json()["results"]
        assert (len(first["value"]), first["value"][-1]) == (1_000, "…")
        assert second["value"] == "a␀\\xff"

    def test_of_a_column_with_a_very_odd_name(self, import_file, api, customers):
        content = b"id," + b"\xff" * 300 + b"\n1,\n"
        label = ("\\xff" * 50)[:199] + "…"
        job = import_file(content, dataset="customers", dialect={"encoding": "utf-8"}, mapping={label: "name"})
        [issue] = api.get(f"/api/imports/{job.pk}/issues/").json()["results"]
        assert (issue["code"], issue["column"]) == ("required", label)


class TestCancelAndRetry:
    def test_a_cancelled_import_that_waits_is_ended_at_once(self, upload, api, run_jobs, customers):
        path = upload(FILE, dataset="customers").json()["links"]["self"]
        response = api.post(f"{path}cancel/")
        body = response.json()
        assert (response.status_code, body["status"], body["stage"]) == (202, "cancelled", "done")
        assert body["finished_at"]
        assert "Retry-After" not in response
        assert run_jobs() == []

    def test_a_cancelled_import_that_runs_is_asked(self, upload, api, run_jobs, customers, look_at_once):
        path = upload(FILE, dataset="customers").json()["links"]["self"]
        answers = []
        with before_batch(1, lambda _: answers.append(api.post(f"{path}cancel/"))):
            run_jobs()
        [response] = answers
        assert (response.status_code, response.json()["cancel_requested"]) == (202, True)
        assert response["Retry-After"] == "1"
        assert api.get(path).json()["cancel_requested"] is False

    @pytest.mark.parametrize("act", ["cancel", "retry"])
    def test_what_a_completed_import_cannot(self, api, path, act):
        response = api.post(f"{path}{act}/")
        assert (response.status_code, response.json()["code"]) == (409, "wrong_state")
        assert "completed" in response.json()["detail"]

    def test_what_a_waiting_import_cannot(self, upload, api, customers):
        path = upload(FILE, dataset="customers").json()["links"]["self"]
        assert api.post(f"{path}retry/").status_code == 409
        assert api.post(f"{path}cancel/").status_code == 202
        assert api.post(f"{path}cancel/").status_code == 409

    def test_a_retry_puts_it_back_in_the_line(self, import_file, api, run_jobs, customers):
        job = import_file("a,b\n1,2\n", dataset="customers")
        response = api.post(f"/api/imports/{job.pk}/retry/")
        body = response.json()
        assert (response.status_code, response["Retry-After"]) == (202, "1")
        assert (body["status"], body["failure"], body["error"], body["finished_at"]) == ("pending", None, "", None)
        assert [each["ended"] for each in run_jobs()] == ["failed"]

    def test_a_key_that_only_reads_may_not(self, path, workspace, user, client_for):
        reader = client_for(workspace, user, scopes=("read",))
        assert reader.get(path).status_code == 200
        assert [reader.post(f"{path}{act}/").status_code for act in ("cancel", "retry")] == [403, 403]


def test_the_original_comes_back_byte_for_byte(upload, api, workspace):
    content = b"\xff\xfeid\x00 anything\r\n" + bytes(range(256)) * 10_000
    body = upload(content, name="año.csv").json()
    response = api.get(body["links"]["original"])
    received = b"".join(response)
    assert received == content
    assert hashlib.sha256(received).hexdigest() == body["file"]["sha256"]
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")


def test_the_failure_of_a_crashed_import_is_told(upload, api, customers, settings):
    settings.JOB_MAX_CRASHES = 1
    path = upload(FILE, dataset="customers").json()["links"]["self"]
    lifecycle.claim("imports", worker="a worker that dies")
    factories.crash(Job.objects.get())
    body = api.get(path).json()
    assert (body["status"], body["failure"]["kind"], body["failure"]["code"]) == ("failed", "crashed", "quarantined")
