"""The process that reads a file for its statistics; see `tasks.isolation`. Pure: no Django.

Asked for `longest` (bytes that a record may have), `most_rows` (at a time) and, to go on, `kept`, it answers once with
`total` records, then for each piece with its `rows`, how many of them `failed` because they do not fit the table, and
what is to be `kept`; at the end with `columns`. A file that cannot be read is a `refusal`.
"""

import json
import os
import sys
from typing import IO, Any, Final

from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.recognition import recognise
from docprocessor.imports.tabular.records import Position
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.tasks.statistics.columns import ColumnStatistics, described

NICENESS: Final = 10  # others come first
MOST_LABELS: Final = 1_000


def answer(file: IO[bytes], asked: dict[str, Any]) -> None:
    """Answer on standard output."""
    try:
        _read(file, asked)
    except UnreadableFile as error:
        _say({"refusal": {"code": error.code, "message": str(error), "line": error.line}})


def _read(file: IO[bytes], asked: dict[str, Any]) -> None:
    longest, kept = asked["longest"], asked["kept"]
    if kept is None:
        reading = recognise(file, schema=None, wishes={}, longest=longest)
        if len(reading.labels) > MOST_LABELS:
            message = f"The file has {len(reading.labels):,} columns; {MOST_LABELS:,} are read at most."
            raise UnreadableFile("too_many_columns", message)
        total, start = reading.count(file, longest=longest), None
        columns = [ColumnStatistics() for _ in reading.labels]
    else:
        reading, total = Reading.from_json(kept["reading"]), kept["total"]
        start = Position(*kept["end"])
        columns = [ColumnStatistics.from_json(each) for each in kept["columns"]]
    _say({"total": total})
    for block in reading.blocks(file, longest=longest, most_rows=asked["most_rows"], start=start, total=total):
        for column, cells in zip(columns, block.columns, strict=True):
            column.add_texts(cells.to_pylist())
        kept = {
            "reading": reading.as_json(),
            "total": total,
            "end": block.end,
            "columns": [column.as_json() for column in columns],
        }
        _say({"rows": block.size, "failed": len(block.apart), "kept": kept})
    _say({"columns": described(reading.labels, columns)})


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    os.nice(NICENESS)
    order = json.load(sys.stdin)
    with os.fdopen(order["file"], "rb") as given:
        answer(given, order)
