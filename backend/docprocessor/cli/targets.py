"""Where converted files go: never over what they are made from, and never half-written."""

import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from docprocessor.cli.ending import Failed

STDOUT = "-"
PACKED = (".gz", ".zst")
Identity = tuple[int, int]  # of a file: its device's number, and its own on it


def targets(sources: Sequence[Path], out: str) -> list[Path | None]:
    """Return where each file goes, None for standard output. Raises Failed where that cannot be said.

    OUT is a file for one source; a folder if it is one, ends like one, or there are several. In a folder a
    file keeps its name, with the ending .csv, and a number where an earlier one of them has that already.
    """
    several = len(sources) > 1
    if out == STDOUT:
        if several:
            raise Failed("Several files need a folder to go to: -o FOLDER.")
        return [None]
    path = Path(out)
    if not several and not path.is_dir() and not out.endswith(("/", os.sep)):
        return [path]
    if path.exists() and not path.is_dir():
        raise Failed(f"{path} is not a folder; several files need one to go to.")
    return [path / name for name in _names(sources)]


def _names(sources: Sequence[Path]) -> list[str]:
    taken: set[str] = set()
    names = []
    for source in sources:
        packed = source.suffix.casefold() in PACKED
        stem = name = Path(source.stem).stem if packed else source.stem
        number = 2
        while name.casefold() in taken:
            name, number = f"{stem}_{number}", number + 1
        taken.add(name.casefold())
        names.append(f"{name}.csv")
    return names


@contextmanager
def written(path: Path | None, *, never: frozenset[Identity]) -> Iterator[IO[bytes]]:
    """Open a target; a file stands under its name only once it is whole. Raises Failed for one of `never`."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = path.resolve()  # what a link leads to is replaced, not the link
    if _identity(path) in never:
        raise Failed(f"{path} is one of the files to convert, and is not written over.")
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise Failed(f"{path} is a folder.")
        with path.open("wb") as device:  # a pipe or a terminal
            yield device
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def identities(paths: Iterable[Path]) -> frozenset[Identity]:
    """Return what tells files apart, whatever they are called; those that are not there have nothing."""
    return frozenset(filter(None, map(_identity, paths)))


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
