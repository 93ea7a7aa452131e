"""Lists of models page by key: each object once, whatever cursor or limit somebody makes up."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

NOW, ID = "2024-01-01T00:00:00+00:00", "0199a1b2-0000-7000-8000-000000000000"
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def jobs(workspace):
    """Makes jobs that were created at the given seconds; returns their ids, newest first."""

    def make(*seconds):
        model = apps.get_model("jobs", "Job")
        made = [
            model.objects.create(
                workspace=workspace, kind="csv_import", queue="imports", created_at=EPOCH + timedelta(seconds=second)
            )
            for second in seconds
        ]
        made.sort(key=lambda job: (job.created_at, job.pk), reverse=True)
        return [str(job.pk) for job in made]

    return make


@pytest.mark.parametrize(
    "seconds",
    [
        (),
        (1,),
        (1, 2, 3, 4, 5),
        (5, 4, 3, 2, 1),
        (1,) * 7,  # all at once: the ids decide
        (1, 1, 1, 2, 2, 3, 3, 3, 3),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_walking_there_and_back_shows_each_once(api, jobs, seconds, limit):
    ids = jobs(*seconds)
    answer = api.get("/api/jobs/", {"limit": limit}).json()
    there = [answer]
    while answer["next"]:
        answer = api.get(answer["next"]).json()
        there.append(answer)
    back = [answer]
    while back[0]["previous"]:
        back.insert(0, api.get(back[0]["previous"]).json())
    assert [job["id"] for page in there for job in page["results"]] == ids
    assert [job["id"] for page in back for job in page["results"]] == ids
    assert all(len(page["results"]) <= limit for page in there + back)


@pytest.mark.parametrize(("limit", "size"), [("2", 2), ("200", 200), ("201", 200), ("007", 7), ("", 50)])
def test_a_page_holds_at_most_200(api, jobs, limit, size):
    jobs(*range(205))
    assert len(api.get("/api/jobs/", {"limit": limit}).json()["results"]) == size


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", "null", "²", "1 ", "9" * 5_000])
def test_a_limit_that_is_none_is_refused(api, limit):
    for path in ("/api/jobs/", "/api/keys/"):
        response = api.get(path, {"limit": limit})
        assert (response.status_code, set(response.json()["errors"])) == (400, {"limit"})


def cursor_of(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "%00",
        cursor_of("[" * 20_000),
        cursor_of([]),
        cursor_of([False, []]),
        cursor_of([False, ID]),
        cursor_of(["no", [NOW, ID]]),
        cursor_of([False, [NOW]]),
        cursor_of([False, [NOW, ID, ID]]),
        cursor_of([False, [NOW, None]]),
        cursor_of([False, ["yesterday", ID]]),
        cursor_of([False, ["2024-13-01T00:00:00Z", ID]]),
        cursor_of([True, [NOW, "1"]]),
        cursor_of([True, [NOW, "\x00"]]),
        cursor_of([True, ["\ud800", ID]]),
        cursor_of([True, ["1' OR 1=1 --", ID]]),
        base64.b64encode(b"p=2024-01-01").decode(),  # as REST framework writes its own
    ],
)
@pytest.mark.parametrize("path", ["jobs", "imports", "datasets", "keys"])
def test_a_made_up_cursor_is_400(api, jobs, path, cursor):
    jobs(1, 2)
    response = api.get(f"/api/{path}/", {"cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert set(response.json()["errors"]) == {"cursor"}


@pytest.fixture
def faulty(customers, import_file):
    """An import of three records with three faults each."""
    return import_file("id,name,email\n" + "x,,no\n" * 3, dataset="customers")


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 50])
def test_several_faults_of_one_record_are_all_shown(api, faulty, limit):
    answer = api.get(f"/api/imports/{faulty.pk}/issues/", {"limit": limit}).json()
    found = answer["results"]
    while answer["next"]:
        answer = api.get(answer["next"]).json()
        found += answer["results"]
    columns = [(row, column) for row in (1, 2, 3) for column in ("id", "name", "email")]
    assert [(issue["row"], issue["column"]) for issue in found] == columns


@pytest.mark.parametrize("position", [["one", "1"], ["1", "one"], ["1.5", "1"], ["1", None], ["1"]])
def test_a_cursor_of_numbers_holds_numbers(api, faulty, position):
    response = api.get(f"/api/imports/{faulty.pk}/issues/", {"cursor": cursor_of([False, position])})
    assert (response.status_code, set(response.json()["errors"])) == (400, {"cursor"})


def test_a_number_too_large_for_any_row_is_past_the_end(api, faulty):
    answer = api.get(f"/api/imports/{faulty.pk}/issues/", {"cursor": cursor_of([False, ["9" * 30, "1"]])}).json()
    assert answer == {"next": None, "previous": None, "results": []}


def test_an_object_that_comes_meanwhile_neither_repeats_nor_hides_another(api, jobs):
    ids = jobs(1, 2, 3, 4)
    answer = api.get("/api/jobs/", {"limit": 2}).json()
    jobs(9)
    rest = api.get(answer["next"]).json()
    assert [job["id"] for job in answer["results"] + rest["results"]] == ids


def test_the_links_keep_the_rest_of_the_query(api, jobs):
    jobs(1, 2, 3)
    answer = api.get("/api/jobs/", {"limit": 1, "kind": "csv_import", "status": ["pending", "failed"]}).json()
    assert answer["next"].startswith("http://testserver/api/jobs/?")
    assert {"limit=1", "kind=csv_import", "status=pending", "status=failed"} < set(
        answer["next"].partition("?")[2].split("&")
    )
