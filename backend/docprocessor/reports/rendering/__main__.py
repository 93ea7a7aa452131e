"""The process that renders one report: `python -m docprocessor.reports.rendering`, started by `renderer.py`.

It holds no secret and knows no database: it gets two open files over the socket that is its standard input, reads
HTML from one and writes a PDF into the other. When whoever started it is gone, so is it.
"""

import json
import logging
import os
import re
import resource
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

MEGABYTE: Final = 1024**2
LONGEST_MESSAGE: Final = 4_096
# A thread's stack counts as memory that is used, whatever of it is.
WATCHER_STACK_BYTES: Final = 256 * 1024


def main() -> None:
    """Load what rendering needs, wait for the one report, and say how it ended."""
    line = socket.socket(fileno=sys.stdin.fileno())
    try:
        from docprocessor.reports.rendering.paging import write_pdf  # noqa: PLC0415  (its absence is an answer)
    except OSError as error:  # what cffi raises when Pango or what it stands on cannot be loaded
        _end(line, {"error": "no_pango", "detail": str(error)})
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it would repeat what people wrote
    message, files, *_ = socket.recv_fds(line, LONGEST_MESSAGE, 2)
    if not message:
        return
    threading.stack_size(WATCHER_STACK_BYTES)
    threading.Thread(target=_end_with, args=[line], daemon=True).start()
    try:
        _limit(json.loads(message)["memory_mb"] * MEGABYTE)
        with os.fdopen(files[0]) as html, os.fdopen(files[1], "wb") as pdf:
            pages = write_pdf(html.read(), pdf, tell=lambda rows: _tell(line, {"rows": rows}))
    except MemoryError:
        _end(line, {"error": "memory"})
    _end(line, {"pages": pages, "peak_mb": _peak_mb()})


def _limit(memory_bytes: int) -> None:
    """Bound what this process may take.

    RLIMIT_DATA is what it asks for to write into: heap and private mappings. RLIMIT_AS would count fonts and libraries
    that are only mapped, and RLIMIT_RSS is not enforced by Linux. Where the system has no such limit (it has since
    Linux 4.7), time alone bounds it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def _peak_mb() -> int:
    """Return the largest resident size so far. What getrusage says begins with that of the process that forked."""
    status = Path("/proc/self/status")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE) if status.exists() else None
    return (int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024


def _end_with(line: socket.socket) -> None:
    """End this process when the other end of the line is closed; nothing more is sent over it."""
    with suppress(OSError):
        line.recv(1)
    os._exit(os.EX_TEMPFAIL)


def _tell(line: socket.socket, answer: dict[str, Any]) -> None:
    line.sendall(json.dumps(answer).encode() + b"\n")


def _end(line: socket.socket, answer: dict[str, Any]) -> None:
    """Answer and end at once: to free what is left would take time for nothing."""
    _tell(line, answer)
    os._exit(os.EX_OK)


if __name__ == "__main__":
    main()
