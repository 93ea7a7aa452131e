"""A row tells which record of which file it is, what was edited in it, and what it was before."""

import pytest
from django.db import connection
from django.db.models.functions import Now

from docprocessor.datasets.models import Load
from docprocessor.imports.files import delete_file
from docprocessor.imports.models import Edit, ImportJob, Patch
from docprocessor.jobs.models import Job

NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def told(api):
    def ask(job, row, slug="customers"):
        answer = api.get(f"/api/datasets/{slug}/rows/{job.pk}/{row}/")
        assert answer.status_code == 200, answer.json()
        return answer.json()

    return ask


def test_the_line_and_the_cells_of_its_file(api, customers, import_file, told):
    job = import_file('id,Name,extra\n1,"Ana\nMaria",x\n2,Ben,y\n', dataset="customers", name="people.csv")
    found = told(job, 2)
    listed = api.get(f"/api/imports/{job.pk}/").json()
    same = ("id", "created_at", "created_by", "mode", "status", "links")
    assert found.pop("import") == {"title": "people.csv", **{name: listed[name] for name in same}}
    assert found == {
        "job": None,
        "row": 2,
        "line": 4,
        "columns": [
            {"label": "id", "field": "id"},
            {"label": "Name", "field": "name"},
            {"label": "extra", "field": None},
        ],
        "cells": ["2", "Ben", "y"],
        "edited": {},
        "values": {"id": 2, "name": "Ben", "email": None, "amount": None, "joined": None},
        "earlier": [],
    }


def test_what_it_was_before_the_latest_first(customers, import_file, told):
    first = import_file("id,name,amount\n1,Ana,1.50\n", dataset="customers")
    second = import_file("id,name\n9,Zoe\n1,Anna\n", dataset="customers", mode="upsert")
    third = import_file("id,name\n1,Anne\n", dataset="customers", mode="update")
    found = told(third, 1)
    assert found["values"]["name"] == "Anne"
    versions = [(each["import"]["id"], each["row"], each["values"]["name"]) for each in found["earlier"]]
    assert versions == [(str(second.pk), 2, "Anna"), (str(first.pk), 1, "Ana")]
    assert found["earlier"][0]["values"]["amount"] == "1.50"
    # Of a record whose row others have changed since, only the file is told.
    found = told(first, 1)
    assert (found["cells"], found["values"], found["earlier"]) == (["1", "Ana", "1.50"], None, [])


def test_an_earlier_version_whose_import_has_been_deleted(customers, import_file, told):
    first = import_file("id,name\n1,Ana\n", dataset="customers")
    second = import_file("id,name\n1,Anna\n", dataset="customers", mode="upsert")
    Job.objects.filter(pk=first.pk).delete()
    [earlier] = told(second, 1)["earlier"]
    assert (earlier["import"], earlier["values"]["name"]) == (None, "Ana")


def test_what_was_edited(customers, import_file, told):
    job = import_file("id,name\n1,Ana\n", dataset="customers")
    patch = Patch.objects.create(workspace=job.workspace, reading=job.reading)
    Edit.objects.create(patch=patch, row=1, cells={"name": "Anna"})
    ImportJob.objects.filter(pk=job.pk).update(patch=patch)
    found = told(job, 1)
    assert (found["cells"], found["edited"]) == (["1", "Anna"], {"name": "Ana"})


def test_a_file_that_is_no_longer_kept(customers, import_file, told):
    job = import_file("id,name\n1,Ana\n", dataset="customers")
    delete_file(job.file_key)
    ImportJob.objects.filter(pk=job.pk).update(file_deleted_at=Now())
    found = told(job, 1)
    assert (found["line"], found["cells"], found["edited"]) == (None, None, {})
    assert found["values"]["name"] == "Ana"


def test_a_row_that_is_not_there_any_more(customers, import_file, told):
    job = import_file("id,name\n1,Ana\n", dataset="customers")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM data_acme.customers")
    assert (told(job, 1)["values"], told(job, 1)["cells"]) == (None, ["1", "Ana"])


def test_what_there_is_not(api, customers, import_file, make_workspace, client_for):
    job = import_file("id,name\n1,Ana\n", dataset="customers")
    other = import_file("id,name\n1,Ana\n", name="others.csv")
    for address in (f"{job.pk}/2", f"{job.pk}/0", f"{job.pk}/{2**70}", f"{NOBODY}/1", f"{other.pk}/1"):
        assert api.get(f"/api/datasets/customers/rows/{address}/").status_code == 404
    stranger = client_for(*make_workspace("strangers"))
    assert stranger.get(f"/api/datasets/customers/rows/{job.pk}/1/").status_code == 404
    assert Load.objects.count() == 2
