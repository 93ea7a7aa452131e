"""Files in archives: read as they unpack, bounded, and refused where they are damaged."""

import gzip
import io
import random
import zipfile
import zlib
from unittest.mock import patch

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.imports.tabular import containers
from docprocessor.imports.tabular.containers import Limits, compression_of, unpacked
from docprocessor.imports.tabular.recognition import UnreadableFile, recognise
from docprocessor.imports.tabular.zip_members import choose_member

TEXT = b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(50_000))
NOISE = random.Random(1).randbytes(700_000)


def zipped(*names: str, content: bytes = TEXT, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def encrypted() -> bytes:
    """An archive whose only member says that it is locked."""
    content = bytearray(zipped("a.csv"))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    return bytes(content)


PACKED = {
    "gzip": gzip.compress(TEXT),
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress(TEXT),
    "zip": zipped("a.csv"),
}


def all_of(content: bytes, compression: str, member: str = "", limits: Limits = containers.LIMITS) -> bytes:
    with unpacked(io.BytesIO(content), compression, member, limits=limits) as stream:
        return stream.read()


def refusal(content: bytes, compression: str, **arguments) -> str:
    with pytest.raises(UnreadableFile) as refused:
        all_of(content, compression, **arguments)
    assert str(refused.value).endswith(".")
    return refused.value.code


@pytest.mark.parametrize("compression", PACKED)
def test_what_is_packed_comes_out_the_same_and_can_be_read_again_from_its_start(compression):
    assert compression_of(PACKED[compression]) == compression
    with unpacked(io.BytesIO(PACKED[compression]), compression, "a.csv") as stream:
        assert stream.read(10) == TEXT[:10]
        assert stream.readline() == TEXT[10:].split(b"\n")[0] + b"\n"
        stream.seek(0)
        assert stream.read() == TEXT
        assert stream.read() == b""
        stream.seek(0)
        assert io.TextIOWrapper(stream, newline="").read() == TEXT.decode()


@pytest.mark.parametrize("place", [(5, io.SEEK_SET), (0, io.SEEK_CUR), (0, io.SEEK_END)])
def test_no_other_place_can_be_gone_to(place):
    with unpacked(io.BytesIO(PACKED["gzip"]), "gzip") as stream, pytest.raises(io.UnsupportedOperation):
        stream.seek(*place)


@pytest.mark.parametrize(
    ("content", "compression"),
    [
        (gzip.compress(TEXT) + gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT) + b"\x00" * 700 + gzip.compress(TEXT) + b"\x00" * 700, "gzip"),  # padded, as on tape
        (zstandard.compress(TEXT) + zstandard.compress(TEXT), "zstd"),
    ],
)
def test_archives_one_after_the_other_are_one_file(content, compression):
    assert all_of(content, compression) == TEXT * 2


@given(parts=st.lists(st.binary(max_size=300), min_size=1, max_size=5), fed=st.integers(1, 50))
def test_frames_may_begin_and_end_anywhere(parts, fed):
    with patch.object(containers, "FED_BYTES", fed), patch.object(containers, "STEP", fed * 2):
        assert all_of(b"".join(map(zstandard.compress, parts)), "zstd") == b"".join(parts)
        assert all_of(b"".join(map(gzip.compress, parts)), "gzip") == b"".join(parts)


@pytest.mark.parametrize("compression", PACKED)
@pytest.mark.parametrize("content", [b"", b"x", NOISE])
def test_small_and_unpackable_contents(compression, content):
    pack = {"gzip": gzip.compress, "zstd": zstandard.compress, "zip": lambda text: zipped("a", content=text)}
    assert all_of(pack[compression](content), compression, "a") == content


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_of_zip_that_python_knows(method):
    assert all_of(zipped("a", method=method), "zip", "a") == TEXT


@pytest.mark.parametrize(
    ("content", "compression"),
    [
        (PACKED["gzip"][:-20], "gzip"),
        (PACKED["gzip"][:5], "gzip"),
        (PACKED["gzip"][:-6] + b"xx" + PACKED["gzip"][-4:], "gzip"),  # another checksum
        (PACKED["gzip"] + b"more", "gzip"),
        (PACKED["gzip"][:5_000] + b"\xff" * 100 + PACKED["gzip"][5_100:], "gzip"),
        (PACKED["zstd"][:-20], "zstd"),
        (PACKED["zstd"][:2_000] + b"\xff" * 100 + PACKED["zstd"][2_100:], "zstd"),
        (PACKED["zip"][:-20], "zip"),
        (PACKED["zip"][:5_000] + b"\xff" * 100 + PACKED["zip"][5_100:], "zip"),
    ],
)
def test_a_damaged_archive_is_refused_where_the_damage_is(content, compression):
    assert refusal(content, compression, member="a.csv") == "damaged_archive"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, lambda text: zipped("a", content=text)])
def test_what_unpacks_to_too_much_is_refused(pack):
    bomb = pack(b"\x00" * 3_000_000)
    compression = compression_of(bomb)
    assert len(all_of(bomb, compression, "a")) == 3_000_000  # it packs well, but is small
    assert len(all_of(bomb, compression, "a", Limits(most_bytes=3_000_000))) == 3_000_000
    assert refusal(bomb, compression, member="a", limits=Limits(most_bytes=2_999_999)) == "unpacks_to_too_much"
    with patch.object(containers, "FREE_BYTES", 1_000_000):
        assert refusal(bomb, compression, member="a") == "unpacks_to_too_much"  # 200 times as much at most
        assert len(all_of(bomb, compression, "a", Limits(most_ratio=100_000))) == 3_000_000


@pytest.mark.parametrize(
    ("names", "wish", "chosen"),
    [
        (["a.csv"], None, "a.csv"),
        (["folder/", "folder/a.csv"], None, "folder/a.csv"),
        (["a.csv", "__MACOSX/._a.csv", ".DS_Store", "x/Thumbs.db"], None, "a.csv"),
        (["../../etc/a.csv"], None, "../../etc/a.csv"),  # nothing is ever written under a member's name
        (["a.csv", "x/b.csv"], "a.csv", "a.csv"),
        (["a.csv", "x/b.csv"], "b.csv", "x/b.csv"),
        (["x/a.csv", "a.csv"], "a.csv", "a.csv"),
    ],
)
def test_the_member_that_is_read(names, wish, chosen):
    assert choose_member(io.BytesIO(zipped(*names)), wish) == chosen


@pytest.mark.parametrize(
    ("content", "wish", "code", "words"),
    [
        (zipped("a.csv", "b.csv"), None, "choose_member", "a.csv, b.csv"),
        (zipped(*map(str, range(100)), content=b"x"), None, "choose_member", "and 80 more"),
        (zipped("a\ud800\x00b.csv".encode(errors="replace").decode(), "b.csv"), None, "choose_member", "b.csv"),
        (zipped("a.csv"), "c.csv", "no_such_member", "it holds a.csv"),
        (zipped("x/a.csv", "y/a.csv"), "a.csv", "no_such_member", "x/a.csv, y/a.csv"),
        (zipped(), None, "empty_archive", "no file"),
        (zipped("x/"), None, "empty_archive", "no file"),
        (encrypted(), None, "encrypted_archive", "password"),
        (zipped("a.csv")[:-30], None, "damaged_archive", "damaged"),
    ],
)
def test_an_archive_that_gives_no_member_is_refused_in_a_sentence(content, wish, code, words):
    with pytest.raises(UnreadableFile) as refused:
        choose_member(io.BytesIO(content), wish)
    assert refused.value.code == code
    assert words in str(refused.value)
    assert len(str(refused.value)) < 2_000


def test_a_list_of_members_that_would_fill_the_memory_is_not_read():
    content = bytearray(zipped("a.csv"))
    place = content.rindex(b"PK\x05\x06")
    content[place + 12 : place + 16] = (2**31).to_bytes(4, "little")
    with pytest.raises(UnreadableFile) as refused:
        choose_member(io.BytesIO(bytes(content)), None)
    assert refused.value.code == "too_many_members"


@pytest.mark.parametrize("compression", PACKED)
def test_a_packed_table_is_read_like_any_other(compression):
    file = io.BytesIO(PACKED[compression])
    reading = recognise(file, schema=None, wishes={}, longest=1_000)
    assert (reading.compression, reading.labels) == (compression, ("a", "b"))
    assert reading.member == ("a.csv" if compression == "zip" else "")
    assert "pack" in reading.evidence[0] or "archive" in reading.evidence[0]
    assert reading.count(file, longest=1_000) == 50_000
    assert [r.cells for r in reading.records(file, longest=1_000, wanted=[1, 50_000])] == [
        ["0", "0"],
        ["49999", str(49_999**2)],
    ]
    assert sum(block.size for block in reading.blocks(file, longest=1_000, most_rows=7_000)) == 50_000


@pytest.mark.parametrize(
    ("content", "wishes", "code"),
    [
        (gzip.compress(gzip.compress(TEXT)), {}, "unsupported_file_type"),
        (zipped("b.zip", content=zipped("a.csv")), {}, "unsupported_file_type"),
        (zipped("a.png", content=b"\x89PNG\r\n\x1a\n\x00"), {}, "unsupported_file_type"),
        (gzip.compress(b"%PDF-1.7"), {}, "unsupported_file_type"),
        (zipped("word/document.xml"), {}, "unsupported_file_type"),
        (zipped("mimetype", "content.xml"), {}, "unsupported_file_type"),
        (gzip.compress(b""), {}, "no_records"),
        (TEXT, {"member": "a.csv"}, "no_such_member"),
        (gzip.compress(TEXT), {"member": "a.csv"}, "no_such_member"),
        (gzip.compress(TEXT)[:50], {}, "damaged_archive"),
    ],
)
def test_a_packed_file_that_is_no_table_is_refused_in_a_sentence(content, wishes, code):
    with pytest.raises(UnreadableFile) as refused:
        recognise(io.BytesIO(content), schema=None, wishes=wishes, longest=1_000)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


def test_damage_is_also_met_in_mid_stream():
    file = io.BytesIO(gzip.compress("ä,b\n".encode() + TEXT * 5)[:-100])
    reading = recognise(file, schema=None, wishes={}, longest=1_000)
    for read in (
        lambda: reading.count(file, longest=1_000),
        lambda: list(reading.records(file, longest=1_000)),
        lambda: list(reading.blocks(file, longest=1_000, most_rows=10_000)),
    ):
        with pytest.raises(UnreadableFile) as refused:
            read()
        assert refused.value.code == "damaged_archive"


@given(st.binary(max_size=400), st.sampled_from(sorted(PACKED)), st.integers(0, 400))
def test_whatever_is_in_an_archive_it_is_read_or_refused(noise, compression, place):
    content = bytearray(zlib.compress(b"") and PACKED[compression][:300] + PACKED[compression][-300:])
    content[place : place + len(noise)] = noise
    try:
        all_of(bytes(content), compression, "a.csv")
    except UnreadableFile as refused:
        assert refused.code in (  # noqa: PT017
            "damaged_archive",
            "no_such_member",
            "unsupported_archive",
            "encrypted_archive",
            "too_many_members",
        )
