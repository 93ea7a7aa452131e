"""Runs the command: in the test's process, which is quick, or as a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docprocessor.cli import main

BACKEND = Path(__file__).resolve().parents[3]
OURS = ("DOCPROCESSOR_API_KEY", "DOCPROCESSOR_URL", "API_KEY")
PLAIN = {"PYTHONPATH": str(BACKEND), "COLUMNS": "200", "NO_PROXY": "*"}
Command = Callable[..., subprocess.CompletedProcess[str]]


def environment(**more: str) -> dict[str, str]:
    """The environment of a process of its own."""
    return {name: value for name, value in os.environ.items() if name not in OURS} | PLAIN | more


def argv(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "docprocessor.cli", *map(str, arguments)]


@pytest.fixture
def _signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], _signals: None
) -> Command:
    """`command("convert", "x.csv")` in an empty folder; what it printed, its line ends made plain, and its exit code."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as context:
            for name in OURS:
                context.delenv(name, raising=False)
            for name, value in (PLAIN | more).items():
                context.setenv(name, value)
            context.setattr(sys, "argv", ["docprocessor", *map(str, arguments)])
            capfd.readouterr()
            with pytest.raises(SystemExit) as end:
                main()
        out, err = (text.replace("\r\n", "\n") for text in capfd.readouterr())
        return subprocess.CompletedProcess(sys.argv, int(end.value.code or 0), out, err)

    return run
