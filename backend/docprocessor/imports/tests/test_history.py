"""The history of imports: what it keeps to, and in which order."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from docprocessor.accounts.models import User
from docprocessor.imports.models import ImportJob


@pytest.fixture
def history(customers, import_file, api, run_jobs):
    """Four imports, the second of which was only a check and the third has been taken back, all of other lengths."""
    import_file("id,name\n1,Ana\n2,Ben\n", dataset="customers", name="b.csv")
    import_file("id,name\n3,Cem\n", dataset="customers", name="a.csv", dry_run=True)
    undone = import_file("id,name\n4,Dan\n5,Eva\n6,Flo\n", dataset="customers", name="d.csv")
    assert api.post(f"/api/imports/{undone.pk}/undo/").status_code == 202
    run_jobs()
    failed = import_file("\n", dataset="customers", name="c.csv")
    assert failed.status == "failed"
    for number, name in enumerate(("c.csv", "b.csv", "d.csv", "a.csv"), start=1):
        ImportJob.objects.filter(title=name).update(
            started_at=Now() - timedelta(seconds=number), finished_at=Now() + timedelta(seconds=number)
        )
    other = User.objects.create_user("Bo@example.com", "a long password", name="Bo")
    ImportJob.objects.filter(title="b.csv").update(created_by=other)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["c", "d", "a", "b"]),
        ("dry_run=true", ["a"]),
        ("dry_run=false", ["c", "d", "b"]),
        ("undone=true", ["d"]),
        ("undone=false", ["c", "a", "b"]),
        ("undone=false&dry_run=false&status=completed", ["b"]),
        ("created_by=bo@EXAMPLE.com", ["b"]),
        ("created_by=nobody@example.com", []),
        ("ordering=created_at", ["b", "a", "d", "c"]),
        ("ordering=name", ["a", "b", "c", "d"]),
        ("ordering=-name&undone=false", ["c", "b", "a"]),
        ("ordering=-total_rows", ["d", "b", "a", "c"]),
        ("ordering=duration", ["c", "b", "d", "a"]),
        ("ordering=-finished_at", ["a", "d", "b", "c"]),
    ],
)
def test_filters_and_orders_hold_over_pages(history, api, query, expected):
    found, page = [], f"/api/imports/?limit=1&{query}"
    while page:
        answer = api.get(page).json()
        found += [job["file"]["name"][0] for job in answer["results"]]
        page = answer["next"]
    assert found == expected


def test_a_dataset_names_its_last_import_and_counts_them_all_but_checks(history, api):
    found = api.get("/api/datasets/customers/").json()
    last = ImportJob.objects.get(title="d.csv")
    assert found["import_count"] == 2  # the one that failed never came so far
    assert {name: found["last_import"][name] for name in ("id", "title", "status")} == {
        "id": str(last.pk),
        "title": "d.csv",
        "status": "completed",
    }
    assert api.get("/api/datasets/").json()["results"] == [found]


def test_a_dataset_without_any(customers, api):
    found = api.get("/api/datasets/customers/").json()
    assert (found["import_count"], found["last_import"]) == (0, None)
