"""Doing one thing to many jobs: first how many, then doing it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.db.models import Q, QuerySet

from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job, Status
from docprocessor.lib.problems import AppError

# One call does so much; what is left is said, and the next call goes on.
MOST: Final = 5_000
ACTIONS: Final[dict[str, tuple[Callable[[Job], None], Q]]] = {
    "retry": (
        lifecycle.retry,
        Q(status__in=[Status.FAILED, Status.CANCELLED])
        & (Q(undone_by=None) | Q(undone_by__status__in=[Status.FAILED, Status.CANCELLED])),
    ),
    "cancel": (lifecycle.request_cancel, Q(status__in=[Status.PENDING, Status.PROCESSING, Status.PAUSED])),
    "pause": (lifecycle.request_pause, Q(status__in=[Status.PENDING, Status.PROCESSING])),
    "resume": (lifecycle.resume, Q(status=Status.PAUSED)),
}


def touched(action: str, jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Return those of the jobs that an action concerns as they stand now."""
    return jobs.filter(ACTIONS[action][1])


def act_on_all(action: str, jobs: QuerySet[Job], *, expected: int | None) -> tuple[int, int, int]:
    """Do something to each of the jobs, the oldest first; each for itself, so that one refusal does not hold up the
    others. Returns how many it was done to, how many had moved on meanwhile, and how many are left for another call.

    Raises AppError 409 when they are not as many as expected.
    """
    act, _ = ACTIONS[action]
    concerned = touched(action, jobs)
    count = concerned.count()
    if expected is not None and count != expected:
        message = f"This would touch {count:,} jobs now, not {expected:,}; look again."
        raise AppError("count_changed", message, status=HTTPStatus.CONFLICT, extra={"count": count})
    done = passed = 0
    for job in concerned.order_by("created_at", "id")[:MOST]:
        try:
            act(job)
            done += 1
        except AppError:
            passed += 1
    return done, passed, count - done - passed
