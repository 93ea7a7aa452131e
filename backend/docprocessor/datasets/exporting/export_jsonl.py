"""Rows as JSON, one object a line (https://jsonlines.org)."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Final

from rest_framework.utils.encoders import JSONEncoder

from docprocessor.datasets.exporting.json_values import jsonable
from docprocessor.datasets.rows import RowQuery, row_stream

_encode: Final = partial(json.dumps, cls=JSONEncoder, ensure_ascii=False, separators=(",", ":"))


def jsonl_export(query: RowQuery) -> Iterator[bytes]:
    """Yield a query's rows as objects of their fields' values, each written as in a page of rows."""
    names = [field.name for field in query.dataset.table_schema.fields]
    for batch in row_stream(query):
        lines = [_encode(dict(zip(names, map(jsonable, row), strict=False))) for row in batch]
        yield "\n".join([*lines, ""]).encode()
