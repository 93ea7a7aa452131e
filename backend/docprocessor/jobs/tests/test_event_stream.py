"""A stream of events: each once, in order, from wherever the client was, until the job's last one."""

import json
import threading
from urllib.parse import parse_qs

import psycopg
import pytest
from django.core.asgi import get_asgi_application
from django.db import connection, transaction
from django.db.models import F
from psycopg import sql
from structlog.testing import capture_logs

from docprocessor.accounts.keys import key_create
from docprocessor.jobs import listening, streams
from docprocessor.jobs.announcements import announce
from docprocessor.jobs.models import Event, Job, Status
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.web import until
from docprocessor.lib.tests.asgi import Exchange

# Under coverage's tracer, CPython 3.11 crashes now and then in asynchronous generators; see `omit` in pyproject.toml.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_cover]

PROGRESS = {"stage": "loading", "done": 1, "failed": 0, "total": 9}


@transaction.atomic
def write(job, event_type="log", data=None, *, attempt=1, tell=True, **changes) -> Event:
    """Write an event as the job core does: with the change it tells of, numbered with the version that comes of it."""
    Job.objects.filter(pk=job.pk).update(version=F("version") + 1, **changes)
    job.refresh_from_db()
    if tell:
        transaction.on_commit(lambda: announce(job.pk, job.version))
    return Event.objects.create(
        job=job, number=job.version, type=event_type, attempt=attempt, data=data or {"message": f"{job.version} ✓\n"}
    )


def end(job, *, tell=True) -> None:
    ended = {"status": Status.COMPLETED, "finished_at": F("created_at"), "lease_until": None}
    write(job, "status", {"status": "completed"}, tell=tell, **ended)


@pytest.fixture
def job(workspace):
    """A job that runs, and has said three things."""
    job, _ = factories.processing(workspace)
    write(job, "status", {"status": "processing"})
    write(job, "progress", PROGRESS)
    write(job)
    return job


@pytest.fixture
def get(workspace, user):
    """GET the stream as a program would, through Django's own handler."""
    _, key = key_create(workspace=workspace, created_by=user, name="test", scopes=["read"])

    def exchange(job, *, query="", leave_when=None, method="GET", **headers):
        sent = {"x-api-key": key, "accept": "text/event-stream"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        path = f"/api/jobs/{job.pk}/events/"
        exchange = Exchange(path, method=method, headers=[(k.encode(), str(v).encode()) for k, v in sent.items() if v])
        exchange.scope["query_string"] = query.encode()
        return exchange.run(get_asgi_application(), leave_when=leave_when)

    return exchange


def frames(exchange) -> list[dict]:
    """What a browser makes of the stream: each event with its id."""
    text = b"".join(exchange.body).decode()
    assert text == "" or text.endswith("\n\n")
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if "id" in fields:
            found.append({"id": int(fields["id"]), "event": fields["event"], **json.loads(fields["data"])})
    return found


def ids(exchange) -> list[int]:
    return [frame["id"] for frame in frames(exchange)]


def stored(job) -> list[int]:
    return list(Event.objects.filter(job=job).order_by("number").values_list("number", flat=True))


def test_all_that_happened_is_told_and_then_the_stream_ends(job, get):
    end(job)
    answer = get(job)
    assert answer.status == 200
    assert answer.headers[b"Content-Type"] == b"text/event-stream"
    assert answer.headers[b"Cache-Control"] == b"no-store"
    assert answer.headers[b"X-Accel-Buffering"] == b"no"
    assert b"".join(answer.body).startswith(b"retry: 2000\n\n")
    assert ids(answer) == stored(job)
    by_type = {frame["event"]: frame for frame in frames(answer)}
    progress = Event.objects.get(job=job, data=PROGRESS)
    assert by_type["progress"] == {
        "id": progress.number,
        "event": "progress",
        "attempt": 1,
        "at": progress.at.isoformat().replace("+00:00", "Z"),
        **PROGRESS,
    }
    assert by_type["status"]["status"] == "completed"
    assert by_type["log"]["message"].endswith("✓\n")


def test_who_was_cut_off_goes_on_without_gap_or_repeat(job, get):
    end(job)
    whole = stored(job)
    for position, last in enumerate(whole[:-1]):
        assert ids(get(job, last_event_id=last)) == whole[position + 1 :]
        assert ids(get(job, query=f"after={last}")) == whole[position + 1 :]
    # A browser comes back to the same address, with the header beside it: the header is the newer one.
    assert ids(get(job, query=f"after={whole[0]}", last_event_id=whole[2])) == whole[3:]


def test_who_knows_the_last_event_is_told_not_to_come_back(job, get):
    end(job)
    answer = get(job, last_event_id=stored(job)[-1])
    assert (answer.status, b"".join(answer.body)) == (204, b"")


def test_more_events_than_are_read_at_once(job, get, monkeypatch):
    monkeypatch.setattr(streams, "PAGE", 2)
    for _ in range(7):
        write(job)
    end(job)
    assert ids(get(job)) == stored(job)


@pytest.mark.parametrize("query", ["type=log", "type=log&type=status", "attempt=2", "type=log&attempt=2"])
def test_only_some_events(job, get, query):
    write(job, "log", attempt=2)
    write(job, "progress", PROGRESS, attempt=2)
    end(job)
    wanted = {f"{name}__in": values for name, values in parse_qs(query).items()}
    expected = Event.objects.filter(job=job, **wanted).order_by("number").values_list("number", flat=True)
    assert 0 < len(expected) < len(stored(job))
    assert ids(get(job, query=query)) == list(expected)


def happening(job, *steps):
    """Let things happen to a job one after the other, each when the one before has arrived; for `leave_when`."""
    left = list(steps)
    seen = 0

    def leave(exchange) -> bool:
        nonlocal seen
        if left and len(ids(exchange)) > seen:
            seen = len(ids(exchange))
            threading.Thread(target=_act, args=(left.pop(0), job)).start()
        return False

    return leave


def _act(step, job) -> None:
    # Not in the loop's thread, where Django's models may not be used.
    try:
        step(job)
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("broker", "tell", "look", "look_alone"),
    [
        (None, True, 3600, 3600),  # only announcements bring news
        (None, False, 0.05, 0.05),  # Redis is there, and every announcement is lost
        ("memory://", False, 3600, 0.05),  # there is no Redis
        ("redis://127.0.0.1:1/0", False, 3600, 0.05),  # it is away
    ],
)
def test_what_happens_meanwhile_arrives(job, get, settings, monkeypatch, broker, tell, look, look_alone):
    monkeypatch.setattr(listening, "LOOK_SECONDS", look)
    monkeypatch.setattr(listening, "LOOK_ALONE_SECONDS", look_alone)
    settings.CELERY_BROKER_URL = broker or settings.CELERY_BROKER_URL
    steps = [lambda job: write(job, tell=tell), lambda job: write(job, "progress", PROGRESS, tell=tell)]
    answer = get(job, leave_when=happening(job, *steps, lambda job: end(job, tell=tell)))
    assert ids(answer) == stored(job)
    assert frames(answer)[-1]["status"] == "completed"


def test_a_job_that_is_tried_again_goes_on(job, get):
    end(job)
    whole = stored(job)
    write(job, "status", {"status": "pending"}, status=Status.PENDING, finished_at=None)
    answer = get(job, last_event_id=whole[-1], leave_when=happening(job, end))
    assert [frame["status"] for frame in frames(answer)] == ["pending", "completed"]
    assert ids(answer) == stored(job)[len(whole) :]


def test_a_sign_of_life_while_nothing_happens(job, get, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.02)
    answer = get(job, leave_when=lambda exchange: exchange.body.count(b":\n\n") == 3)
    assert ids(answer) == stored(job)


def test_a_stream_that_has_lasted_long_ends_and_the_next_goes_on(job, get, monkeypatch):
    monkeypatch.setattr(streams, "LONGEST_SECONDS", 0.2)
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.02)
    seen = ids(get(job))
    end(job)
    assert seen + ids(get(job, last_event_id=seen[-1])) == stored(job)


def test_who_goes_away_leaves_nothing_behind(job, get):
    get(job, leave_when=lambda exchange: len(exchange.body) > 1)
    assert streams._open == 0
    assert not any(listener._followers or listener._tasks for listener in listening._listeners.values())


def test_the_database_may_be_away_for_a_while(job, get, monkeypatch):
    monkeypatch.setattr(streams, "DATABASE_PAUSE_SECONDS", 0.1)
    database = sql.Identifier(connection.settings_dict["NAME"])
    elsewhere = {**connection.get_connection_params(), "dbname": "postgres"}
    elsewhere = {key: value for key, value in elsewhere.items() if key not in ("cursor_factory", "context")}

    def door(is_open):
        with psycopg.connect(**elsewhere, autocommit=True) as own:
            own.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(database, sql.Literal(is_open)))

    def happen():
        door(False)
        announce(job.pk, job.version)
        until(lambda: "stream.database_away" in [line["event"] for line in logs])
        door(True)
        _act(end, job)

    happening = threading.Thread(target=happen)

    def leave(exchange) -> bool:
        if ids(exchange) and not happening.ident:
            happening.start()
        return False

    try:
        with capture_logs() as logs:
            answer = get(job, leave_when=leave)
    finally:
        happening.join()
        door(True)
    assert ids(answer) == stored(job)
    assert frames(answer)[-1]["status"] == "completed"


def test_a_head_is_not_a_stream(job, get):
    answer = get(job, method="HEAD")
    assert (answer.status, answer.headers[b"Content-Type"], b"".join(answer.body)) == (200, b"text/event-stream", b"")


def test_no_more_streams_than_a_process_takes(job, get, monkeypatch):
    monkeypatch.setattr(streams, "MOST_STREAMS", 0)
    answer = get(job)
    assert (answer.status, answer.headers[b"Retry-After"]) == (503, b"10")
    assert json.loads(b"".join(answer.body))["code"] == "too_many_streams"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/event-stream", "text/event-stream"),
        ("text/event-stream;q=0.9", "text/event-stream"),
        ("*/*", "text/event-stream"),  # as curl has it
        ("", "text/event-stream"),
        ("application/json", "application/json"),
        ("application/json, */*;q=0.1", "application/json"),
        ("text/event-stream, application/json", "text/event-stream"),
    ],
)
def test_a_stream_unless_json_is_wanted(job, get, accept, content_type):
    end(job)
    assert get(job, accept=accept).headers[b"Content-Type"].decode() == content_type


@pytest.mark.parametrize("accept", ["text/event-stream", "*/*", ""])
@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"x_api_key": ""}, 401),
        ({"x_api_key": "dp_none_such_key_at_all_whatever"}, 401),
        ({"last_event_id": "seven"}, 400),
        ({"last_event_id": "-1"}, 400),
        ({"last_event_id": str(2**63)}, 400),
        ({"query": "type=rumour"}, 400),
    ],
)
def test_a_refusal_is_a_problem_document(job, get, accept, change, status):
    answer = get(job, accept=accept, **change)
    assert (answer.status, answer.headers[b"Content-Type"]) == (status, b"application/problem+json")
    assert json.loads(b"".join(answer.body))["status"] == status


def test_a_job_of_others_is_not_there(make_workspace, get):
    theirs = factories.pending(make_workspace("others")[0])
    assert get(theirs).status == 404


def test_in_pages_for_who_accepts_json(job, api):
    end(job)
    write(job, "log", attempt=2)
    path = f"/api/jobs/{job.pk}/events/"
    json_only = {"headers": {"accept": "application/json"}}
    pages = [api.get(f"{path}?limit=3", **json_only).json()]
    while pages[-1]["next"]:
        pages.append(api.get(pages[-1]["next"], **json_only).json())
    found = [event for page in pages for event in page["results"]]
    assert [event["number"] for event in found] == stored(job)
    assert {len(page["results"]) for page in pages[:-1]} == {3}
    assert set(found[0]) == {"number", "type", "attempt", "at", "data"}
    assert {"number": stored(job)[-1], "type": "log", "attempt": 2} == {
        key: found[-1][key] for key in ("number", "type", "attempt")
    }
    logs = api.get(f"{path}?type=log&attempt=2", **json_only).json()["results"]
    assert [event["number"] for event in logs] == stored(job)[-1:]
    later = api.get(f"{path}?after={stored(job)[-2]}", **json_only).json()["results"]
    assert [event["number"] for event in later] == stored(job)[-1:]
