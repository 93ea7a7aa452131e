"""The tolerant reader: any delimited text, record by record, each with its number and its physical line. Pure.

It never gives up on a file: a record that cannot be read is handed over as a fault, and reading goes on at
the line after the one where it began, so that one stray quote costs one record and not the rest.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import Final

from docprocessor.imports.dialect import Dialect
from docprocessor.imports.records import Record

# A record runs over this many lines at most; more means that a quote was never closed.
MOST_LINES: Final = 10_000


class _TooLong(Exception):
    """The record has passed the limit; of a line that did so by itself, the rest has been read over."""


class _FailsAsBefore(Exception):
    """The record is in the middle of a quote where an earlier one was, so it will fail where that one did."""


class _Lines:
    """Hands lines to the csv module, keeping those of the record that is being read so that they can be read again."""

    def __init__(self, text: io.TextIOBase, limit: int) -> None:
        self._text = text
        self._limit = limit
        self._again: deque[str] = deque()
        self._after_cut_line_end = False
        self.number = 0  # of the line handed out last
        self.current: list[str] = []
        self._size = 0
        self._failed_at = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.current and self.number < self._failed_at:
            raise _FailsAsBefore
        line, fresh = (self._again.popleft(), False) if self._again else (self._read(), True)
        if not line:
            raise StopIteration
        self.number += 1
        self.current.append(line)
        self._size += len(line)
        if len(line) >= self._limit and not line.endswith(("\n", "\r")):
            if fresh:
                self._read_over()
            raise _TooLong
        if self._size > self._limit or len(self.current) > MOST_LINES:
            raise _TooLong
        return line

    def begin(self) -> None:
        """Forget the lines of the last record: the next line begins a new one."""
        self.current = []
        self._size = 0

    def back_to_second(self) -> str:
        """Put back all lines of the current record but its first, and return that one.

        Where this record failed is kept. It was in the middle of a quote at each line's end until there, so
        another that is, too, after its first line, fares the same: reading it on would make a file of odd
        quotes cost the square of its length.
        """
        self._failed_at = max(self._failed_at, self.number)
        first, *rest = self.current
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        self.begin()
        return first

    def _read(self) -> str:
        line = self._text.readline(self._limit)
        if line == "\n" and self._after_cut_line_end:
            line = self._text.readline(self._limit)
        # A CRLF that the limit has cut in two is one line end.
        self._after_cut_line_end = len(line) == self._limit and line.endswith("\r")
        return line

    def _read_over(self) -> None:
        while (rest := self._read()) and not rest.endswith(("\n", "\r")):
            pass


def read_records(text: io.TextIOBase, dialect: Dialect, *, longest: int) -> Iterator[Record]:
    """Yield the records of a text opened with `newline=""`; the header, if there is one, comes first as row 0.

    `longest`: characters that a record may have, its line ends included. Blank lines are no records; their
    numbers count.
    """
    # The module's own limit is one for the whole process; ours is kept by _Lines.
    csv.field_size_limit(max(csv.field_size_limit(), longest + 1))
    lines = _Lines(text, longest)
    row = -1 if dialect.header else 0
    fault = ("", "")
    while True:
        parser = csv.reader(lines, **dialect.reader_arguments())
        try:
            for cells in parser:
                first_line = lines.number - len(lines.current) + 1
                lines.begin()
                if cells:
                    row += 1
                    yield Record(row, first_line, cells)
            return
        except csv.Error:
            fault = ("malformed_quotes", "A quote in this record is not closed, or something follows a closing quote.")
        except _TooLong:
            fault = ("record_too_long", f"This record is longer than {longest:,} characters.")
            if len(lines.current) > 1:
                fault = ("unclosed_quote", "A quote in this record is never closed.")
        except _FailsAsBefore:
            pass  # and its fault is that one's
        first_line = lines.number - len(lines.current) + 1
        raw = lines.back_to_second()
        row += 1
        yield Record(row, first_line, None, fault, raw.rstrip("\r\n"))
