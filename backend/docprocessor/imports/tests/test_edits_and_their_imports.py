"""Edits live beside several imports: who has seen which, who may change them when, and what goes with what."""

import threading

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models.functions import Now

from docprocessor.imports import retention
from docprocessor.imports.editing.edit_summary import edit_summary
from docprocessor.imports.editing.edits import Asked, edit_records, editing, take_back
from docprocessor.imports.editing.group_edits import FaultKind, leave_out_alike, set_alike
from docprocessor.imports.lookup.record_pages import records_shown, standing_faults
from docprocessor.imports.models import Edit, ImportJob, Landmark, Patch
from docprocessor.jobs.retention import Amount, apply
from docprocessor.lib.problems import AppError

pytestmark = pytest.mark.usefixtures("committed")

HEADER = "id,name,email,amount,joined\n"
FILE = HEADER + "1,Ana,,,\nx,Ben,no,,\n1,Cem,,,\n4,Dan,,,\n5,short\n6,Eva,bad,,\n"


@pytest.fixture
def review(import_file, customers):
    return import_file(FILE, dataset="customers", dry_run=True)


@pytest.fixture
def submit(api):
    def post(review, **params):
        response = api.post("/api/imports/", {"review": str(review.pk), **params}, format="json")
        assert response.status_code == 202, response.json()
        return fresh(response.json()["id"])

    return post


@pytest.fixture
def start(submit, run_jobs):
    def post(review, **params):
        job = submit(review, **params)
        run_jobs()
        return fresh(job.pk)

    return post


def fresh(pk):
    return ImportJob.objects.select_related("dataset", "workspace", "patch").get(pk=pk)


def numbers(job):
    summary = edit_summary(fresh(job.pk))
    return tuple(summary[name] for name in ("edited", "left_out", "mended", "failed", "open"))


def open_groups(job):
    return {
        (each["code"], each["column"]): each["open"] for each in edit_summary(fresh(job.pk))["groups"] if each["open"]
    }


def test_a_check_has_seen_the_edits_before_it(review, start):
    edit_records(review, [Asked(2, {"id": "1", "email": ""}), Asked(6, {}, left_out=True)])
    assert numbers(review) == (1, 1, 1, 4, 2)
    again = start(review, dry_run=True)
    assert numbers(again) == (1, 1, 0, 3, 3)
    assert [fault["code"] for fault in standing_faults(again, [2])[2]] == ["duplicate_in_file"]
    edit_records(again, [Asked(2, {"id": "2"})])
    assert numbers(again) == (1, 1, 1, 3, 2)
    assert ("duplicate_in_file", "id") in open_groups(again)  # of the other record
    edit_records(again, [Asked(6, {}, left_out=False)])
    assert numbers(again) == (1, 0, 1, 3, 3)
    assert open_groups(again)[("email", "email")] == 1


def test_what_is_taken_back_after_a_check_is_as_in_the_file(review, start):
    edit_records(review, [Asked(2, {"id": "2", "email": ""}), Asked(6, {"email": ""}), Asked(4, {}, left_out=True)])
    again = start(review, dry_run=True)
    assert numbers(again) == (2, 1, 0, 2, 2)
    edit_records(again, [Asked(2, {"id": None, "email": None})])
    (record,) = records_shown(fresh(again.pk), [2])
    assert (record["edited"], [fault["column"] for fault in record["faults"]]) == ({}, ["id", "email"])
    assert numbers(again) == (1, 1, 0, 2, 3)
    take_back(again)
    assert numbers(again) == (0, 0, 0, 2, 4)
    assert open_groups(again)[("email", "email")] == 2
    assert start(again).failed_rows == 4


def test_many_at_once_after_a_check(review, start):
    leave_out_alike(review, FaultKind("email", "email"), left_out=True)
    again = start(review, dry_run=True)
    assert (again.skipped_rows, numbers(again)) == (2, (0, 2, 0, 2, 2))
    assert leave_out_alike(again, FaultKind("email", "email"), left_out=False) == 2
    assert numbers(again) == (0, 0, 0, 2, 4)
    assert set_alike(again, FaultKind("email", "email"), "") == 2
    assert open_groups(again) == {("duplicate_in_file", "id"): 1, ("integer", "id"): 1, ("ragged", ""): 1}


def test_what_is_edited_while_a_check_runs_is_refused(review, submit, run_jobs):
    edit_records(review, [Asked(4, {"name": "Don"})])
    submit(review, dry_run=True)
    with pytest.raises(AppError, match="being checked at this moment"):
        edit_records(review, [Asked(4, {"name": "Den"})])
    run_jobs()
    edit_records(review, [Asked(4, {"name": "Den"})])


def test_of_an_import_the_failed_records_are_edited_with_what_was_edited_before(review, start):
    edit_records(review, [Asked(2, {"id": "2"}), Asked(4, {"name": "Don"})])
    job = start(review)
    assert numbers(job) == (1, 0, 0, 4, 4)  # of those that are not in
    edit_records(job, [Asked(2, {"email": "ben@example.com"})])
    assert Edit.objects.get(row=2).cells == {"id": "2", "email": "ben@example.com"}
    assert numbers(job) == (1, 0, 1, 4, 3)
    take_back(job)
    assert Edit.objects.get(row=2).cells == {}
    assert Edit.objects.get(row=4).cells == {"name": "Don"}  # it is in
    assert numbers(job) == (0, 0, 0, 4, 4)
    assert [fault["column"] for fault in standing_faults(job, [2])[2]] == ["id", "email"]


def test_two_who_edit_one_record_lose_nothing(review):
    """The second waits for the first, and sees what it did."""
    inside, done = threading.Event(), []

    def other():
        inside.wait(10)
        edit_records(review, [Asked(2, {"email": "ben@example.com"})])
        done.append(True)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        edit_records(review, [Asked(2, {"id": "2"})])
        inside.set()
        thread.join(0.5)
        assert not done
    thread.join(10)
    assert done
    edit = Edit.objects.get(row=2)
    assert (edit.cells, edit.faults) == ({"id": "2", "email": "ben@example.com"}, [])


def test_an_import_waits_for_an_edit_and_has_it(review, start, submit, run_jobs):
    inside = threading.Event()
    made = []

    def other():
        inside.wait(10)
        made.append(submit(review))
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    with editing(review) as held:
        inside.set()
        thread.join(0.5)
        assert not made
        Edit.objects.create(patch=held.patch, row=1, left_out=True)
    thread.join(10)
    run_jobs()
    assert fresh(made[0].pk).skipped_rows == 1


def test_who_looks_at_an_import_sees_its_edits_at_once(review, api, start):
    """However shortly before it was looked at."""

    def shown(job):
        body = api.get(f"/api/imports/{job.pk}/").json()
        return body["edited_rows"], body["review"], body["imported_as"]

    assert shown(review) == (0, None, None)
    edit_records(review, [Asked(4, {"name": "Don"}), Asked(3, {}, left_out=True)])
    assert shown(review) == (1, None, None)
    again = start(review, dry_run=True)
    assert shown(again) == (1, str(review.pk), None)
    job = start(again)
    assert shown(job) == (1, str(again.pk), None)
    assert shown(again) == (1, str(review.pk), str(job.pk))
    assert shown(review) == (1, None, str(job.pk))  # of the same edits
    listed = {each["id"]: each["imported_as"] for each in api.get("/api/imports/").json()["results"]}
    assert listed == {str(job.pk): None, str(again.pk): str(job.pk), str(review.pk): str(job.pk)}


def test_a_list_of_imports_asks_no_more_for_more(review, import_file, api, django_assert_max_num_queries):
    for number in range(4):
        import_file(HEADER + f"{number},Ana,,,\n", dataset="customers", dry_run=True)
    with django_assert_max_num_queries(8):
        assert len(api.get("/api/imports/").json()["results"]) == 5


def test_edits_go_with_their_last_import(review, start):
    edit_records(review, [Asked(4, {"name": "Don"})])
    job = start(review)
    ImportJob.objects.get(pk=review.pk).delete()
    assert apply(retention.StrayPatches()) == Amount(0)
    assert Landmark.objects.filter(job=job).exists()
    job.delete()
    assert retention.StrayPatches().count() == Amount(1)
    assert apply(retention.StrayPatches()) == Amount(1)
    assert not Patch.objects.exists()
    assert not Edit.objects.exists()


def test_the_copy_of_its_records_goes_with_a_file(import_file, customers, settings):
    job = import_file(FILE.encode("utf-16"), dataset="customers", dry_run=True)
    folder = job.file_key.rpartition("/")[0]
    assert len(default_storage.listdir(folder)[1]) == 2
    settings.KEEP_FILES_DAYS = 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET finished_at = now() - interval '2 days'")
    assert apply(retention.Files()).items == 1
    assert not default_storage.exists(folder)
    assert ImportJob.objects.filter(file_deleted_at__lte=Now()).exists()
