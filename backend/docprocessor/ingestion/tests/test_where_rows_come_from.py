"""A row of the dataset tells which record of which request it is."""

import pytest

from docprocessor.ingestion.models import RecordJob
from docprocessor.ingestion.tests.conftest import student

pytestmark = pytest.mark.django_db
HEADER = "student_id,first_name,last_name,email\n"


@pytest.fixture
def told(api):
    def ask(job, row):
        answer = api.get(f"/api/datasets/students/rows/{job.pk}/{row}/")
        assert answer.status_code == 200, answer.json()
        return answer.json()

    return ask


def test_the_record_as_it_was_sent(send, work, told, user):
    job = work(send([student(1), student(2, school=..., grade=None)]))
    found = told(job, 2)
    assert found["import"] is None
    source = found["job"]
    assert (source["id"], source["kind"], source["title"]) == (str(job.pk), "record_ingest", "2 student records")
    assert (source["status"], source["created_by"]) == ("completed", user.email)
    assert (found["row"], found["line"], found["earlier"]) == (2, None, [])
    assert [each["field"] for each in found["columns"]] == [
        "student_id",
        "first_name",
        "last_name",
        "email",
        "date_of_birth",
    ]
    assert found["cells"] == ["S00002", "Ana", "García", "ana2@example.com", "2012-03-14"]
    assert found["values"]["email"] == "ana2@example.com"


def test_a_row_that_another_has_changed_since(send, work, told):
    first, second = work(send([student(1)])), work(send([student(2), student(1, grade=12)]))
    assert told(first, 1)["values"] is None
    found = told(second, 2)
    assert (found["values"]["grade"], found["cells"][4]) == (12, "12")


def test_a_row_that_an_import_has_changed_since(send, work, told, import_file):
    job = work(send([student(1)]))
    imported = import_file(f"{HEADER}S00001,Eva,B,eva@example.com\n", dataset="students", mode="upsert")
    found = told(imported, 1)
    assert (found["import"]["id"], found["job"]) == (str(imported.pk), None)
    [earlier] = found["earlier"]
    assert (earlier["import"], earlier["job"]["id"], earlier["row"]) == (None, str(job.pk), 1)
    assert earlier["values"]["first_name"] == "Ana"


def test_records_that_are_no_longer_kept(send, work, told):
    job = work(send([student(1)]))
    RecordJob.objects.update(payload=None)
    found = told(job, 1)
    assert (found["cells"], found["columns"], found["values"]["student_id"]) == (None, [], "S00001")


@pytest.mark.parametrize("row", [0, 2])
def test_there_is_no_such_record(send, work, api, row):
    job = work(send([student(1)]))
    assert api.get(f"/api/datasets/students/rows/{job.pk}/{row}/").status_code == 404
