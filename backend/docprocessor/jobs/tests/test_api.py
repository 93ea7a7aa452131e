"""The jobs' endpoints, the kinds, and the health doors."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from docprocessor.jobs.kinds import kinds
from docprocessor.jobs.models import Job, Status, Worker
from docprocessor.jobs.tests import factories

pytestmark = pytest.mark.django_db


def test_jobs_are_listed_newest_first_in_pages(api, workspace):
    made = [str(factories.pending(workspace).pk) for _ in range(5)]
    first = api.get("/api/jobs/?limit=2").json()
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    assert [job["id"] for page in (first, second, third) for job in page["results"]] == made[::-1]
    assert third["next"] is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=failed", {"failed"}),
        ("status=failed&status=completed", {"failed", "completed"}),
        ("kind=plain", set(Status.values)),
        ("kind=other", set()),
        ("created_before=2000-01-01T00:00:00Z", set()),
        ("created_after=2000-01-01T00:00:00Z", set(Status.values)),
    ],
)
def test_filters(api, workspace, query, expected):
    for status in Status:
        factories.in_status(workspace, status)
    listed = api.get(f"/api/jobs/?{query}").json()["results"]
    assert {job["status"] for job in listed} == expected


def test_search_looks_into_the_title_and_the_parameters(api, workspace):
    by_parameter = factories.pending(workspace, params={"dataset": "Customers_2024"})
    by_title = factories.pending(workspace, title="customers.csv")
    factories.pending(workspace, title="orders.csv", params={"dataset": "orders"})
    found = api.get("/api/jobs/?search=customers").json()["results"]
    assert [job["id"] for job in found] == [str(by_title.pk), str(by_parameter.pk)]
    assert [job["title"] for job in found] == ["customers.csv", ""]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("created_at", ["slow", "quick", "waiting", "again"]),
        ("-created_at", ["again", "waiting", "quick", "slow"]),
        ("", ["again", "waiting", "quick", "slow"]),
        ("finished_at", ["quick", "slow", "waiting", "again"]),  # what has not ended comes last
        ("-finished_at", ["again", "waiting", "slow", "quick"]),
        ("duration", ["waiting", "again", "quick", "slow"]),
        ("-duration", ["slow", "quick", "again", "waiting"]),
        ("priority", ["again", "slow", "quick", "waiting"]),
    ],
)
def test_orders_hold_over_pages(api, workspace, ordering, expected):
    for title, status, took in (("slow", "completed", 90_000.5), ("quick", "failed", 2)):
        job = factories.in_status(workspace, status)
        end = Now() + timedelta(seconds=took)
        times = {"started_at": Now(), "finished_at": end} if title == "slow" else {"finished_at": Now()}
        times.setdefault("started_at", Now() - timedelta(seconds=took))
        Job.objects.filter(pk=job.pk).update(title=title, priority=50, **times)
    factories.pending(workspace, title="waiting")
    factories.pending(workspace, title="again", priority=1)
    titles, page = [], f"/api/jobs/?limit=1&ordering={ordering}"
    while page:
        answer = api.get(page).json()
        titles += [job["title"] for job in answer["results"]]
        page = answer["next"]
    assert titles == expected
    back = api.get(answer["previous"]).json()["results"] if answer["previous"] else []
    assert [job["title"] for job in back] == expected[-2:-1]


def test_an_order_that_is_none_is_refused(api):
    answer = api.get("/api/jobs/?ordering=title")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["ordering"])


def test_how_many_there_are_in_each_status(api, workspace, make_workspace):
    other, _ = make_workspace("other")
    factories.pending(other)
    for status in Status:
        factories.in_status(workspace, status)
    partly = factories.in_status(workspace, Status.COMPLETED)
    Job.objects.filter(pk=partly.pk).update(progress_failed=3, title="partly")
    assert api.get("/api/jobs/counts/").json() == dict.fromkeys(Status.values, 1) | {"completed": 2, "partial": 1}
    nothing = dict.fromkeys((*Status.values, "partial"), 0)
    found = api.get("/api/jobs/counts/?search=partly&kind=plain").json()
    assert found == nothing | {"completed": 1, "partial": 1}
    assert api.get("/api/jobs/counts/?queue=reports").json() == nothing
    assert [job["id"] for job in api.get("/api/jobs/?partial=true").json()["results"]] == [str(partly.pk)]
    assert len(api.get("/api/jobs/?partial=false").json()["results"]) == len(Status)


def test_a_filter_that_is_none_is_refused(api):
    answer = api.get("/api/jobs/?status=nonsense")
    assert answer.status_code == 400
    assert "status" in answer.json()["errors"]


def test_one_job_says_when_to_ask_again_until_it_is_done(api, workspace):
    waiting = factories.pending(workspace)
    done = factories.in_status(workspace, Status.COMPLETED)
    answer = api.get(f"/api/jobs/{waiting.pk}/")
    assert answer.headers["Retry-After"] == "1"
    assert answer.json()["progress"] == {"done": 0, "failed": 0, "total": 0}
    assert "Retry-After" not in api.get(f"/api/jobs/{done.pk}/").headers


def test_cancel_and_retry(api, workspace):
    job = factories.pending(workspace)
    answer = api.post(f"/api/jobs/{job.pk}/cancel/")
    assert (answer.status_code, answer.json()["status"]) == (202, "cancelled")
    again = api.post(f"/api/jobs/{job.pk}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    answer = api.post(f"/api/jobs/{job.pk}/retry/")
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    assert api.post(f"/api/jobs/{job.pk}/retry/").status_code == 409


def test_each_kind_shows_the_schema_of_its_parameters(api):
    listed = {kind["name"]: kind for kind in api.get("/api/kinds/").json()}
    kind = listed["csv_import"]
    assert (kind["queue"], kind["standalone"]) == ("imports", False)
    assert kind["parameters"]["properties"]["mode"]["enum"] == ["insert", "upsert", "update", "replace"]
    assert listed["undo"]["standalone"]


@pytest.fixture
def served():
    """A worker for each queue that a kind uses."""
    for queue in {kind.queue for kind in kinds().values()}:
        factories.worker(queue)
    return Worker.objects.all()


def test_alive_touches_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "healthy"}


def test_ready_names_each_part_and_what_is_missing(client, served):
    served.filter(queues=["imports"]).update(stopping=True)
    answer = client.get("/readyz")
    # The other three are really there.
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "parts": {"postgresql": "ok", "broker": "ok", "storage": "ok", "worker": "no worker for imports"},
    }


def test_ready_when_every_part_is(client, served):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
