"""Records meet what is in the dataset, each other, and datasets that somebody else made."""

import pytest
from django.db import connection

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.services import dataset_create
from docprocessor.ingestion.students import DOCUMENT
from docprocessor.ingestion.tests.conftest import student
from docprocessor.jobs.models import Job

pytestmark = pytest.mark.django_db


def figures(**said):
    return {"dataset": "students", "inserted": 0, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0} | said


def test_a_record_changes_the_row_that_is_there(send, work, students):
    first = work(send([student(1), student(2), student(3)]))
    assert first.result == figures(inserted=3)
    second = work(send([student(2, grade=11, school=...), student(3), student(4), student(5, email="")]))
    assert second.result == figures(inserted=1, updated=1, unchanged=1, failed=1)
    found = {row[0]: row for row in students()}
    assert set(found) == {"S00001", "S00002", "S00003", "S00004"}
    assert found["S00002"][4:] == (11, found["S00001"][5], None)  # a field that is not there becomes empty


def test_of_records_with_one_id_the_last_stands(send, work, students):
    """In one batch and in two, whatever lies between; a faulty one does not count."""
    records = [student(1, grade=1), student(1, grade=2), student(1, grade=99)]
    records += [student(number) for number in range(2, 120)] + [student(1, grade=3)]
    job = work(send(records))
    assert job.result == figures(inserted=119, updated=1, skipped=1, failed=1)
    assert sum(value for name, value in job.result.items() if name != "dataset") == len(records)
    assert next(row for row in students() if row[0] == "S00001")[4] == 3


def test_the_dataset_is_one_of_those_that_people_see(send, work, api):
    work(send([student(1)]))
    dataset = api.get("/api/datasets/students/").json()
    assert (dataset["title"], dataset["row_count"], dataset["schema"]) == ("Students", 1, DOCUMENT)
    [row] = api.get("/api/datasets/students/rows/").json()["results"]
    assert (row["student_id"], row["_row"]) == ("S00001", 1)
    exported = api.get("/api/datasets/students/rows/?format=csv")
    assert b"S00001,Ana" in b"".join(exported)


@pytest.mark.parametrize(
    ("fields", "key", "reason"),
    [
        ([{"name": "a"}], "a", "its key is not student_id"),
        ([{"name": "student_id"}], "student_id", "it has no field first_name"),
        (
            [{"name": field["name"]} for field in DOCUMENT["fields"]],
            "student_id",
            "its field email is not of the type string email",
        ),
        (
            [*DOCUMENT["fields"], {"name": "room", "constraints": {"required": True}}],
            "student_id",
            "its field room is required, and records have none",
        ),
    ],
)
def test_a_dataset_of_that_name_that_is_another(workspace, send, work, status, students, fields, key, reason):
    dataset_create(workspace=workspace, slug="students", title="Mine", schema={"fields": fields, "primaryKey": [key]})
    job = work(send([student(1)]))
    assert job.status == "failed"
    assert (job.failure["kind"], job.failure["code"], job.failure["retryable"]) == ("input", "dataset_differs", False)
    assert reason in job.failure["message"]
    assert (status(job)["status"], status(job)["processed_records"]) == ("FAILED", 0)
    assert students() == []
    assert not Load.objects.exists()  # the dataset is not in use, and can be changed


def stricter(workspace, **rules) -> Dataset:
    fields = [
        {**field, "constraints": {**field.get("constraints", {}), **rules.get(field["name"], {})}}
        for field in DOCUMENT["fields"]
    ]
    fields.append({"name": "note"})
    schema = {"fields": fields, "primaryKey": ["student_id"]}
    return dataset_create(workspace=workspace, slug="students", title="Mine", schema=schema)


def test_stricter_rules_of_the_dataset_hold_as_well(workspace, put_in, students):
    stricter(workspace, school={"enum": ["Westside"]}, date_of_birth={"minimum": "2000-01-01"})
    records = [
        student(1),
        student(2, school="Eastside"),
        student(3, date_of_birth="1999-12-31"),
        student(4, email="nobody"),
    ]
    told = put_in(records)
    assert [(error["index"], error["field"]) for error in told["errors"]] == [
        (1, "school"),
        (2, "date_of_birth"),
        (3, "email"),
    ]
    assert [row[0] for row in students()] == ["S00001"]


def test_another_unique_field_refuses_a_record_and_no_other(workspace, send, work, status, students):
    stricter(workspace, email={"unique": True})
    records = [student(number) for number in range(1, 101)]
    records[40]["email"] = records[7]["email"]
    job = work(send(records))
    assert job.result == figures(inserted=99, failed=1)
    [error] = status(job)["errors"]
    assert (error["field"], error["message"]) == ("email", "Another row has this email.")
    assert error["index"] in (7, 40)
    assert len(students()) == 99


def test_a_value_that_somebody_gave_to_another_field_stays(workspace, send, work, students):
    dataset = stricter(workspace)
    work(send([student(1)]))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {dataset.namespace_name}.students SET note = 'kept'")
    work(send([student(1, grade=12)]))
    assert students()[0][4:] == (12, students()[0][5], "Westside", "kept")


def test_nothing_is_kept_beside_the_dataset(send, work, workspace):
    for grade in (1, 2):
        work(send([student(number, grade=grade) for number in range(1, 301)]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace(%s)",
                       [f"data_{workspace.slug}"])  # fmt: skip
        assert cursor.fetchall() == [("students",)]
    assert not Load.objects.filter(undo_deleted_at=None).exists()


def test_undoing_an_import_leaves_rows_that_records_have_changed_since(
    import_file, send, work, students, api, run_jobs
):
    work(send([student(9)]))
    header = "student_id,first_name,last_name,email,grade,date_of_birth,school\n"
    imported = import_file(header + "A,Ana,G,a@example.com,1,,\nB,Ben,H,b@example.com,1,,\n", dataset="students")
    work(send([student(1, student_id="B")]))
    assert api.post(f"/api/imports/{imported.pk}/undo/").status_code == 202
    run_jobs()
    assert Job.objects.get(kind="undo").result == {"removed": 1, "restored": 0, "kept": 0}
    assert sorted(row[0] for row in students()) == ["B", "S00009"]


def test_the_dataset_cannot_go_while_records_are_on_their_way(send, work, api, settings, monkeypatch):
    settings.EXTERNAL_CALL_SECONDS = 0.1
    answers = []

    def delete(*, key, records, pause):
        answers.append(api.delete("/api/datasets/students/"))

    monkeypatch.setattr("docprocessor.ingestion.external_call.simulated", delete)
    work(send([student(1)]))
    assert [answer.status_code for answer in answers] == [409]
    assert answers[0].json()["code"] == "dataset_busy"
    assert api.delete("/api/datasets/students/").status_code == 204
