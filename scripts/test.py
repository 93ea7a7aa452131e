"""Runs the suites named, all of them even when one fails, and closes with one line of counts for each.

python scripts/test.py backend frontend browser
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from bootstrap import BACKEND, FRONTEND, VENV, chromium_path, environment

LAUNCH = [str(VENV / "bin" / "python"), "-m", "docprocessor.launch"]
# Many tests wait for processes of their own: two at once pay even on one core. Each takes some 500 MB.
AT_ONCE = min(max(os.cpu_count() or 1, 2), 4)
PYTEST = [LAUNCH[0], "-m", "pytest", f"--numprocesses={AT_ONCE}", "--dist=worksteal"]
SUITES = {
    "backend": (
        [*LAUNCH, "servers", "--", *PYTEST, "--cov=docprocessor", "--cov-report=term:skip-covered"],
        BACKEND,
    ),
    "frontend": (["npm", "test"], FRONTEND),
    # A whole service of its own, on a free port: the one that may be running here is left alone. Its batches are
    # small, so that the page can be watched while a file goes in.
    "browser": (
        [*LAUNCH, "run", "--throw-away", "--set", "IMPORT_BATCH_ROWS=300", "--", "npm", "run", "e2e"],
        FRONTEND,
    ),
    # No test, but run as one: the pictures of every screen, of a service of their own.
    "screenshots": ([*LAUNCH, "run", "--throw-away", "--", "npm", "run", "screenshots"], FRONTEND),
}
# The closing lines of pytest, Vitest and Playwright; not Vitest's count of files, nor a service's log.
COUNTS = re.compile(r"^[ =]*(?:Tests +)?\d+ (?:passed|failed|errors?|skipped|flaky|did not run)\b")


def main(names: list[str]) -> int:
    signal.signal(signal.SIGTERM, _end)
    results = [(name, *_run(*SUITES[name])) for name in names]
    print()
    for name, code, lines in results:
        passed, failed = _count(lines, "passed"), _count(lines, "failed", "error", "errors")
        print(f"{name}: {passed} passed, {failed} failed")
        if code and not failed:
            print(f"The {name} suite ended with exit code {code}; its output above says why.")
    return int(any(code for _, code, _ in results))


def _run(command: list[str], directory: Path) -> tuple[int, list[str]]:
    """The exit code and the closing lines, while all is shown as it comes."""
    browser = chromium_path()
    more = {"CHROMIUM_PATH": browser} if browser else {}
    lines = []
    with subprocess.Popen(
        command,
        cwd=directory,
        env=environment() | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            assert process.stdout
            for line in process.stdout:
                sys.stdout.write(line)
                sys.stdout.flush()
                plain = re.sub(r"\x1b\[[0-9;]*m", "", line)
                if COUNTS.match(plain):
                    lines.append(plain)
        except BaseException:
            process.terminate()
            raise
    return process.returncode, lines


def _count(lines: list[str], *words: str) -> int:
    found = re.findall(rf"(\d+) (?:{'|'.join(words)})\b", "\n".join(lines))
    return sum(map(int, found))


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
