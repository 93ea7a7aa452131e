"""Renders PDFs in processes that can be stopped: WeasyPrint cannot, and what it takes depends on the document.

Each process renders one report. One is started ahead and has loaded all it needs by the time a report comes, where
`make_ready` asks for it: loading takes longer than most reports do.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Final

import structlog
from django.conf import settings

from docprocessor.lib.problems import AppError

LOOK_SECONDS: Final = 0.1
ANSWER_BYTES: Final = 4_096
MEGABYTE_OF_KB: Final = 1024
# How a process ends whose libraries got no memory, and how near its cap it has been then.
OUT_OF_MEMORY_SIGNALS: Final = (signal.SIGABRT, signal.SIGTRAP, signal.SIGSEGV, signal.SIGBUS)
NEARLY: Final = 0.7
# All that such a process gets of our environment: where programs, libraries and fonts are, and no secret.
ENVIRONMENT: Final = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
    "XDG_DATA_DIRS",
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A PDF, how many pages it has, and how much memory its process has needed at most."""

    content: bytes
    pages: int
    peak_mb: int


class Process:
    """A process that waits for the one report that it is to render."""

    def __init__(self) -> None:
        self.line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "docprocessor.reports.rendering"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
                cwd=settings.BACKEND,
                start_new_session=True,  # a terminal's Ctrl-C is for whoever waits for it
            )
        self.pid = self._process.pid

    def begin(self, html: IO[bytes], pdf: IO[bytes]) -> None:
        """Give it its report. Raises OSError when it has ended before."""
        message = json.dumps({"memory_mb": settings.REPORT_MAX_MEMORY_MB}).encode()
        socket.send_fds(self.line, [message], [html.fileno(), pdf.fileno()])

    def end(self) -> tuple[int, int]:
        """End it, if it has not, and return its exit code and its largest resident size in MB, or that of this process
        if it was larger when it forked."""
        self.line.close()
        os.kill(self.pid, signal.SIGKILL)  # one that has ended is still there until it is waited for
        _, status, usage = os.wait4(self.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return self._process.returncode, usage.ru_maxrss // MEGABYTE_OF_KB


class _Ready:
    """The process that was started ahead."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Process | None = None
        self.wanted = False

    def start(self) -> None:
        with self._lock:
            self.wanted = True
            self._process = self._process or Process()

    def take(self) -> Process:
        with self._lock:
            process, self._process = self._process, None
        return process or Process()


_ready = _Ready()


def make_ready() -> None:
    """Have a process ready from now on, for this report and each after it."""
    _ready.start()


def render(html: str, *, look: Callable[[int], None]) -> Rendered:
    """Render a report; `look` is called again and again with how many rows are laid out, and may raise to end it.

    Raises AppError when it needs more memory or time than a report may, and when it cannot be rendered here.
    """
    process = _ready.take()
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(html.encode())
        source.seek(0)
        try:
            process.begin(source, target)
            answer = _followed(process, look)
        except ConnectionError:  # it ended before it had read or said all
            answer = {}
        finally:
            code, peak_mb = process.end()
            if _ready.wanted:
                _ready.start()
        if "pages" not in answer:
            raise _failure(answer, code, peak_mb)
        target.seek(0)
        return Rendered(target.read(), answer["pages"], answer["peak_mb"])


def _followed(process: Process, look: Callable[[int], None]) -> dict[str, Any]:
    """Wait until a process has answered or ended, and return its last answer."""
    ends_at = time.monotonic() + settings.REPORT_MAX_SECONDS
    said, rows = b"", 0
    while True:
        look(rows)
        if time.monotonic() > ends_at:
            sentence = f"Writing the report took more than {settings.REPORT_MAX_SECONDS} s; ask for fewer events."
            raise AppError("too_slow_report", sentence, kind="timeout")
        readable, _, _ = select.select([process.line], [], [], LOOK_SECONDS)
        if not readable:
            continue
        more = process.line.recv(ANSWER_BYTES)
        if not more:
            return {}
        *answers, said = (said + more).split(b"\n")
        for answer in map(json.loads, answers):
            if "rows" not in answer:
                return dict(answer)
            rows = answer["rows"]


def _failure(answer: dict[str, Any], code: int, peak_mb: int) -> AppError:
    """Return what a process that rendered nothing says to whoever asked for the report."""
    cap_mb = settings.REPORT_MAX_MEMORY_MB
    if answer.get("error") == "no_pango":
        log.error("report.no_pango", detail=answer["detail"])
        return AppError(
            "no_pango",
            "This server cannot write PDFs: the library Pango is not installed. The same report can be had as HTML.",
            kind="infrastructure",
        )
    starved = -code in OUT_OF_MEMORY_SIGNALS and peak_mb > cap_mb * NEARLY
    if answer.get("error") == "memory" or starved:
        sentence = f"The report needs more than the {cap_mb:,} MB of memory that one may take; ask for fewer events."
        return AppError("too_large_report", sentence)
    log.error("report.renderer_died", code=code, peak_mb=peak_mb)
    return AppError("renderer_died", "The program that writes PDFs ended before it was done.", retryable=True)
