"""Runs the command as people do: as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BACKEND = Path(__file__).resolve().parents[3]
Command = Callable[..., subprocess.CompletedProcess[str]]


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DOCPROCESSOR_API_KEY", "API_KEY")}
    return kept | {"PYTHONPATH": str(BACKEND), "COLUMNS": "200", "NO_PROXY": "*"} | more


def argv(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "docprocessor.cli", *map(str, arguments)]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """`command("convert", "x.csv")` in an empty folder; what it printed, and its exit code."""

    def run(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            argv(*arguments),
            check=False,
            cwd=tmp_path,
            env=environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            encoding="utf-8",
        )

    return run
