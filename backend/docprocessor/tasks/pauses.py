"""Waiting as part of a task's work."""

import time
from typing import Final

from docprocessor.jobs.context import JobContext

STEP_SECONDS: Final = 0.1


def pause(ctx: JobContext, seconds: float) -> None:
    """Wait so long, listening. Raises Stopped as soon as the job is asked to stop."""
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        ctx.raise_if_stopping()
        time.sleep(min(left, STEP_SECONDS))
    ctx.raise_if_stopping()
