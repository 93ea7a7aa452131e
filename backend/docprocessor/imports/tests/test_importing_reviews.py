"""An import of a review brings in what the file would hold if it had been edited by hand."""

import csv
import io

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from docprocessor.datasets.services import dataset_create
from docprocessor.imports.editing.edits import Asked, edit_records
from docprocessor.imports.models import Edit, ImportJob
from docprocessor.imports.tests.conftest import left_behind

LABELS = ["id", "name", "email", "amount", "joined"]
HEADER = "id,name,email,amount,joined\n"
FILE = HEADER + "1,Ana,,,\nx,Ben,no,,\n1,Cem,,,\n4,Dan,,,\n5,short\n6,Eva,bad,,\n"


@pytest.fixture
def review(import_file, customers):
    return import_file(FILE, dataset="customers", dry_run=True)


@pytest.fixture
def start(api, run_jobs):
    """Make an import of a review; returns it as it ends."""

    def post(review: ImportJob, **params) -> ImportJob:
        response = api.post("/api/imports/", {"review": str(review.pk), **params}, format="json")
        assert response.status_code == 202, response.json()
        run_jobs()
        return ImportJob.objects.get(pk=response.json()["id"])

    return post


@pytest.fixture
def refused(api):
    def post(review, **params):
        response = api.post("/api/imports/", {"review": str(review.pk), **params}, format="json")
        return response.status_code, response.json()

    return post


def books(job):
    return (job.total_rows, job.inserted_rows, job.updated_rows, job.skipped_rows, job.failed_rows)


def test_what_was_edited_goes_in(review, start, customers, rows):
    edit_records(review, [Asked(2, {"id": "2", "email": ""}), Asked(3, {"id": "3"}), Asked(6, {}, left_out=True)])
    job = start(review)
    assert (job.status, books(job)) == ("completed", (6, 4, 0, 1, 1))
    assert [row[:3] for row in rows(customers)] == [
        (1, "Ana", None), (2, "Ben", None), (3, "Cem", None), (4, "Dan", None),
    ]  # fmt: skip
    assert [issue.code for issue in job.issues.all()] == ["ragged"]
    assert job.params["dry_run"] is False
    assert (job.review_id, job.rerun_of_id, job.patch_id) == (review.pk, review.pk, job.review.patch_id)
    assert default_storage.open(job.file_key).read() == FILE.encode()  # as it was sent


def test_without_edits_it_is_the_file(review, start, import_file, customers, workspace):
    twin = dataset_create(workspace=workspace, title="Twin", schema=customers.schema)
    expected = left_behind(import_file(FILE, dataset=twin.slug), twin)
    assert left_behind(start(review), customers) == expected


def test_checked_again_with_its_edits(review, start, rows, customers):
    edit_records(review, [Asked(2, {"id": "1", "email": ""})])
    again = start(review, dry_run=True)
    assert (again.status, again.patch_id) == ("completed", ImportJob.objects.get(pk=review.pk).patch_id)
    assert [(issue.row, issue.code) for issue in again.issues.order_by("row")] == [
        (2, "duplicate_in_file"), (3, "duplicate_in_file"), (5, "ragged"), (6, "email"),
    ]  # fmt: skip
    assert rows(customers) == []
    job = start(again)
    assert (job.review_id, books(job)) == (again.pk, (6, 2, 0, 0, 4))


def test_a_mended_record_stands_in_its_place(review, start, customers):
    """Its number and its line are those that it has in the file."""
    whole = {"id": "5", "name": "Sho", "email": "", "amount": "", "joined": ""}
    edit_records(review, [Asked(5, whole), Asked(2, {"id": "2"})])
    job = start(review)
    assert [row["_row"] for row in left_behind(job, customers)["table"]] == [1, 4, 5]
    assert list(job.issues.filter(row=2).values_list("line", "column", "code", "value")) == [
        (3, "email", "email", "no")
    ]


def test_import_nothing_unless_all_are_valid(review, start, rows, customers):
    edit_records(review, [Asked(2, {"id": "2", "email": ""}), Asked(3, {}, left_out=True)])
    job = start(review, on_error="abort")
    assert (job.status, job.failure["code"], rows(customers)) == ("failed", "aborted", [])
    edit_records(review, [Asked(5, {}, left_out=True), Asked(6, {"email": ""})])
    job = start(review, on_error="abort")
    assert (job.status, books(job)) == ("completed", (6, 4, 0, 2, 0))


def test_max_errors_of_the_review_do_not_hinder_all_or_nothing(import_file, customers, start):
    review = import_file(HEADER + "1,Ana,,,\n", dataset="customers", dry_run=True, max_errors="5%")
    assert start(review, on_error="abort").status == "completed"


def test_a_review_is_imported_once(review, start, refused, customers):
    job = start(review)
    status, body = refused(review)
    assert (status, body["code"], body["earlier"]["id"]) == (409, "imported_already", str(job.pk))
    assert refused(start(review, dry_run=True))[1]["earlier"]["id"] == str(job.pk)  # of the same edits


def test_an_import_that_came_to_nothing_does_not_count(review, start, upload, api):
    failed = start(review, max_errors="0")
    assert failed.status == "failed"
    assert start(review).status == "completed"


@pytest.mark.parametrize("params", [{}, {"on_error": "abort", "dry_run": True}])
def test_the_same_bytes_are_refused_as_ever(review, import_file, refused, params):
    import_file(FILE, dataset="customers")
    status, body = refused(review, **params)
    assert (status, body.get("code")) == ((202, None) if params else (409, "already_imported"))
    assert refused(review, force=True)[0] == (202)


@pytest.mark.parametrize(
    ("params", "field"),
    [({"dialect": {"delimiter": ";"}}, "dialect"), ({"dataset": ""}, "dataset"), ({"mode": "replac"}, "mode"),
     ({"dataset": "nothing"}, "dataset"), ({"upload": "x"}, "review")],
)  # fmt: skip
def test_what_cannot_be_otherwise(review, refused, params, field):
    status, body = refused(review, **params)
    assert (status, list(body["errors"])) == (400, [field])


def test_only_a_dry_run_that_has_completed_is_a_review(import_file, upload, customers, refused, api):
    whole = import_file(FILE, dataset="customers")
    waits = ImportJob(pk=upload(FILE, dataset="customers", dry_run=True).json()["id"])
    assert [refused(job)[1]["code"] for job in (whole, waits)] == ["not_reviewed", "not_reviewed"]
    assert api.post("/api/imports/", {"review": str(customers.pk)}, format="json").status_code == 400
    assert api.post("/api/imports/", {"review": "x"}, format="json").status_code == 400


def test_a_file_that_is_gone_is_imported_no_more(review, refused):
    ImportJob.objects.filter(pk=review.pk).update(file_deleted_at=review.created_at)
    assert refused(review)[1]["code"] == "file_not_kept"


def test_nothing_is_edited_once_it_is_in(review, start, api):
    edit_records(review, [Asked(2, {"id": "2", "email": ""})])
    start(review)
    summary = api.get(f"/api/imports/{review.pk}/edits/").json()
    assert (summary["can_edit"], summary["reason"]) == (
        False, "This file has been imported as it was reviewed: file.csv.",
    )  # fmt: skip


def test_a_dry_run_without_a_dataset_makes_what_was_looked_through(import_file, workspace, start, rows):
    review = import_file("a,b\n1,x\n2\n", dry_run=True)
    edit_records(review, [Asked(2, {"a": "7", "b": "y"})])
    job = start(review)
    assert (job.status, rows(job.dataset)) == ("completed", [(1, "x"), (7, "y")])
    assert job.dataset.schema == review.inferred["schema"]


def test_an_import_that_is_run_again_keeps_the_edits_for_itself(review, start, api, run_jobs, customers):
    edit_records(review, [Asked(2, {"id": "2", "email": ""}), Asked(6, {}, left_out=True)])
    first = start(review)
    again = api.post(f"/api/jobs/{first.pk}/again/", {"params": {"force": True, "mode": "upsert"}}, format="json")
    run_jobs()
    job = ImportJob.objects.get(pk=again.json()["id"])
    assert (job.unchanged_rows, job.skipped_rows) == (first.inserted_rows, 1)
    assert job.patch_id != first.patch_id
    assert Edit.objects.filter(patch=job.patch_id).count() == 2
    otherwise = {"force": True, "dialect": {"delimiter": ","}}
    other = api.post(f"/api/jobs/{first.pk}/again/", {"params": otherwise}, format="json")
    assert ImportJob.objects.get(pk=other.json()["id"]).patch_id is None  # its records may be others


# --- A patch is the same as editing the file --------------------------------------------------------

CELLS = st.sampled_from(["", "1", "2", "3", "17", "x", "Ana", "a@b.c", "2024-01-31", "1.5", 'é\n"q", ,\t\\', "  "])
SURE = {"delimiter": ",", "footer": 0, "header_row": 1}
RECORDS = st.lists(
    st.one_of(
        st.lists(CELLS, min_size=5, max_size=5),
        st.lists(CELLS, min_size=2, max_size=6),
    ),
    min_size=1,
    max_size=30,
)
EDITS = st.dictionaries(
    st.integers(1, 30),
    st.one_of(
        st.just("left out"),
        st.dictionaries(st.sampled_from(LABELS), CELLS, min_size=1),
        st.fixed_dictionaries(dict.fromkeys(LABELS, CELLS)),
    ),
    max_size=12,
)


def as_csv(records):
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL)
    writer.writerows([LABELS, *records])
    return held.getvalue()


def edited_by_hand(records, edits):
    edited = []
    for row, record in enumerate(records, start=1):
        edit = edits.get(row, {})
        if edit != "left out":
            cells = dict(zip(LABELS, record, strict=False)) | edit
            edited.append([cells[label] for label in LABELS] if edit else record)
    return edited


WAYS = [{}, {"duplicates": "last_wins"}, {"mode": "upsert", "duplicates": "skip"}]


@given(records=RECORDS, edits=EDITS, way=st.sampled_from(WAYS))
@settings(max_examples=30, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
def test_as_if_the_file_had_been_edited(workspace, customers, import_file, start, rows, records, edits, way):
    edits = {row: edit for row, edit in edits.items() if row <= len(records) and mends(records[row - 1], edit)}
    left = [row for row in range(1, len(records) + 1) if edits.get(row) != "left out"]
    with transaction.atomic():
        by_patch, by_hand = (
            dataset_create(workspace=workspace, title=title, schema=customers.schema)
            for title in ("By patch", "By hand")
        )
        review = import_file(as_csv(records), dataset=by_patch.slug, dry_run=True, dialect=SURE, **way)
        if edits:
            edit_records(review, [asked(row, edit) for row, edit in edits.items()])
        patched = start(review)
        if left:
            expected = import_file(as_csv(edited_by_hand(records, edits)), dataset=by_hand.slug, dialect=SURE, **way)
            assert faults(patched) == [(left[row - 1], *fault) for row, *fault in faults(expected)]
            assert patched.skipped_rows - (len(records) - len(left)) == expected.skipped_rows
        assert rows(by_patch) == rows(by_hand)
        transaction.set_rollback(True)


def mends(record, edit):
    return edit == "left out" or len(record) == len(LABELS) or len(edit) == len(LABELS)


def asked(row, edit):
    return Asked(row, {}, left_out=True) if edit == "left out" else Asked(row, dict(edit))


def faults(job):
    return list(job.issues.order_by("row", "place").values_list("row", "column", "code", "value"))
