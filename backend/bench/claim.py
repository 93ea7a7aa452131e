"""How long a claim takes while 100,000 jobs wait: `launch servers --durable -- python bench/claim.py`.

The jobs are of three workspaces and two kinds, one of which is at its limit. Prints the percentiles of a thousand
claims, each committed, and the same with an empty line.
"""

import os
import statistics
import sys
import time
from pathlib import Path

import django
from django.core.management import call_command

sys.path.insert(0, str(Path.cwd()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")
os.environ["JOB_LIMITS"] = "other=0"
django.setup()

from django.db import connection

from docprocessor.accounts.models import Workspace
from docprocessor.jobs import lifecycle
from docprocessor.jobs.kinds import Kind, kinds
from docprocessor.jobs.models import Job

JOBS = 100_000
CLAIMS = 1_000


class Other(Kind):
    name = "other"


def main() -> None:
    call_command("migrate", verbosity=0)
    kinds()["other"] = Other()
    workspaces = [Workspace.objects.create(slug=f"bench{n}", name="Bench") for n in range(3)]
    _show("an empty line", [_claim(expected=False) for _ in range(CLAIMS)])
    Job.objects.bulk_create(
        [
            Job(workspace=workspaces[n % 3], kind="other" if n % 2 else "csv_import", queue="imports", priority=n % 100)
            for n in range(JOBS)
        ],
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE jobs_job")
    _show(f"{JOBS:,} waiting", [_claim(expected=True) for _ in range(CLAIMS)])


def _claim(*, expected: bool) -> float:
    began = time.perf_counter()
    lease = lifecycle.claim("imports", worker="bench")
    seconds = time.perf_counter() - began
    assert (lease is not None) == expected
    if lease:
        lifecycle.complete(lease, None)
    return seconds


def _show(name: str, seconds: list[float]) -> None:
    cuts = statistics.quantiles(seconds, n=20)
    print(f"{name:16} p50 {statistics.median(seconds) * 1000:5.2f} ms   p95 {cuts[18] * 1000:5.2f} ms")


if __name__ == "__main__":
    main()
