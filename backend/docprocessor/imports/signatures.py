"""What a file is by its first bytes, whatever its name says. Pure: no Django."""

from typing import Final

SIGNATURES: Final = (
    (b"PK\x03\x04", "a ZIP archive or an Office document (such as XLSX)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (such as XLS)"),
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
BOMS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# Text has tabs and line ends; a share of other control bytes this large is not text in any encoding taken here.
MOST_CONTROL_SHARE: Final = 0.1


def not_a_table(head: bytes) -> str | None:
    """Return what a file is when it cannot be a delimited text file ("a PNG image"), else None."""
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            return name
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for signature, name in MARKUP:
        if start.startswith(signature):
            return name
    if head.startswith(BOMS) or _is_utf16(head):
        return None
    control = sum(head.count(byte) for byte in range(32) if byte not in (9, 10, 13))
    return "a binary file" if control > len(head) * MOST_CONTROL_SHARE else None


def _is_utf16(head: bytes) -> bool:
    """Say whether text looks like UTF-16 without a mark: every other byte of Western text is 0, and only those."""
    pairs = len(head) // 2
    few, many = sorted((head[0::2].count(0), head[1::2].count(0)))
    return many > pairs * 0.4 and few < pairs * 0.1
