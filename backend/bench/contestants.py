"""Who loads the files: programs of their own, and this service."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil

from bench.cases import Case, Outcome
from bench.data import Recipe, Truth
from bench.memory import PeakMemory, family
from bench.service import Service
from bench.tables import Found, analyse, found_in, take_any_origin
from docprocessor.datasets.models import Dataset
from docprocessor.imports.models import ImportJob, RowIssue
from docprocessor.launch import BACKEND, ROOT

PEERS_PYTHON = ROOT / ".tools" / "peers" / "bin" / "python"


class WrongResult(Exception):
    """Somebody's table or faults are not what the file's truth says: no time of theirs counts."""


class Input(NamedTuple):
    """A file and the truth about it."""

    file: Path
    truth: Truth


@dataclass(frozen=True)
class Run:
    """One load that was right."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Program:
    """A program of `bench.peers`. Slow ones load only the first rows of a kind of file, and few times."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    python: Path = PEERS_PYTHON
    takes_clean: bool = False
    most_rows: int | None = None
    most_runs: int = 3

    def run(self, dataset: Dataset, given: Input, recipe: Recipe) -> Run:
        """Load a file by a process of its own. Raises WrongResult."""
        take_any_origin(dataset)
        command = [str(self.python), "-m", f"bench.peers.{self.module}", str(given.file), *self.arguments]
        environment = os.environ | {"PGOPTIONS": f"-c search_path={dataset.namespace_name}"}
        with subprocess.Popen(command, cwd=BACKEND, env=environment, stdout=subprocess.PIPE, text=True) as process:
            program = psutil.Process(process.pid)
            with PeakMemory(lambda: family(program)) as memory:
                said, _ = process.communicate()
        if process.returncode:
            raise WrongResult(f"{self.name} ended with exit code {process.returncode}.")
        answer = json.loads(said)
        truth = given.truth
        _check(self.name, "faulty cells", answer["faulty_cells"], truth.faulty_cells)
        _check(self.name, "repeated keys", answer["repeats"], truth.repeats)
        _check_table(self.name, dataset, recipe, truth)
        return Run(answer["seconds"], memory.megabytes())


@dataclass(frozen=True)
class Engine:
    """This service: the file is POSTed, and its time is the database's own, from accepted to completed."""

    service: Service
    case: Case
    there: Input | None = None
    name: str = field(default="DocProcessor")

    def run(self, dataset: Dataset, given: Input, recipe: Recipe) -> Run:
        """Import a file. Raises WrongResult, and NotYet when the service refuses such an import."""
        if self.there:
            self._import(self.there.file, dataset, {})
            analyse(dataset)
        with PeakMemory(self.service.worker_children) as memory:
            job = self._import(given.file, dataset, self.case.params)
        self._check(job, dataset, given.truth, recipe)
        assert job.finished_at
        return Run((job.finished_at - job.created_at).total_seconds(), memory.megabytes())

    def _import(self, file: Path, dataset: Dataset, params: dict[str, object]) -> ImportJob:
        job = self.service.wait(self.service.send(file, dataset.slug, params))
        if job.status != "completed":
            raise WrongResult(f"An import {job.status}: {job.failure}\n{self.service.last_words()}")
        return job

    def _check(self, job: ImportJob, dataset: Dataset, truth: Truth, recipe: Recipe) -> None:
        found = found_in(dataset, [column.field["name"] for column in recipe.columns])
        issues = RowIssue.objects.filter(job=job).count()
        books = (job.inserted_rows, job.updated_rows, job.skipped_rows, job.failed_rows)
        _check(self.name, "import", Outcome(*books, issues, found.rows, found.key_sum), self.case.expected(truth))
        if not self.there:
            _check(self.name, "characters", found.characters, truth.characters)


def _check_table(name: str, dataset: Dataset, recipe: Recipe, truth: Truth) -> None:
    found = found_in(dataset, [column.field["name"] for column in recipe.columns])
    _check(name, "table", found, Found(truth.accepted, truth.key_sum, truth.characters))


def _check(name: str, what: str, found: object, expected: object) -> None:
    if found != expected:
        raise WrongResult(f"{name}, {what}: found {found}, expected {expected}.")


COPY = Program("plain COPY", "plain_copy", python=Path(sys.executable), takes_clean=True, most_runs=99)


def peers() -> list[Program]:
    """What people use instead, as far as it is installed."""
    found = [
        Program("csv module, own rules, COPY", "csv_module"),
        Program("pandas, COPY", "pandas_copy"),
        Program("REST framework, many=True, bulk_create", "drf_serializer", ("many",), most_rows=20_000),
        Program("REST framework, row by row, bulk_create", "drf_serializer", most_rows=10_000),
        Program("django-import-export, use_bulk", "import_export", ("bulk",), most_rows=10_000),
        Program("django-import-export", "import_export", most_rows=5_000),
    ]
    if shutil.which("pgloader"):
        found.append(Program("pgloader", "pgloader", takes_clean=True, most_runs=1))
    return found
