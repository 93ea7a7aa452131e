"""The words of the published contract for what a task is and where it stands."""

from collections.abc import Iterable
from typing import Final

from django.db.models import TextChoices

from docprocessor.jobs.models import Job, Status


class TaskType(TextChoices):
    """What a task does: a kind of job."""

    CSV_PROCESSING = "csv_processing"
    EMAIL_SENDING = "email_sending"
    IMAGE_PROCESSING = "image_processing"


class TaskStatus(TextChoices):
    """Where a task stands."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


WORDS: Final[dict[Status, TaskStatus]] = {
    Status.PENDING: TaskStatus.PENDING,
    Status.PAUSED: TaskStatus.PENDING,  # the contract knows no pause; it waits
    Status.PROCESSING: TaskStatus.RUNNING,
    Status.COMPLETED: TaskStatus.SUCCESS,
    Status.FAILED: TaskStatus.FAILED,
    Status.CANCELLED: TaskStatus.CANCELLED,
}


def job_statuses(words: Iterable[str]) -> list[Status]:
    """Return the statuses of jobs that these words stand for."""
    wanted = set(words)
    return [status for status, word in WORDS.items() if word in wanted]


def task_progress(job: Job) -> int:
    """Return how far a task has come, from 0 to 100; it is 100 only once it has succeeded."""
    if job.status == Status.COMPLETED:
        return 100
    if not job.progress_total:
        return 0
    return max(0, min(99, job.progress_done * 100 // job.progress_total))


def task_retries(job: Job) -> int:
    """Return how often a task has been tried again, or is about to be."""
    waits = WORDS[Status(job.status)] == TaskStatus.PENDING
    return job.attempt if waits else max(0, job.attempt - 1)
