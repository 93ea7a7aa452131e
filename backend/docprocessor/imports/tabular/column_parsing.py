"""Records whose places are known, cut into columns by Arrow. Pure: no Django.

What Arrow does not take, records with another number of cells or with bytes that are no UTF-8, stands apart; a run
that it reads in another way than it was indexed is left to the tolerant reader.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from docprocessor.imports.tabular.reader import Stretch, TolerantReader
from docprocessor.imports.tabular.record_index import RecordIndex
from docprocessor.imports.tabular.records import Block, Position, Record
from docprocessor.imports.tabular.transcoding import Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from docprocessor.imports.tabular.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Run:
    """Records of a block of text that is indexed: those from one place to another."""

    data: bytes
    index: RecordIndex
    origin: Position  # of the data's first byte
    dialect: Dialect
    errors: str
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first

    @property
    def begin(self) -> Position:
        """Where the run begins."""
        return self._position(self.first)

    @property
    def end(self) -> Position:
        """Where it ends: behind the blank lines and comments that follow it."""
        return self._position(self.last)

    def _position(self, place: int) -> Position:
        offset, row, line = self.origin
        if place == len(self.index):
            return Position(offset + self.index.end, row + place, line + self.index.line_count)
        if place == 0:
            return self.origin
        return Position(offset + int(self.index.starts[place]), row + place, line + int(self.index.lines[place]))

    def part(self, first: int, most: int) -> Run:
        """Return the records from a place on, counted from the run's first, so many at most."""
        first += self.first
        return replace(self, first=first, last=min(first + most, self.last))

    def record(self, place: int) -> Record:
        """Return the record at a place, counted from the run's first."""
        place += self.first
        data = self.data[self.index.starts[place] : self.index.ends[place]]
        # Line ends within are all quoted, so the module takes the record for one line.
        cells = next(csv.reader([data.decode("utf-8", self.errors)], **self.dialect.reader_arguments()))
        return Record(self.origin.row + 1 + place, self.origin.line + int(self.index.lines[place]), cells)


class ColumnParser:
    """Makes blocks of records in a dialect, with `width` columns. `longest`: bytes that a record may have."""

    def __init__(self, dialect: Dialect, *, width: int, longest: int) -> None:
        self._dialect = dialect
        self._width = width
        self._longest = longest
        self._names = [str(place) for place in range(width)]
        self._convert = pa.csv.ConvertOptions(
            column_types=dict.fromkeys(self._names, pa.string()),
            null_values=[],
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
            check_utf8=False,  # only what is known to be UTF-8 is parsed
        )

    def block_of_run(self, run: Run) -> Block:
        """Return the records of a run in columns, as many as fit."""
        sound = np.ones(len(run), np.bool_)
        buffer = _buffer(run, sound)
        if not _is_utf8(buffer):
            sound = _decodable(run)
            buffer = _buffer(run, sound)
        parsed = self._parse(buffer, int(np.count_nonzero(sound)))
        if parsed is None:
            return self.block_of_stretch(self._read_anew(run))
        columns, ragged = parsed
        in_columns = np.flatnonzero(sound)
        sound[in_columns[ragged]] = False
        rows = np.arange(run.begin.row + 1, run.end.row + 1)
        lines = run.index.lines[run.first : run.last] + run.origin.line
        apart = [run.record(place) for place in np.flatnonzero(~sound).tolist()]
        if apart:
            rows, lines = rows[sound], lines[sound]
        return Block(rows, lines, columns, apart, run.end, is_plain=self._is_plain(run, has_ragged=bool(ragged)))

    def block_of_stretch(self, stretch: Stretch) -> Block:
        """Return the records of a stretch in columns, as many as fit."""
        fit = [cells is not None and len(cells) == self._width for cells in stretch.cells]
        table = [cells for cells, fits in zip(stretch.cells, fit, strict=True) if fits and cells is not None]
        try:
            columns = _columns(table, self._width)
        except UnicodeEncodeError:
            fit = [fits and _is_encodable(cells or []) for cells, fits in zip(stretch.cells, fit, strict=True)]
            table = [cells for cells, fits in zip(stretch.cells, fit, strict=True) if fits and cells is not None]
            columns = _columns(table, self._width)
        sound = np.array(fit, np.bool_)
        rows = np.arange(stretch.begin.row + 1, stretch.end.row + 1)[sound]
        lines = np.array(stretch.lines, np.int64)[sound]
        apart = [stretch.record(place) for place in np.flatnonzero(~sound).tolist()]
        return Block(rows, lines, columns, apart, stretch.end, is_plain=all(map(_is_plain, columns)))

    def _parse(self, buffer: memoryview, count: int) -> tuple[list[pa.StringArray], list[int]] | None:
        """Return the columns of so many records, and the places among them of those that are ragged.

        None if Arrow does not take them as they are indexed.
        """
        if not count:
            return [pa.array([], pa.string())] * self._width, []
        if bytes(buffer[:3]) == codecs.BOM_UTF8:  # Arrow would pass over it
            return None
        ragged: list[int] = []

        def pass_over(row: Any) -> str:
            ragged.append(row.number - 1)
            return "skip"

        try:
            table = pa.csv.read_csv(
                pa.py_buffer(buffer),
                # The buffer is one block, so each column is one array.
                pa.csv.ReadOptions(use_threads=False, column_names=self._names, block_size=len(buffer) + 1),
                pa.csv.ParseOptions(
                    delimiter=self._dialect.delimiter,
                    quote_char=self._dialect.quote,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=pass_over,
                ),
                self._convert,
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows + len(ragged) != count:
            return None
        return [_one_array(column) for column in table.columns], ragged

    def _read_anew(self, run: Run) -> Stretch:
        begin, end = run.begin, run.end
        stream = _Text(run.data[begin.offset - run.origin.offset : end.offset - run.origin.offset], run.errors)
        window = Window(stream, base=begin.offset)
        reader = TolerantReader(window, self._dialect, begin, longest=self._longest)
        return reader.read(most=len(run), enough=len(run.data) + 1)

    def _is_plain(self, run: Run, *, has_ragged: bool) -> bool:
        if run.index.has_long:
            return False
        start, end = int(run.index.starts[run.first]), int(run.index.ends[run.last - 1])
        if run.data.find(b"\\", start, end) >= 0:
            return False
        if self._dialect.delimiter != "\t":
            return run.data.find(b"\t", start, end) < 0
        if run.data.find(self._dialect.quote.encode(), start, end) < 0:
            return True
        return not has_ragged and run.data.count(b"\t", start, end) == len(run) * (self._width - 1)


def join_blocks(blocks: Sequence[Block]) -> Block:
    """Return blocks that follow one another as one."""
    if len(blocks) == 1:
        return blocks[0]
    return Block(
        np.concatenate([block.rows for block in blocks]),
        np.concatenate([block.lines for block in blocks]),
        [pa.concat_arrays(columns) for columns in zip(*(block.columns for block in blocks), strict=True)],
        [record for block in blocks for record in block.apart],
        blocks[-1].end,
        is_plain=all(block.is_plain for block in blocks),
    )


class _Text(io.BytesIO):
    def __init__(self, data: bytes, errors: str) -> None:
        super().__init__(data)
        self.errors = errors

    def skip(self, size: int) -> None:
        self.seek(size, io.SEEK_CUR)


def _buffer(run: Run, sound: NDArray[np.bool_]) -> memoryview:
    """Return the bytes of the sound records, and nothing else."""
    data = memoryview(run.data)
    starts, ends = run.index.starts[run.first : run.last], run.index.ends[run.first : run.last]
    if not sound.all():
        starts, ends = starts[sound], ends[sound]
    elif not run.index.has_gaps:
        return data[starts[0] : ends[-1]]
    if not len(starts):
        return data[:0]
    breaks = np.flatnonzero(starts[1:] != ends[:-1])
    firsts = starts[np.concatenate(([0], breaks + 1))].tolist()
    lasts = ends[np.concatenate((breaks, [-1]))].tolist()
    return memoryview(b"".join([data[first:last] for first, last in zip(firsts, lasts, strict=True)]))


def _is_utf8(buffer: memoryview) -> bool:
    offsets = pa.py_buffer(np.array([0, len(buffer)], np.int64))
    text = pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(buffer)])
    try:
        text.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _decodable(run: Run) -> NDArray[np.bool_]:
    """Say which records are sound UTF-8."""
    starts, ends = run.index.starts[run.first : run.last], run.index.ends[run.first : run.last]
    start = int(starts[0])
    beyond_ascii = np.flatnonzero(np.frombuffer(run.data, np.uint8)[start : ends[-1]] > 0x7F) + start
    decodable = np.ones(len(starts), np.bool_)
    for place in np.unique(np.searchsorted(ends, beyond_ascii, side="right")).tolist():
        try:
            run.data[starts[place] : ends[place]].decode()
        except UnicodeDecodeError:
            decodable[place] = False
    return decodable


def _one_array(column: pa.ChunkedArray) -> pa.StringArray:
    return column.chunk(0) if column.num_chunks == 1 else pa.array([], pa.string())


def _columns(table: list[list[str]], width: int) -> list[pa.StringArray]:
    if not table:
        return [pa.array([], pa.string())] * width
    return [pa.array(cells, pa.string()) for cells in zip(*table, strict=True)]


def _is_encodable(cells: list[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_plain(column: pa.StringArray) -> bool:
    data = column.buffers()[2]
    return data is None or not any(sign in bytes(data) for sign in b"\\\t\n\r")
