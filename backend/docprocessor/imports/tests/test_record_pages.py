"""The records of an import, by their positions: what became of each, what is wrong with it, and where it stands."""

import pytest

from docprocessor.imports.models import ImportJob, OutcomeRange

HEADER = "id,name,email,amount,joined\n"
FILE = HEADER + "1,Ana,,,\nx,Ben,no,,\n1,Cem,,,\n4,Dan,,,\n5,short\n6,Eva,bad,,\n"


@pytest.fixture
def records(api):
    def get(job: ImportJob, **query):
        response = api.get(f"/api/imports/{job.pk}/records/", query)
        assert response.status_code == 200, response.json()
        return response.json()

    return get


def rows_of(page):
    return [each["row"] for each in page["results"]]


@pytest.mark.parametrize("dry_run", [True, False])
def test_each_record_says_where_it_stands_and_what_became_of_it(import_file, customers, records, dry_run):
    page = records(import_file(FILE, dataset="customers", dry_run=dry_run))
    assert (page["count"], page["offset"], len(page["results"])) == (6, 0, 6)
    assert page["columns"][0] == {"label": "id", "field": "id", "type": "integer", "format": "default"}
    assert [each["outcome"] for each in page["results"]] == [
        "inserted", "failed", "failed", "inserted", "failed", "failed",
    ]  # fmt: skip
    good, bad, twice, _, ragged, _ = page["results"]
    assert good == {
        "row": 1, "line": 2, "cells": ["1", "Ana", "", "", ""], "is_cut": False, "edited": {}, "left_out": False,
        "outcome": "inserted", "faults": [], "fault": None,
    }  # fmt: skip
    assert [(fault["column"], fault["code"], fault["value"]) for fault in bad["faults"]] == [
        ("id", "integer", "x"),
        ("email", "email", "no"),
    ]
    assert [fault["code"] for fault in twice["faults"]] == ["duplicate_in_file"]
    assert (ragged["cells"], ragged["fault"]["code"]) == (["5", "short"], "ragged")


def test_a_record_that_cannot_be_read_is_one_cell(import_file, customers, records):
    page = records(import_file(HEADER + '1,Ana,,,\n2,"open,,,\n', dataset="customers"))
    assert page["results"][1]["cells"] == ['2,"open,,,']
    assert page["results"][1]["fault"]["code"] == "malformed_quotes"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"outcome": "failed"}, [2, 3, 5, 6]),
        ({"outcome": "inserted"}, [1, 4]),
        ({"outcome": "updated"}, []),
        ({"outcome": "unprocessed"}, []),
        ({"code": "email"}, [2, 6]),
        ({"column": "email"}, [2, 6]),
        ({"column": "id"}, [2, 3]),  # two kinds of fault
        ({"column": ""}, [5]),  # the whole record
        ({"code": "email", "column": "email"}, [2, 6]),
        ({"code": "email", "column": "id"}, []),
        ({"outcome": "failed", "code": "ragged"}, [5]),
        ({"edited": "true"}, []),
        ({"offset": 4}, [5, 6]),
        ({"offset": 1, "limit": 2, "outcome": "failed"}, [3, 5]),
        ({"offset": 6}, []),
        ({"around": 4, "limit": 3}, [4, 5, 6]),  # the second page
        ({"around": 5, "limit": 2, "outcome": "failed"}, [5, 6]),
        ({"around": 4, "limit": 1, "outcome": "inserted"}, [4]),
    ],
)
def test_some_of_them(import_file, customers, records, query, expected):
    page = records(import_file(FILE, dataset="customers"), **query)
    assert rows_of(page) == expected
    if not {"offset", "around"} & query.keys():
        assert page["count"] == len(expected)


@pytest.mark.parametrize(
    "query",
    [{"outcome": "lost"}, {"limit": 201}, {"offset": -1}, {"around": 0}, {"outcome": "inserted", "code": "email"},
     {"outcome": "inserted", "edited": "true"}],
)  # fmt: skip
def test_what_cannot_be_asked_for(import_file, customers, api, query):
    job = import_file(FILE, dataset="customers")
    assert api.get(f"/api/imports/{job.pk}/records/", query).status_code == 400


@pytest.mark.parametrize("duplicates", ["reject", "skip", "last_wins"])
@pytest.mark.parametrize("mode", ["upsert", "update"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_every_outcome_opens_its_records(import_file, customers, records, mode, duplicates, dry_run):
    import_file(HEADER + "".join(f"{n},Ana,,,\n" for n in range(0, 40, 2)), dataset="customers")
    content = HEADER + "".join(f"{'x' if n % 11 == 0 else n % 30},{'Ana' if n % 3 else 'Bo'},,,\n" for n in range(40))
    job = import_file(content, dataset="customers", mode=mode, duplicates=duplicates, dry_run=dry_run)
    of_each = {row["row"]: row["outcome"] for row in records(job)["results"]}
    for outcome in ("failed", "inserted", "updated", "unchanged", "skipped", "unprocessed"):
        page = records(job, outcome=outcome)
        assert page["count"] == getattr(job, f"{outcome}_rows") == len(page["results"])
        assert rows_of(page) == [row for row, came_of_it in of_each.items() if came_of_it == outcome]
        parts = [records(job, outcome=outcome, offset=offset, limit=3) for offset in range(0, page["count"], 3)]
        assert [row for part in parts for row in rows_of(part)] == rows_of(page)
        for position, row in enumerate(rows_of(page)):
            assert records(job, outcome=outcome, around=row, limit=4)["offset"] == position // 4 * 4


def test_an_import_that_was_all_or_nothing_has_read_nothing_but_its_faults(import_file, customers, records):
    job = import_file(FILE, dataset="customers", on_error="abort")
    assert job.status == "failed"
    assert rows_of(records(job, outcome="failed")) == [2, 3, 5, 6]
    assert rows_of(records(job, outcome="unprocessed")) == [1, 4]
    assert [each["outcome"] for each in records(job)["results"]] == [
        "unprocessed", "failed", "failed", "unprocessed", "failed", "failed",
    ]  # fmt: skip


def test_an_older_import_that_did_not_keep_them(import_file, customers, records, api):
    import_file(HEADER + "1,Ana,,,\n2,Ben,,,\n", dataset="customers")
    job = import_file(HEADER + "1,Ana,,,\n2,Bo,,,\nx,,,,\n", dataset="customers", mode="upsert")
    OutcomeRange.objects.all().delete()
    assert [each["outcome"] for each in records(job)["results"]] == [None, None, "failed"]
    refused = api.get(f"/api/imports/{job.pk}/records/", {"outcome": "unchanged"})
    assert (refused.status_code, refused.json()["code"]) == (409, "outcomes_not_known")
    assert records(job, outcome="inserted")["count"] == 0  # that much the books say
    job = import_file(HEADER + "1,Ana,,,\nx,,,,\n", dataset="customers", mode="upsert")
    OutcomeRange.objects.all().delete()
    assert rows_of(records(job, outcome="unchanged")) == [1]  # all that went well was unchanged


def test_one_that_waits_has_none_yet(upload, customers, records):
    page = records(ImportJob(pk=upload(FILE, dataset="customers").json()["id"]))
    assert (page["count"], page["columns"], page["results"]) == (0, [], [])


def test_a_dry_run_that_would_make_its_dataset(import_file, workspace, records):
    page = records(import_file("a,b\n1,x\n2\n", dry_run=True))
    assert page["columns"][0] == {"label": "a", "field": "a", "type": "integer", "format": "default"}
    assert [each["outcome"] for each in page["results"]] == ["inserted", "failed"]


def test_the_records_of_a_file_that_is_gone(import_file, customers, api):
    job = import_file(FILE, dataset="customers")
    ImportJob.objects.filter(pk=job.pk).update(file_deleted_at=job.created_at)
    assert api.get(f"/api/imports/{job.pk}/records/").status_code == 410


def test_what_is_too_long_is_cut(import_file, customers, records):
    page = records(import_file(HEADER + f"1,{'x' * 5_000},,,\n", dataset="customers"))
    assert page["results"][0]["is_cut"]
    assert len(page["results"][0]["cells"][1]) == 2_000
