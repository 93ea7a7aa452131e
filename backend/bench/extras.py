"""What is measured besides loads: the preview of a large file, and how long accepting a file takes."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psutil

from bench.cases import PLAIN
from bench.contestants import WrongResult
from bench.memory import PeakMemory, family
from bench.runner import temporary_files
from bench.service import Service
from docprocessor.launch import BACKEND

LARGE_BYTES = 1024**3
PIECE_ROWS = 1_000_000
PREVIEWS = 5
ROWS_SHOWN = 50


def preview(_: Service) -> dict[str, Any]:
    """A preview of 1 GB."""
    with temporary_files() as files:
        file = files.of(replace(PLAIN, rows=PIECE_ROWS)).file
        piece = file.read_bytes().partition(b"\n")[2]
        with file.open("ab") as data:
            while data.tell() < LARGE_BYTES:
                data.write(piece)
        runs = [_preview(str(file)) for _ in range(PREVIEWS)]
    seconds = statistics.median(run["seconds"] for run in runs)
    megabytes = max(run["megabytes"] for run in runs)
    print(f"\npreview of 1 GB: {seconds:.3f} s, {megabytes:.0f} MB")
    return {"case": "preview", "runs": runs, "seconds": round(seconds, 4), "peak_mb": round(megabytes)}


def _preview(file: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.preview", file]
    with subprocess.Popen(command, cwd=BACKEND, stdout=subprocess.PIPE, text=True) as process:
        program = psutil.Process(process.pid)
        with PeakMemory(lambda: family(program)) as memory:
            said, _ = process.communicate()
    if process.returncode:
        raise WrongResult(f"The preview ended with exit code {process.returncode}.")
    answer = json.loads(said)
    if (answer["columns"], answer["rows"]) != (len(PLAIN.columns), ROWS_SHOWN):
        raise WrongResult(f"The preview found {answer}.")
    return {"seconds": answer["seconds"], "megabytes": memory.megabytes()}


def accept(service: Service) -> dict[str, Any]:
    """What `accept.py` says; the imports that it starts go on meanwhile."""
    environment = os.environ | {"BASE_URL": service.url}
    done = subprocess.run(
        [sys.executable, "bench/accept.py"], cwd=BACKEND, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    print(f"\naccepting a file\n{done.stdout.rstrip()}")
    return {"case": "accept", "said": done.stdout.splitlines()}


EXTRAS: dict[str, Callable[[Service], dict[str, Any]]] = {"preview": preview, "accept": accept}
