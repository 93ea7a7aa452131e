"""Which encoding a file is in, and reading it as text without losing a byte. Pure: no Django."""

import codecs
import io
from typing import IO, Final, NamedTuple

from charset_normalizer import from_bytes

SAMPLE_BYTES: Final = 1024**2
# charset-normalizer reads slowly; this much settles a language.
EVIDENCE_BYTES: Final = 64 * 1024
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PLAIN_ASCII: Final = "it is plain ASCII"
LOOK: Final = "the look of its text"
UNDECODABLE: Final = "docprocessor.undecodable"


class Encoding(NamedTuple):
    """An encoding's name for Python's codecs, and what speaks for it."""

    name: str
    evidence: str


def _keep_byte(error: UnicodeError) -> tuple[str, int]:
    """Carry a byte that does not decode as the lone surrogate U+DC00 + byte, as PEP 383 does, in any encoding."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(UNDECODABLE, _keep_byte)


def recognise_encoding(file: IO[bytes]) -> Encoding:
    """Say which encoding a file is in, by its mark, by being valid UTF-8, or by the look of its text.

    The file is read from the start; where its first part is plain ASCII, it is read on to the first byte
    that is not, because only those tell encodings apart.
    """
    sample = _telling_sample(file)
    if marked := _marked(sample):
        return Encoding(marked, "its byte order mark")
    if utf16 := _utf16_without_mark(sample):
        return Encoding(utf16, "a zero in every other byte")
    if sample.isascii():
        return Encoding("utf-8", PLAIN_ASCII)
    if _is_utf8(sample):
        return Encoding("utf-8", "it is valid UTF-8")
    if _mostly_utf8(sample):
        return Encoding("utf-8", "nearly all of it is valid UTF-8")
    candidates = from_bytes(_evidence(sample))
    best = candidates.best()
    if best is None or best.encoding in ("utf_8", "ascii"):
        return Encoding("latin-1", "it is not UTF-8, and any bytes can be read so")
    for candidate in candidates:
        # Windows-1252 is what most such files are in; where nothing speaks against it, it is the answer.
        as_good = (candidate.chaos, -candidate.coherence) <= (best.chaos, -best.coherence)
        if as_good and "cp1252" in candidate.could_be_from_charset:
            return Encoding("cp1252", LOOK)
    return Encoding(codecs.lookup(best.encoding).name, LOOK)


def encoding_as_said(file: IO[bytes], name: str) -> str:
    """Return the codec for the encoding that a person named: with the file's byte order mark, or without one."""
    file.seek(0)
    sample = file.read(EVIDENCE_BYTES)
    marked = _marked(sample)
    if marked and marked.startswith(name.removesuffix("-le").removesuffix("-be")):
        return marked
    if marked is None and name in ("utf-16", "utf-32"):  # as codecs, these two insist on a mark
        return (_utf16_without_mark(sample) if name == "utf-16" else None) or f"{name}-le"
    return name


def open_text(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Read a file as text; line ends are kept, and bytes that do not decode are carried as lone surrogates."""
    return io.TextIOWrapper(file, encoding=encoding, errors=UNDECODABLE, newline="")


def _marked(sample: bytes) -> str | None:
    return next((name for mark, name in BOMS if sample.startswith(mark)), None)


def _telling_sample(file: IO[bytes]) -> bytes:
    file.seek(0)
    sample = file.read(SAMPLE_BYTES)
    head = sample
    while head.isascii() and b"\x00" not in head and len(head) == SAMPLE_BYTES:
        head = file.read(SAMPLE_BYTES)
    return sample if head.isascii() else head


def _evidence(sample: bytes) -> bytes:
    """Return the text around the first byte that is not ASCII, in whole lines: half a character misleads."""
    first = next(index for index, byte in enumerate(sample) if byte > 0x7F)
    start = sample.rfind(b"\n", 0, max(0, first - EVIDENCE_BYTES // 2)) + 1
    end = sample.rfind(b"\n", first, first + EVIDENCE_BYTES) + 1
    return sample[start : end or None]


def _utf16_without_mark(sample: bytes) -> str | None:
    pairs = len(sample) // 2
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if pairs and sample[offset::2].count(0) > pairs * 0.4 and sample[1 - offset :: 2].count(0) < pairs * 0.1:
            return name
    return None


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # a character cut by the sample's end is no fault
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(sample: bytes) -> bool:
    """A few damaged bytes among sound UTF-8 do not make it another encoding: in none is much of the text both."""
    text = sample.decode("utf-8", errors=UNDECODABLE)
    bad = sum(1 for character in text if "\udc80" <= character <= "\udcff")
    sound = sum(1 for character in text if character > "\x7f") - bad
    return sound > bad * 2
