"""Statistics of an uploaded file's columns of numbers, read in a process of its own."""

from typing import IO, Any, Final

from django.conf import settings

from docprocessor.jobs.context import JobContext
from docprocessor.lib.problems import AppError
from docprocessor.tasks.isolation import ProcessFailed, isolated

READER: Final = "docprocessor.tasks.statistics.file_process"


def file_statistics(file: IO[bytes], kept: dict[str, Any] | None, ctx: JobContext) -> list[dict[str, Any]]:
    """Return what is to be said of each column of numbers; goes on from what was `kept` by an earlier attempt.

    Each piece that has been read is a checkpoint. Raises AppError for a file that cannot be read.
    """
    asked = {
        "longest": settings.IMPORT_MAX_RECORD_BYTES,
        "most_rows": settings.IMPORT_BATCH_ROWS,
        "kept": kept,
    }
    ctx.advance(stage="processing" if kept else "counting")
    columns: list[dict[str, Any]] | None = None
    try:
        with isolated(READER, asked, ctx, file=file) as answers:
            for answer in answers:
                if refusal := answer.get("refusal"):
                    raise AppError(refusal["code"], refusal["message"], line=refusal["line"])
                if "total" in answer:
                    ctx.advance(stage="processing", total=answer["total"])
                elif "kept" in answer:
                    ctx.advance(done=answer["rows"], failed=answer["failed"], checkpoint=answer["kept"])
                columns = answer.get("columns", columns)
    except ProcessFailed:
        raise _unreadable() from None
    if columns is None:
        raise _unreadable()
    return columns


def _unreadable() -> AppError:
    return AppError("unreadable_file", "The file could not be read: what reads it failed on it.", kind="system")
