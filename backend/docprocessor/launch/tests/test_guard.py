"""However a launcher ends, nothing of it is left."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docprocessor.launch import processes
from docprocessor.launch.guard import Guard
from docprocessor.launch.servers import Servers

from .conftest import processes_with, wait_until

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def guard(tmp_path: Path) -> Iterator[Guard]:
    with Guard(tmp_path, throw_away=False) as guard:
        yield guard


def test_a_run_that_is_killed_leaves_nothing(python: Start) -> None:
    run = python("-m", "docprocessor.launch", "servers", "--", "sh", "-c", 'echo "$STORAGE_ROOT"; sleep 600')
    assert run.stdout
    home = Path(run.stdout.readline().strip()).parent
    embedded = Servers(home)
    assert embedded.postgres.process()
    run.kill()
    wait_until(lambda: not processes_with(str(home)))
    assert not home.exists()
    assert embedded.postgres.process() is embedded.valkey.process() is None
    assert run.stdout.read() == ""  # nobody holds its output open


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_nothing(python: Start, number: signal.Signals) -> None:
    run = python("-m", "docprocessor.launch", "servers", "--", "sh", "-c", 'echo "$STORAGE_ROOT"; exec sleep 600')
    assert run.stdout
    home = Path(run.stdout.readline().strip()).parent
    run.send_signal(number)
    assert run.wait(20) == 128 + number
    assert not home.exists()
    assert not processes_with(str(home))


def test_what_left_its_family_is_found_by_its_mark(guard: Guard) -> None:
    run = guard.mark[processes.MARK]
    subprocess.run(["sh", "-c", "setsid sleep 600 &"], env=guard.mark | {"PATH": "/usr/bin:/bin"}, check=True)
    wait_until(lambda: len(processes.belonging_to(run)) == 1)
    processes.end(run, grace=0)
    wait_until(lambda: processes.belonging_to(run) == [], 5)


def test_the_first_of_a_family_decides_how_it_ends(guard: Guard, python: Start, tmp_path: Path) -> None:
    run = guard.mark[processes.MARK]
    said = tmp_path / "said"
    # A shell that lets its child finish: a signal to the child as well would have cut it short.
    program = f'trap "wait; echo in order > {said}" TERM; (sleep 1; echo batch > {said}.batch) & wait'
    with subprocess.Popen(["sh", "-c", program], env=guard.mark | {"PATH": "/usr/bin:/bin"}) as family:
        wait_until(lambda: len(processes.belonging_to(run)) >= 2)
        started = time.monotonic()
        processes.end(run, grace=10)
        assert time.monotonic() - started < 5
        family.wait()
    assert said.read_text() == "in order\n"
    assert Path(f"{said}.batch").read_text() == "batch\n"
