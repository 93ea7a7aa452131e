"""Opening the files of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from docprocessor.cli.ending import Failed
from docprocessor.cli.options import LONGEST_RECORD, ROWS_A_BLOCK
from docprocessor.imports.tabular.dialect import DialectError
from docprocessor.imports.tabular.recognition import Reading, UnreadableFile
from docprocessor.imports.tabular.records import Block


@contextmanager
def reading_of(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to be read as a table. Raises Failed with a sentence that names it."""
    if not path.is_file():
        raise Failed(f"{path} is a folder." if path.is_dir() else _not_there(path))
    try:
        file = path.open("rb")
    except OSError as error:
        raise Failed(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        try:
            yield file
        except UnreadableFile as error:
            place = f":{error.line}" if error.line else ""
            raise Failed(f"{path}{place}: {error.message}") from None
        except DialectError as error:
            raise Failed(f"{path}: {error}") from None


def _not_there(path: Path) -> str:
    return f"{path} is no regular file." if path.exists() else f"There is no file {path}."


def blocks_of(reading: Reading, file: IO[bytes]) -> Iterator[Block]:
    """Yield the records of a file in columns, its footer left out."""
    return reading.blocks(file, longest=LONGEST_RECORD, most_rows=ROWS_A_BLOCK)
