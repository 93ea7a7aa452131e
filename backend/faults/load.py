"""Much at once."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

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
    waits = [
        each.waited
        for each in system.database.rows(
            "SELECT extract(epoch FROM started_at - created_at)::float AS waited FROM jobs_job WHERE id = ANY (%s)",
            jobs,
        )
    ]
    p95 = statistics.quantiles(waits, n=20)[-1]
    require(p95 < WAIT_SECONDS, f"small jobs wait less than {WAIT_SECONDS} s (p95); they waited {p95:.1f}")
    return (
        f"{len(imports)} imports and {len(jobs)} small jobs in {took:.1f} s; small jobs were sent in {sent:.1f} s and"
        f" waited {statistics.median(waits):.2f} s (median), {p95:.2f} s (p95), {max(waits):.2f} s (at most)"
    )
