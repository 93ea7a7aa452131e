"""Whether a text is JSON records, and which columns they have. Pure: no Django."""

import io
import json

from docprocessor.imports.tabular.dialect import Dialect
from docprocessor.imports.tabular.encoding import Encoding, open_text
from docprocessor.imports.tabular.formats.jsonl import keys_of, looks_like_json_array, looks_like_json_lines
from docprocessor.imports.tabular.mapping import unique_labels
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.imports.text import printable


def recognise_json(data: bytes, encoding: Encoding, *, is_whole: bool) -> Reading | None:
    """Say how a text that begins as JSON is read; None when it is none.

    Raises UnreadableFile for a JSON document that holds no records.
    """
    head = open_text(io.BytesIO(data), encoding.name).read()
    is_array = looks_like_json_array(head)
    if not is_array and not looks_like_json_lines(head):
        if is_whole and _is_document(head):
            raise UnreadableFile(
                "unsupported_file_type",
                "This is a JSON document, not a table: JSON records are one object a line, or an array of objects.",
            )
        return None
    keys = keys_of(head, is_array=is_array, is_whole=is_whole)
    if not keys:
        raise UnreadableFile("no_records", "The file holds only JSON objects without keys.")
    where = "objects" if is_whole else "objects within its first megabyte"
    shape = "an array of JSON objects" if is_array else "JSON, one object a line"
    return Reading(
        encoding=encoding.name,
        encoding_evidence=encoding.evidence,
        dialect=Dialect(header=False),
        labels=tuple(unique_labels([printable(key, longest=200) for key in keys])),
        header_line=None,
        format="json" if is_array else "jsonl",
        keys=tuple(keys),
        confidence=encoding.confidence,
        evidence=(f"The file is {shape}.", f"Its columns are the keys of its {where}: {len(keys):,}."),
    )


def _is_document(text: str) -> bool:
    try:
        return isinstance(json.loads(text.lstrip("\ufeff")), dict | list)
    except (ValueError, RecursionError):
        return False
