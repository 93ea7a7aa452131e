"""A file's text as UTF-8, whatever encoding it is in, and a window that moves along it. Pure: no Django."""

import codecs
from collections.abc import Callable
from typing import IO, Final, Protocol

from docprocessor.imports.tabular.encoding import UNDECODABLE

# No codec: a copy of a text that this module has turned into UTF-8 before.
COPIED: Final = "utf-8 copied"
_STEP: Final = 64 * 1024
_COPIED_AT_A_TIME: Final = 1024**2


class Utf8Stream(Protocol):
    """A text as UTF-8 without byte order mark, read from its start.

    `errors` names the codec error handler that turns what is no UTF-8 in it back into the lone surrogates that
    `encoding.open_text` carries undecodable bytes as.
    """

    errors: str

    def read(self, size: int) -> bytes:
        """Return at most so many bytes, none only at the end."""
        ...

    def skip(self, size: int) -> None:
        """Go on so many bytes further."""
        ...


def open_utf8(file: IO[bytes], encoding: str) -> Utf8Stream:
    """Read a binary file, from its start, as the UTF-8 of the text that `encoding.open_text` gives."""
    file.seek(0)
    if encoding == COPIED:
        return _Untouched(file, has_mark=False, errors=_Transcoded.errors)
    if is_utf8(encoding):
        return _Untouched(file, has_mark=codecs.lookup(encoding).name == "utf-8-sig" and _read_mark(file))
    return _Transcoded(file, encoding)


def is_utf8(encoding: str) -> bool:
    """Say whether a text in an encoding can be read as it is."""
    return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")


def copy_utf8(file: IO[bytes], encoding: str, copy: IO[bytes], look: Callable[[], None]) -> None:
    """Write a text down as UTF-8; to be read as `utf-8` when it was UTF-8 before, else as COPIED."""
    stream = open_utf8(file, encoding)
    while data := stream.read(_COPIED_AT_A_TIME):
        copy.write(data)
        look()


class _Untouched:
    """A file that is in UTF-8 already."""

    def __init__(self, file: IO[bytes], *, has_mark: bool, errors: str = UNDECODABLE) -> None:
        self.errors = errors
        self._file = file
        self._at = len(codecs.BOM_UTF8) if has_mark else 0
        if not has_mark:
            file.seek(0)

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._at += len(data)
        return data

    def skip(self, size: int) -> None:
        try:
            self._at = self._file.seek(self._at + size)
        except (OSError, ValueError):  # a stream that is unpacked as it is read
            _read_over(self, size)


class _Transcoded:
    """A file in another encoding; bytes that do not decode travel as the three bytes of their lone surrogates."""

    errors = "surrogatepass"

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)(UNDECODABLE)
        self._rest = b""
        self._ended = False

    def read(self, size: int) -> bytes:
        while not self._rest and not self._ended:
            data = self._file.read(size)
            self._ended = not data
            self._rest = self._decoder.decode(data, final=self._ended).encode(errors=self.errors)
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def skip(self, size: int) -> None:
        _read_over(self, size)


def _read_mark(file: IO[bytes]) -> bool:
    mark = b""
    while len(mark) < len(codecs.BOM_UTF8) and (data := file.read(len(codecs.BOM_UTF8) - len(mark))):
        mark += data
    return mark == codecs.BOM_UTF8


def _read_over(stream: Utf8Stream, size: int) -> None:
    while size > 0 and (data := stream.read(min(size, _STEP))):
        size -= len(data)


class Window:
    """The part of a text that is held in memory. `base`: bytes of the text before it; `has_end`: none come after it."""

    def __init__(self, stream: Utf8Stream, *, base: int = 0, step: int = _STEP) -> None:
        """`step`: bytes that are read at a time at least. The stream stands at `base`."""
        self._stream = stream
        self._step = step
        self.errors = stream.errors
        self.base = base
        self.data = b""
        self.has_end = False

    def hold(self, offset: int, size: int) -> int:
        """Hold at least so many bytes from an offset on, unless the text ends; return where in `data` they begin.

        The offset is not behind what is held. What is before it may be dropped.
        """
        place = offset - self.base
        if len(self.data) - place >= size or self.has_end:
            return place
        parts = [self.data[place:]]
        missing = size - len(parts[0])
        while missing > 0 and not self.has_end:
            data = self._stream.read(max(missing, self._step))
            self.has_end = not data
            missing -= len(data)
            parts.append(data)
        self.base = offset
        self.data = b"".join(parts)
        return 0
