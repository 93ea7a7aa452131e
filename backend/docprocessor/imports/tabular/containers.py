"""Files inside gzip, Zstandard and ZIP, read as they unpack: forward only, and back to the start. Pure: no Django.

What is unpacked is bounded, in size and against what it is unpacked from; a damaged archive is refused
where the damage is met.
"""

import io
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final, Literal, NamedTuple

from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.imports.tabular.zip_members import open_archive
from docprocessor.imports.text import printable

Compression = Literal["", "gzip", "zstd", "zip"]
SIGNATURES: Final[dict[bytes, Compression]] = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # an empty one
}
NAMES: Final = {"gzip": "gzip", "zstd": "Zstandard", "zip": "ZIP"}
STEP: Final = 256 * 1024
# Few bytes of Zstandard may unpack to a thousand times as many, in one piece.
FED_BYTES: Final = 4 * 1024
# Until so much is unpacked, any ratio is taken: a small file may hold little but zeros.
FREE_BYTES: Final = 64 * 1024**2
# What a frame may make its reader keep at hand; `zstd --ultra -22 --long=27` stays within it.
MOST_WINDOW_BYTES: Final = 128 * 1024**2


class Limits(NamedTuple):
    """How much may be unpacked: bytes, and bytes for each byte that is read; of a workbook, whether only its beginning
    is."""

    most_bytes: int = 20 * 1024**3
    most_ratio: int = 200
    only_beginning: bool = False


LIMITS: Final = Limits()


class _Damaged(Exception):
    """The archive cannot be unpacked further."""


def compression_of(head: bytes) -> Compression:
    """Say what packs a file by its first bytes."""
    return next((name for signature, name in SIGNATURES.items() if head.startswith(signature)), "")


@contextmanager
def unpacked(file: IO[bytes], compression: str, member: str = "", *, limits: Limits = LIMITS) -> Iterator[IO[bytes]]:
    """Give what a file holds, as a binary stream from its start; a file that is not packed is given as it is.

    The stream takes `seek(0)` and reads forward. Raises UnreadableFile, also while it is read: `damaged_archive`,
    `encrypted_archive`, `unpacks_to_too_much`.
    """
    if not compression:
        file.seek(0)
        yield file
        return
    pieces = {"gzip": _gunzip, "zstd": _unzstd, "zip": lambda source: _unzip(source, member)}[compression]
    with io.BufferedReader(_Unpacking(file, pieces, limits), buffer_size=STEP) as stream:
        yield _Forward(stream)  # type: ignore[misc]  # all of IO[bytes] that a reader calls


@contextmanager
def spooled(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give a copy of a stream, on disk, in which any place can be gone to."""
    with tempfile.TemporaryFile() as copy:
        stream.seek(0)
        shutil.copyfileobj(stream, copy, STEP)
        copy.seek(0)
        yield copy


class _Forward:
    """A buffered stream without what would read it anew in secret: seeking anywhere but to its start."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.read = stream.read
        self.readinto = stream.readinto
        self.read1 = stream.read1
        self.readline = stream.readline
        self.close = stream.close
        self.readable = stream.readable
        self.flush = stream.flush

    @property
    def closed(self) -> bool:
        return bool(self._stream.closed)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def seekable(self) -> bool:
        return False

    def writable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go back to the start. Raises io.UnsupportedOperation for any other place."""
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("what is unpacked is read forward only")
        return int(self._stream.seek(0))


class _Unpacking(io.RawIOBase):
    """Bytes as they come out of a packed file."""

    def __init__(self, file: IO[bytes], pieces: Callable[["_Counted"], Iterator[bytes]], limits: Limits) -> None:
        self._file = file
        self._make_pieces = pieces
        self._limits = limits
        self._rewind()

    def _rewind(self) -> None:
        self._file.seek(0)
        self._source = _Counted(self._file)
        self._pieces = self._make_pieces(self._source)
        self._piece = memoryview(b"")
        self._count = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation
        self._rewind()
        return 0

    def readinto(self, buffer: Any) -> int:
        while not self._piece:
            piece = self._next_piece()
            if piece is None:
                return 0
            self._piece = memoryview(piece)
            self._count += len(piece)
            self._check_size()
        size = min(len(buffer), len(self._piece))
        buffer[:size] = self._piece[:size]
        self._piece = self._piece[size:]
        return size

    def _next_piece(self) -> bytes | None:
        try:
            return next(self._pieces, None)
        except (
            _Damaged,
            zlib.error,
            zipfile.BadZipFile,
            EOFError,
            struct.error,
            OSError,
            ValueError,
            MemoryError,
        ) as error:
            if isinstance(error, UnreadableFile):
                raise
            raise UnreadableFile(
                "damaged_archive", "The archive is damaged or incomplete; it cannot be unpacked to its end."
            ) from None

    def _check_size(self) -> None:
        most, ratio, _ = self._limits
        if self._count > most or (self._count > FREE_BYTES and self._count > ratio * self._source.count):
            raise UnreadableFile(
                "unpacks_to_too_much",
                f"The archive unpacks to more than {most:,} bytes."
                if self._count > most
                else f"The archive unpacks to more than {ratio:,} times its size.",
            )


class _Counted:
    """A file that counts the bytes that are read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.count += len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _gunzip(source: _Counted) -> Iterator[bytes]:
    """Yield the text of one gzip member after another (RFC 1952); zeros after the last are padding."""
    data = source.read(STEP)
    while data:
        member = zlib.decompressobj(wbits=31)
        has_ended = False
        while not has_ended:
            yield member.decompress(data, STEP)
            has_ended = member.eof
            data = member.unconsumed_tail
            if not has_ended and not data and not (data := source.read(STEP)):
                raise _Damaged
        data = member.unused_data
        while not (data := data.lstrip(b"\x00")) and (more := source.read(STEP)):
            data = more


def _unzstd(source: _Counted) -> Iterator[bytes]:
    """Yield the text of one Zstandard frame after another (RFC 8878)."""
    import zstandard  # noqa: PLC0415  # only who meets such a file need load it

    data = memoryview(source.read(STEP))
    while data:
        frame = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW_BYTES).decompressobj()
        has_ended = False
        while not has_ended:
            fed = data[:FED_BYTES]
            try:
                yield frame.decompress(fed)
            except zstandard.ZstdError:
                raise _Damaged from None
            has_ended = frame.eof
            # What comes behind a frame within the bytes just fed is handed back.
            data = data[len(fed) - (len(frame.unused_data) if has_ended else 0) :]
            data = data or memoryview(source.read(STEP))
            if not data and not has_ended:
                raise _Damaged


def _unzip(source: _Counted, member: str) -> Iterator[bytes]:
    with open_archive(source) as archive:
        entry = next((each for each in archive.infolist() if each.filename == member), None)
        if entry is None:
            raise UnreadableFile("no_such_member", f"The archive holds no {printable(member, longest=80)!r}.")
        try:
            with archive.open(entry) as packed:
                while piece := packed.read(STEP):
                    yield piece
        except (NotImplementedError, RuntimeError):
            raise UnreadableFile("unsupported_archive", "The archive is packed in a way not known here.") from None
