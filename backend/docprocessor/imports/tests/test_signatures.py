"""What a file is by its first bytes."""

import gzip
import io
import zipfile

import pytest

from docprocessor.imports.tabular.signatures import not_a_table


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "a,b\n1,2\n")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG image"),
        (b"%PDF-1.7\n1 0 obj", "a PDF document"),
        (zipped("word/document.xml"), "a Word document"),
        (zipped("ppt/presentation.xml"), "a PowerPoint document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1_000 + "WordDocument".encode("utf-16-le"), "a Word document"),
        (b"BZh91AY&SY", "a bzip2 archive"),
        (b"a.csv".ljust(257, b"\x00") + b"ustar\x0000", "a tar archive"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"GIF89a", "a GIF image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "an old Office document"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"{\\rtf1\\ansi", "a rich-text document"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"\xef\xbb\xbf\r\n  <HTML>", "an HTML page"),
        (b"<table><tr><td>a</td></tr></table>", "an HTML page"),  # what some programs call XLS
        (b"<?xml version='1.0'?>", "an XML document"),
        (bytes(range(256)) * 20, "a binary file"),
        (b"\x00" * 1_000, "a binary file"),
        (b"RIFF" + bytes([0, 7, 0, 9, 0, 0, 3, 0]) * 100, "a binary file"),  # zeros, but no pattern of text
        # A mark does not make pictures of text
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    ],
)
def test_what_is_no_table_is_named(head, kind):
    assert (not_a_table(head) or "").startswith(kind)


@pytest.mark.parametrize(
    "head",
    [
        b"a,b\n1,2\n",
        b"a",
        b"\n",
        "año;€\n".encode("cp1252"),
        "日本,x\n".encode("shift_jis"),
        "a,b\n1,2\n".encode("utf-16"),
        "a,b\n1,2\n".encode("utf-16-le"),
        "a,b\n1,2\n".encode("utf-16-be"),
        "a,b\n1,2\n".encode("utf-32"),
        b"\x00\x00\xfe\xff" + "a,b\n".encode("utf-32-be"),
        b"\xef\xbb\xbfa,b\n",
        b"a,b\n1,\x00\n2,3\n4,5\n6,7\n",  # one NUL is a fault of its record
        b"<b>bold</b>,x\n1,2\n",  # a cell may hold markup
        b"PK,name\n1,x\n",  # a column called PK
        b"a\tb\r\n1\t2\r\n" * 100,
        b"tab\x0bseparated\x0c,x\n" * 2 + b"plain text,y\n" * 3,
    ],
)
def test_text_is_let_through(head):
    assert not_a_table(head) is None


@pytest.mark.parametrize(
    "head",
    [
        gzip.compress(b"a,b\n"),
        zipped("a.csv"),
        zipped("xl/workbook.xml"),
        zipped("password/a.csv"),
        b"\x28\xb5\x2f\xfd\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1_000,  # whether it is XLS is seen when it is opened
        b"a\x1fb\x1fc\n1\x1f2\x1f3\n",  # unit separators delimit
        "name,año\n1,x\n".encode("utf-32-le"),
        b'{"a": 1}\n',
    ],
)
def test_what_may_hold_a_table_is_let_through(head):
    assert not_a_table(head) is None
