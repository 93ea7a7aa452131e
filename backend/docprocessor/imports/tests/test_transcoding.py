"""A file's text as UTF-8: the same that `open_text` gives as text, however it is read."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docprocessor.imports.tabular.encoding import open_text
from docprocessor.imports.tabular.transcoding import Window, open_utf8

ENCODINGS = (
    *("utf-8", "utf-8-sig", "ascii", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
    *("latin-1", "iso8859-15", "cp1252", "cp1251", "koi8-r", "cp437", "mac-roman"),
    *("shift_jis", "cp932", "euc_jp", "iso2022_jp", "gb18030", "gbk", "big5", "euc_kr"),
)
TEXT = st.text(st.sampled_from('aé€😀\ufeffЖ日本\r\n",\x00\x1b'), max_size=30)


class Dribbling(io.RawIOBase):
    """Gives at most so many bytes at a time, and is sought to its start only."""

    def __init__(self, content: bytes, most: int) -> None:
        self._file = io.BytesIO(content)
        self._most = most

    def readable(self):
        return True

    def read(self, size=-1):
        return self._file.read(min(size, self._most))

    def seek(self, offset, whence=io.SEEK_SET):
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation
        return self._file.seek(0)


@st.composite
def encoded(draw) -> tuple[bytes, str]:
    """A file in an encoding, whole or damaged, or anything taken for one."""
    encoding = draw(st.sampled_from(ENCODINGS))
    content = draw(TEXT).encode(encoding, errors="replace")
    damage = draw(st.one_of(st.just(b""), st.binary(max_size=4)))
    place = draw(st.integers(0, len(content)))
    return draw(st.one_of(st.just(content[:place] + damage + content[place:]), st.binary(max_size=40))), encoding


@settings(max_examples=1_000)
@given(encoded(), st.integers(1, 20), st.integers(1, 5), st.integers(0, 40))
def test_it_is_the_text_however_it_is_read(file, size, most, skipped):
    content, encoding = file
    stream = open_utf8(io.BytesIO(content), encoding)
    try:
        text = open_text(io.BytesIO(content), encoding).read()
    except UnicodeError:  # "utf-16" insists on a mark
        with pytest.raises(UnicodeError):
            stream.read(1)
        return
    whole = b"".join(iter(lambda: stream.read(size), b""))
    assert whole.decode("utf-8", stream.errors) == text
    if text.isprintable():
        assert whole == text.encode()
    dribbling = open_utf8(Dribbling(content, most), encoding)
    assert b"".join(iter(lambda: dribbling.read(size), b"")) == whole
    for opened in (open_utf8(io.BytesIO(content), encoding), open_utf8(Dribbling(content, most), encoding)):
        opened.skip(min(skipped, len(whole)))
        assert b"".join(iter(lambda stream=opened: stream.read(size), b"")) == whole[skipped:]


def test_a_file_in_utf_8_passes_untouched():
    stream = open_utf8(io.BytesIO(b"\xff\xed\xa0\x80a"), "utf-8")
    assert stream.read(10) == b"\xff\xed\xa0\x80a"
    assert open_utf8(io.BytesIO(b"\xef\xbb\xbfa"), "utf-8-sig").read(10) == b"a"
    assert open_utf8(io.BytesIO(b"\xef\xbb\xbfa"), "utf-8").read(10) == b"\xef\xbb\xbfa"


def test_a_file_is_read_from_its_start_wherever_it_stands():
    file = io.BytesIO(b"abc")
    file.seek(2)
    assert open_utf8(file, "utf-8").read(10) == b"abc"
    assert open_utf8(file, "latin-1").read(10) == b"abc"


@pytest.mark.parametrize("step", [1, 3, 100])
def test_a_window_moves_along_a_text(step):
    window = Window(open_utf8(io.BytesIO(b"0123456789"), "utf-8"), step=step)
    place = window.hold(0, 4)
    assert window.data[place : place + 4] == b"0123"
    place = window.hold(2, 4)
    assert window.data[place : place + 4] == b"2345"
    place = window.hold(6, 9)
    assert window.data[place:] == b"6789"
    assert window.has_end
    assert window.base <= 6
