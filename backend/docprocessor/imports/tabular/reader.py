"""The tolerant reader: any delimited text, record by record, each with its number and its physical line. Pure.

It never gives up on a file: a record that cannot be read is handed over as a fault, and reading goes on at
the line after the one where it began, so that one stray quote costs one record and not the rest. Its word on
which records a file has is the last one; `record_index` is only faster where it can prove to say the same.
What a record is depends on nothing before it, so reading may begin at any.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import Final

from docprocessor.imports.tabular.dialect import Dialect
from docprocessor.imports.tabular.records import Position, Record
from docprocessor.imports.tabular.transcoding import Window

# A record runs over this many lines at most; more means that a quote was never closed.
MOST_LINES: Final = 10_000
_LEAST_BYTES: Final = 4 * 1024
_MOST_BYTES: Final = 256 * 1024
_LINES_AT_A_TIME: Final = 1_000
_FEW_LINES: Final = 8
_LINE_END: Final = re.compile(rb"\r\n?|\n")
_MALFORMED: Final = ("malformed_quotes", "A quote in this record is not closed, or something follows a closing quote.")
_UNCLOSED: Final = ("unclosed_quote", "A quote in this record is never closed.")


class _TooLong(Exception):
    """The record has passed the limit."""


@dataclass(slots=True)
class Stretch:
    """Records that were read one after the other: where each begins, its cells, and the faults of those without."""

    begin: Position
    end: Position
    lines: list[int] = field(default_factory=list)
    cells: list[list[str] | None] = field(default_factory=list)
    faults: dict[int, tuple[tuple[str, str], str]] = field(default_factory=dict)  # by place: fault and text

    def __len__(self) -> int:
        return len(self.lines)

    def record(self, place: int) -> Record:
        """Return the record at a place, counted from 0."""
        row, line, cells = self.begin.row + 1 + place, self.lines[place], self.cells[place]
        return Record(row, line, cells) if cells is not None else Record(row, line, None, *self.faults[place])

    def records(self) -> Iterator[Record]:
        """Yield all of them."""
        return map(self.record, range(len(self)))


class TolerantReader:
    """Reads records from a window, from a position on. `longest`: bytes that a record may have, line ends included."""

    def __init__(self, window: Window, dialect: Dialect, start: Position, *, longest: int) -> None:
        # The module's own limit is one for the whole process; ours is kept by _lines_of_one.
        csv.field_size_limit(max(csv.field_size_limit(), longest + 1))
        self._window = window
        self._arguments = dialect.reader_arguments()
        self._quote = dialect.quote
        self._escape = dialect.escape
        self._comment = dialect.comment
        self._longest = longest
        self._bytes_at_a_time = _LEAST_BYTES
        self._row = start.row
        self._line = start.line  # physical line of the next record
        self._start = start.offset  # of the lines in hand
        self._lines: list[str] = []
        self._ends: list[int] = []  # offset behind each of them
        self._at = 0  # place among them where the next record begins
        self._too_long: set[int] = set()  # places of lines that pass the limit by themselves; they are cut
        # Lines before this place have been looked at by a record that failed, and leave its quote open. Another
        # record that is in the middle of a quote after one of them will be so after all of them, too.
        self._open_until = 0
        self._open_without_quotes = False  # so it is not a quote that they leave open, but each line's end is escaped
        self._quotes_sought_until = 0
        self._lines_at_a_time = _LINES_AT_A_TIME
        self._looked_at = 0
        self._has_skipped = False

    @property
    def position(self) -> Position:
        """Where the next record begins, or lines without one."""
        return Position(self._offset(self._at), self._row, self._line)

    @property
    def can_hand_over(self) -> bool:
        """Whether another reader can go on from here, without looking once more at what was looked at."""
        return self._at >= self._open_until and self._offset(self._at) >= self._window.base

    @property
    def has_ended(self) -> bool:
        """Whether there is no more text."""
        return self._at == len(self._lines) and not self._fetch()

    def pass_lines(self, count: int) -> None:
        """Go on so many physical lines further, or to the end."""
        for _ in range(count):
            if self.has_ended:
                return
            self._advance(1)

    def read(self, *, most: int, enough: int) -> Stretch:
        """Read records: so many at most, and after `enough` bytes, no more than until it can hand over.

        The stretch is empty at the end of the text, or where there was nothing but blank and comment lines.
        """
        stretch = Stretch(self.position, self.position)
        while len(stretch) < most and not self.has_ended:
            if self._at < self._open_until or self._too_long or not self._read_several(stretch, most):
                self._read_one(stretch)
            if self.can_hand_over and self._offset(self._at) - stretch.begin.offset >= enough:
                break
        stretch.end = self.position
        return stretch

    def records(self) -> Iterator[Record]:
        """Yield all records to the end of the text."""
        while not self.has_ended:
            yield from self.read(most=_LINES_AT_A_TIME, enough=_MOST_BYTES).records()

    def _read_several(self, stretch: Stretch, most: int) -> bool:
        """Read the records of the lines in hand, which need no watching; False when one that fails comes next."""
        lines = self._lines[self._at : self._at + self._lines_at_a_time]
        self._lines_at_a_time = _FEW_LINES  # until it is seen that no fault comes soon
        if self._comment and any(line.startswith(self._comment) for line in lines):
            return False
        parser = csv.reader(lines, **self._arguments)
        starts, cells, line, done = stretch.lines, stretch.cells, self._line, 0
        try:
            for each in islice(parser, most - len(stretch)):
                used = parser.line_num
                if used - done > 1 and self._passes_limit(self._at + done, self._at + used - 1):
                    return False
                if each:
                    starts.append(line + done)
                    cells.append(each)
                done = used
        except csv.Error:
            return False
        else:
            self._lines_at_a_time = min(len(lines) * 4, _LINES_AT_A_TIME)
            return True
        finally:
            self._row = stretch.begin.row + len(stretch)
            self._advance(done)

    def _read_one(self, stretch: Stretch) -> None:
        """Read one record, whatever it is; or pass over one line without one."""
        first = self._lines[self._at]
        if self._comment and first.startswith(self._comment):
            self._advance(1)
            return
        self._forget_read_lines()
        try:
            cells, used = self._parse_one()
        except csv.Error:
            self._fail(stretch, _MALFORMED)
        except _TooLong:
            alone = self._looked_at == self._at
            too_long = ("record_too_long", f"This record is longer than {self._longest:,} bytes.")
            self._fail(stretch, too_long if alone else _UNCLOSED)
        else:
            if cells:
                stretch.lines.append(self._line)
                stretch.cells.append(cells)
                self._row += 1
            self._advance(used)

    def _parse_one(self) -> tuple[list[str], int]:
        """Return the next record's cells, and over how many lines it runs. Raises csv.Error and _TooLong."""
        self._has_skipped = False
        cells = next(csv.reader(self._lines_of_one(), **self._arguments))
        end = self._looked_at + 1
        if self._has_skipped:  # it closes, after all
            cells = next(csv.reader(self._lines[self._at : end], **self._arguments))
        return cells, end - self._at

    def _lines_of_one(self) -> Iterator[str]:
        """Yield the lines of one record, but for those that are known to leave its quote open. Raises _TooLong."""
        place = self._at
        while True:
            self._looked_at = place
            if place >= len(self._lines) and not self._fetch():
                return
            if place in self._too_long or (place > self._at and self._passes_limit(self._at, place)):
                raise _TooLong
            yield self._lines[place]
            place += 1
            if place < self._open_until and (self._open_without_quotes or not self._ends_escaped(place - 1)):
                place = self._open_until
                self._has_skipped = True

    def _ends_escaped(self, place: int) -> bool:
        """Say whether a line's end may be escaped: what goes on behind it need not be a quoted cell."""
        return bool(self._escape) and self._lines[place][-2:-1] == self._escape

    def _passes_limit(self, first: int, last: int) -> bool:
        """Say whether a record from one line to a later one is too long."""
        return self._ends[last] - self._offset(first) > self._longest or last - first >= MOST_LINES

    def _fail(self, stretch: Stretch, fault: tuple[str, str]) -> None:
        if self._looked_at > self._open_until:
            self._open_until = self._looked_at
            self._open_without_quotes = bool(self._escape) and self._has_no_quotes(self._at, self._looked_at)
        stretch.faults[len(stretch)] = (fault, self._lines[self._at].rstrip("\r\n"))
        stretch.lines.append(self._line)
        stretch.cells.append(None)
        self._row += 1
        self._advance(1)

    def _has_no_quotes(self, first: int, end: int) -> bool:
        place = max(first, self._quotes_sought_until)
        while place < end and self._quote not in self._lines[place]:
            place += 1
        self._quotes_sought_until = place
        return place == end

    def _offset(self, place: int) -> int:
        return self._ends[place - 1] if place else self._start

    def _advance(self, lines: int) -> None:
        self._at += lines
        self._line += lines
        if self._at == len(self._lines):
            self._forget_read_lines()

    def _forget_read_lines(self) -> None:
        count = self._at
        if count * 2 < len(self._lines):  # each line is moved but a few times
            return
        self._start = self._offset(count)
        del self._lines[:count], self._ends[:count]
        self._too_long = {place - count for place in self._too_long if place >= count}
        self._open_until = max(self._open_until - count, 0)
        self._quotes_sought_until = max(self._quotes_sought_until - count, 0)
        self._at = 0

    def _fetch(self) -> bool:
        """Take some more lines in hand; False at the end of the text."""
        start, size = self._offset(len(self._lines)), self._bytes_at_a_time
        self._bytes_at_a_time = min(size * 2, _MOST_BYTES)
        while True:
            place = self._window.hold(start, size)
            data = self._window.data[place : place + size]
            if not data:
                return False
            lines = data.splitlines(keepends=True)
            is_last = self._window.has_end and place + len(data) == len(self._window.data)
            if not is_last and not data.endswith(b"\n"):
                lines.pop()  # it goes on; a CR may be half of a line end
            if lines:
                self._take(lines, start)
                return True
            if size > self._longest + 1:
                self._take_beginning(data, start)
                return True
            size *= 2

    def _take(self, lines: list[bytes], start: int) -> None:
        errors = self._window.errors
        count = len(self._lines)
        self._lines += [line.decode("utf-8", errors) for line in lines]
        self._ends += islice(accumulate(map(len, lines), initial=start), 1, None)
        if self._ends[-1] - start >= self._longest:
            for place, line in enumerate(lines, start=count):
                if len(line.rstrip(b"\r\n")) >= self._longest:
                    self._lines[place] = self._cut(line)
                    self._too_long.add(place)

    def _take_beginning(self, data: bytes, start: int) -> None:
        """Take a line of which only the beginning is in the window, and read over the rest of it."""
        self._too_long.add(len(self._lines))
        self._lines.append(self._cut(data))
        end = start + self._longest
        while True:
            place = self._window.hold(end, _LEAST_BYTES)
            found = _LINE_END.search(self._window.data, place)
            if found is None:
                end = self._window.base + len(self._window.data)
                if self._window.has_end:
                    break
            elif found.group() == b"\r" and found.end() == len(self._window.data) and not self._window.has_end:
                end = self._window.base + found.start()  # whether an LF belongs to it will be seen
            else:
                end = self._window.base + found.end()
                break
        self._ends.append(end)

    def _cut(self, line: bytes) -> str:
        """Return as much of a line as is kept of a record that is too long: whole characters."""
        return codecs.getincrementaldecoder("utf-8")(self._window.errors).decode(line[: self._longest])
