"""Which records may have a key in common: exact within a batch, by a Bloom filter over a whole file. Pure: no Django.

What equals what is for PostgreSQL to say: 007 and 7 are one integer, 1.50 and 1.5 one number, an instant is the same
in every zone. So each type's texts are brought into one canonical form before they are compared or hashed.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from docprocessor.datasets.schema import Field, TableSchema

BITS_PER_KEY: Final = 16
PROBES: Final = 4
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TRUE: Final = ("t", "tr", "tru", "true", "y", "ye", "yes", "on", "1")
_UUID_LENGTH: Final = 36

Integers = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Canonical = Any  # `Integers` or an Arrow array: integers or texts that are equal when the values are


def present_keys(schema: TableSchema, names: Sequence[str]) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Return the unique keys that records of these fields can have, each with the places of its parts.

    A key of which a part is not among the fields has no value in it, and so repeats nothing (SQL:2016).
    """
    places = {name: place for place, name in enumerate(names)}
    keys = [key for key in schema.unique_keys if all(name in places for name in key)]
    return [(key, tuple(places[name] for name in key)) for key in keys]


class BloomFilter:
    """Remembers 64-bit hashes of keys in two bytes a key: never forgets one, now and then knows one it never saw.

    With 16 bits a key and 4 probes that happens to (1 - e^(-4/16))^4, about 0.24 % of keys, when the filter is as
    full as expected, and more often when it is fuller (Bloom, "Space/Time Trade-offs in Hash Coding with Allowable
    Errors", CACM 1970). The probes are h + i·g for two hashes only (Kirsch & Mitzenmacher, "Less Hashing, Same
    Performance: Building a Better Bloom Filter", ESA 2006).
    """

    def __init__(self, expected: int) -> None:
        self._words: Hashes = np.zeros(max(expected, 64) * BITS_PER_KEY // 64, np.uint64)

    def add(self, hashes: Hashes) -> Mask:
        """Add keys; returns which of them may have been there before this call."""
        step = _mixed(hashes) | np.uint64(1)
        known = np.ones(len(hashes), np.bool_)
        size = np.uint64(len(self._words))
        at = hashes.copy()
        places, bits = [], []
        for _ in range(PROBES):
            # The upper half picks a word (multiply and shift instead of a division), the lowest six bits a bit of it.
            place = ((at >> np.uint64(32)) * size >> np.uint64(32)).astype(np.int64)
            bit = np.uint64(1) << (at & np.uint64(63))
            known &= (self._words[place] & bit) != 0
            places.append(place)
            bits.append(bit)
            at += step
        for place, bit in zip(places, bits, strict=True):
            np.bitwise_or.at(self._words, place, bit)
        return known


class KeyValues(NamedTuple):
    """The keys of a batch's records: at which places there is one, their codes and their hashes.

    Two records of the batch have the same key exactly when their codes are equal; two of the file at most when
    their hashes are.
    """

    places: Integers
    codes: Integers
    hashes: Hashes


class KeyReader:
    """Reads one key, single or composite, from texts as PostgreSQL takes them."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = tuple(fields)

    def read(self, columns: Sequence[pa.StringArray]) -> KeyValues:
        """Return the keys of records; those with no value in some part have none."""
        columns, places = with_values(columns)
        parts = [_coded(_canonical(field, texts)) for field, texts in zip(self._fields, columns, strict=True)]
        codes, hashes = parts[0]
        for more_codes, more_hashes in parts[1:]:
            codes = _paired(codes, more_codes)
            hashes = _mixed(hashes * np.uint64(31) + more_hashes)
        return KeyValues(places, codes, hashes)


def integers(texts: pa.StringArray) -> Integers:
    """Return whole numbers from their texts."""
    return _INTEGER(texts)


def groups_of(keys: KeyValues, size: int) -> Integers:
    """Number each of a batch's `size` records by the first that has its key; -1 where nobody else has it."""
    groups = np.full(size, -1, np.int64)
    order = np.argsort(keys.codes, kind="stable")
    ordered = keys.codes[order]
    same = ordered[1:] == ordered[:-1]
    if not same.any():
        return groups
    starts = np.concatenate(([True], ~same))
    first = keys.places[order[np.flatnonzero(starts)]][np.cumsum(starts) - 1]
    shared = np.concatenate((same, [False])) | np.concatenate(([False], same))
    groups[keys.places[order[shared]]] = first[shared]
    return groups


def with_values(columns: Sequence[pa.StringArray]) -> tuple[list[pa.StringArray], Integers]:
    """Return the texts of records that have a value in each column, and the places of those records."""
    size = len(columns[0])
    if not any(column.null_count for column in columns):
        return list(columns), np.arange(size)
    present = np.ones(size, np.bool_)
    for column in columns:
        present &= column.is_valid().to_numpy(zero_copy_only=False)
    mask = pa.array(present)
    return [column.filter(mask) for column in columns], np.flatnonzero(present)


def _coded(values: Canonical) -> tuple[Integers, Hashes]:
    if isinstance(values, np.ndarray):
        return values, _mixed(values.view(np.uint64))
    encoded = values.dictionary_encode()
    known = encoded.dictionary
    # Python's own hash of a text is keyed (SipHash), so that nobody can choose keys that collide.
    hashes = np.fromiter(map(hash, known.to_numpy(zero_copy_only=False)), np.int64, len(known))
    codes = encoded.indices.to_numpy().astype(np.int64)
    return codes, _mixed(hashes.view(np.uint64))[codes]


def _paired(first: Integers, second: Integers) -> Integers:
    """Return codes of pairs; there are fewer different ones than records, so the product cannot overflow."""
    _, one = np.unique(first, return_inverse=True)
    kinds, other = np.unique(second, return_inverse=True)
    return (one * len(kinds) + other).astype(np.int64)


def _mixed(values: Hashes) -> Hashes:
    """Spread values over 64 bits: the finaliser of splitmix64 (Steele, Lea & Flood, OOPSLA 2014)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _canonical(field: Field, texts: pa.StringArray) -> Canonical:
    """Return what PostgreSQL holds equal as equal things."""
    if field.type in ("string", "any"):
        return _uuids(texts) if field.format == "uuid" else texts
    return _CANONICAL[field.type](texts)


def _cast_or(type_: pa.DataType, storage: pa.DataType, slowly: Callable[[str], int]) -> Callable[[pa.Array], Integers]:
    """Return a reader by Arrow's cast, which takes the plain spellings, or one by one where it refuses any."""

    def read(texts: pa.StringArray) -> Integers:
        try:
            cast = texts.cast(type_).cast(storage)
        except pa.ArrowInvalid:
            return np.fromiter(map(slowly, texts.to_pylist()), np.int64, len(texts))
        values: Integers = cast.to_numpy().astype(np.int64, copy=False)
        return values

    return read


def _day(text: str) -> int:
    return date.fromisoformat(text.strip()).toordinal() - _EPOCH.toordinal()


def _instant(text: str) -> int:
    moment = datetime.fromisoformat(text.strip())
    # Without an offset it is UTC, as everywhere here.
    return _microseconds(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)


def _time_of_day(text: str) -> int:
    return _microseconds(datetime.combine(_EPOCH, time.fromisoformat(text.strip()), UTC))


def _microseconds(moment: datetime) -> int:
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _times(texts: pa.StringArray) -> Integers:
    # Arrow reads no bare time of day.
    moments = pc.binary_join_element_wise("1970-01-01T", texts, "")
    try:
        values: Integers = moments.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        return np.fromiter(map(_time_of_day, texts.to_pylist()), np.int64, len(texts))
    return values


def _booleans(texts: pa.StringArray) -> Integers:
    known = pc.is_in(pc.ascii_lower(pc.ascii_trim_whitespace(texts)), pa.array(_TRUE))
    values: Integers = known.to_numpy(zero_copy_only=False).astype(np.int64)
    return values


def _uuids(texts: pa.StringArray) -> pa.StringArray:
    lowered = pc.ascii_lower(texts)
    lengths = pc.binary_length(lowered).to_numpy()
    if (lengths == _UUID_LENGTH).all():
        return lowered
    return pa.array([str(UUID(text.strip())) for text in texts.to_pylist()], pa.string())


def _numbers(texts: pa.StringArray) -> pa.StringArray:
    """Return numbers digit by digit, without the zeros that say nothing."""
    if not _all(pc.match_substring_regex(texts, r"\A-?[0-9]+(\.[0-9]+)?\z")):
        texts = pa.array([_plain_number(text) for text in texts.to_pylist()], pa.string())
    for pattern, instead in (
        (r"\A(-?)0+([0-9])", r"\1\2"),
        (r"(\.[0-9]*[1-9])0+\z", r"\1"),
        (r"\.0+\z", ""),
        (r"\A-0\z", "0"),
    ):
        if _any(pc.match_substring_regex(texts, pattern)):
            texts = pc.replace_substring_regex(texts, pattern, instead)
    return texts


def _plain_number(text: str) -> str:
    value = Decimal(text.strip())
    return "NaN" if value.is_nan() else format(value, "f")


def _any(mask: pa.BooleanArray) -> bool:
    return bool(pc.any(mask, min_count=0).as_py())


def _all(mask: pa.BooleanArray) -> bool:
    return bool(pc.all(mask, min_count=0).as_py())


_INTEGER: Final = _cast_or(pa.int64(), pa.int64(), int)
_CANONICAL: Final[dict[str, Callable[[Any], Canonical]]] = {
    "integer": _INTEGER,
    "year": _INTEGER,
    "number": _numbers,
    "boolean": _booleans,
    "date": _cast_or(pa.date32(), pa.int32(), _day),
    "datetime": _cast_or(pa.timestamp("us", "UTC"), pa.int64(), _instant),
    "time": _times,
}
