"""The records of a delimited text file: in columns, counted, or one by one. Pure: no Django.

The record index says where records are, and Arrow cuts them into cells; what either cannot vouch for is read by the
tolerant reader, with which they agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Final

from docprocessor.imports.tabular.column_parsing import ColumnParser, Run, join_blocks
from docprocessor.imports.tabular.dialect import Dialect
from docprocessor.imports.tabular.reader import Stretch, TolerantReader
from docprocessor.imports.tabular.record_index import Signs, index_records
from docprocessor.imports.tabular.records import Block, Position, Record
from docprocessor.imports.tabular.transcoding import Window, open_utf8

BLOCK_BYTES: Final = 4 * 1024**2
_STEP_BYTES: Final = 64 * 1024
# Few enough that the garbage collector does not look at their cells again and again.
_ROWS_AT_A_TIME: Final = 1_000
_NEAR_BYTES: Final = 64 * 1024

Mark = Callable[[Position], None]


def blocks(
    file: IO[bytes],
    encoding: str,
    dialect: Dialect,
    *,
    width: int,
    first_line: int,
    longest: int,
    most_rows: int,
    block_bytes: int = BLOCK_BYTES,
    start: Position | None = None,
    mark: Mark | None = None,
) -> Iterator[Block]:
    """Yield the data records in blocks of so many at most, and of so many bytes, roughly.

    `width`: how many columns there are; `first_line`: physical line at which the table begins; `longest`: bytes that
    a record may have; `start`: the end of a block, to go on from there; `mark` is told of places between records.
    """
    walk = _Walk(file, encoding, dialect, longest=longest, block_bytes=block_bytes, most_rows=most_rows)
    parser = ColumnParser(dialect, width=width, longest=longest)
    waiting: list[Block] = []
    rows = size = 0
    for found in walk.records_from(start) if start else walk.records(first_line):
        if mark is not None:
            _tell(mark, found)
        if waiting and rows + len(found) > most_rows:
            yield join_blocks(waiting)
            waiting, rows, size = [], 0, 0
        for part in _parts(found, most_rows):
            waiting.append(parser.block_of_run(part) if isinstance(part, Run) else parser.block_of_stretch(part))
            rows += len(part)
            size += part.end.offset - part.begin.offset
            if rows > most_rows // 2 or size > block_bytes // 2:
                yield join_blocks(waiting)
                waiting, rows, size = [], 0, 0
    if waiting:
        yield join_blocks(waiting)


def _parts(found: Run | Stretch, most_rows: int) -> Iterator[Run | Stretch]:
    """Cut a run into parts of about the same size; a stretch is small enough."""
    if isinstance(found, Stretch):
        yield found
        return
    most = math.ceil(len(found) / math.ceil(len(found) / most_rows))
    for first in range(0, len(found), most):
        yield found.part(first, most)


def count(
    file: IO[bytes],
    encoding: str,
    dialect: Dialect,
    *,
    first_line: int,
    longest: int,
    look: Callable[[], None] | None = None,
    mark: Mark | None = None,
    block_bytes: int = BLOCK_BYTES,
) -> int:
    """Return how many data records there are. `look` is called now and then; `mark` is told of places between them."""
    total = 0
    for found in _Walk(file, encoding, dialect, longest=longest, block_bytes=block_bytes).records(first_line):
        total += len(found)
        if mark is not None:
            _tell(mark, found)
        if look is not None:
            look()
    return total


def records(
    file: IO[bytes],
    encoding: str,
    dialect: Dialect,
    *,
    first_line: int,
    longest: int,
    wanted: Iterable[int] | None = None,
    start: Position | None = None,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[Record]:
    """Yield the data records one by one: all of them, or those `wanted` by their numbers, which ascend.

    `start`: a place before all that are wanted; they are looked for from there, a little at a time.
    """
    block_bytes = min(block_bytes, _NEAR_BYTES) if start else block_bytes
    walk = _Walk(file, encoding, dialect, longest=longest, block_bytes=block_bytes)
    if wanted is None:
        for stretch in walk.records(first_line, by_index=False):
            yield from map(stretch.record, range(len(stretch)))
        return
    numbers = iter(wanted)
    number = next(numbers, None)
    found_from = walk.records_from(start) if start else walk.records(first_line)
    for found in found_from if number is not None else ():
        while number is not None and number <= found.end.row:
            yield found.record(number - found.begin.row - 1)
            number = next(numbers, None)
        if number is None:
            return


def _tell(mark: Mark, found: Run | Stretch) -> None:
    """Tell where records begin, every now and then."""
    if isinstance(found, Stretch):
        mark(found.begin)
        return
    for place in range(0, len(found), _ROWS_AT_A_TIME):
        mark(found.part(place, 0).begin)


class _Walk:
    """Goes through a file from doubt to doubt: what is indexed comes as a Run, what is in doubt as a Stretch."""

    def __init__(
        self,
        file: IO[bytes],
        encoding: str,
        dialect: Dialect,
        *,
        longest: int,
        block_bytes: int,
        most_rows: int = _ROWS_AT_A_TIME,
    ) -> None:
        self._stream = open_utf8(file, encoding)
        self._dialect = dialect
        self._signs = Signs.of(dialect)
        self._longest = longest
        self._block_bytes = block_bytes
        self._most_rows = min(most_rows, _ROWS_AT_A_TIME)
        self._at = Position(0, 0, 1)
        self._step = min(block_bytes, _STEP_BYTES)
        self._window = Window(self._stream, step=self._step)

    def records(self, first_line: int, *, by_index: bool = True) -> Iterator[Run | Stretch]:
        """Yield all data records of a table that begins at a physical line."""
        reader = self._reader(Position(0, -1 if self._dialect.header else 0, 1))
        reader.pass_lines(first_line - 1)
        while self._dialect.header and not reader.read(most=1, enough=0) and not reader.has_ended:
            pass
        if not by_index:
            self._signs = None
        yield from self._go_on(reader)

    def records_from(self, start: Position) -> Iterator[Run | Stretch]:
        """Yield the data records after a position, where one begins."""
        self._stream.skip(start.offset)
        self._window = Window(self._stream, base=start.offset, step=self._step)
        yield from self._go_on(self._reader(start))

    def _reader(self, start: Position) -> TolerantReader:
        return TolerantReader(self._window, self._dialect, start, longest=self._longest)

    def _go_on(self, reader: TolerantReader) -> Iterator[Run | Stretch]:
        """Index the text block by block; where there is doubt, let the tolerant reader help out.

        Where doubts follow closely it does so for longer and longer, and where they do not, ever larger blocks are
        indexed: with each doubt, what was indexed behind it is lost.
        """
        if self._signs is None or not reader.can_hand_over:
            yield from self._tolerate(reader, enough=self._block_bytes)
        self._at = reader.position
        size, sure_bytes, enough = self._block_bytes, 0, 0
        while self._signs is not None:
            place = self._window.hold(self._at.offset, size)
            data = self._window.data[place : place + size]
            if not data:
                return
            is_last = self._window.has_end and place + len(data) == len(self._window.data)
            index = index_records(data, self._signs, longest=self._longest, is_last=is_last)
            run = Run(data, index, self._at, self._dialect, self._window.errors, 0, len(index))
            self._at = run.end
            if len(run):
                yield run
            sure_bytes += index.end
            if index.is_doubtful:
                is_rare = sure_bytes > self._block_bytes // 64
                enough = 0 if is_rare else min(max(enough * 2, self._block_bytes // 512), self._block_bytes // 2)
                size = max(min(size, sure_bytes * 2), self._block_bytes // 32, 1)
                sure_bytes = 0
                yield from self._tolerate(self._reader(self._at), enough=enough)
            elif index.end:
                size = min(size * 2, self._block_bytes)
            else:
                size = len(data) * 2

    def _tolerate(self, reader: TolerantReader, *, enough: int) -> Iterator[Stretch]:
        """Read on by the tolerant reader: one record at least, so many bytes, and until it can hand over."""
        begin, most = reader.position.offset, self._most_rows if enough else 1
        while not reader.has_ended:
            stretch = reader.read(most=most, enough=enough)
            self._at = stretch.end
            if len(stretch):
                yield stretch
            if self._signs is not None and reader.can_hand_over and self._at.offset - begin >= enough:
                return
            most = self._most_rows
