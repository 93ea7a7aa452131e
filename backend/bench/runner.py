"""Runs a case: makes its files, lets everybody load them in turn, and checks each result before its time counts."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.cases import PLAIN, Case
from bench.contestants import COPY, Engine, Input, Program
from bench.data import Recipe, write_file
from bench.report import Line
from bench.service import NotYet, Service
from bench.tables import empty_table
from docprocessor.accounts.models import Workspace

WARM_UP_ROWS = 20_000
# Two for each process of a worker's pool on two cores, so that none is left out.
WARM_UP_IMPORTS = 4
MOST_ROWS_OF_PEERS = 1_000_000


@dataclass
class _Entry:
    contestant: Program | Engine
    recipe: Recipe
    most_runs: int
    line: Line


class Files:
    """The files of a case, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Recipe, Input] = {}

    def of(self, recipe: Recipe) -> Input:
        """The file of a recipe."""
        if recipe not in self._made:
            file = self._folder / f"{len(self._made)}.csv"
            self._made[recipe] = Input(file, write_file(file, recipe))
        return self._made[recipe]


@contextmanager
def temporary_files() -> Iterator[Files]:
    """A place for files that is removed at the end."""
    with TemporaryDirectory(prefix="files-") as folder:
        yield Files(Path(folder))


def warm_up(service: Service, workspace: Workspace) -> None:
    """Let each process of the worker's pool do an import."""
    recipe = replace(PLAIN, rows=WARM_UP_ROWS)
    with temporary_files() as files, ExitStack() as tables:
        given = files.of(recipe)
        datasets = [
            tables.enter_context(empty_table(workspace, recipe, slug=f"warm_up_{number}"))
            for number in range(WARM_UP_IMPORTS)
        ]
        imports = [service.send(given.file, dataset.slug, {}) for dataset in datasets]
        for each in imports:
            service.wait(each)


def measure(
    case: Case, rows: int, runs: int, *, service: Service, workspace: Workspace, peers: list[Program]
) -> list[Line]:
    """Run a case and return a line for each contestant, COPY first. Raises WrongResult."""
    with temporary_files() as files:
        there = case.there(rows)
        engine = Engine(service, case, files.of(there) if there else None)
        contestants: list[Program | Engine] = [COPY, engine, *_fitting(peers, case, rows)]
        entries = [_entry(contestant, case, rows, runs) for contestant in contestants]
        for turn in range(runs):
            for entry in entries if turn % 2 == 0 else reversed(entries):
                if turn < entry.most_runs and not entry.line.note:
                    _run(entry, files, workspace)
    return [entry.line for entry in entries]


def _fitting(peers: list[Program], case: Case, rows: int) -> list[Program]:
    """Others load the main files only: the clean one or the faulty one, as each can."""
    is_clean = case.recipe.faulty == 0
    return [peer for peer in peers if case.is_main and peer.takes_clean == is_clean and rows <= MOST_ROWS_OF_PEERS]


def _entry(contestant: Program | Engine, case: Case, rows: int, runs: int) -> _Entry:
    recipe = case.dirty(rows)
    most_runs = runs
    if isinstance(contestant, Program):
        most_runs = contestant.most_runs
        recipe = case.clean(rows) if contestant.takes_clean else recipe
        recipe = replace(recipe, rows=min(recipe.rows, contestant.most_rows or recipe.rows))
    return _Entry(contestant, recipe, most_runs, Line(contestant.name, case.dirty(rows).rows, recipe.rows))


def _run(entry: _Entry, files: Files, workspace: Workspace) -> None:
    given = files.of(entry.recipe)
    print(f"    {entry.contestant.name} … ", end="", file=sys.stderr, flush=True)
    with empty_table(workspace, entry.recipe) as dataset:
        try:
            run = entry.contestant.run(dataset, given, entry.recipe)
        except NotYet as refusal:
            entry.line.note = f"not yet ({str(refusal)[:200]})"
            print("not yet", file=sys.stderr)
            return
    entry.line.runs.append(run)
    print(f"{run.seconds:.2f} s", file=sys.stderr)
