"""Who asks again how a job stands is answered from Redis: with the very same bytes, and never with what is known to
be out of date."""

import json

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from docprocessor.jobs import lifecycle, redis, snapshots
from docprocessor.jobs.announcements import announce
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.tests import factories
from docprocessor.lib.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)

# What authentication itself asks: a key by its prefix; a session, its person, their workspace.
BY_KEY, BY_SESSION = 1, 3


@pytest.fixture
def job(workspace):
    return factories.processing(workspace)[0]


@pytest.fixture
def lease(job):
    return lifecycle.Lease(job.pk, job.lease_token)


def path(job) -> str:
    return f"/api/jobs/{job.pk}/"


def kept_keys(job) -> list[bytes]:
    return redis.attempt(lambda client: client.keys(f"docprocessor:job:{job.pk}:snapshot:*"))


@pytest.mark.parametrize(("how", "queries"), [("key", BY_KEY), ("session", BY_SESSION)])
def test_the_second_answer_is_the_first_and_asks_only_who_it_is(
    api, user, job, how, queries, django_assert_num_queries
):
    client = api if how == "key" else APIClient()
    if how == "session":
        client.force_login(user)
    first = client.get(path(job))
    with django_assert_num_queries(queries):
        again = client.get(path(job))
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers == first.headers
    assert first.headers["ETag"]
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["Retry-After"] == "1"


def test_an_import_is_told_as_it_would_be_without_redis(committed, api, import_file, customers, settings):
    job = import_file("id,name\n1,Ana\nx,Ben\n", dataset="customers")
    where = f"/api/imports/{job.pk}/"
    answers = [api.get(where), api.get(where)]
    settings.CELERY_BROKER_URL = "memory://"
    answers.append(api.get(where))
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers == answers[1].headers == answers[2].headers
    # The same job in the words of all kinds is another representation.
    assert api.get(path(job)).json()["progress"] == {"done": 2, "failed": 1, "total": 2}
    assert api.get(where).json()["failed_rows"] == 1


def test_nothing_new_is_304(api, job, django_assert_num_queries):
    etag = api.get(path(job)).headers["ETag"]
    with django_assert_num_queries(BY_KEY):
        answer = api.get(path(job), headers={"if-none-match": etag})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)


def test_what_has_happened_is_told_at_once(api, job, lease):
    for act, shown in [
        (lambda: lifecycle.request_cancel(job), "processing"),
        (lambda: lifecycle.cancelled(lease), "cancelled"),
        (lambda: lifecycle.retry(job), "pending"),
        (lambda: lifecycle.claim(job.queue, worker="test"), "processing"),
    ]:
        before = api.get(path(job))
        assert api.get(path(job)).content == before.content
        act()
        after = api.get(path(job), headers={"if-none-match": before.headers["ETag"]})
        assert (after.status_code, after.json()["status"]) == (200, shown)
    assert after.json()["attempt"] == 2


def test_a_reader_that_comes_late_to_store_does_not_bring_the_past_back(job):
    key, headers = f"test:{new_id()}", {"Retry-After": "1"}
    snapshots._keep(key, 10, headers, b"ten")
    assert snapshots._recall(key, job.pk) == (headers, b"ten")
    snapshots._keep(key, 9, headers, b"nine")  # 9 < 10, but not as text
    assert snapshots._recall(key, job.pk) == (headers, b"ten")
    announce(job.pk, 11)
    assert snapshots._recall(key, job.pk) is None
    snapshots._keep(key, 10, headers, b"ten")  # read before 11 was there, stored after it was announced
    assert snapshots._recall(key, job.pk) is None
    snapshots._keep(key, 11, {}, b'{\n"eleven": 11}')
    assert snapshots._recall(key, job.pk) == ({}, b'{\n"eleven": 11}')


def test_a_snapshot_lives_for_seconds(api, job):
    """So long, at most, goes unnoticed what was written while Redis was away."""
    api.get(path(job))
    [key] = kept_keys(job)
    assert 0 < redis.attempt(lambda client: client.pttl(key)) <= 5_000
    redis.attempt(lambda client: client.delete(key))
    Job.objects.filter(pk=job.pk).update(title="written while Redis was away")
    assert api.get(path(job)).json()["title"] == "written while Redis was away"


def test_a_job_that_waits_is_always_read(api, workspace):
    """Its place in the line changes without it."""
    first, second = factories.pending(workspace), factories.pending(workspace)
    before = api.get(path(second))
    lifecycle.request_cancel(first)
    after = api.get(path(second), headers={"if-none-match": before.headers["ETag"]})
    assert (before.json()["waiting_on"]["position"], after.json()["waiting_on"]["position"]) == (2, 1)
    unchanged = api.get(path(second), headers={"if-none-match": after.headers["ETag"]})
    assert unchanged.status_code == 304
    assert kept_keys(second) == []


def test_what_is_not_committed_is_not_for_others(api, job):
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(title="perhaps")
        assert api.get(path(job)).json()["title"] == "perhaps"
    assert kept_keys(job) == []


def test_another_workspace_finds_nothing(api, job, make_workspace, client_for):
    others = client_for(*make_workspace("others"))
    for _ in range(2):
        assert api.get(path(job)).status_code == 200
        assert others.get(path(job)).status_code == 404


def test_each_address_of_the_service_has_its_own_links(api, job, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for _ in range(2):
        for host in ("one.example", "two.example"):
            links = api.get(path(job), headers={"host": host}).json()["links"]
            assert links["self"] == f"http://{host}{path(job)}"


def test_each_way_to_write_it_is_its_own(api, job):
    for _ in range(2):
        plain = api.get(path(job)).content
        answer = api.get(path(job), headers={"accept": "application/json; indent=4"})
        indented = answer.content
        assert answer.headers["Content-Type"] == "application/json"
        assert b"\n" not in plain
        assert b"\n    " in indented
        assert json.loads(plain) == json.loads(indented)


@pytest.mark.parametrize("broker", ["memory://", "redis://127.0.0.1:1/0"])
def test_without_redis_postgresql_answers(api, job, lease, settings, broker):
    settings.CELERY_BROKER_URL = broker
    etag = api.get(path(job)).headers["ETag"]
    assert api.get(path(job), headers={"if-none-match": etag}).status_code == 304
    lifecycle.complete(lease, {})
    answer = api.get(path(job), headers={"if-none-match": etag})
    assert (answer.status_code, answer.json()["status"]) == (200, Status.COMPLETED)
