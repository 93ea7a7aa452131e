"""Which of the encodings of Latin script a text is in: the one in which its letters are those of one language. Pure.

The same bytes are letters in all of them, so that no rule about bytes tells `õ` of cp1252 from `ő` of cp1250;
but no language has both `õ` and `ü`, while Hungarian has `ő` and `ü`.
"""

from collections import Counter
from typing import Final

# The commonest first: of encodings that fit equally well, the first is taken.
_LANGUAGES: Final[dict[str, tuple[str, ...]]] = {
    "cp1252": (
        "äöüß",  # German
        "àâæçéèêëîïôœùûüÿ",  # French
        "áéíóúüñªº",  # Spanish
        "áâãàçéêíóôõúºª",  # Portuguese
        "àèéìíîòóùú",  # Italian
        "åäöé",  # Swedish, Finnish
        "æøåéòôóü",  # Danish, Norwegian
        "áéíóúïëöüèàçò",  # Dutch, Catalan
        "áðéíóúýþæö",  # Icelandic
    ),
    "cp1250": (
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Croatian, Slovenian
        "ăâîşţ",  # Romanian
    ),
    "cp1254": ("çğıİöşüâîû",),  # Turkish
    "cp1257": (
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
        "äõöüšž",  # Estonian
    ),
    "iso8859-2": (),
    "iso8859-15": (),
    "mac-roman": (),
    "cp850": (),
}
_SAME_LANGUAGES: Final = {"iso8859-2": "cp1250", "iso8859-15": "cp1252", "mac-roman": "cp1252", "cp850": "cp1252"}
# Between letters, these are punctuation: apostrophes of any shape, and the dot of Catalan.
_IN_WORDS: Final = frozenset("\u2019\u2018\u00b4\u00b7")
LATIN: Final = frozenset({f"iso8859_{part}" for part in (1, 2, 3, 4, 9, 10, 13, 14, 15, 16)}) | {
    *("cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "latin_1", "hp_roman8", "mac_roman", "mac_latin2"),
    *("mac_iceland", "mac_turkish", "cp437", "cp850", "cp852", "cp857", "cp858", "cp860", "cp861", "cp863"),
    *("cp865", "cp775", "cp1140", "cp037", "cp500", "cp273", "cp1026"),
}


def recognise_latin(sample: bytes) -> str | None:
    """Return the encoding in which most of a text's letters beyond ASCII are of one language; None if none fits."""
    scores = {encoding: _score(sample, encoding) for encoding in _LANGUAGES}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0.5 else None


def _score(sample: bytes, encoding: str) -> float:
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    if any("\x80" <= character < "\xa0" for character in text):  # controls that nobody writes
        return 0.0
    found = _foreign_characters(text)
    total = sum(found.values())
    if not total:
        return 0.95  # signs only, such as quotes and dashes, none of them within a word: the same in no other encoding
    languages = _LANGUAGES[_SAME_LANGUAGES.get(encoding, encoding)]
    covered = max(sum(found[letter] for letter in {*language, *language.upper()}) for language in languages)
    return round(covered / total, 2)


def _foreign_characters(text: str) -> Counter[str]:
    """Count the letters beyond ASCII, and the signs that stand between two letters as no sign would."""
    found: Counter[str] = Counter()
    for before, character, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if character < "\x80" or character in _IN_WORDS:
            continue
        if character.isalpha() or (before.isalpha() and after.isalpha()):
            found[character] += 1
    return found
