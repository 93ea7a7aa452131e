"""What a ZIP archive holds, and which of it is read. Pure: no Django."""

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.imports.text import printable

PACKAGES: Final = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "a binary workbook (XLSB)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint document",
}
MOST_LISTED: Final = 20
# A ZIP archive's list of its members is held in memory: some 100,000 of them.
MOST_DIRECTORY_BYTES: Final = 10 * 1024**2
_END_RECORDS_BYTES: Final = 22 + 0xFFFF + 20 + 56
_IS_ENCRYPTED: Final = 0x1


def choose_member(file: IO[bytes], wish: str | None) -> str:
    """Return the name of a ZIP archive's member that is to be read: the one wished for, or the only one.

    Raises UnreadableFile: `choose_member` where there are several, `no_such_member`, `empty_archive`,
    `encrypted_archive`, `damaged_archive`.
    """
    entries = _files(file)
    names = [each.filename for each in entries]
    if wish is not None:
        found = [name for name in names if name == wish] or [name for name in names if _last_part(name) == wish]
        if len(found) != 1:
            sentence = f"The archive holds no {printable(wish, longest=80)!r}; it holds {_listed(names)}."
            raise UnreadableFile("no_such_member", sentence, among=names)
        names = found
    if not names:
        raise UnreadableFile("empty_archive", "The archive holds no file.")
    if len(names) > 1:
        sentence = f"The archive holds {len(names):,} files; say which one is meant: {_listed(names)}."
        raise UnreadableFile("choose_member", sentence, among=names)
    if next(each for each in entries if each.filename == names[0]).flag_bits & _IS_ENCRYPTED:
        raise UnreadableFile("encrypted_archive", "The archive is locked with a password.")
    return names[0]


def file_names(file: IO[bytes]) -> list[str]:
    """Return the names of the files in a ZIP archive. Raises UnreadableFile `damaged_archive`."""
    return [each.filename for each in _files(file)]


def _files(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    try:
        with open_archive(file) as archive:
            return [each for each in archive.infolist() if _is_a_file(each)]
    except (zipfile.BadZipFile, EOFError, struct.error, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("damaged_archive", "The ZIP archive is damaged or incomplete.") from None


def kind_of_package(names: list[str]) -> str:
    """Say what a ZIP archive is by what it holds: "xlsx", another document in words, or "" for a mere archive."""
    held = set(names)
    if {"mimetype", "content.xml"} <= held:
        return "an OpenDocument file"
    return next((kind for name, kind in PACKAGES.items() if name in held), "")


def member_names(file: IO[bytes]) -> list[str]:
    """Return the names of all that a ZIP archive holds, none if it is damaged."""
    try:
        with open_archive(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, EOFError, struct.error, OSError, ValueError, NotImplementedError):
        return []


@contextmanager
def open_archive(file: Any) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP archive. Raises UnreadableFile `too_many_members`, and zipfile's own errors."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - _END_RECORDS_BYTES, 0))
    if _directory_bytes(file.read(_END_RECORDS_BYTES)) > MOST_DIRECTORY_BYTES:
        raise UnreadableFile("too_many_members", "The archive holds too many files.")
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        yield archive


def _directory_bytes(tail: bytes) -> int:
    """Return the size of a ZIP archive's list of members, by its end records (APPNOTE 4.3.14 and 4.3.16)."""
    sizes = [struct.unpack_from("<L", tail, place + 12)[0] for place in _places(tail, b"PK\x05\x06", 16)]
    sizes = [size for size in sizes if size != 0xFFFFFFFF]  # then it stands in the larger record
    sizes += [struct.unpack_from("<Q", tail, place + 40)[0] for place in _places(tail, b"PK\x06\x06", 48)]
    return max(sizes, default=0)


def _places(tail: bytes, mark: bytes, length: int) -> Iterator[int]:
    place = tail.find(mark)
    while 0 <= place <= len(tail) - length:
        yield place
        place = tail.find(mark, place + 1)


def _is_a_file(entry: zipfile.ZipInfo) -> bool:
    """Say whether a member is a file of somebody's: no folder, and none of what systems put beside."""
    parts = entry.filename.split("/")
    return not (entry.is_dir() or parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1] == "Thumbs.db")


def _last_part(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _listed(names: list[str]) -> str:
    shown = ", ".join(printable(name, longest=80) for name in names[:MOST_LISTED])
    return f"{shown} and {len(names) - MOST_LISTED:,} more" if len(names) > MOST_LISTED else shown
