"""Files to import: made-up customers, some of them faulty or there twice."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.data import Recipe, columns, write_file


@dataclass(frozen=True)
class Input:
    """A file, what it is hashed to, how many of its records are right, and the schema of a dataset that takes it."""

    path: Path
    rows: int
    accepted: int
    sha256: str

    @property
    def schema(self) -> dict[str, Any]:
        return recipe(self.rows).schema


def recipe(rows: int, seed: int = 42) -> Recipe:
    return Recipe(rows, columns(), faulty=0.02, repeats=0.01, seed=seed)


@cache
def file_of(folder: Path, rows: int, seed: int = 42) -> Input:
    """Write a file once, and return it."""
    path = folder / f"customers-{rows}-{seed}.csv"
    truth = write_file(path, recipe(rows, seed))
    return Input(path, rows, truth.accepted, hashlib.sha256(path.read_bytes()).hexdigest())
