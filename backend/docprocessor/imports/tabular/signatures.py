"""What a file is by its first bytes, whatever its name says. Pure: no Django."""

from typing import Final

from docprocessor.imports.tabular.encoding import without_mark

ZIP: Final = b"PK\x03\x04"
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES: Final = (
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"{\\rtf", "a rich-text document"),
)
MARKUP: Final = (
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<table", "an HTML page"),
    (b"<?xml", "an XML document"),
)
# Names of what Office documents hold; those of the old ones are in UTF-16.
OF_WORD: Final = (b"word/document.xml", "WordDocument".encode("utf-16-le"))
OF_POWERPOINT: Final = (b"ppt/presentation.xml", "PowerPoint Document".encode("utf-16-le"))
LEAST_OLD_OFFICE_BYTES: Final = 512
# These hold a table, maybe; that is seen when they are opened.
PACKED: Final = (ZIP, b"PK\x05\x06", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", OLD_OFFICE)
BOMS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# Text has tabs and line ends, and unit separators between cells; a share of other control bytes this large is not
# text in any encoding taken here.
TEXT_CONTROLS: Final = (9, 10, 13, 31)
MOST_CONTROL_SHARE: Final = 0.1


def not_a_table(head: bytes) -> str | None:
    """Return what a file is when it can be no table ("a PNG image"), else None.

    Archives and workbooks may hold one: of them, only those are named that are known not to by their beginning.
    """
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            return name
    if head[257:262] == b"ustar":
        return "a tar archive"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for signature, name in MARKUP:
        if start.startswith(signature):
            return name
    if head.startswith(PACKED):
        return _document(head)
    if head.startswith(BOMS) or without_mark(head):
        return None
    control = sum(head.count(byte) for byte in range(32) if byte not in TEXT_CONTROLS)
    return "a binary file" if control > len(head) * MOST_CONTROL_SHARE else None


def _document(head: bytes) -> str | None:
    is_old = head.startswith(OLD_OFFICE)
    if head.startswith(ZIP) or is_old:
        if any(name in head for name in OF_WORD):
            return "a Word document"
        if any(name in head for name in OF_POWERPOINT):
            return "a PowerPoint document"
    return "an old Office document" if is_old and len(head) < LEAST_OLD_OFFICE_BYTES else None
