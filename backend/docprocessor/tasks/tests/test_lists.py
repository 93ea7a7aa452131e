"""Lists of tasks: filtered, searched, ordered, in pages."""

import pytest

from docprocessor.jobs.models import Job, Status
from docprocessor.tasks.tests.test_contract import FIELDS, task_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def some(workspace):
    """A task of each status, two kinds in turn, the oldest first; a job that is no task besides."""
    kinds = ("csv_processing", "email_sending")
    jobs = [
        task_in(workspace, status, kind=kinds[place % 2], title=f"Task {place}", params={"subject": f"about {status}"})
        for place, status in enumerate(Status)
    ]
    for place, job in enumerate(jobs):  # on the database's clock, a minute apart
        Job.objects.filter(pk=job.pk).update(created_at=f"2026-01-01T00:{place:02}:00Z")
    return jobs


def listed(api, query=""):
    """The titles' numbers, in the order in which they come."""
    answer = api.get(f"/api/tasks/?{query}")
    assert answer.status_code == 200, answer.json()
    return [int(task["name"].removeprefix("Task ")) for task in answer.json()["results"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [5, 4, 3, 2, 1, 0]),
        ("ordering=created_at", [0, 1, 2, 3, 4, 5]),
        ("status=PENDING", [2, 0]),  # the paused one waits, too
        ("status=RUNNING", [1]),
        ("status=SUCCESS&status=FAILED", [4, 3]),
        ("status=CANCELLED", [5]),
        ("task_type=email_sending", [5, 3, 1]),
        ("task_type=email_sending&task_type=csv_processing", [5, 4, 3, 2, 1, 0]),
        ("task_type=image_processing", []),
        ("search=task 3", [3]),
        ("search=ABOUT PAUSED", [2]),
        ("search=%25", []),  # a percent sign, not a wildcard
        ("search=task&status=PENDING&task_type=csv_processing", [2, 0]),
        ("limit=2", [5, 4]),
        ("ordering=-priority&limit=1", [5]),
    ],
)
def test_what_is_listed(api, some, query, expected):
    Job.objects.filter(pk=some[5].pk).update(priority=90)
    assert listed(api, query) == expected


@pytest.mark.parametrize("query", ["status=pending", "status=DONE", "task_type=video", "ordering=name", "cursor=x"])
def test_what_is_refused(api, query):
    answer = api.get(f"/api/tasks/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


def test_an_entry_is_the_task_but_for_its_log(api, some):
    assert api.get("/api/tasks/").json()["results"][0].keys() == FIELDS


@pytest.mark.parametrize("ordering", ["created_at", "-created_at", "completed_at", "-duration", "priority"])
def test_pages_hold_every_task_once(api, some, ordering):
    seen, address = [], f"/api/tasks/?limit=2&ordering={ordering}"
    while address:
        page = api.get(address).json()
        assert len(page["results"]) == 2
        seen += [task["name"] for task in page["results"]]
        address = page["next"]
    assert sorted(seen) == [f"Task {place}" for place in range(6)]
