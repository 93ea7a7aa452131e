"""How a file is to be read: settled once from its beginning, then kept with the job. Pure: no Django."""

import codecs
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import IO, Any, Self

from docprocessor.datasets.schema import TableSchema
from docprocessor.imports.dialect import Dialect, recognise_dialect
from docprocessor.imports.encoding import encoding_as_said, open_text, recognise_encoding
from docprocessor.imports.mapping import field_finder, unique_labels
from docprocessor.imports.reader import read_records
from docprocessor.imports.records import Record
from docprocessor.imports.text import printable

LINES_LOOKED_AT = 500
CHARACTERS_LOOKED_AT = 1024**2
# Python calls these encodings of text, too: of domain names, of its own source, of mail.
NOT_OF_FILES = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})


class UnreadableFile(ValueError):
    """The file as a whole cannot be read as a table."""

    def __init__(self, code: str, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Reading:
    """All that decides which records a file has: read so again, it gives the same records."""

    encoding: str
    encoding_evidence: str
    dialect: Dialect
    labels: tuple[str, ...]  # a name for each column
    header_line: int | None  # physical line of the header, None when there is none
    columns: tuple[str | None, ...] = ()  # the field that each column goes into, once that is settled

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return what was stored."""
        return cls(
            **{
                **stored,
                "dialect": Dialect(**stored["dialect"]),
                "labels": tuple(stored["labels"]),
                "columns": tuple(stored["columns"]),
            }
        )

    def records(self, file: IO[bytes], *, longest: int) -> Iterator[Record]:
        """Yield the file's data records, from its start; its header is not one."""
        file.seek(0)
        text = open_text(file, self.encoding)
        try:
            for record in read_records(text, self.dialect, longest=longest):
                if record.row:
                    yield record
        finally:
            if not file.closed:  # it is the caller's, who may end a reading by closing it
                text.detach()


def recognise(file: IO[bytes], *, schema: TableSchema | None, wishes: dict[str, Any], longest: int) -> Reading:
    """Say how a file is to be read. `wishes` are a person's own words on its encoding and dialect.

    Raises UnreadableFile, and DialectError for wishes that are none.
    """
    wishes = dict(wishes)
    encoding, evidence = recognise_encoding(file)
    if "encoding" in wishes:
        encoding = encoding_as_said(file, check_encoding(wishes.pop("encoding")))
        evidence = "it was said so"
    lines = _first_lines(file, encoding)
    said = Dialect().overridden(wishes)
    dialect = recognise_dialect(
        lines, delimiter=said.delimiter if "delimiter" in wishes else None, quote=said.quote
    ).overridden(wishes)
    first = _first_record(file, encoding, dialect, longest)
    if first is None:
        raise UnreadableFile("no_records", "The file holds no records, only blank lines.")
    if first.cells is None:
        raise UnreadableFile(
            "unreadable_header", f"The first line cannot be read: {(first.fault or ('', ''))[1]}", line=first.line
        )
    labels = unique_labels([printable(cell, longest=200) for cell in first.cells])
    if "header" not in wishes and schema is not None:
        # Names that the dataset knows are a header, whatever they look like.
        dialect = replace(dialect, header=any(map(field_finder(schema), labels)) or dialect.header)
    if not dialect.header:
        labels = [f"column_{place}" for place in range(1, len(first.cells) + 1)]
    return Reading(encoding, evidence, dialect, tuple(labels), first.line if dialect.header else None)


def check_encoding(encoding: object) -> str:
    """Return the codec's own name of an encoding. Raises UnreadableFile when it is none."""
    try:
        codec = codecs.lookup(encoding) if isinstance(encoding, str) else None
    except (LookupError, ValueError):
        codec = None
    # Python also calls base64 and the like codecs; they do not make text of bytes.
    if codec is None or not codec._is_text_encoding or codec.name.replace("_", "-") in NOT_OF_FILES:
        raise UnreadableFile("unknown_encoding", f"{str(encoding)[:40]!r} is not an encoding known here.")
    return codec.name


def _first_lines(file: IO[bytes], encoding: str) -> list[str]:
    file.seek(0)
    text = open_text(file, encoding)
    try:
        lines: list[str] = []
        left = CHARACTERS_LOOKED_AT
        while left > 0 and len(lines) < LINES_LOOKED_AT and (line := text.readline(left)):
            lines.append(line)
            left -= len(line)
        return lines
    finally:
        text.detach()


def _first_record(file: IO[bytes], encoding: str, dialect: Dialect, longest: int) -> Record | None:
    file.seek(0)
    text = open_text(file, encoding)
    try:
        return next(read_records(text, dialect, longest=longest), None)
    finally:
        text.detach()
