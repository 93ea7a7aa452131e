"""What waits, runs, and has been done lately, queue by queue."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from docprocessor.jobs import fleet

BUCKETS = 12
BUCKET_MINUTES = 5
# Each of the three has a partial index that holds nothing else, however many jobs have ended. A line of 100,000 costs
# 0.15 s.
NOW = """
    SELECT queue, sum(waiting)::int, sum(later)::int, sum(running)::int,
        extract(epoch FROM now() - min(since))::float
    FROM (
        SELECT queue, count(*) AS waiting, 0 AS later, 0 AS running, min(queued_at) AS since FROM jobs_job
        WHERE status = 'pending' AND run_after IS NULL GROUP BY queue
        UNION ALL
        SELECT queue, 0, count(*), 0, NULL FROM jobs_job
        WHERE status = 'pending' AND run_after IS NOT NULL GROUP BY queue
        UNION ALL
        SELECT queue, 0, 0, count(*), NULL FROM jobs_job WHERE status = 'processing' GROUP BY queue
    ) AS part GROUP BY queue
"""
# Reads what ended since then by the index `job_ended`: 0.4 s for 200,000, whatever else there is. A job that was put
# back in the line after it had run has started before it was queued, and says nothing of how long others wait.
LATELY = """
    SELECT q.queue, now() - make_interval(mins => %(minutes)s * (n + 1)), coalesce(finished, 0), median_wait
    FROM unnest(%(queues)s::text[]) WITH ORDINALITY AS q(queue, place)
    CROSS JOIN generate_series(0, %(buckets)s - 1) AS n
    LEFT JOIN (
        SELECT queue, floor(extract(epoch FROM now() - finished_at)::float / (60 * %(minutes)s))::int AS n,
            count(*) AS finished,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - queued_at)::float)
                FILTER (WHERE started_at >= queued_at) AS median_wait
        FROM jobs_job WHERE finished_at > now() - make_interval(mins => %(minutes)s * %(buckets)s)
        GROUP BY 1, 2
    ) AS ended USING (queue, n)
    ORDER BY place, n DESC
"""
# How many stood in the line at the end of each part of the hour: all that had come by then, less all that had left.
# Whatever has stood there within the hour is still pending, at work, or has ended since, and each of these has its
# index. A time in the line before the last one is not known any more.
DEPTH = """
    WITH stay AS (
        SELECT queue, queued_at AS came, NULL::timestamptz AS gone FROM jobs_job
        WHERE status = 'pending' AND run_after IS NULL
        UNION ALL
        SELECT queue, queued_at, started_at FROM jobs_job WHERE status = 'processing' AND started_at >= queued_at
        UNION ALL
        SELECT queue, queued_at, coalesce(started_at, finished_at) FROM jobs_job
        WHERE finished_at > now() - make_interval(mins => %(minutes)s * %(buckets)s)
            AND (started_at IS NULL OR started_at >= queued_at)
    ), change AS (
        SELECT queue, at, sum(one) AS by FROM stay
        CROSS JOIN LATERAL (VALUES (came, 1), (gone, -1)) AS moved(moment, one)
        CROSS JOIN LATERAL (SELECT least(
            floor(extract(epoch FROM now() - moment)::float / (60 * %(minutes)s)), %(buckets)s - 1
        )::int AS at) AS part WHERE moment IS NOT NULL GROUP BY 1, 2
    )
    SELECT q.queue, coalesce(sum(by), 0)::int FROM unnest(%(queues)s::text[]) WITH ORDINALITY AS q(queue, place)
    CROSS JOIN generate_series(0, %(buckets)s - 1) AS n LEFT JOIN change ON change.queue = q.queue AND at >= n
    GROUP BY q.queue, place, n ORDER BY place, n DESC
"""


@dataclass(frozen=True)
class Bucket:
    """Some minutes of the last hour: how many jobs ended in them, how long such jobs had waited to begin, and how many
    waited at the end."""

    since: datetime
    finished: int
    per_minute: float
    median_wait_seconds: float | None
    waiting: int


@dataclass(frozen=True)
class Traffic:
    """One queue: jobs in its line, jobs put off, jobs at work; its workers; and its last hour, oldest first."""

    name: str
    waiting: int
    later: int
    running: int
    oldest_wait_seconds: float | None
    workers: int
    concurrency: int
    throughput: list[Bucket] = field(default_factory=list)


def queues() -> list[Traffic]:
    """Return every queue as it is now."""
    now = {name: figures for name, *figures in _rows(NOW)}
    found = {}
    for name in settings.JOB_QUEUES:
        waiting, later, running, oldest = now.get(name, (0, 0, 0, None))
        workers, concurrency = fleet.serving(name).count(), fleet.concurrency(name)
        found[name] = Traffic(name, waiting, later, running, oldest, workers, concurrency)
    params = {"queues": list(found), "minutes": BUCKET_MINUTES, "buckets": BUCKETS}
    # Both are in the order of queues and time.
    for (name, since, finished, wait), (_, depth) in zip(_rows(LATELY, params), _rows(DEPTH, params), strict=True):
        found[name].throughput.append(Bucket(since, finished, finished / BUCKET_MINUTES, wait, depth))
    return list(found.values())


def _rows(statement: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
