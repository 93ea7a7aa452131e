"""How a file is to be read: settled once, from its beginning and its end. Pure: no Django."""

from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from typing import IO, Any, Final

from docprocessor.datasets.schema import TableSchema
from docprocessor.imports.tabular.containers import (
    LIMITS,
    NAMES,
    Compression,
    Limits,
    compression_of,
    spooled,
    unpacked,
)
from docprocessor.imports.tabular.dialect import Dialect, judge_dialect
from docprocessor.imports.tabular.encoding import Encoding, check_encoding, encoding_as_said, recognise_encoding
from docprocessor.imports.tabular.footer import NO_FOOTER, Footer, find_footer
from docprocessor.imports.tabular.header import MOST_ABOVE, Layout, find_table
from docprocessor.imports.tabular.mapping import field_finder, unique_labels
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.records import Record
from docprocessor.imports.tabular.sampling import (
    HEAD_BYTES,
    RECORDS_LOOKED_AT,
    lines_of,
    read_up_to,
    records_of,
    tail_of,
)
from docprocessor.imports.tabular.signatures import OLD_OFFICE, not_a_table
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.imports.tabular.wishes import Wishes
from docprocessor.imports.tabular.zip_members import choose_member, kind_of_package, member_names
from docprocessor.imports.text import printable

__all__ = ["Reading", "UnreadableFile", "check_encoding", "recognise"]

SIGNATURE_BYTES: Final = 64 * 1024
# Of the records before a footer, so many must have the table's width for the end to be understood.
LEAST_SHARE: Final = 0.8
SAID: Final = "it was said so"
ONLY_FIRST_ROWS: Final = "The workbook is large: only its first rows are looked at here, not the totals at its end."


def recognise(
    file: IO[bytes], *, schema: TableSchema | None, wishes: dict[str, Any], longest: int, limits: Limits = LIMITS
) -> Reading:
    """Say how a file is to be read. `wishes` are a person's own words on it (see `Wishes`), `longest`: bytes that a
    record may have, `limits`: how much an archive may unpack to.

    Raises UnreadableFile, and DialectError for wishes that are none.
    """
    wished = Wishes.parse(wishes)
    compression, member, evidence = _packing(file, wished)
    with ExitStack() as opened:
        stream = opened.enter_context(unpacked(file, compression, member, limits=limits))
        head = read_up_to(stream, SIGNATURE_BYTES)
        if compression and compression_of(head) == "zip":
            stream = opened.enter_context(spooled(stream))
        if _is_workbook(stream, head, is_packed=bool(compression)):
            shortened: frozenset[str] = frozenset()
            if limits.only_beginning:
                from docprocessor.imports.tabular.formats.workbook_beginning import beginning_of  # noqa: PLC0415

                stream, shortened = opened.enter_context(beginning_of(stream))
            reading = _recognise_sheet(stream, wished, schema, shortened)
        else:
            reading = _recognise_text(stream, head, wished, schema, longest, is_packed=bool(compression))
    return replace(reading, compression=compression, member=member, evidence=(*evidence, *reading.evidence))


def _packing(file: IO[bytes], wished: Wishes) -> tuple[Compression, str, list[str]]:
    """Say what packs the file, which of its members is meant, and why."""
    compression = compression_of(read_up_to(file, 4))
    if compression == "zip" and kind_of_package(member_names(file)):
        compression = ""
    if compression != "zip":
        if wished.member is not None:
            raise UnreadableFile("no_such_member", "The file is no ZIP archive: it has no members to choose from.")
        return compression, "", [f"The file is packed by {NAMES[compression]}."] if compression else []
    member = choose_member(file, wished.member)
    return "zip", member, [f"The file is a ZIP archive; {printable(member, longest=80)!r} is read of it."]


def _is_workbook(file: IO[bytes], head: bytes, *, is_packed: bool) -> bool:
    """Say whether a file is a workbook. Raises UnreadableFile for what is no table, and for archives in archives."""
    kind = not_a_table(head)
    if kind is None and compression_of(head) == "zip":
        kind = kind_of_package(member_names(file))
        if kind == "xlsx":
            return True
        kind = kind or ("a ZIP archive" if is_packed else None)
    elif compression_of(head):
        kind = f"a {NAMES[compression_of(head)]} archive"
    if kind is not None:
        inside = "What is packed is" if is_packed else "This is"
        raise UnreadableFile("unsupported_file_type", f"{inside} {kind}, not a table such as CSV, XLSX or JSON lines.")
    return head.startswith(OLD_OFFICE)


def _recognise_sheet(file: IO[bytes], wished: Wishes, schema: TableSchema | None, shortened: frozenset[str]) -> Reading:
    from docprocessor.imports.tabular.formats import xlsx  # noqa: PLC0415  # Arrow is loaded only where there is a workbook

    with xlsx.open_sheet(file, wished.sheet) as sheet:
        records = (record for record in sheet.records if record.line >= (wished.header_row or 1))
        head = list(islice(records, RECORDS_LOOKED_AT))
        layout = _layout(head, wished, schema)
        first = head[layout.first]
        body = head[layout.first :]
        width = max(map(_extent, body))
        tail = deque(body, maxlen=RECORDS_LOOKED_AT)
        for record in records:
            tail.append(record)
            width = max(width, _extent(record)) if width < len(record.cells or ()) else width
    names = [*layout.names, *[""] * width][:width]
    footer = _said_footer(wished)
    is_whole = sheet.name not in shortened
    if footer is None:
        cut = [record._replace(cells=(record.cells or [])[:width]) for record in tail]
        footer = find_footer(cut, width) if is_whole else NO_FOOTER
    return _reading(
        Encoding("utf-8", "it is a workbook", 1.0),
        Dialect(header=layout.has_header),
        replace(layout, names=tuple(names)),
        first,
        footer=footer,
        evidence=[sheet.evidence, *([] if is_whole else [ONLY_FIRST_ROWS])],
        confidence=1.0,
        format="xlsx",
        sheet=sheet.name,
    )


def _extent(record: Record) -> int:
    """Return how many cells a record has up to its last that is not empty."""
    cells = record.cells or []
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1]), 0)


def _recognise_text(
    stream: IO[bytes], head: bytes, wished: Wishes, schema: TableSchema | None, longest: int, *, is_packed: bool
) -> Reading:
    if wished.sheet is not None:
        raise UnreadableFile("no_such_sheet", "The file is no workbook: it has no sheets to choose from.")
    if wished.encoding is None:
        encoding = recognise_encoding(stream, is_seekable=not is_packed)
    else:
        encoding = Encoding(encoding_as_said(stream, wished.encoding), SAID, 1.0)
    data = read_up_to(stream, HEAD_BYTES)
    is_whole = len(data) < HEAD_BYTES
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] in (b"{", b"[") and not wished.dialect:
        from docprocessor.imports.tabular.json_recognition import recognise_json  # noqa: PLC0415

        if reading := recognise_json(data, encoding, is_whole=is_whole):
            return reading
    lines = lines_of(data, encoding.name, RECORDS_LOOKED_AT)
    judged = judge_dialect(lines[(wished.header_row or 1) - 1 :], wished.dialect)
    records = records_of(data, encoding.name, judged.dialect, longest=longest, first_line=wished.header_row or 1)
    if not is_whole and 1 < len(records) < RECORDS_LOOKED_AT:
        records.pop()  # it goes on behind what was read
    layout = _layout(records, wished, schema)
    dialect = replace(judged.dialect, header=layout.has_header)
    first = records[layout.first]
    footer = _said_footer(wished)
    evidence = list(judged.evidence)
    if footer is None and (is_whole or not is_packed):
        end = (data, encoding.name) if is_whole else tail_of(stream, encoding.name)
        footer = _footer(end, dialect, first.line if is_whole else 0, len(layout.names), longest)
    elif footer is None:
        evidence.append("Totals at its end were not looked for, because it is packed.")
    return _reading(
        encoding,
        dialect,
        layout,
        first,
        footer=footer or NO_FOOTER,
        evidence=evidence,
        confidence=judged.confidence,
    )


def _layout(records: Sequence[Record], wished: Wishes, schema: TableSchema | None) -> Layout:
    """Say where the table begins. Raises UnreadableFile where there is none."""
    if not records:
        line = wished.header_row
        where = f" at line {line:,} or after it" if line else ""
        raise UnreadableFile("no_records", f"The file holds no records{where}, only blank lines.", line=line)
    if wished.header_row is not None:
        layout = replace(find_table(records[:1], header=True), evidence=("The header's line was said.",))
    elif (known := _known_names(records, wished, schema)) is not None:
        sentence = "The header is the record with names that the dataset knows."
        layout = Layout(known, True, tuple(records[known].cells or ()), 1.0, (sentence,))
    else:
        layout = find_table(records, header=wished.header)
    first = records[layout.first]
    if first.cells is None:
        raise UnreadableFile(
            "unreadable_header", f"The first line cannot be read: {(first.fault or ('', ''))[1]}", line=first.line
        )
    return layout


def _known_names(records: Sequence[Record], wished: Wishes, schema: TableSchema | None) -> int | None:
    """Return the place of the first record that holds most names the dataset knows, whatever they look like."""
    if schema is None or wished.header is False:
        return None
    find = field_finder(schema)
    above = [
        len({found.field for cell in record.cells or () if (found := find(cell.strip()))})
        for record in records[: MOST_ABOVE + 1]
    ]
    best = max(range(len(above)), key=lambda place: above[place])
    # A cell of the data may happen to be a field's name; two of them, or one in the first record, do not happen.
    return best if above[best] > 1 or (above[0] and best == 0) else None


def _said_footer(wished: Wishes) -> Footer | None:
    return None if wished.footer is None else Footer(wished.footer, "")


def _footer(end: tuple[bytes, str] | None, dialect: Dialect, first_line: int, width: int, longest: int) -> Footer:
    """Look for a footer in the end of a file, which may begin in the middle of a quoted cell."""
    if end is None:
        return NO_FOOTER
    data, encoding = end
    for text in (data, dialect.quote.encode(encoding) + data) if not first_line else (data,):
        records = records_of(text, encoding, dialect, longest=longest, most=len(data) + 1)
        records = [record for record in records if record.line >= first_line]
        footer = find_footer(records, width)
        body = records[: len(records) - footer.records]
        fitting = sum(1 for record in body if record.cells is not None and len(record.cells) == width)
        if fitting >= len(body) * LEAST_SHARE:
            return footer
    return NO_FOOTER


def _reading(
    encoding: Encoding,
    dialect: Dialect,
    layout: Layout,
    first: Record,
    *,
    footer: Footer,
    evidence: list[str],
    confidence: float,
    **more: Any,
) -> Reading:
    labels = unique_labels([printable(cell, longest=200) for cell in layout.names])
    if not layout.has_header:
        labels = [f"column_{place}" for place in range(1, len(layout.names) + 1)]
    if not more:
        evidence = [f"The text is read as {encoding.name}: {encoding.evidence}.", *evidence]
    return Reading(
        encoding=encoding.name,
        encoding_evidence=encoding.evidence,
        dialect=dialect,
        labels=tuple(labels),
        header_line=first.line if layout.has_header else None,
        first_line=first.line,
        footer_records=footer.records,
        confidence=round(encoding.confidence * confidence * layout.confidence, 2),
        evidence=(*evidence, *layout.evidence, *([footer.evidence] if footer.evidence else [])),
        **more,
    )
