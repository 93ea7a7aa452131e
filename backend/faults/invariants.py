"""What must hold after every fault, whatever it was."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import PurePosixPath
from types import SimpleNamespace

from psycopg import sql

from faults.queries import APPLICATION
from faults.registry import require
from faults.system import TERMINAL, Import, System

QUIET_SECONDS = 15
BOOKS = "inserted_rows + updated_rows + unchanged_rows + skipped_rows + failed_rows + unprocessed_rows"


def check(system: System) -> None:
    """Check every import that was sent since the last check, and what is left behind. Raises Broken."""
    ended = [(sent, system.ended(sent.id)) for sent in system.sent]
    for sent, job in ended:
        check_books(system, sent)
        _check_rows(system, sent, job)
        _check_issues(system, sent, job)
        _check_file(system, sent, job)
    _check_ends(system)
    _check_transactions(system)
    _check_tables(system)
    _check_files(system)
    system.drop_sent()


def check_books(system: System, sent: Import) -> None:
    """Each record is in exactly one of the books. Raises Broken."""
    balance = system.database.value(
        sql.SQL("SELECT total_rows - ({}) FROM imports_importjob WHERE job_ptr_id = %s").format(sql.SQL(BOOKS)), sent.id
    )
    require(balance == 0, f"the books balance; they are {balance} off")


def _check_rows(system: System, sent: Import, job: SimpleNamespace) -> None:
    """The rows are those of the undisturbed import, up to where this one came; each is there once."""
    rows, digest = rows_of(system, sent, None)
    require(rows == job.inserted_rows, f"the table has the {job.inserted_rows} rows of the books; it has {rows}")
    expected = rows_of(system, system.undisturbed(sent), _end(job))
    require((rows, digest) == expected, f"the rows are the undisturbed import's: {rows} against {expected[0]}")
    table = system.table(sent.dataset)
    doubled = system.database.value(
        sql.SQL("SELECT count(*) FROM (SELECT FROM {} GROUP BY _load, _row HAVING count(*) > 1) AS t").format(table)
    )
    require(doubled == 0, f"no record is there twice; {doubled} are")


def _end(job: SimpleNamespace) -> int:
    """The last record that an import came to."""
    return int((job.checkpoint or {}).get("row", 0))


def rows_of(system: System, sent: Import, end: int | None) -> tuple[int, str | None]:
    """How many rows an import has brought, and a digest of them; of records up to `end`."""
    columns = ", ".join(f'"{field["name"]}"' for field in sent.input.schema["fields"])
    query = sql.SQL(
        "SELECT count(*) AS rows, md5(string_agg(md5(ROW({}, _row)::text), '' ORDER BY _row)) AS digest FROM {}"
        " WHERE _load = (SELECT id FROM datasets_load WHERE job_id = %s) AND _row <= coalesce(%s, _row)"
    ).format(sql.SQL(columns), system.table(sent.dataset))
    found = system.database.row(query, sent.id, end)
    return found.rows, found.digest


def _check_issues(system: System, sent: Import, job: SimpleNamespace) -> None:
    expected = _issues(system, system.undisturbed(sent).id, _end(job))
    found = _issues(system, sent.id, None)
    require(found == expected, f"the issues are the undisturbed import's: {found[0]} against {expected[0]}")
    counted = system.database.value("SELECT coalesce(sum(count), 0) FROM imports_issuecount WHERE job_id = %s", sent.id)
    require(counted == found[0], f"the issues are counted as they are: {counted} against {found[0]}")


def _issues(system: System, job: str, end: int | None) -> tuple[int, str | None]:
    found = system.database.row(
        'SELECT count(*) AS issues, md5(string_agg(ROW("row", line, place, "column", code, value, message)::text, \'\''
        ' ORDER BY "row", place)) AS digest FROM imports_rowissue WHERE job_id = %s AND "row" <= coalesce(%s, "row")',
        job,
        end,
    )
    return found.issues, found.digest


def _check_file(system: System, sent: Import, job: SimpleNamespace) -> None:
    require(job.file_sha256 == sent.input.sha256, "the stored hash is that of what was sent")
    stored = hashlib.sha256((system.storage / job.file_key).read_bytes()).hexdigest()
    require(stored == sent.input.sha256, "the stored file is what was sent")


def _check_ends(system: System) -> None:
    """Every job that has ended has exactly one terminal event since it was last in the line."""
    wrong = system.database.rows(
        "SELECT j.id, j.status, e.said FROM jobs_job AS j CROSS JOIN LATERAL ("
        " SELECT array_agg(data->>'status' ORDER BY number) AS said FROM jobs_event"
        " WHERE job_id = j.id AND type = 'status' AND data->>'status' = ANY (%s) AND number > coalesce("
        "  (SELECT max(number) FROM jobs_event WHERE job_id = j.id AND type = 'status'"
        "   AND data->>'status' = 'pending'), -1)"
        ") AS e WHERE j.status = ANY (%s) AND e.said IS DISTINCT FROM ARRAY[j.status::text]",
        list(TERMINAL),
        list(TERMINAL),
    )
    says = "; ".join(f"{each.status} but {each.said}" for each in wrong[:3])
    require(not wrong, f"a job ends in one status with one event; {len(wrong)} do not: {says}")


def _check_transactions(system: System) -> None:
    """Nobody has a transaction open once it is quiet."""
    query = (
        "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() AND application_name <> %s"
        " AND backend_type = 'client backend' AND xact_start IS NOT NULL AND now() - xact_start > '1 second'"
    )
    deadline = time.monotonic() + QUIET_SECONDS
    while (found := system.database.rows(query, APPLICATION)) and time.monotonic() < deadline:
        time.sleep(0.2)
    require(not found, f"no transaction is left open: {[(each.state, each.query[:80]) for each in found]}")


def _check_tables(system: System) -> None:
    """What a load keeps beside a table only while it goes on has gone with it; nothing temporary is left."""
    left = system.database.rows(
        "SELECT relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace"
        " LEFT JOIN datasets_load AS l ON l.id::text = substring(relname FROM '^_(?:next|unchanged)_([0-9]+)$')"
        " LEFT JOIN jobs_job AS j ON j.id = l.job_id"
        " WHERE relkind = 'r' AND (relpersistence = 't' OR starts_with(nspname, 'data_')"
        "  AND relname ~ '^_(next|unchanged)_[0-9]+$' AND coalesce(j.status, 'completed') = 'completed')"
    )
    require(not left, f"no table is left over: {[each.relname for each in left]}")


def _check_files(system: System) -> None:
    """Each file belongs to an import or an upload, and nothing is left of what was on its way."""
    known = {each.file_key for each in system.database.rows("SELECT file_key FROM imports_importjob")}
    # An upload's part, or where it is when it is whole, said or not.
    for each in system.database.rows("SELECT id FROM imports_upload"):
        known |= {f"uploads/{each.id}", f"imports/{each.id}/original"}
    orphans = [name for name in _files(system) if name not in known and not _is_copy_beside(name, known)]
    require(not orphans, f"no file is left over: {orphans}")


def _is_copy_beside(name: str, known: set[str]) -> bool:
    """Say whether a file is a copy of another one's records."""
    path = PurePosixPath(name)
    return path.name.startswith("records-") and str(path.with_name("original")) in known


def _files(system: System) -> Iterator[str]:
    for root in (system.storage, system.data / "tmp"):
        for path in root.rglob("*"):
            if path.is_file():
                yield str(path.relative_to(root))
