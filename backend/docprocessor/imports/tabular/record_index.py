"""Where the records of a block of bytes are, found by quote parity as far as parity proves it. Pure.

A line end behind an even number of quotes ends a record. That is so as long as each quote that opens stands at
a cell's beginning and each that closes stands at a cell's end. The first record of which this does not hold, or
that holds anything else which the bytes alone do not settle, is in doubt: it and what follows are not said.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import numpy as np

from docprocessor.imports.tabular import reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from docprocessor.imports.tabular.dialect import Dialect

    Places = NDArray[np.int64]
    Bytes = NDArray[np.uint8]

LF: Final = 0x0A
CR: Final = 0x0D
NONE: Final = sys.maxsize


class Signs(NamedTuple):
    """The bytes that mean something in a dialect."""

    delimiter: int
    quote: int
    escape: bytes
    comment: bytes

    @classmethod
    def of(cls, dialect: Dialect) -> Self | None:
        """Return them; None if parity does not tell records apart in that dialect."""
        marks = (dialect.delimiter, dialect.quote, dialect.escape, dialect.comment)
        is_simple = all(mark.isascii() and len(mark) <= 1 for mark in marks) and dialect.delimiter and dialect.quote
        if not is_simple or dialect.skip_initial_space or dialect.delimiter == dialect.quote:
            return None
        return cls(ord(dialect.delimiter), ord(dialect.quote), dialect.escape.encode(), dialect.comment.encode())


@dataclass(frozen=True, slots=True)
class RecordIndex:
    """The records of which there is no doubt, without blank and comment lines."""

    starts: Places  # bytes before each of them
    ends: Places  # bytes until behind its line end
    lines: Places  # physical lines before it
    end: int  # bytes of them all, and of the blank and comment lines between
    line_count: int  # the same in lines
    has_gaps: bool  # whether there are such lines
    has_long: bool  # whether a record runs over more than a line
    is_doubtful: bool  # whether what comes next is for the tolerant reader

    def __len__(self) -> int:
        return len(self.starts)


def index_records(data: bytes, signs: Signs, *, longest: int, is_last: bool) -> RecordIndex:
    """Index a block of bytes that begins where a record does. `is_last`: it reaches to the end of the text.

    Without doubt and without records, the block holds only a part of one.
    """
    array = np.frombuffer(data, np.uint8)
    line_ends = _line_ends(data, array, is_last=is_last)
    quotes = np.flatnonzero(array == signs.quote) if signs.quote in data else None
    # The places, among the lines, of those that end a record.
    closing = None if quotes is None else np.flatnonzero((np.searchsorted(quotes, line_ends) & 1) == 0)
    ends = line_ends if closing is None else line_ends[closing]
    lines = np.arange(len(line_ends) + 1) if closing is None else _after(0, closing + 1)
    starts = _after(0, ends)  # the last is that of the unfinished rest
    has_long = int(lines[-1]) >= len(lines)
    sure = min(
        _first_large(starts, lines if has_long else None, longest),
        _first_beyond(len(data) - int(starts[-1]), len(line_ends) - int(lines[-1]), longest, is_last, len(ends)),
        _first_escaped(data, ends, signs),
    )
    if quotes is not None:
        sure = min(
            sure,
            _first_misquoted(array, ends, quotes, signs),
            _first_quote_in_comment(data, array, starts, quotes, signs),
        )
    is_doubtful = sure <= len(ends)
    sure = min(sure, len(ends))
    starts, end, line_count = starts[:sure], int(starts[sure]), int(lines[sure])
    ends, lines = ends[:sure], lines[:sure]
    kept = _kept(data, array[starts], signs)
    has_gaps = not bool(kept.all())
    if has_gaps:
        starts, ends, lines = starts[kept], ends[kept], lines[kept]
    return RecordIndex(starts, ends, lines, end, line_count, has_gaps, has_long, is_doubtful)


def _line_ends(data: bytes, array: Bytes, *, is_last: bool) -> Places:
    """Return the places behind LF, CRLF and lone CR, and behind a last line that has none of them."""
    is_end = array == LF
    if CR in data:
        returns = np.flatnonzero(array == CR)
        if returns[-1] == len(array) - 1:
            is_end[-1] = is_last  # otherwise it may be half of a line end
            returns = returns[:-1]
        is_end[returns[array[returns + 1] != LF]] = True
    line_ends = np.flatnonzero(is_end) + 1
    if is_last and len(array) and not is_end[-1]:
        line_ends = np.append(line_ends, len(array))
    return line_ends


def _after(first: int, rest: Places) -> Places:
    places = np.empty(len(rest) + 1, np.int64)
    places[0] = first
    places[1:] = rest
    return places


# Each of these returns the place of the first record that something speaks against; of the unfinished rest, that is
# one past the last; and NONE if there is nothing.


def _first_large(starts: Places, lines: Places | None, longest: int) -> int:
    is_large = np.diff(starts) >= longest
    if lines is not None:
        is_large |= np.diff(lines) > reader.MOST_LINES
    return _first(is_large)


def _first_beyond(size: int, lines: int, longest: int, is_last: bool, count: int) -> int:
    """Judge the unfinished rest, by its bytes and whole lines."""
    return count if size >= longest or lines >= reader.MOST_LINES or (is_last and size) else NONE


def _first_escaped(data: bytes, ends: Places, signs: Signs) -> int:
    place = data.find(signs.escape) if signs.escape else -1
    return NONE if place < 0 else _record_at(ends, place)


def _first_misquoted(array: Bytes, ends: Places, quotes: Places, signs: Signs) -> int:
    """Find a quote that opens where no cell begins, or closes where none ends."""
    borders = np.zeros(256, np.bool_)
    borders[[signs.delimiter, signs.quote, LF, CR]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    if opening[0] == 0:
        opening = opening[1:]
    if len(closing) and closing[-1] == len(array) - 1:
        closing = closing[:-1]  # at the end of the text, or not to be judged yet
    places = [
        int(quotes[found])
        for quotes, is_right in ((opening, borders[array[opening - 1]]), (closing, borders[array[closing + 1]]))
        if (found := _first(~is_right)) != NONE
    ]
    return _record_at(ends, min(places)) if places else NONE


def _first_quote_in_comment(data: bytes, array: Bytes, starts: Places, quotes: Places, signs: Signs) -> int:
    """Find a comment with a quote, which has turned parity round."""
    if not signs.comment or signs.comment not in data:
        return NONE
    borders = np.append(starts, len(array))
    with_quotes = np.flatnonzero(np.diff(np.searchsorted(quotes, borders)))
    found = _first(array[starts[with_quotes]] == signs.comment[0])
    return NONE if found == NONE else int(with_quotes[found])


def _first(wrong: NDArray[np.bool_]) -> int:
    return int(wrong.argmax()) if wrong.any() else NONE


def _record_at(ends: Places, place: int) -> int:
    return int(np.searchsorted(ends, place, side="right"))


def _kept(data: bytes, first_bytes: Bytes, signs: Signs) -> NDArray[np.bool_]:
    """Say which records are some: blank lines and comments are not."""
    kept: NDArray[np.bool_] = (first_bytes != LF) & (first_bytes != CR)
    if signs.comment and signs.comment in data:
        kept &= first_bytes != signs.comment[0]
    return kept
