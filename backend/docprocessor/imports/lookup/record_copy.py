"""A copy of a file's records, for files that can only be read from their start: made once, kept beside the file.

A delimited text that is packed, or not in UTF-8, is copied as plain UTF-8, so that landmarks lead into it. Records of
workbooks and of JSON go into an SQLite file, by their numbers. Whoever deletes the file deletes its copies, and one
that is missing is made again.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join
from tempfile import NamedTemporaryFile
from typing import IO, Final

from django.conf import settings
from django.core.files.storage import default_storage

from docprocessor.imports.files import COPY_PREFIX
from docprocessor.imports.tabular.containers import unpacked
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.records import Record
from docprocessor.imports.tabular.transcoding import COPIED, copy_utf8, is_utf8

_LOOK_EVERY_RECORDS: Final = 1_000
_NOT_OF_THE_RECORDS: Final = ("columns", "confidence", "evidence", "encoding_evidence")


def needs_copy(reading: Reading) -> bool:
    """Say whether the file itself can only be read from its start."""
    return reading.format != "delimited" or bool(reading.compression) or not is_utf8(reading.encoding)


def has_copy(file_key: str, reading: Reading) -> bool:
    """Say whether the copy has been made."""
    return default_storage.exists(_key(file_key, reading))


def make_copy(file_key: str, reading: Reading, file: IO[bytes], look: Callable[[], None] = lambda: None) -> None:
    """Copy a file's records; `look` is called now and then. Two that do so at once do it twice, and no harm."""
    incoming = Path(settings.FILE_UPLOAD_TEMP_DIR)
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=incoming, delete=False) as copy:
        unfinished = Path(copy.name)
        try:
            if reading.format == "delimited":
                with unpacked(file, reading.compression, reading.member) as stream:
                    copy_utf8(stream, reading.encoding, copy, look)
            else:
                _write(copy.name, reading.records(file, longest=settings.IMPORT_MAX_RECORD_BYTES), look)
            copy.flush()
            unfinished.replace(default_storage.path(_key(file_key, reading)))
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def copied_text(file_key: str, reading: Reading) -> tuple[IO[bytes], Reading]:
    """Open the copy of a delimited text, and say how it is read."""
    stored = default_storage.open(_key(file_key, reading))
    encoding = "utf-8" if is_utf8(reading.encoding) else COPIED
    return stored.file or stored, replace(reading, encoding=encoding, compression="", member="")


@contextmanager
def copied_records(file_key: str, reading: Reading) -> Iterator[Callable[[Iterable[int]], Iterator[Record]]]:
    """Open the copy of other records, and give what reads those of some rows from it."""
    place = default_storage.path(_key(file_key, reading))
    with closing(sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True)) as copy:

        def read(rows: Iterable[int]) -> Iterator[Record]:
            for row in rows:
                line, body = copy.execute("SELECT line, body FROM record WHERE row = ?", [row]).fetchone()
                cells, fault, raw = json.loads(body)
                yield Record(row, line, cells, fault and tuple(fault), raw)

        yield read


def _key(file_key: str, reading: Reading) -> str:
    """Return where the store keeps a copy: beside the file, called after all that decides on its records."""
    parts = {name: value for name, value in reading.as_json().items() if name not in _NOT_OF_THE_RECORDS}
    digest = sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
    return join(dirname(file_key), COPY_PREFIX + digest)


def _write(place: str, records: Iterable[Record], look: Callable[[], None]) -> None:
    with closing(sqlite3.connect(place, isolation_level=None)) as copy:
        # Nobody reads it before it is whole, so nothing need be safe until then.
        copy.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        copy.execute("CREATE TABLE record (row INTEGER PRIMARY KEY, line INTEGER NOT NULL, body TEXT NOT NULL)")
        copy.executemany("INSERT INTO record VALUES (?, ?, ?)", _rows(records, look))
        copy.execute("COMMIT")


def _rows(records: Iterable[Record], look: Callable[[], None]) -> Iterator[tuple[int, int, str]]:
    for record in records:
        if record.row % _LOOK_EVERY_RECORDS == 0:
            look()
        yield record.row, record.line, json.dumps([record.cells, record.fault, record.raw])
