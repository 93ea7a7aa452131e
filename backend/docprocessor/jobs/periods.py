"""What is done now and then, by whichever scheduler comes first: once in each period, however many run."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)


def run_due(stopping: Callable[[], bool]) -> None:
    """Do everything in `JOB_PERIODIC` that is due; each is called with `stopping`, to be asked now and then.

    One that fails is logged and due again in the next period; the others are done all the same.
    """
    for name, (path, every_seconds) in settings.JOB_PERIODIC.items():
        if stopping():
            return
        if due(name, every_seconds):
            try:
                import_string(path)(stopping)
            except Exception:
                log.exception("period.failed", name=name)


def due(name: str, every_seconds: float) -> bool:
    """Say whether something has not been done in this period yet, and take note that the caller does it now.

    Periods are counted from 1970 by the database's clock, so everybody agrees where one ends. Of two who ask at
    the same moment the second waits for the first's row, and then finds it changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO jobs_period (name, ran_at, runs) VALUES (%s, now(), 1)
            ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at, runs = jobs_period.runs + 1
            WHERE jobs_period.ran_at < date_bin(make_interval(secs => %s), excluded.ran_at, 'epoch')
            """,
            [name, every_seconds],
        )
        return bool(cursor.rowcount)
