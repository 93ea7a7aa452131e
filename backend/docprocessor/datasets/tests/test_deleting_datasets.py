"""Deleting a dataset takes its rows with it, and waits for nobody's rows to be lost."""

import threading

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.services import dataset_delete
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests.workers import wait_until
from docprocessor.lib.problems import AppError
from docprocessor.lib.tests.blocking import somebody_waits


def table_exists(slug):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"data_acme.{slug}"])
        return cursor.fetchone()[0]


def test_the_table_goes_and_the_history_stays(api, customers, import_file):
    job = import_file("id,name\n1,Ana\n", dataset="customers")
    assert api.delete("/api/datasets/customers/").status_code == 204
    assert not table_exists("customers")
    assert not Dataset.objects.exists()
    assert api.get("/api/datasets/customers/").status_code == 404
    after = api.get(f"/api/imports/{job.pk}/").json()
    assert (after["dataset"], after["status"], after["inserted_rows"]) == ("customers", "completed", 1)
    assert after["links"]["dataset"] is None


def test_the_slug_is_free_again(api, customers):
    api.delete("/api/datasets/customers/")
    schema = {"fields": [{"name": "other"}]}
    assert api.post("/api/datasets/", {"slug": "customers", "title": "t", "schema": schema}).status_code == 201
    assert api.get("/api/datasets/customers/rows/").json() == {"next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    ("state", "busy"),
    [
        ({"status": "pending"}, True),
        ({"status": "processing", "lease_until": Now()}, True),
        ({"status": "paused"}, True),
        ({"status": "completed", "finished_at": Now()}, False),
        ({"status": "failed", "finished_at": Now(), "failure": {}}, False),
        ({"status": "cancelled", "finished_at": Now()}, False),
    ],
)
def test_it_is_refused_while_a_job_is_loading(api, customers, make_load, state, busy):
    make_load(customers, **state)
    response = api.delete("/api/datasets/customers/")
    assert response.status_code == (409 if busy else 204)
    assert table_exists("customers") == busy
    if busy:
        assert response.json()["code"] == "dataset_busy"


def test_a_load_that_begins_meanwhile_is_seen(committed, customers, at_once):
    """The load is not committed yet when the deletion looks: it has to wait for it."""
    job = Job.objects.create(workspace=customers.workspace, kind="csv_import", queue="imports")
    begun, asked = threading.Event(), threading.Event()

    def load():
        with transaction.atomic():
            Load.objects.create(dataset=customers, job=job)
            connection.check_constraints()  # as at the commit, which locks the dataset's row
            begun.set()
            asked.wait(30)
            wait_until(somebody_waits)

    def delete():
        begun.wait(30)
        asked.set()
        dataset_delete(Dataset.objects.get(pk=customers.pk))

    loaded, deleted = at_once(load, delete)
    assert loaded is None
    assert isinstance(deleted, AppError)
    assert deleted.code == "dataset_busy"
    assert table_exists("customers")
