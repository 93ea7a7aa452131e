"""Mended records are merged into the import that they came from: under its load, by their own numbers."""

import pytest
from django.core.files.storage import default_storage

from docprocessor.imports.models import Edit

from .mending import FILE, HEADER, books, check_counts, edit, issues, mended, numbers, ranges, rejects

pytestmark = pytest.mark.django_db

WAYS = ["csv", "rows", "edits"]


@pytest.mark.parametrize("way", WAYS)
def test_mended_records_go_in_under_their_own_numbers(api, import_file, customers, merge, way):
    job = import_file(FILE, dataset="customers")
    assert books(job) == {"inserted": 3, "failed": 3}
    changes = {2: {"id": "2"}, 5: {"email": "eve@example.com", "amount": "1.50"}}
    if way == "csv":
        done, job = merge(job, content=mended(rejects(api, job), changes))
    elif way == "rows":
        done, job = merge(job, rows=[{"_row": row, **cells} for row, cells in changes.items()])
    else:
        edit(job, changes)
        done, job = merge(job, edits=True)
    assert (done.status, done.kind, done.title) == ("completed", "merge", "Merge into file.csv")
    assert done.result == {"merged": 2, "still_failed": 1, "left_out": 0, "not_rejected": 0}
    assert (done.progress_done, done.progress_total, done.progress_failed) == (2, 2, 0)
    assert books(job) == {"inserted": 5, "failed": 1}
    assert (job.status, job.progress_done, job.progress_failed) == ("completed", 6, 1)
    assert numbers(customers) == {1: 1, 2: 2, 3: 3, 5: 5, 6: 6}
    assert issues(job) == [(4, "email", "email")]
    check_counts(job)
    assert {edit.row: edit.cells for edit in job.patch.edits.all()} == changes
    assert not default_storage.exists(f"merges/{done.pk}")
    done, job = merge(job, rows=[{"_row": 4, "email": ""}])
    assert done.result == {"merged": 1, "still_failed": 0, "left_out": 0, "not_rejected": 0}
    assert (books(job), job.progress_failed) == ({"inserted": 6}, 0)
    assert list(job.issue_counts.all()) == []


def test_what_is_still_wrong_is_said_anew(import_file, customers, merge):
    job = import_file(FILE, dataset="customers")
    done, job = merge(
        job, rows=[{"_row": 2, "id": "1"}, {"_row": 4, "email": "", "joined": "2024-02-30"}, {"_row": 5, "email": ""}]
    )
    assert done.result == {"merged": 0, "still_failed": 3, "left_out": 0, "not_rejected": 0}
    assert (done.progress_done, done.progress_failed) == (3, 3)
    assert books(job) == {"inserted": 3, "failed": 3}
    assert issues(job) == [(2, "id", "duplicate_in_file"), (4, "joined", "date"), (5, "amount", "number")]
    check_counts(job)
    [issue] = job.issues.filter(row=2)
    assert (issue.message, issue.line, issue.value) == ("Row 1 of the file has the same id.", 3, "1")
    assert [edit.faults for edit in job.patch.edits.filter(row=5)] == [
        [{"column": "amount", "code": "number", "message": job.issues.get(row=5).message, "value": "abc"}]
    ]
    assert job.patch.edits.get(row=5).cells == {"email": ""}
    done, job = merge(job, rows=[{"_row": 5, "amount": "7"}])  # with what was edited before
    assert done.result["merged"] == 1
    assert issues(job) == [(2, "id", "duplicate_in_file"), (4, "joined", "date")]
    assert job.patch.edits.get(row=5).faults == []


def test_records_that_were_left_out_are_skipped(import_file, customers, merge):
    job = import_file(FILE, dataset="customers")
    edit(job, {2: None, 4: {"email": ""}, 5: None})
    done, job = merge(job, edits=True)
    assert done.result == {"merged": 1, "still_failed": 0, "left_out": 2, "not_rejected": 0}
    assert (done.progress_done, done.progress_total) == (3, 3)
    assert books(job) == {"inserted": 4, "skipped": 2}
    assert ranges(job) == {"skipped": [(2, 2), (5, 5)]}


def test_records_that_are_in_already_stay_as_they_are(api, import_file, customers, rows, merge):
    job = import_file(FILE, dataset="customers")
    done, job = merge(job, rows=[{"_row": 1, "name": "Zed"}, {"_row": 99, "name": "Zed"}, {"_row": 4, "email": ""}])
    assert done.result == {"merged": 1, "still_failed": 2, "left_out": 0, "not_rejected": 2}
    assert "Zed" not in str(rows(customers))
    assert [edit.row for edit in job.patch.edits.all()] == [4]


@pytest.mark.parametrize("file_format", ["csv", "csv-safe", "xlsx"])
def test_what_comes_back_as_it_was_given_out_is_no_edit(api, import_file, customers, merge, file_format):
    records = [
        b"x,Ana,,,",
        b"7, spaces ,,,2024-02-30",
        b'8,"say ""hi"", all",no,,',
        b'9,"two\r\nlines; and\na tab\t",no,,',
        "10,ñandú — “5 €”,no,,".encode(),
        b"11,caf\xe9 \xc3\xb1,,,",
        b"12,nul\x00,,,",
        b"13,short",
        b"14,long,,,,,",
        b"15,=1+1,no,,",
        b"16,_x0041_ <b>&amp;</b>,no,,",
        b"17,\x07bell,no,007,",
        b'18,"open,,,',
        b"19,'=quoted,no,,",
    ]
    content = HEADER.replace("joined", "joined,=note").encode() + b"1,Ana,,,,\n" + b",=2\n".join(records) + b"\n"
    job = import_file(content, dataset="customers")
    assert job.failed_rows == len(records)
    before = (issues(job), rejects(api, job))
    done, job = merge(job, content=rejects(api, job, file_format), name=f"rejects.{file_format.split('-')[0]}")
    assert done.failure is None
    assert done.result == {"merged": 0, "still_failed": len(records), "left_out": 0, "not_rejected": 0}
    assert list(Edit.objects.all()) == []
    assert (issues(job), rejects(api, job)) == before
