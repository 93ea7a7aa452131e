"""Stand-ins for the parts: what matters is how they end."""

import io
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest

from docprocessor.launch import LaunchError
from docprocessor.launch.supervisor import Part, Supervisor

from .conftest import processes_with, wait_until

# A worker with children that finishes what it does when it is asked to end, as Celery and uvicorn do.
WORKER = """
import signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", sys.argv[1]])
def end(*_):
    time.sleep(0.3)
    child.terminate()
    print("finished its batch", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(600)
"""
# Ends without a word to its children.
CARELESS = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", sys.argv[1]])
time.sleep(0.5)
sys.exit(int(sys.argv[2]))
"""
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(600)
"""


@pytest.fixture
def marker() -> Iterator[str]:
    """Stands in the command line of all that a test starts; at its end none of that may be left."""
    marker = f"marker-{uuid4().hex}"
    yield marker
    wait_until(lambda: not processes_with(marker), 5)


@pytest.fixture(autouse=True)
def _as_from_a_terminal() -> Iterator[None]:
    """Hang-ups are heard, also when these tests run under nohup; and a run that never ends is cut off."""

    def too_long(*_: object) -> NoReturn:
        raise TimeoutError("the supervisor did not end")

    before = {signal.SIGHUP: signal.signal(signal.SIGHUP, signal.SIG_DFL)}
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(60)
    yield
    signal.alarm(0)
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


def part(name: str, program: str, marker: str, *arguments: str, foreground: bool = False) -> Part:
    command = [sys.executable, "-c", program, marker, *arguments]
    return Part(name, command, dict(os.environ), Path.cwd(), foreground)


def signal_when(output: io.StringIO, *texts: str, number: signal.Signals = signal.SIGTERM) -> None:
    """Signal ourselves each time that one more of `texts` has been printed."""

    def watch() -> None:
        for text in texts:
            wait_until(lambda text=text: text in output.getvalue())  # type: ignore[misc]
            os.kill(os.getpid(), number)

    threading.Thread(target=watch, daemon=True).start()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_lets_every_part_finish(marker: str, output: io.StringIO, number: signal.Signals) -> None:
    signal_when(output, "up", number=number)
    assert Supervisor(output=output).run(part("worker", WORKER, marker)) == 0
    assert "worker | finished its batch" in output.getvalue()


def test_nohup_outlives_its_terminal(marker: str, output: io.StringIO) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal_when(output, "up", number=signal.SIGHUP)
    threading.Timer(1.5, os.kill, [os.getpid(), signal.SIGTERM]).start()
    began = time.monotonic()
    assert Supervisor(output=output).run(part("worker", WORKER, marker)) == 0
    assert time.monotonic() - began > 1.4


@pytest.mark.parametrize(("code", "expected"), [(3, 3), (0, 1)])  # an end that nobody asked for is never a success
def test_the_end_of_one_part_ends_all(marker: str, output: io.StringIO, code: int, expected: int) -> None:
    parts = part("web", CARELESS, marker, str(code)), part("worker", WORKER, marker)
    assert Supervisor(output=output).run(*parts) == expected
    assert f"web ended by itself (exit code {code})" in output.getvalue()
    assert "finished its batch" in output.getvalue()


def test_a_part_that_is_killed_takes_its_children_along(marker: str, output: io.StringIO) -> None:
    program = WORKER.replace("time.sleep(600)\n", "import os; os.kill(os.getpid(), 9)\n")
    assert Supervisor(output=output).run(part("web", program, marker)) == 1
    assert "killed by SIGKILL" in output.getvalue()


def test_a_second_signal_ends_all_at_once(marker: str, output: io.StringIO) -> None:
    signal_when(output, "up", "once more", number=signal.SIGINT)
    assert Supervisor(output=output).run(part("worker", STUBBORN, marker)) == 0
    assert "Stopping at once" in output.getvalue()


def test_patience_ends(marker: str, output: io.StringIO) -> None:
    signal_when(output, "up")
    assert Supervisor(output=output, grace=0.5).run(part("worker", STUBBORN, marker)) == 0
    assert "Killing what did not end: worker" in output.getvalue()


def test_a_server_that_has_gone_ends_all(marker: str, output: io.StringIO) -> None:
    gone: list[str] = []
    threading.Timer(0.5, gone.append, ["PostgreSQL"]).start()
    supervisor = Supervisor(lambda: gone[0] if gone else None, output=output)
    assert supervisor.run(part("worker", WORKER, marker)) == 1
    assert "PostgreSQL has gone; stopping" in output.getvalue()


@pytest.mark.parametrize("code", [0, 7])
def test_a_command_in_the_foreground_gives_the_exit_code(marker: str, output: io.StringIO, code: int) -> None:
    supervisor = Supervisor(output=output)
    command = part("command", f"raise SystemExit({code})", marker, foreground=True)
    supervisor.call(lambda: supervisor.start(command))
    assert supervisor.run(part("worker", WORKER, marker)) == code


def test_a_signal_during_a_command_is_a_failure(marker: str, output: io.StringIO) -> None:
    supervisor = Supervisor(output=output)
    command = part("command", "import time; time.sleep(600)", marker, foreground=True)
    supervisor.call(lambda: supervisor.start(command))
    signal_when(output, "up")
    assert supervisor.run(part("worker", WORKER, marker)) == 128 + signal.SIGTERM


def test_a_program_that_is_not_there_ends_what_had_started(marker: str, output: io.StringIO) -> None:
    missing = Part("page", ["no-such-program"], dict(os.environ), Path.cwd())
    with pytest.raises(LaunchError, match=r"^no-such-program cannot be started: No such file or directory\.$"):
        Supervisor(output=output).run(part("worker", WORKER, marker), missing)
