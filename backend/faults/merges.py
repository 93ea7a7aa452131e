"""Merges of mended records that are disturbed."""

import time
from typing import Any

from faults.invariants import check_books, rows_of
from faults.registry import fault, require
from faults.system import Import, System
from faults.workers import RESUMED_SECONDS

SOUND = {
    "name": "Ana",
    "email": "ana@example.com",
    "amount": "1.50",
    "signup_date": "2024-01-31",
    "active": "true",
    "country": "ES",
    "notes": "",
}


@fault("kill -9 a pool child in the middle of a merge of mended records")
def merger_killed(system: System) -> str:
    disturbed, quiet = system.send(), system.send()
    for sent in (disturbed, quiet):
        system.completed(sent)
    require(system.ended(_merge(system, quiet)).status == "completed", "a merge to which nothing happens completes")
    with system.held(disturbed.dataset) as own:
        merge = _merge(system, disturbed)
        system.wait_for_waiter(own)
        token = system.job(merge).lease_token
        system.child(merge).kill()
        killed = time.monotonic()
    system.until(merge, lambda now: now.lease_token > token, 2 * RESUMED_SECONDS)
    resumed = time.monotonic() - killed
    require(resumed <= RESUMED_SECONDS, f"it is resumed within {RESUMED_SECONDS} s; it took {resumed:.1f}")
    ended = system.ended(merge)
    require(ended.status == "completed", f"the merge completes; it {ended.status}: {ended.failure}")
    for sent in (disturbed, quiet):
        check_books(system, sent)
        left = system.job(sent.id).failed_rows
        require(left == 0, f"every mended record is in; {left} are not")
    found, expected = (rows_of(system, sent, None) for sent in (disturbed, quiet))
    require(found == expected, f"the rows are the undisturbed merge's: {found[0]} against {expected[0]}")
    system.drop_sent()
    return f"resumed after {resumed:.1f} s; {ended.result['merged']:,} records merged once"


def _merge(system: System, sent: Import) -> str:
    """Mend every record that was left out, with a key of its own, and merge them all."""
    rows = system.database.rows('SELECT DISTINCT "row" FROM imports_rowissue WHERE job_id = %s ORDER BY 1', sent.id)
    mended: list[dict[str, Any]] = [{"_row": each.row, "id": str(10**9 + each.row), **SOUND} for each in rows]
    answer = system.client.post(f"/api/imports/{sent.id}/rejects/", json={"rows": mended})
    require(answer.status_code == 202, f"a merge is accepted with 202, not {answer.status_code}: {answer.text}")
    return str(answer.json()["id"])
