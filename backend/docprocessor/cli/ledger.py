"""Jobs in words and tables."""

from typing import Any

BOOKS = ("inserted", "updated", "unchanged", "skipped", "failed", "unprocessed")
UNDONE = ("removed", "restored", "kept")
MERGED = ("merged", "left_out", "still_failed", "not_rejected")
TRIED = {"inserted": "to insert", "updated": "to update", "failed": "refused"}


def ledger(job: dict[str, Any]) -> str:
    """Return an import's books and how it ended."""
    lines = [f"{job['file']['name']} into {job['dataset'] or 'a new dataset'}: {ending(job)}", *_books(job)]
    if job["failed_rows"] and (rejects := job["links"].get("rejects")):
        lines.append(f"The rows left out, with their reasons: {rejects}")
    return "\n".join(lines)


def ending(job: dict[str, Any]) -> str:
    """Return in a phrase where an import stands."""
    failed = job["failed_rows"]
    tried = " (tried only, nothing is written)" if job.get("dry_run") else ""
    if job["status"] == "completed":
        left_out = f"completed, but {failed:,} {'row is' if failed == 1 else 'rows are'} left out"
        return (left_out if failed else "completed") + tried
    if job["status"] == "failed":
        line = (job.get("failure") or {}).get("line")
        return f"failed. {job['error']}" + (f" (line {line:,})" if line else "")
    if job["status"] == "pending":
        return "waiting"
    stopping = ", asked to stop" if job.get("cancel_requested") else ""
    return f"{job['status']}{stopping}"


def any_job(job: dict[str, Any]) -> str:
    """Return where a job of any kind stands."""
    progress = job["progress"]
    lines = [f"{job['title'] or job['kind']}: {job['status']}"]
    if progress["total"]:
        lines.append(f"  {progress['done']:,} of {progress['total']:,} done, {progress['failed']:,} of them badly")
    if job["failure"]:
        lines.append(f"  {job['failure']['message']}")
    return "\n".join(lines)


def undone(job: dict[str, Any]) -> str:
    """Return what undoing an import has done, and how it ended."""
    if job["status"] != "completed":
        return any_job(job)
    lines = [f"{job['title']}: completed", *_columns([(word, job["result"][word]) for word in UNDONE])]
    if job["result"]["kept"]:
        server = job["links"]["self"].partition("/api/")[0]
        lines.append(f"The rows kept, with the reasons: {server}/api/imports/{job['params']['import']}/undo/kept/")
    return "\n".join(lines)


def merged(job: dict[str, Any]) -> str:
    """Return what merging mended records has done, and how it ended."""
    if job["status"] != "completed":
        return any_job(job)
    rows = [(word.replace("_", " "), job["result"][word]) for word in MERGED]
    lines = [f"{job['title']}: completed", *_columns(rows)]
    if job["result"]["still_failed"]:
        server = job["links"]["self"].partition("/api/")[0]
        lines.append(
            f"Those that are still not in, with the reasons: {server}/api/imports/{job['params']['import']}/rejects/"
        )
    return "\n".join(lines)


def _books(job: dict[str, Any]) -> list[str]:
    if not job["total_rows"]:
        return []
    words = TRIED if job.get("dry_run") else {}
    rows = [("rows", job["total_rows"])]
    rows += [(words.get(name, name), job[f"{name}_rows"]) for name in BOOKS if job[f"{name}_rows"]]
    return _columns(rows)


def _columns(rows: list[tuple[str, int]]) -> list[str]:
    width = max(len(f"{number:,}") for _, number in rows)
    return [f"  {name:<12} {f'{number:,}':>{width}}" for name, number in rows]
