"""Much at once."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString

from psycopg import sql

from faults.registry import fault, require
from faults.system import System

WAIT_SECONDS = 10
SENDERS = 8


@fault("imports and a crowd of small jobs at once")
def crowd(system: System) -> str:
    scale = system.scale
    imports = [system.send() for _ in range(scale.imports_at_once)]
    began = time.monotonic()
    with ThreadPoolExecutor(SENDERS) as pool:
        jobs = list(pool.map(lambda _: system.submit("faults_small"), range(scale.small_jobs)))
    sent = time.monotonic() - began
    for job in jobs:
        require(system.ended(job).status == "completed", "each small job completes")
    for each in imports:
        system.completed(each)
    took = time.monotonic() - began
    lasted = _seconds(system, "finished_at", [each.id for each in imports])
    waits = _seconds(system, "started_at", jobs)
    p95 = statistics.quantiles(waits, n=20)[-1]
    require(p95 < WAIT_SECONDS, f"small jobs wait less than {WAIT_SECONDS} s (p95); they waited {p95:.1f}")
    small = f"{len(jobs)} small jobs, sent in {sent:.1f} s, waited {statistics.median(waits):.2f} s, p95 {p95:.2f} s"
    return f"{small}; {len(imports)} imports ended after {min(lasted):.1f} to {max(lasted):.1f} s; all in {took:.1f} s"


def _seconds(system: System, until: LiteralString, jobs: list[str]) -> list[float]:
    """How long it was from when jobs were accepted until something of theirs."""
    query = "SELECT extract(epoch FROM {} - created_at)::float AS seconds FROM jobs_job WHERE id = ANY (%s)"
    return [each.seconds for each in system.database.rows(sql.SQL(query).format(sql.Identifier(until)), jobs)]
