"""JSON records: one object a line (https://jsonlines.org), or an array of objects. Pure: no Django.

Numbers keep their own text, nested values are compact JSON, null is empty. A line that is no object, or has a key
that is no column, is a record at fault.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, Final

from docprocessor.imports.tabular.encoding import open_text
from docprocessor.imports.tabular.records import Position, Record
from docprocessor.imports.text import printable

_LONGEST_RAW: Final = 100_000
_AROUND: Final = " \t\r\n\ufeff"
_BETWEEN: Final = re.compile(r"[ \t\r\n,]*")


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _Refused(ValueError):
    """What JSON allows and a record cannot hold."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; a key that comes twice would lose a value."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _Refused("A key comes twice in it.")
    return made


_DECODER: Final = json.JSONDecoder(
    parse_int=_Number, parse_float=_Number, parse_constant=_Number, object_pairs_hook=_object
)


def looks_like_json_lines(head: str) -> bool:
    """Say whether the first line of a text that is not blank is a JSON object."""
    line = head.lstrip("\ufeff \t\r\n").split("\n", 1)[0]
    return line.startswith("{") and isinstance(_parsed(line), dict)


def looks_like_json_array(head: str) -> bool:
    """Say whether a text begins as an array of objects does."""
    return re.match(r"\ufeff?\s*\[\s*\{\s*[\"}]", head) is not None


def keys_of(head: str, *, is_array: bool, is_whole: bool) -> list[str]:
    """Return the keys of a text's first objects, in the order in which they are met."""
    keys: dict[str, None] = {}
    found = _elements(io.StringIO(head), len(head)) if is_array else _lines_of(head, is_whole=is_whole)
    for text, *_ in found:
        if isinstance(value := _parsed(text), dict):
            keys.update(dict.fromkeys(value))
    return list(keys)


def placed_records(
    file: IO[bytes], *, encoding: str, is_array: bool, keys: Sequence[str], longest: int, start: Position | None = None
) -> Iterator[tuple[Record, Position]]:
    """Yield each record with the position behind it, from a position on. `longest`: characters that one may have."""
    columns = {key: place for place, key in enumerate(keys)}
    done = start.row if start else 0
    for row, (text, line) in enumerate(texts(file, encoding=encoding, is_array=is_array, longest=longest), start=1):
        if row <= done:
            continue
        cells, fault = ([], _too_long(longest)) if len(text) > longest else _cells(text, columns)
        raw = text[:_LONGEST_RAW] if fault else ""
        yield Record(row, line, None if fault else cells, fault, raw), Position(0, row, line + 1)


def records(
    file: IO[bytes],
    *,
    encoding: str,
    is_array: bool,
    keys: Sequence[str],
    longest: int,
    wanted: Iterable[int] | None = None,
) -> Iterator[Record]:
    """Yield the records, or those of the rows wanted."""
    asked = None if wanted is None else set(wanted)
    for record, _ in placed_records(file, encoding=encoding, is_array=is_array, keys=keys, longest=longest):
        if asked is None or record.row in asked:
            yield record


def texts(file: IO[bytes], *, encoding: str, is_array: bool, longest: int) -> Iterator[tuple[str, int]]:
    """Yield the text of each record, and the line it begins at."""
    if not is_array:
        yield from _lines(file, encoding, longest)
        return
    file.seek(0)
    text = open_text(file, encoding)
    try:
        yield from _elements(text, longest)
    finally:
        if not file.closed:
            text.detach()


def _too_long(longest: int) -> tuple[str, str]:
    return "record_too_long", f"This record is longer than {longest:,} characters."


def _cells(text: str, columns: dict[str, int]) -> tuple[list[str], tuple[str, str] | None]:
    """Return an object's values as text, each in its column, or what is at fault with it."""
    try:
        value = _DECODER.decode(text)
        if not isinstance(value, dict):
            return [], ("malformed_json", "This line holds no JSON object.")
        cells = [""] * len(columns)
        for key, each in value.items():
            if key not in columns:
                sentence = f"The key {printable(key, longest=80)!r} is not one of the columns."
                return [], ("unknown_key", sentence)
            cells[columns[key]] = each if type(each) is str else _text(each)
    except _Refused as error:
        return [], ("malformed_json", f"This line holds no JSON object that can be read: {error}")
    except RecursionError:
        return [], ("malformed_json", "This line holds no JSON object that can be read: it is nested too deeply.")
    except ValueError:
        return [], ("malformed_json", "This line holds no JSON object.")
    return cells, None


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else _compact(value)


def _compact(value: Any) -> str:
    """Write a value as JSON without spaces, numbers as they were written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{_quoted(key)}:{_compact(each)}" for key, each in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_compact, value)) + "]"
    return _quoted(value)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _parsed(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _lines_of(head: str, *, is_whole: bool) -> Iterator[tuple[str]]:
    *lines, last = head.lstrip("\ufeff").split("\n")
    yield from ((line,) for line in lines)
    if is_whole:
        yield (last,)


def _lines(file: IO[bytes], encoding: str, longest: int) -> Iterator[tuple[str, int]]:
    """Yield each line that is not blank, and its number. One that is too long comes cut, but longer than allowed."""
    file.seek(0)
    text = open_text(file, encoding)
    limit = longest + len(_AROUND)
    number = 0
    try:
        while piece := text.readline(limit):
            number += 1
            rest = piece
            while not rest.endswith(("\n", "\r")) and (rest := text.readline(limit)):
                pass
            if stripped := piece.strip(_AROUND):
                yield stripped if len(piece) < limit else piece, number
    finally:
        if not file.closed:
            text.detach()


def _elements(text: io.TextIOBase, longest: int) -> Iterator[tuple[str, int]]:
    """Yield the text of each element of an array, and the line it begins at; what cannot be read comes as the last."""
    step = 64 * 1024
    held = text.read(step).lstrip("\ufeff")
    at = held.index("[") + 1
    line = held.count("\n", 0, at) + 1
    while True:
        begin = _BETWEEN.match(held, at).end()  # type: ignore[union-attr]  # it matches anything
        line += held.count("\n", at, begin)
        held, at = held[begin:], 0
        try:
            _, end = _DECODER.raw_decode(held)
        except (ValueError, RecursionError):
            if held.startswith("]"):
                return
            more = text.read(max(step, len(held))) if len(held) <= longest else ""
            if more:
                held += more
                continue
            if held:
                yield held, line
            return
        yield held[:end], line
        line += held.count("\n", 0, end)
        at = end
