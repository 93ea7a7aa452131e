"""Which encoding a file is in; and that no byte of it is lost, whatever it is."""

import codecs
import encodings.aliases
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.imports.encoding import encoding_as_said, open_text, recognise_encoding
from docprocessor.imports.recognition import UnreadableFile, check_encoding

SPANISH = "nombre;dirección\nÁngela Muñoz;Calle de la Constitución 5, 2º\nJosé Núñez;Plaza España, León\n"
CHINESE = "編號,臺北市立美術館的開放時間是星期二至星期日上午九點半\n入口在中山北路,我們不收門票,歡迎大家參觀\n"
GERMAN = "Straße;Größe\nMüller;über 5 m²\nSchön;Fußgängerzone, Köln\n"


def recognised(content: bytes) -> str:
    return recognise_encoding(io.BytesIO(content)).name


def text_of(content: bytes, encoding: str) -> str:
    return open_text(io.BytesIO(content), encoding).read()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (codecs.BOM_UTF8 + b"a,b\n", "a,b\n"),
        ("\ufeffaño\n".encode(), "año\n"),
        ("año,€\n".encode("utf-16"), "año,€\n"),  # with its mark, in this machine's order
        (codecs.BOM_UTF16_BE + "año,€\n".encode("utf-16-be"), "año,€\n"),
        ("año,😀\n".encode("utf-32"), "año,😀\n"),
        (codecs.BOM_UTF32_BE + "año\n".encode("utf-32-be"), "año\n"),
        # UTF-16 without a mark, both ways round
        ("name,año\nAna,1\n".encode("utf-16-le"), "name,año\nAna,1\n"),
        ("name,año\nAna,1\n".encode("utf-16-be"), "name,año\nAna,1\n"),
        (b"a,b\n1,2\n", "a,b\n1,2\n"),
        (b"", ""),
        ("日本語,名前\n".encode(), "日本語,名前\n"),
        (SPANISH.encode(), SPANISH),
        (SPANISH.encode("latin-1"), SPANISH),
        (SPANISH.encode("cp1252"), SPANISH),
        (GERMAN.encode("cp1252"), GERMAN),
        # What only Windows-1252 has: quotes, a dash, the euro
        (("x;" + SPANISH + "“5 €” – 3 €\n").encode("cp1252"), "x;" + SPANISH + "“5 €” – 3 €\n"),
        # One accent among much English
        (("city,country\n" + "London,UK\n" * 500 + "Málaga,Spain\n").encode("cp1252"), None),
        # Plain ASCII for more than a megabyte, and only then the accent that tells
        (("abcdefghi\n" * 200_000 + "Málaga\n").encode(), None),
        (("abcdefghi\n" * 200_000 + "Málaga y León\n").encode("cp1252"), None),
        # A character cut by the end of the first megabyte is no fault
        (b"a" * (1024**2 - 1) + "éé\n".encode(), "a" * (1024**2 - 1) + "éé\n"),
        # A character cut by the end of what is looked at, in an encoding of two bytes each
        (("x" + CHINESE * 2_000).encode("big5"), "x" + CHINESE * 2_000),
        # What reads the same in several encodings of Windows is in the commonest
        ("Größe,Straße\n".encode("cp1252") * 20, "Größe,Straße\n" * 20),
        # NUL among plain text does not make it UTF-16
        (b"a,b\n1,\x00\n2,x\n", "a,b\n1,\x00\n2,x\n"),
    ],
)
def test_the_text_is_what_was_written(content, text):
    read = text_of(content, recognised(content))
    if text is None:
        assert "Málaga" in read
    else:
        assert read == text


def test_the_evidence_is_a_phrase():
    found = recognise_encoding(io.BytesIO(codecs.BOM_UTF8 + b"a"))
    assert (found.name, found.evidence) == ("utf-8-sig", "its byte order mark")


@pytest.mark.parametrize(
    "content",
    [
        b"name\n" + "Muñoz y Núñez\n".encode() * 20 + b"caf\xe9\n",
        # fewer sound characters than before, still no other encoding
        "niño,cigüeña,pingüino\n".encode() + b"caf\xe9,x\n",
        "名前,住所\n山田,東京\n".encode() + b"\xff,x\n",
    ],
)
def test_a_few_damaged_bytes_do_not_change_the_encoding(content):
    assert recognised(content) == "utf-8"
    read = text_of(content, "utf-8")
    assert read.encode(errors="surrogateescape") == content


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "gb18030", "big5", "shift_jis", "euc_kr", "koi8-r", "cp866"])
def test_other_encodings_are_not_taken_for_damaged_utf_8(encoding):
    text = {
        "gb18030": "姓名,地址\n张伟,北京市朝阳区建国路\n王芳,上海市浦东新区\n",
        "big5": "姓名,地址\n張偉,臺北市信義區\n王芳,高雄市左營區\n",
        "shift_jis": "名前,住所\n山田太郎,東京都千代田区\nスズキ,大阪府\n",
        "euc_kr": "이름,주소\n김철수,서울특별시 강남구\n",
        "koi8-r": "имя,адрес\nИван,Москва, улица Ленина\n",
        "cp866": "имя,адрес\nИван,Москва, улица Ленина\n",
    }.get(encoding, SPANISH)
    assert recognised(text.encode(encoding) * 5) != "utf-8"


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "latin-1", "shift_jis", "big5"]))
def test_any_bytes_are_read_in_any_encoding(content, encoding):
    text = text_of(content, encoding)
    if encoding == "utf-8":
        assert text.encode(errors="surrogateescape") == content


@given(st.binary(min_size=1, max_size=300))
def test_some_encoding_is_found_for_any_bytes(content):
    text_of(content, recognised(content))


def test_utf_16_that_breaks_off_in_the_middle_of_a_character():
    content = "a,b\n1,ñ\n".encode("utf-16-le")
    text = text_of(content + b"x", "utf-16-le")
    assert text == "a,b\n1,ñ\n" + chr(0xDC00 + ord("x"))


@pytest.mark.parametrize(
    "name", sorted({*encodings.aliases.aliases.values(), "utf-8", "Latin1", "UTF8", "windows-1252"})
)
def test_an_encoding_that_is_taken_reads_anything(name):
    """Whatever Python calls a codec either makes text of bytes, or is refused beforehand."""
    try:
        codec = check_encoding(name)
    except UnreadableFile as refusal:
        assert refusal.code == "unknown_encoding"  # noqa: PT017
        return
    for content in (b"a,b\n1,2\n", bytes(range(256)), b"\\ud800 \\x", b"+2AA- ~{ \x1b$B", b"\xff" * 9):
        text_of(content, encoding_as_said(io.BytesIO(content), codec))


@pytest.mark.parametrize(
    ("said", "content"),
    [
        ("utf-8", codecs.BOM_UTF8 + "año".encode()),
        ("utf-8", "año".encode()),
        ("utf-8-sig", "año".encode()),
        ("utf-16", "año".encode("utf-16")),
        ("utf-16", "año".encode("utf-16-le")),
        ("utf-16", "año, two".encode("utf-16-be")),
        ("utf-16-le", "año".encode("utf-16")),
        ("utf-16-be", codecs.BOM_UTF16_BE + "año".encode("utf-16-be")),
        ("utf-32", "año".encode("utf-32")),
        ("utf-32", "año".encode("utf-32-le")),
        ("latin-1", "año".encode("latin-1")),
    ],
)
def test_said_encodings_are_read_with_their_mark_or_without(said, content):
    file = io.BytesIO(content)
    assert text_of(content, encoding_as_said(file, check_encoding(said))) in ("año", "año, two")


@pytest.mark.parametrize(
    "name",
    ["", "klingon", "base64", "hex", "rot13", "zlib", "utf-8\x00", "idna", "punycode", "undefined", "unicode_escape",
     "raw_unicode_escape", "utf-7", "é", "../utf-8", "x" * 10_000, "mbcs"],
)  # fmt: skip
def test_what_is_no_encoding_of_files_is_refused_in_a_sentence(name):
    with pytest.raises(UnreadableFile) as refusal:
        check_encoding(name)
    assert refusal.value.code == "unknown_encoding"
    assert len(str(refusal.value)) < 200
