"""Following a job until it ends: a live bar in a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from docprocessor.cli.ending import Exit
from docprocessor.cli.server import Server, Unreachable, import_path, job_path

# What a job of a kind has left undone, by its result.
LEFT: Final = {"undo": "kept", "merge": "still_failed"}
TERMINAL: Final = ("completed", "failed", "cancelled")
# A server that restarts is back by then.
PATIENCE_SECONDS: Final = 60
LINE_EVERY_SECONDS: Final = 5


class Show(Protocol):
    """Shows how far a file or a job has come."""

    def sent(self, done: int, total: int) -> None:
        """Show how many bytes of a file are sent."""

    def job(self, job: dict[str, Any]) -> None:
        """Show where a job stands."""


@contextmanager
def showing(*, live: bool, quiet: bool = False) -> Iterator[Show]:
    """Give something to show progress with: a bar when somebody watches `live`, nothing when asked to be quiet."""
    if quiet or not live:
        yield _Nothing() if quiet else _Lines()
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[counters]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        yield _Bar(progress)


def follow(server: Server, job: dict[str, Any], show: Show) -> dict[str, Any]:
    """Return the job as it ends. Raises Unreachable when the server stays away, Refused when it is gone."""
    path = (import_path if _is_import(job) else job_path)(job["id"])
    etag, silent_since = "", None
    while True:
        show.job(job)
        if job["status"] in TERMINAL:
            return job
        pause = 1.0
        try:
            answer = server.get(path, etag=etag)
        except Unreachable:
            silent_since = silent_since or time.monotonic()
            if time.monotonic() - silent_since > PATIENCE_SECONDS:
                raise
        else:
            silent_since = None
            etag = answer.headers.get("ETag", "")
            pause = _seconds(answer.headers.get("Retry-After"))
            if answer.content:
                job = answer.json()
        if job["status"] not in TERMINAL:
            time.sleep(pause)


def exit_of(job: dict[str, Any]) -> Exit:
    """Return how a command ends that has followed an import, its undoing, or a merge into it, to its end."""
    if job["status"] != "completed":
        return Exit.FAILED
    left = job["failed_rows"] if _is_import(job) else job["result"][LEFT[job["kind"]]]
    return Exit.PARTIAL if left else Exit.FINE


def _is_import(job: dict[str, Any]) -> bool:
    return "total_rows" in job


def _counted(job: dict[str, Any]) -> tuple[int, int, str]:
    """Return how many rows are done, of how many, and both in words."""
    if not _is_import(job):
        done, total = job["progress"]["done"], job["progress"]["total"]
        return done, total, f"{done:,} of {total:,} rows"
    done, total = job["processed_rows"], job["total_rows"]
    return done, total, f"{done:,} of {total:,} rows, {job['failed_rows']:,} left out"


def _seconds(header: str | None) -> float:
    try:
        return min(max(float(header or 1), 0.1), 60)
    except ValueError:
        return 1.0


def _standing(job: dict[str, Any]) -> str:
    if job["status"] == "pending":
        place = job.get("queue_position")
        return f"waiting, number {place:,} in the line" if place else "waiting"
    return str(job["stage"]) if job["status"] == "processing" else str(job["status"])


class _Nothing:
    def sent(self, done: int, total: int) -> None: ...

    def job(self, job: dict[str, Any]) -> None: ...


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID = progress.add_task("", total=None, counters="")
        self._is_sending = False

    def sent(self, done: int, total: int) -> None:
        self._is_sending = True
        counters = f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB"
        self._progress.update(self._task, description="sending", completed=done, total=total or None, counters=counters)

    def job(self, job: dict[str, Any]) -> None:
        done, total, counters = _counted(job)
        if speed := job.get("rows_per_second"):
            counters += f", {speed:,}/s"
        if self._is_sending:
            self._is_sending = False
            self._progress.reset(self._task)  # bytes tell nothing of how long the rows take
        self._progress.update(
            self._task,
            description=_standing(job),
            completed=done,
            total=total or None,
            counters=counters if total else "",
        )


class _Lines:
    def __init__(self) -> None:
        self._last = ""
        self._standing = ""
        self._said_at = 0.0

    def sent(self, done: int, total: int) -> None: ...

    def job(self, job: dict[str, Any]) -> None:
        standing, line = _standing(job), _standing(job)
        _, total, counters = _counted(job)
        if total:
            line += f": {counters}"
        due = standing != self._standing or time.monotonic() - self._said_at > LINE_EVERY_SECONDS
        if line != self._last and due and job["status"] not in TERMINAL:
            print(line, flush=True)
            self._last, self._standing, self._said_at = line, standing, time.monotonic()
