"""Which encoding a file is in, and reading it as text without losing a byte. Pure: no Django."""

import codecs
import io
import unicodedata
from typing import IO, Final, NamedTuple

from charset_normalizer import from_bytes

from docprocessor.imports.tabular.latin_encodings import LATIN, recognise_latin
from docprocessor.imports.tabular.unreadable import UnreadableFile

SAMPLE_BYTES: Final = 1024**2
# Of plain ASCII: a file is looked through for its first other byte at some 10 GB a second, what is unpacked at 0.5.
MOST_BYTES: Final = 1024**3
MOST_BYTES_OF_STREAM: Final = 64 * 1024**2
PARTS: Final = 256  # of what a huge file has after that
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


# Python calls these encodings of text, too: of domain names, of its own source, of mail.
NOT_OF_FILES: Final = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})
LINE_CONTROLS: Final = (9, 10, 13)
_OF_TEXT: Final = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No", "Zs", "Sm", "Sc", "Sk")) | {
    "So",
    "Pc",
    "Pd",
    "Ps",
    "Pe",
    "Pi",
    "Pf",
    "Po",
}


class Encoding(NamedTuple):
    """An encoding's name for Python's codecs, what speaks for it, and how much (from 0 to 1)."""

    name: str
    evidence: str
    confidence: float


def _keep_byte(error: UnicodeError) -> tuple[str, int]:
    """Carry a byte that does not decode as the lone surrogate U+DC00 + byte, as PEP 383 does, in any encoding."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(UNDECODABLE, _keep_byte)


def recognise_encoding(file: IO[bytes], *, is_seekable: bool = True) -> Encoding:
    """Say which encoding a file is in, by its mark, by being valid UTF-8, or by the look of its text.

    The file is read from the start; where its first part is plain ASCII, it is read on to the first byte
    that is not, because only those tell encodings apart. `is_seekable`: whether going far into it costs nothing.
    """
    sample, looked_at = _telling_sample(file, is_seekable=is_seekable)
    if marked := _marked(sample):
        return Encoding(marked, "its byte order mark", 1.0)
    if wide := without_mark(sample):
        return Encoding(wide, f"zeros where text in {wide.upper()} has them", 0.95)
    if sample.isascii():
        return Encoding("utf-8", f"{PLAIN_ASCII}{looked_at}", 1.0)
    if _is_utf8(sample):
        return Encoding("utf-8", "it is valid UTF-8", 1.0)
    if _mostly_utf8(sample):
        return Encoding("utf-8", "nearly all of it is valid UTF-8", 0.9)
    return _by_look(_evidence(sample))


def _by_look(sample: bytes) -> Encoding:
    candidates = from_bytes(sample)
    best = candidates.best()
    is_unknown = best is None or best.encoding in ("utf_8", "ascii")
    if (best is None or is_unknown or best.encoding in LATIN) and (latin := recognise_latin(sample)):
        return Encoding(latin, LOOK, 0.8)
    if best is None or is_unknown:
        return Encoding("latin-1", "it is not UTF-8, and any bytes can be read so", 0.3)
    for candidate in candidates:
        # Windows-1252 is what most such files are in; where nothing speaks against it, it is the answer.
        as_good = (candidate.chaos, -candidate.coherence) <= (best.chaos, -best.coherence)
        if as_good and "cp1252" in candidate.could_be_from_charset:
            return Encoding("cp1252", LOOK, 0.7)
    return Encoding(codecs.lookup(best.encoding).name, LOOK, 0.7)


def encoding_as_said(file: IO[bytes], name: str) -> str:
    """Return the codec for the encoding that a person named: with the file's byte order mark, or without one."""
    file.seek(0)
    sample = file.read(EVIDENCE_BYTES)
    marked = _marked(sample)
    if marked and marked.startswith(name.removesuffix("-le").removesuffix("-be")):
        return marked
    if marked is None and name in ("utf-16", "utf-32"):  # as codecs, these two insist on a mark
        found = without_mark(sample) or ""
        return found if found.startswith(name) else f"{name}-le"
    return name


def check_encoding(encoding: object) -> str:
    """Return the codec's own name of an encoding. Raises UnreadableFile when it is none."""
    try:
        codec = codecs.lookup(encoding) if isinstance(encoding, str) else None
    except (LookupError, ValueError):
        codec = None
    # Python also calls base64 and the like codecs; they do not make text of bytes.
    if codec is None or not codec._is_text_encoding or codec.name.replace("_", "-") in NOT_OF_FILES:
        raise UnreadableFile("unknown_encoding", f"{str(encoding)[:40]!r} is not an encoding known here.")
    return codec.name


def open_text(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Read a file as text; line ends are kept, and bytes that do not decode are carried as lone surrogates."""
    return io.TextIOWrapper(file, encoding=encoding, errors=UNDECODABLE, newline="")


def _marked(sample: bytes) -> str | None:
    return next((name for mark, name in BOMS if sample.startswith(mark)), None)


def _telling_sample(file: IO[bytes], *, is_seekable: bool) -> tuple[bytes, str]:
    """Return the first part of the file that is not plain ASCII, or its beginning when none is found; and, if not
    all of the file was looked at, how much was."""
    file.seek(0)
    sample = head = file.read(SAMPLE_BYTES)
    most = MOST_BYTES if is_seekable else MOST_BYTES_OF_STREAM
    seen = len(head)
    while head.isascii() and b"\x00" not in head and len(head) == SAMPLE_BYTES and seen < most:
        head = file.read(SAMPLE_BYTES)
        seen += len(head)
    if not head.isascii():
        return head, ""
    if len(head) < SAMPLE_BYTES or b"\x00" in head:
        return sample, ""
    if is_seekable and (part := _part_beyond(file, seen)):
        return part, ""
    return sample, f", as far as {seen // 1024**2:,} MB of it were looked at"


def _part_beyond(file: IO[bytes], start: int) -> bytes | None:
    """Return a part of a huge file that is not plain ASCII, from samples spread over all of it after `start`."""
    size = file.seek(0, io.SEEK_END)
    for place in range(start, size, max((size - start) // PARTS, SAMPLE_BYTES)):
        file.seek(place)
        part = file.read(SAMPLE_BYTES // 4)
        if not part.isascii():
            return part[part.find(b"\n") + 1 :] or part
    return None


def _evidence(sample: bytes) -> bytes:
    """Return the text around the first byte that is not ASCII, in whole lines: half a character misleads."""
    first = next(index for index, byte in enumerate(sample) if byte > 0x7F)
    start = sample.rfind(b"\n", 0, max(0, first - EVIDENCE_BYTES // 2)) + 1
    end = sample.rfind(b"\n", first, first + EVIDENCE_BYTES) + 1
    return sample[start : end or None]


def without_mark(sample: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 that text is in without a mark, by the places of its zeros.

    Of UTF-32, the upper half of each character is next to nothing. Of UTF-16, text in Latin script has a zero in
    every other byte; text in another has spaces and line ends, whose zeros are all on the same side.
    """
    units = len(sample) // 4
    if units:
        high = [sample[offset : units * 4 : 4].count(0) for offset in range(4)]
        if high[3] == units and high[2] > units * 0.9 and high[0] < units * 0.1:
            return "utf-32-le"
        if high[0] == units and high[1] > units * 0.9 and high[3] < units * 0.1:
            return "utf-32-be"
    pairs = len(sample) // 2
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[offset : pairs * 2 : 2].count(0)
        others = sample[1 - offset : pairs * 2 : 2].count(0)
        if zeros <= pairs * 0.03 or others >= pairs * 0.1:
            continue
        if zeros > pairs * 0.4 or (_is_odd(sample) and _reads_as_lines(sample, name)):
            return name
    return None


def _is_odd(sample: bytes) -> bool:
    """Say whether bytes are no text by themselves: control bytes throughout, or neither ASCII nor UTF-8."""
    controls = sum(sample.count(byte) for byte in range(1, 32) if byte not in LINE_CONTROLS)
    return controls > len(sample) * 0.2 or not _is_utf8(sample)


def _reads_as_lines(sample: bytes, encoding: str) -> bool:
    """Say whether bytes that hold zeros make nothing but letters, signs and line ends in an encoding."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample[: EVIDENCE_BYTES & ~1])
    return "\n" in text and all(unicodedata.category(each) in _OF_TEXT or each in "\t\r\n" for each in set(text))


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
