"""A look at an upload before it is imported: how it would be read, and where its columns would go."""

from contextlib import suppress
from typing import IO, Any, Final

from django.conf import settings

from docprocessor.datasets.models import Dataset
from docprocessor.imports.columns.preview import Preview, choosable, preview
from docprocessor.imports.columns.suggestions import missing_fields, suggest
from docprocessor.imports.models import RememberedMapping, Upload
from docprocessor.imports.refusals import input_error
from docprocessor.imports.remembering import fingerprint
from docprocessor.imports.tabular.dialect import DialectError
from docprocessor.imports.tabular.mapping import fields_by_place
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.imports.uploads.services import upload_file
from docprocessor.lib.problems import AppError

# Each costs a look of its own.
DIALECTS_TRIED: Final = 3


def upload_look(upload: Upload, *, dataset: Dataset | None, dialect: dict[str, Any] | None) -> dict[str, Any]:
    """Return the preview of an upload, with the mapping into a dataset if one is named.

    Where nothing is said of its dialect, not even that it is to be recognised, it is read as the last file with this
    header was, if that is remembered.

    Raises AppError: 400 for a dialect that is none and for a file that cannot be read, with the members or sheets
    that could be; 409 as long as the file is not here, 415 for what is no table.
    """
    with upload_file(upload) as file:
        last_time = _as_last_time(file, dataset) if dataset and dialect is None else None
        try:
            seen = last_time or _seen(file, dialect or {}, dataset)
        except (UnreadableFile, DialectError) as error:
            raise _refusal(error, _top_despite(error, file, dialect or {})) from None
    return {**seen.as_json(), "mapping": dataset and _mapping(dataset, seen, is_by_place="header" in (dialect or {}))}


def _as_last_time(file: IO[bytes], dataset: Dataset) -> Preview | None:
    """Return how a file is read by what was said of one with the same header, if that is remembered.

    The header by which it is known may only be found by what was said.
    """
    remembered = RememberedMapping.objects.filter(dataset=dataset).exclude(params__dialect={})
    for each in remembered.filter(params__has_key="dialect").order_by("-updated_at")[:DIALECTS_TRIED]:
        with suppress(UnreadableFile):
            seen = _seen(file, each.params["dialect"], dataset)
            if fingerprint(seen.reading) == each.fingerprint:
                return seen
    return None


def _seen(file: IO[bytes], dialect: dict[str, Any], dataset: Dataset | None = None) -> Preview:
    schema = dataset.table_schema if dataset else None
    return preview(file, wishes=dialect, longest=settings.IMPORT_MAX_RECORD_BYTES, schema=schema)


def _top_despite(error: Exception, file: IO[bytes], dialect: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the first records of a file whose header is not where it was sought, so that another can be named."""
    if not isinstance(error, UnreadableFile) or error.code not in ("no_records", "unreadable_header"):
        return []
    elsewhere = {name: wish for name, wish in dialect.items() if name != "header_row"}
    if error.line is not None and error.code == "unreadable_header":
        elsewhere["header_row"] = error.line + 1
    if elsewhere == dialect:
        return []
    with suppress(UnreadableFile, DialectError):
        return _seen(file, elsewhere).top_as_json()
    return []


def _mapping(dataset: Dataset, seen: Preview, *, is_by_place: bool) -> dict[str, Any]:
    schema = dataset.table_schema
    known_by = fingerprint(seen.reading)
    remembered = RememberedMapping.objects.filter(dataset=dataset, fingerprint=known_by).first() if known_by else None
    last_time = remembered.params["mapping"] if remembered else {}
    is_by_place = is_by_place and seen.reading.header_line is None
    by_place = fields_by_place(seen.reading.labels, schema) if is_by_place else {}
    columns = suggest(seen.reading.labels, seen.values, schema, by_place=by_place, remembered=last_time)
    return {
        "fingerprint": known_by,
        "columns": [column.as_json() for column in columns],
        "missing": missing_fields(columns, schema),
        "remembered": remembered and {**remembered.params, "updated_at": remembered.updated_at},
    }


def _refusal(error: UnreadableFile | DialectError, top: list[dict[str, Any]]) -> AppError:
    refusal = input_error(error)
    if isinstance(error, DialectError):
        refusal.errors = {"dialect": [str(error)]}
        return refusal
    if among := choosable(error.among):
        refusal.extra = {"members" if error.code.endswith("member") else "sheets": among}
    if top:
        refusal.extra = {"top": top}
    return refusal
