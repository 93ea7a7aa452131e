"""Following an import whose server answers as a script says: late, with nothing new, or not at all."""

import json

import httpx
import pytest

from docprocessor.cli import following
from docprocessor.cli.following import exit_of, follow, showing
from docprocessor.cli.ledger import ledger
from docprocessor.cli.server import Unreachable

WAITING = {
    "id": "0199", "status": "pending", "stage": "queued", "queue_position": 2, "dataset": "people",
    "file": {"name": "people.csv"}, "links": {"rejects": "http://server/rejects/"}, "error": "", "failure": None,
    "total_rows": 0, "processed_rows": 0, "inserted_rows": 0, "updated_rows": 0, "unchanged_rows": 0,
    "skipped_rows": 0, "failed_rows": 0, "unprocessed_rows": 0, "rows_per_second": None,
}  # fmt: skip
LOADING = WAITING | {
    "status": "processing", "stage": "loading", "total_rows": 2_000, "processed_rows": 500, "failed_rows": 1,
    "inserted_rows": 499, "unprocessed_rows": 1_500, "rows_per_second": 1_234,
}  # fmt: skip
DONE = LOADING | {
    "status": "completed",
    "stage": "done",
    "processed_rows": 2_000,
    "inserted_rows": 1_999,
    "unprocessed_rows": 0,
}
NOTHING_NEW = httpx.Response(304, headers={"ETag": "x", "Retry-After": "1"})


class Script:
    """A server that gives its answers in turn, the last one for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.etags = []

    def get(self, path, *, etag=""):
        assert path == "/api/imports/0199/"
        self.etags.append(etag)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer, headers={"ETag": "x"})


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    """How long was waited; the clock goes on by as much, and nobody waits."""
    passed = []
    monkeypatch.setattr(following.time, "sleep", passed.append)
    monkeypatch.setattr(following.time, "monotonic", lambda: float(sum(passed)))
    return passed


def test_plain_lines(capsys):
    with showing(live=False) as show:
        assert follow(Script(LOADING, NOTHING_NEW, LOADING, DONE), WAITING, show) == DONE
    assert capsys.readouterr().out == ("waiting, number 2 in the line\nloading: 500 of 2,000 rows, 1 left out\n")


def test_a_live_bar(capsys):
    with showing(live=True) as show:
        show.sent(500_000, 1_000_000)
        follow(Script(LOADING, DONE), WAITING, show)
    assert capsys.readouterr().out == ""


def test_nothing_when_asked_to_be_quiet(capsys):
    with showing(live=True, quiet=True) as show:
        show.sent(1, 2)
        follow(Script(LOADING, DONE), WAITING, show)
    assert capsys.readouterr() == ("", "")


def test_it_asks_as_often_as_the_server_says_and_for_news_only(pauses):
    slow = httpx.Response(200, content=json.dumps(LOADING), headers={"ETag": "y", "Retry-After": "7"})
    odd = httpx.Response(200, content=json.dumps(LOADING), headers={"Retry-After": "tomorrow"})
    script = Script(slow, odd, DONE)
    with showing(live=False, quiet=True) as show:
        follow(script, WAITING, show)
    assert (script.etags, pauses) == (["", "y", ""], [7, 1])


def test_a_server_that_restarts_is_waited_for():
    away = Unreachable("Nothing answers.")
    with showing(live=False, quiet=True) as show:
        assert follow(Script(away, away, LOADING, away, DONE), WAITING, show) == DONE
        with pytest.raises(Unreachable):
            follow(Script(away), WAITING, show)


@pytest.mark.parametrize(
    ("job", "code", "words"),
    [
        (DONE, 3, "people.csv into people: completed, but 1 row is left out"),
        (DONE | {"failed_rows": 0}, 0, "people.csv into people: completed"),
        (DONE | {"failed_rows": 0, "dry_run": True}, 0, "completed (tried only, nothing is written)"),
        (LOADING | {"status": "cancelled"}, 1, "people.csv into people: cancelled"),
        (LOADING | {"status": "failed", "error": "No.", "failure": {"line": 17}}, 1, "failed. No. (line 17)"),
        (LOADING | {"cancel_requested": True}, 1, "processing, asked to stop"),
    ],
)
def test_the_books_in_words(job, code, words):
    assert exit_of(job) == code
    assert ledger(job).splitlines()[0].endswith(words)
