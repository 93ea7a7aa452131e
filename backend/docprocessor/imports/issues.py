"""Writing row issues."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from docprocessor.imports.text import printable


class Issue(NamedTuple):
    """One fault of one record, in the file's own words."""

    row: int
    line: int
    column: str | None
    code: str
    value: str | None
    message: str


def store_issues(job_id: UUID, issues: Sequence[Issue]) -> None:
    """COPY issues into their table, in the caller's transaction, in the file's order."""
    if not issues:
        return
    statement = 'COPY imports_rowissue (job_id, "row", line, "column", code, value, message) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for issue in sorted(issues, key=lambda each: each.row):
            copy.write_row(
                (
                    job_id,
                    issue.row,
                    issue.line,
                    printable(issue.column or "", longest=255),
                    issue.code,
                    None if issue.value is None else printable(issue.value),
                    printable(issue.message, longest=2_000),
                )
            )
