"""What goes into PostgreSQL by COPY is what the records hold, to the character."""

import numpy as np
import pyarrow as pa
import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from docprocessor.datasets.loading import copying
from docprocessor.datasets.loading.copying import copy_lines, payload

AWKWARD = [
    *["", " ", "plain", None, r"\N", "\\", "\\\\", r"\.", "\\.\n", "a\tb", "\t", "a\nb", "\n", "a\r\nb", "\r", "\\\t\n\r\\", r"\t", r"\n", "\\\n"],
    *["\b\f\v", "\x01\x1f\x7f", "ñ", "\U0001f600", "\u2028", "\u0085", "a,b;c|d", '"quoted"', "'", "=1+1", "NULL", "e\u0301", "\ufeff", "x" * 5_000],
]  # fmt: skip


def lines_of(*columns, rows=None, load=7, is_plain=False):
    arrays = [pa.array(column, pa.string()) for column in columns]
    numbers = np.arange(1, len(columns[0]) + 1) if rows is None else np.array(rows, np.int64)
    return copy_lines(arrays, numbers, load, is_plain=is_plain)


def copied(content, width):
    """What a table holds after COPY."""
    names = [f"c{number}" for number in range(width)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copied")
        cursor.execute(
            f"CREATE TEMP TABLE copied ({''.join(f'{name} text, ' for name in names)}_row bigint, _load bigint)"
        )
        with cursor.copy("COPY copied FROM STDIN") as copy:
            copy.write(content)
        cursor.execute("SELECT * FROM copied ORDER BY _row")
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("columns", "content"),
    [
        ([["a", "b"]], b"a\t1\t7\nb\t2\t7\n"),
        ([["a", None], ["", "ñ"]], "a\t\t1\t7\n\\N\tñ\t2\t7\n".encode()),
        ([["a\tb\\c\nd\re"]], rb"a\tb\\c\nd\re" + b"\t1\t7\n"),
        ([[r"\N"]], rb"\\N" + b"\t1\t7\n"),  # a text, and not no text
        ([[]], b""),
    ],
)
def test_the_bytes(columns, content):
    assert bytes(payload(lines_of(*columns))) == content


def test_plain_texts_are_joined_as_they_are():
    assert bytes(payload(lines_of(["a", None, "b c"], is_plain=True))) == b"a\t1\t7\n\\N\t2\t7\nb c\t3\t7\n"


def test_rows_and_load_are_whole_numbers_of_64_bits():
    lines = lines_of(["a", "b"], rows=[1, 2**62], load=2**61)
    assert lines.to_pylist() == [f"a\t1\t{2**61}\n", f"b\t{2**62}\t{2**61}\n"]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 100])  # among many that need no escape, or not
def test_awkward_texts_come_out_of_the_table_as_they_went_in(size):
    first, second = AWKWARD + ["plain text"] * len(AWKWARD) * (size - 1), (AWKWARD * size)[::-1]
    rows = copied(payload(lines_of(first, second)), 2)
    assert [row[:2] for row in rows] == list(zip(first, second, strict=True))
    assert [row[2:] for row in rows] == [(number, 7) for number in range(1, len(first) + 1)]


_texts = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6)


@given(st.lists(st.tuples(_texts, _texts | st.sampled_from(AWKWARD)), max_size=20), st.data())
@example([("\\", None), (None, "\t")], None)
def test_a_part_of_the_lines_has_its_own_bytes(records, data):
    lines = lines_of([one for one, _ in records], [other for _, other in records])
    assert len(lines) == len(records)
    each = [bytes(payload(lines.slice(number, 1))) for number in range(len(records))]
    assert all(line.count(b"\n") == 1 and line.endswith(b"\n") and line.count(b"\t") == 3 for line in each)
    assert b"".join(each) == bytes(payload(lines))
    if data is None:
        return
    start = data.draw(st.integers(0, len(records)))
    stop = data.draw(st.integers(start, len(records)))
    part = lines.slice(start, stop - start)
    assert bytes(payload(part)) == b"".join(each[start:stop])
    mask = data.draw(st.lists(st.booleans(), min_size=len(part), max_size=len(part)))
    kept = [line for line, is_kept in zip(each[start:stop], mask, strict=True) if is_kept]
    assert bytes(payload(part.filter(pa.array(mask, pa.bool_())))) == b"".join(kept)


@given(st.lists(_texts | st.sampled_from(AWKWARD), min_size=2, max_size=20))
def test_a_slice_of_a_column_is_escaped_as_the_whole(texts):
    whole, rows = pa.array(texts, pa.string()), np.arange(len(texts))
    assert copy_lines([whole.slice(1)], rows[1:], 7, is_plain=False).equals(
        copy_lines([whole], rows, 7, is_plain=False).slice(1)
    )


def test_texts_too_many_for_offsets_of_32_bits_are_joined_with_longer_ones(monkeypatch):
    columns = [AWKWARD, AWKWARD[::-1]]
    short = lines_of(*columns)
    monkeypatch.setattr(copying, "_MOST_BYTES", 10)
    long = lines_of(*columns)
    assert long.type == pa.large_string()
    assert bytes(payload(long)) == bytes(payload(short))
    assert bytes(payload(long.slice(3, 4))) == bytes(payload(short.slice(3, 4)))


def test_a_null_hides_whatever_its_place_in_the_buffer_holds():
    array = pa.array(["a", "\t\\", "b"])
    validity = pa.py_buffer(bytes([0b101]))
    hiding = pa.StringArray.from_buffers(3, *array.buffers()[1:], validity)
    assert bytes(payload(copy_lines([hiding], np.arange(3), 7, is_plain=False))) == b"a\t0\t7\n\\N\t1\t7\nb\t2\t7\n"
