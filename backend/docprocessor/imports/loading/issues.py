"""Writing row issues: whole columns of them, and their counts."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from numpy.typing import NDArray

from docprocessor.datasets.loading.copying import copy_lines, payload
from docprocessor.imports.text import printable

Kind = tuple[str, str]  # a code, and the column it stands in

SAMPLES = 3
LONGEST_VALUE = 1_000
LONGEST_MESSAGE = 2_000
COLUMNS = ("line", "place", "column", "code", "message", "value", "row")


class IssueGroup(NamedTuple):
    """All faults of one kind in one column of some records, in the file's own words.

    `rows` and `lines` say where each record stands, `values` what stood there; null is no cell at all. The message
    is one for all, or one for each.
    """

    column: str
    code: str
    message: str | pa.StringArray
    rows: NDArray[np.int64]
    lines: NDArray[np.int64]
    values: pa.StringArray


class Issue(NamedTuple):
    """One fault of one record."""

    row: int
    line: int
    column: str | None
    code: str
    value: str | None
    message: str


def grouped(issues: Iterable[Issue]) -> list[IssueGroup]:
    """Return issues as groups of alike ones."""
    alike: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        alike.setdefault((issue.column or "", issue.code), []).append(issue)
    return [
        IssueGroup(
            *key,
            pa.array([printable(issue.message, longest=LONGEST_MESSAGE) for issue in each], pa.string()),
            np.array([issue.row for issue in each], np.int64),
            np.array([issue.line for issue in each], np.int64),
            pa.array([None if issue.value is None else printable(issue.value) for issue in each], pa.string()),
        )
        for key, each in alike.items()
    ]


class Written(NamedTuple):
    """Issues as they are stored: lines for COPY in the file's order, and what is counted of them."""

    lines: Any
    counts: dict[Kind, int]
    samples: dict[Kind, list[dict[str, Any]]]
    first_line: int  # of the file


def write_issues(job_id: UUID, groups: Sequence[IssueGroup]) -> Written | None:
    """Write issues down, None when there are none; this needs no database."""
    if not groups:
        return None
    groups = [
        group._replace(column=printable(group.column, longest=255), values=_printable(group.values)) for group in groups
    ]
    counts: dict[Kind, int] = {}
    samples: dict[Kind, list[dict[str, Any]]] = {}
    for group in groups:
        kind = (group.code, group.column)
        counts[kind] = counts.get(kind, 0) + len(group.rows)
        samples[kind] = _first(samples.get(kind, []) + _samples(group))
    first_line = min(int(group.lines.min()) for group in groups)
    return Written(_lines(job_id, groups), counts, samples, first_line)


def store_issues(job_id: UUID, written: Sequence[Written]) -> None:
    """COPY issues into their table and count them, in the caller's transaction. No record is in two parts of them."""
    if not written:
        return
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY imports_rowissue ({names}, job_id) FROM STDIN") as copy,
    ):
        for part in written:
            copy.write(payload(part.lines))
    _count(job_id, written)


def replace_issues(job_id: UUID, rows: Sequence[int], written: Sequence[Written]) -> None:
    """Store the issues of some records in place of those that they have, in the caller's transaction."""
    statement = 'DELETE FROM imports_rowissue WHERE job_id = %s AND "row" = ANY(%s) RETURNING code, "column"'
    with connection.cursor() as cursor:
        cursor.execute(statement, [job_id, list(rows)])
        gone = Counter[Kind](cursor.fetchall())
    store_issues(job_id, written)
    kinds = sorted(gone.keys() | {kind for part in written for kind in part.counts})
    codes, columns = [code for code, _ in kinds], [column for _, column in kinds]
    with connection.cursor() as cursor:
        cursor.execute(_LESS, [SAMPLES, codes, columns, [gone[kind] for kind in kinds], job_id])
        cursor.execute("DELETE FROM imports_issuecount WHERE job_id = %s AND count = 0", [job_id])


# Fewer faults of some kinds; the first few may be others by now.
_LESS: Final = """
    UPDATE imports_issuecount AS known SET count = known.count - less.count, samples = coalesce((
        SELECT jsonb_agg(to_jsonb(first_few)) FROM (
            SELECT "row", line, value, message FROM imports_rowissue
            WHERE job_id = known.job_id AND code = known.code AND "column" = known."column"
            ORDER BY "row", place LIMIT %s
        ) AS first_few
    ), '[]')
    FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS less (code, "column", count)
    WHERE known.job_id = %s AND known.code = less.code AND known."column" = less."column"
"""


def _lines(job_id: UUID, groups: Sequence[IssueGroup]) -> Any:
    sizes = [len(group.rows) for group in groups]
    rows = np.concatenate([group.rows for group in groups])
    of_group = np.repeat(np.arange(len(groups)), sizes)
    order = np.lexsort((of_group, rows))  # by record; within one, in the order of its columns
    rows, of_group = rows[order], of_group[order]
    lines = np.concatenate([group.lines for group in groups])[order]
    place, taken = pa.array(order), pa.array(of_group)
    columns = [
        *(pa.array(numbers).cast(pa.string()) for numbers in (lines, _places(rows))),
        pa.array([group.column for group in groups], pa.string()).take(taken),
        pa.array([group.code for group in groups], pa.string()).take(taken),
        pa.concat_arrays([_messages(group) for group in groups]).take(place),
        pa.concat_arrays([group.values for group in groups]).take(place),
    ]
    return copy_lines(columns, rows, job_id, is_plain=False)


def _places(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the faults of each record from 0; `rows` is sorted."""
    begins = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    counts = np.diff(np.append(begins, len(rows)))
    return np.arange(len(rows)) - np.repeat(begins, counts)


def _count(job_id: UUID, written: Sequence[Written]) -> None:
    """Add to the counts of each kind of fault; the first few of each are kept as samples."""
    kinds = sorted({kind for part in written for kind in part.counts})
    statement = """
        INSERT INTO imports_issuecount AS known (job_id, code, "column", count, samples)
        SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::jsonb[])
        ON CONFLICT (job_id, code, "column") DO UPDATE SET
            count = known.count + excluded.count,
            samples = jsonb_path_query_array(known.samples || excluded.samples, %s)
    """
    values: list[Any] = [
        job_id,
        [code for code, _ in kinds],
        [column for _, column in kinds],
        [sum(part.counts.get(kind, 0) for part in written) for kind in kinds],
        [json.dumps(_first([each for part in written for each in part.samples.get(kind, [])])) for kind in kinds],
        f"$[0 to {SAMPLES - 1}]",
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _samples(group: IssueGroup) -> list[dict[str, Any]]:
    return [
        {
            "row": int(group.rows[place]),
            "line": int(group.lines[place]),
            "value": group.values[place].as_py(),
            "message": group.message[place].as_py() if isinstance(group.message, pa.Array) else group.message,
        }
        for place in np.argsort(group.rows, kind="stable")[:SAMPLES].tolist()
    ]


def _first(samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(samples, key=lambda sample: sample["row"])[:SAMPLES]


def _messages(group: IssueGroup) -> pa.StringArray:
    if isinstance(group.message, str):
        return pa.repeat(printable(group.message, longest=LONGEST_MESSAGE), len(group.rows))
    return group.message


def _printable(values: pa.StringArray) -> pa.StringArray:
    """Make texts fit to be stored and shown; nearly always they are already."""
    awkward = pc.or_(pc.greater(pc.utf8_length(values), LONGEST_VALUE), pc.match_substring(values, "\x00"))
    if not pc.any(awkward).as_py():
        return values
    return pa.array([None if text is None else printable(text) for text in values.to_pylist()], pa.string())
