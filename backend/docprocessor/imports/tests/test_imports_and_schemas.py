"""A schema changes between imports, never under one: what came before can still be undone, or says why not."""

import json
import threading

import pytest
from django.db import connection, transaction
from django.db.models import F

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.services import dataset_hold
from docprocessor.datasets.tests.feeding import tables
from docprocessor.imports.loading import settling
from docprocessor.imports.models import ImportJob, RememberedMapping
from docprocessor.jobs import worker
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests.workers import wait_until
from docprocessor.lib.tests.blocking import somebody_waits

FIELDS = [{"name": "id", "type": "integer"}, {"name": "name"}, {"name": "age"}]


@pytest.fixture
def people(make_dataset):
    return make_dataset(*FIELDS, slug="people", primaryKey="id")


@pytest.fixture
def ask(api):
    """Ask for a change of the schema; returns the answer."""

    def post(*fields, **table):
        body = {"schema": {"fields": list(fields), "primaryKey": "id", **table.pop("table", {})}, **table}
        return api.post("/api/datasets/people/schema/", body)

    return post


@pytest.fixture
def change(api, ask, run_jobs):
    def run(*fields, **table):
        answer = ask(*fields, **table)
        assert answer.status_code == 202, answer.json()
        run_jobs()
        job = api.get(answer.headers["Location"]).json()
        assert (job["status"], job["failure"]) == ("completed", None)
        return job["result"]

    return run


@pytest.fixture
def undo(api, run_jobs):
    def run(job):
        answer = api.post(f"/api/imports/{job.pk}/undo/")
        if answer.status_code != 202:
            return answer.json()["code"]
        run_jobs()
        done = Job.objects.get(pk=answer.json()["id"])
        assert (done.status, done.failure) == ("completed", None)
        return done.result

    return run


def contents(order="id"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) - '_load' - '_row' FROM data_acme.people AS t ORDER BY {order}")
        return [json.loads(row) for (row,) in cursor.fetchall()]


# --- Undoing what came before ---------------------------------------------------------------------


def test_updates_are_undone_in_the_new_types(people, import_file, change, undo):
    import_file("id,name,age\n1,Ana,30\n2,Ben,41\n", dataset="people")
    second = import_file("id,age\n1,31\n", dataset="people", mode="upsert")
    result = change(FIELDS[0], {"name": "age", "type": "integer"}, {"name": "city"})
    assert result["changes"] == [
        "The field city (string) is added.",
        "The field name is removed, with 2 values in it.",
        "The type of age changes from string to integer.",
    ]
    assert undo(second) == {"removed": 0, "restored": 1, "kept": 0}
    assert contents() == [{"id": 1, "age": 30, "city": None}, {"id": 2, "age": 41, "city": None}]


def test_a_replaced_table_returns_in_the_new_types(people, import_file, change, undo):
    import_file("id,name,age\n1,Ana,30\n", dataset="people")
    second = import_file("id,name,age\n1,Zoe,3\n2,Yan,4\n", dataset="people", mode="replace")
    change(FIELDS[0], FIELDS[1], {"name": "age", "type": "integer", "constraints": {"unique": True}})
    assert undo(second) == {"removed": 2, "restored": 1, "kept": 0}
    assert contents() == [{"id": 1, "name": "Ana", "age": 30}]
    assert import_file("id,age\n2,30\n", dataset="people").failed_rows == 1


@pytest.mark.parametrize(
    ("fields", "table"),
    [
        ((*FIELDS[:2], {"name": "age", "type": "integer"}), {}),  # an old age is none
        (FIELDS, {"primaryKey": ["id", "name"]}),  # whose image is whose?
    ],
)
def test_what_does_not_fit_is_deleted_and_said_first(people, import_file, change, undo, fields, table):
    first = import_file("id,name,age\n1,Ana,thirty\n2,Ben,41\n", dataset="people")
    second = import_file("id,age\n1,31\n", dataset="people", mode="upsert")
    sentence = "1 earlier import can no longer be undone: the rows as they were before do not fit the new schema."
    assert sentence in change(*fields, table=table, check_only=True)["changes"]
    assert Load.objects.filter(undo_deleted_at=None).count() == 2
    assert sentence in change(*fields, table=table)["changes"]
    assert tables() == ["people"]
    assert undo(second) == "undo_expired"
    assert undo(first) == {"removed": 1, "restored": 0, "kept": 0}


def test_a_replaced_table_that_does_not_fit_is_deleted(people, import_file, change, undo):
    import_file("id,name,age\n1,Ana,thirty\n", dataset="people")
    second = import_file("id,name,age\n1,Zoe,3\n", dataset="people", mode="replace")
    change(*FIELDS[:2], {"name": "age", "type": "integer"})
    assert undo(second) == "undo_expired"


def test_what_only_words_change_is_undone_as_ever(people, import_file, change, undo):
    import_file("id,name\n1,Ana\n", dataset="people")
    second = import_file("id,name\n1,Anna\n", dataset="people", mode="upsert")
    change(FIELDS[0], {**FIELDS[1], "title": "Name"}, FIELDS[2])
    assert undo(second) == {"removed": 0, "restored": 1, "kept": 0}


# --- Imports at the same time ---------------------------------------------------------------------


def test_it_is_refused_while_an_import_loads(people, upload, ask, run_jobs, make_load, api):
    load = make_load(people)
    answer = ask(*FIELDS[:2])
    assert (answer.status_code, answer.json()["code"]) == (409, "dataset_busy")
    checked = ask(*FIELDS[:2], check_only=True)
    assert checked.status_code == 202  # a look holds nobody up
    run_jobs()
    assert api.get(checked.headers["Location"]).json()["status"] == "completed"
    load.job.delete()
    assert ask(*FIELDS[:2]).status_code == 202


def test_an_import_that_has_begun_meanwhile_goes_first(people, ask, make_load, api):
    """The change was accepted; when its turn comes, it waits."""
    answer = ask(*FIELDS[:2])
    make_load(people)
    worker.run_next("default")
    job = api.get(answer.headers["Location"]).json()
    assert (job["status"], job["failure"]["code"]) == ("pending", "dataset_busy")
    assert [field.name for field in Dataset.objects.get().table_schema.fields] == ["id", "name", "age"]


def test_a_file_that_was_looked_at_for_the_old_schema_is_looked_at_again(people, upload, change, monkeypatch, run_jobs):
    """The schema changes while the records of a file are counted."""
    map_columns, changed = settling.map_columns, []

    def and_change(*args, **more):
        found = map_columns(*args, **more)
        if not changed:
            changed.append(True)
            fields = [*FIELDS[:2], {"name": "age", "constraints": {"required": True}}]
            Dataset.objects.update(
                schema={"fields": fields, "primaryKey": "id"}, updated_at=F("updated_at"), schema_changed_at=None
            )
        return found

    monkeypatch.setattr(settling, "map_columns", and_change)
    job = upload("id,name\n1,Ana\n", dataset="people").json()["id"]
    worker.run_next("imports")
    found = ImportJob.objects.get(pk=job)
    assert (found.status, found.failure["code"]) == ("pending", "schema_changed")
    ImportJob.objects.update(run_after=None)
    run_jobs()
    found.refresh_from_db()
    assert (found.status, found.failure["code"]) == ("failed", "missing_columns")


def test_an_import_that_began_before_does_not_go_on(people, import_file, change, api):
    job = import_file("id,name\n1,Ana\nx,Ben\n", dataset="people", on_error="abort", mode="replace")
    assert job.status == "failed"
    change(FIELDS[0], {**FIELDS[1], "title": "Name"}, FIELDS[2])
    assert api.post(f"/api/imports/{job.pk}/retry/").status_code == 202  # words are nothing to it
    api.post(f"/api/imports/{job.pk}/cancel/")
    said = "1 import that failed, or that somebody cancelled, can no longer be tried again."
    assert said in change(*FIELDS[:2])["changes"]
    assert said not in change(FIELDS[0])["changes"]  # it has been said
    answer = api.post(f"/api/imports/{job.pk}/retry/")
    assert (answer.status_code, answer.json()["code"]) == (409, "schema_changed")
    assert tables() == ["people"]


def test_who_begins_to_work_on_the_rows_at_the_same_moment_is_seen(committed, people, make_load, at_once, api):
    """Somebody holds the dataset, and has not said yet why."""
    load = make_load(people, status="failed", failure={}, finished_at=people.created_at)
    begun, asked = threading.Event(), threading.Event()
    answers = []

    def retry():
        with transaction.atomic():
            dataset_hold(people)
            Job.objects.filter(pk=load.job_id).update(status="pending", finished_at=None)
            begun.set()
            asked.wait(30)

    def change():
        begun.wait(30)
        body = {"schema": {"fields": FIELDS[:2], "primaryKey": "id"}}
        answers.append(api.post("/api/datasets/people/schema/", body))
        worker.run_next("default")
        answers.append(api.get(answers[0].headers["Location"]).json())
        asked.set()

    assert at_once(retry, change) == [None, None]
    assert (answers[1]["status"], answers[1]["failure"]["code"]) == ("pending", "dataset_busy")
    assert [field.name for field in Dataset.objects.get().table_schema.fields] == ["id", "name", "age"]


def test_readers_are_waited_for(committed, people, import_file, at_once, api, monkeypatch):
    """Somebody downloads the rows; the change comes after."""
    monkeypatch.setattr("docprocessor.datasets.storage.table_locks.SWAP_WAITS", "50ms")
    import_file("id,name\n1,Ana\n", dataset="people")
    reading = threading.Event()
    answers = []

    def read():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM data_acme.people")
            reading.set()
            wait_until(somebody_waits)
            cursor.execute("SELECT age FROM data_acme.people")

    def change():
        reading.wait(30)
        body = {"schema": {"fields": FIELDS[:2], "primaryKey": "id"}}
        answer = api.post("/api/datasets/people/schema/", body)
        worker.run_next("default")
        answers.append(api.get(answer.headers["Location"]).json())

    assert at_once(read, change) == [None, None]
    assert answers[0]["result"]["applied"]


def test_who_reads_on_and_on_is_not_cut_off(committed, people, at_once, api, monkeypatch):
    monkeypatch.setattr("docprocessor.datasets.storage.table_locks.SWAP_WAITS", "20ms")
    reading, tried = threading.Event(), threading.Event()
    answers = []

    def read():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM data_acme.people")
            reading.set()
            tried.wait(30)

    def change():
        reading.wait(30)
        body = {"schema": {"fields": FIELDS[:2], "primaryKey": "id"}}
        answer = api.post("/api/datasets/people/schema/", body)
        worker.run_next("default")
        answers.append(api.get(answer.headers["Location"]).json())
        tried.set()

    assert at_once(read, change) == [None, None]
    assert (answers[0]["status"], answers[0]["failure"]["code"]) == ("pending", "dataset_in_use")


# --- What names a field that has gone -------------------------------------------------------------


def test_a_mapping_that_names_a_field_that_has_gone_says_so(people, upload, import_file, change, run_jobs):
    mapping = {"who": "name", "years": "age"}
    import_file("id,who,years\n1,Ana,30\n", dataset="people", mapping=mapping, remember=True)
    assert RememberedMapping.objects.count() == 1
    change(*FIELDS[:2])
    job = import_file("id,who,years\n2,Ben,41\n", dataset="people", mapping=mapping)
    assert job.failure["message"] == "The mapping names a field 'age' that the dataset does not have."
    assert RememberedMapping.objects.count() == 1


def test_undoing_waits_until_a_change_is_over(committed, people, import_file, at_once, run_jobs, api):
    """An undo that has been claimed reads the schema when nobody is changing it."""
    import_file("id,name,age\n1,Ana,30\n", dataset="people")
    second = import_file("id,age\n1,31\n", dataset="people", mode="upsert")
    assert api.post(f"/api/imports/{second.pk}/undo/").status_code == 202
    changing = threading.Event()

    def change():
        with transaction.atomic(), connection.cursor() as cursor:
            held = dataset_hold(people)
            changing.set()
            wait_until(somebody_waits)
            for table in ("people", "_before_people"):
                cursor.execute(f"ALTER TABLE data_acme.{table} DROP COLUMN name")
            held.schema = {"fields": [FIELDS[0], FIELDS[2]], "primaryKey": "id"}
            held.save()

    def undo():
        changing.wait(30)
        return worker.run_next("default")

    changed, _ = at_once(change, undo)
    assert changed is None
    assert Job.objects.get(kind="undo").result == {"removed": 0, "restored": 1, "kept": 0}
    assert contents() == [{"id": 1, "age": "30"}]
