"""The whole service, started as `make run` starts it: web, worker and scheduler, on the servers of the environment."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from docprocessor.imports.models import ImportJob
from docprocessor.jobs.models import TERMINAL
from docprocessor.launch import stack

END_SECONDS = 30
POLL_SECONDS = 0.05
LAST_CHARACTERS = 3_000


class NotYet(Exception):
    """The service does not take such an import so far; the message is its own."""


class Service:
    """A running service."""

    def __init__(self, url: str, worker: psutil.Process, log: Path) -> None:
        self.url = url
        self._log = log
        self._worker = worker
        self._client = httpx.Client(base_url=url, headers={"X-API-KEY": os.environ["API_KEY"]}, timeout=600)

    def send(self, file: Path, dataset: str, params: dict[str, Any]) -> str:
        """POST a file and return the id of its import. Raises NotYet when it is refused."""
        form = {name: json.dumps(value) if isinstance(value, dict) else str(value) for name, value in params.items()}
        with file.open("rb") as data:
            answer = self._client.post("/api/imports/", files={"file": data}, data={"dataset": dataset, **form})
        if answer.status_code == httpx.codes.BAD_REQUEST:
            raise NotYet(answer.json()["detail"])
        answer.raise_for_status()
        return str(answer.json()["id"])

    def wait(self, import_id: str) -> ImportJob:
        """Return an import once it has ended, one way or another."""
        imports = ImportJob.objects.filter(pk=import_id)
        while not imports.filter(status__in=TERMINAL).exists():
            time.sleep(POLL_SECONDS)
        return imports.get()

    def last_words(self) -> str:
        """The end of what its processes said."""
        return self._log.read_text(errors="replace")[-LAST_CHARACTERS:]

    def worker_children(self) -> list[psutil.Process]:
        """The processes of the worker's pool, in one of which each import runs."""
        with suppress(psutil.Error):
            return self._worker.children()
        return []


@contextmanager
def running_service(folder: Path) -> Iterator[Service]:
    """Bring the database up to date, start every part, and stop them all at the end."""
    environment = dict(os.environ)
    stack.prepare(environment, folder)
    host, port = "127.0.0.1", stack.port_check("127.0.0.1", 0, "")
    url = stack.address(host, port)
    with ExitStack() as after, (folder / "service.log").open("w") as log:
        started = {}
        for part in stack.parts(environment, host, port, reload=False):
            process = subprocess.Popen(
                part.command, env=part.environment, cwd=part.directory, stdout=log, stderr=subprocess.STDOUT
            )
            after.callback(_end, process)
            started[part.name] = process
        if not stack.wait_until_answers(url):
            raise RuntimeError(f"The service did not start: {Path(log.name).read_text()[-LAST_CHARACTERS:]}")
        worker = psutil.Process(started["worker-imports"].pid)
        while not worker.children():
            time.sleep(0.1)
        yield Service(url, worker, Path(log.name))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
