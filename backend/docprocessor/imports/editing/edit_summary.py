"""How much of what was wrong with an import's records is mended, left out or still open."""

from typing import Any

from django.db import connection

from docprocessor.imports.editing.edit_rules import edit_refusal
from docprocessor.imports.models import ImportJob

# Edits on which the import has no word, as `unseen_edits` says it, and whether their records had issues in it.
_UNSEEN = """
    WITH unseen AS (
        SELECT edit.*, EXISTS (
            SELECT FROM imports_rowissue AS issue WHERE issue.job_id = %s AND issue."row" = edit."row"
        ) AS had_issues
        FROM imports_edit AS edit
        WHERE patch_id = %s AND (left_out OR updated_at > coalesce(%s, '-infinity'::timestamptz))
    )
"""


def edit_summary(job: ImportJob) -> dict[str, Any]:
    """Return whether an import's records can be edited, and the exact numbers of its edits and of its open faults."""
    refusal = edit_refusal(job)
    edited, left_out = _amounts(job)
    query = """
        SELECT count(*) FILTER (WHERE had_issues),
               count(*) FILTER (WHERE had_issues AND NOT left_out AND faults = '[]'),
               count(*) FILTER (WHERE NOT left_out AND faults <> '[]')
        FROM unseen
    """
    ((touched, mended, faulty),) = _rows(job, query)
    return {
        "can_edit": refusal is None,
        "reason": refusal and refusal.message,
        "edited": edited,
        "left_out": left_out,
        "mended": mended,
        "failed": job.failed_rows,
        "open": job.failed_rows - touched + faulty,
        "groups": _groups(job),
    }


def _amounts(job: ImportJob) -> tuple[int, int]:
    """Return how many records are edited, and how many left out; of an import, among those that are not in."""
    query = """
        SELECT count(*) FILTER (WHERE cells <> '{}'), count(*) FILTER (WHERE left_out) FROM imports_edit AS edit
        WHERE patch_id = %s AND (%s OR EXISTS (
            SELECT FROM imports_rowissue AS issue WHERE issue.job_id = %s AND issue."row" = edit."row"))
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [job.patch_id, bool(job.params.get("dry_run")), job.pk])
        edited, left_out = cursor.fetchone()
    return edited, left_out


def _groups(job: ImportJob) -> list[dict[str, Any]]:
    counts = {(code, column): count for code, column, count in job.issue_counts.values_list("code", "column", "count")}
    query = """
        SELECT issue.code, issue."column", -count(DISTINCT issue."row")
        FROM unseen JOIN imports_rowissue AS issue ON issue.job_id = %s AND issue."row" = unseen."row"
        GROUP BY 1, 2
        UNION ALL
        SELECT fault.code, fault."column", count(DISTINCT unseen."row")
        FROM unseen, jsonb_to_recordset(unseen.faults) AS fault (code text, "column" text)
        WHERE NOT unseen.left_out
        GROUP BY 1, 2
    """
    still_open = dict(counts)
    for code, column, change in _rows(job, query, job.pk):
        still_open[code, column] = still_open.get((code, column), 0) + change
    ordered = sorted(still_open, key=lambda kind: (-counts.get(kind, 0), kind))
    return [
        {"code": code, "column": column, "count": counts.get((code, column), 0), "open": still_open[code, column]}
        for code, column in ordered
    ]


def _rows(job: ImportJob, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN + query, [job.pk, job.patch_id, job.loading_since, *parameters])
        return list(cursor.fetchall())
