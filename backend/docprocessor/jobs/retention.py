"""What is kept, and for how long: rules, each of which deletes what has had its time.

A rule may be killed at any point, and two may run at once: each transaction leaves things whole, and what it puts
out of reach for the next one is found again by a later run. `JOB_RETENTION` names the rules by their dotted paths,
in the order in which they run, so that `jobs` imports none of other apps.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from docprocessor.jobs.kinds import kinds, needed
from docprocessor.jobs.models import TERMINAL, Event, GateSlot, Job, RequestKey, Status, Worker

ROWS_AT_ONCE = 5_000  # in one transaction
JOBS_AT_ONCE = 100
ACTIVE = frozenset(Status) - TERMINAL
A_DAY = timedelta(days=1)
J = TypeVar("J", bound=Job)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Amount:
    """How much a rule deletes; `size` in bytes, of files."""

    items: int = 0
    size: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.items + other.items, self.size + other.size)


class Rule:
    """Something that is kept for a time. A subclass must name the first two."""

    name: ClassVar[str]
    sentence: ClassVar[str]  # says what it is that goes
    # How many of `unit` it is kept, 0 for ever; a rule without a setting always holds.
    setting: ClassVar[str] = ""
    unit: ClassVar[timedelta] = A_DAY

    @property
    def keeps(self) -> timedelta | None:
        """How long it is kept; None for ever."""
        return getattr(settings, self.setting) * self.unit or None if self.setting else self.unit

    def before(self) -> Combinable:
        """Return the moment before which things have had their time, by the database's clock."""
        return Now() - self.keeps

    def count(self) -> Amount:
        """Return how much would be deleted now."""
        raise NotImplementedError

    def delete(self) -> Iterator[Amount]:
        """Delete it, and say after each transaction how much that took."""
        raise NotImplementedError


def rules() -> list[Rule]:
    """Return every rule, in the order in which they run."""
    return [import_string(path)() for path in settings.JOB_RETENTION]


def run(stopping: Callable[[], bool]) -> None:
    """Let every rule delete what has had its time; one that fails is logged and stops no other."""
    for rule in rules():
        try:
            apply(rule, stopping)
        except Exception:
            log.exception("retention.failed", rule=rule.name)


def apply(rule: Rule, stopping: Callable[[], bool] = lambda: False) -> Amount:
    """Let a rule delete what has had its time, until it is to stop."""
    total = Amount()
    if rule.keeps is None:
        return total
    for taken in rule.delete():
        total += taken
        if stopping():
            break
    if total.items:
        log.info("retention.deleted", rule=rule.name, items=total.items, bytes=total.size)
    return total


def ended(before: Combinable) -> Q:
    """Return the condition of jobs that ended before a moment."""
    return Q(status__in=TERMINAL, finished_at__lt=before)


def walk(jobs: QuerySet[J]) -> Iterator[list[UUID]]:
    """Yield the ids of jobs, some at a time and each but once, whether or not they are among `jobs` afterwards."""
    page = list(jobs.order_by("pk").values_list("pk", flat=True)[:JOBS_AT_ONCE])
    while page:
        yield page
        page = list(jobs.filter(pk__gt=page[-1]).order_by("pk").values_list("pk", flat=True)[:JOBS_AT_ONCE])


def delete_of_job(table: str, job_ids: list[UUID]) -> Iterator[Amount]:
    """Delete the rows of a table whose `job_id` is one of these, some at a time."""
    name = connection.ops.quote_name(table)
    statement = f"DELETE FROM {name} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {name} WHERE job_id = ANY(%s) LIMIT %s))"  # noqa: S608
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [job_ids, ROWS_AT_ONCE])
            taken = cursor.rowcount
        if not taken:
            return
        yield Amount(taken)


class Rows(Rule):
    """Rows of one table, on which no others depend."""

    def rows(self) -> QuerySet[Any]:
        """Return those that have had their time."""
        raise NotImplementedError

    def count(self) -> Amount:
        """Return how many rows would go."""
        return Amount(self.rows().count())

    def delete(self) -> Iterator[Amount]:
        """Delete them, some at a time."""
        rows = self.rows()
        while taken := rows.model.objects.filter(pk__in=rows.values("pk")[:ROWS_AT_ONCE]).delete()[0]:
            yield Amount(taken)


class RequestKeys(Rows):
    name = "request-keys"
    sentence = "answers to requests with an Idempotency-Key"
    setting = "KEEP_REQUEST_KEYS_HOURS"
    unit = timedelta(hours=1)

    def rows(self) -> QuerySet[RequestKey]:
        """Return those that have had their time."""
        return RequestKey.objects.filter(created_at__lt=self.before())


class GateSlots(Rows):
    name = "gate-slots"
    sentence = "starts at gates, a day after they let the next one pass"

    def rows(self) -> QuerySet[GateSlot]:
        """Return those that have had their time."""
        return GateSlot.objects.filter(during__endswith__lt=self.before())


class Workers(Rows):
    name = "workers"
    sentence = "workers that have not been seen for an hour"
    unit = timedelta(hours=1)

    def rows(self) -> QuerySet[Worker]:
        """Return those that have had their time."""
        return Worker.objects.filter(seen_at__lt=self.before())


class Events(Rule):
    name = "events"
    sentence = "events of jobs that have ended"
    setting = "KEEP_EVENTS_DAYS"

    def count(self) -> Amount:
        """Return how many events would go."""
        return Amount(Event.objects.filter(job__in=self._jobs()).count())

    def delete(self) -> Iterator[Amount]:
        """Delete them, job by job: to look for some anew each time would pass by all the others."""
        for job_ids in walk(self._jobs().filter(Exists(Event.objects.filter(job=OuterRef("pk"))))):
            yield from delete_of_job(Event._meta.db_table, job_ids)

    def _jobs(self) -> QuerySet[Job]:
        return Job.objects.filter(ended(self.before()))


class FinishedJobs(Rule):
    """Jobs with all that hangs on them. A job that was undone goes before the one that undid it, so that none ever
    looks as if it could be undone again."""

    name = "jobs"
    sentence = "jobs that have ended, with their attempts, events and faults"
    setting = "KEEP_JOBS_DAYS"

    def count(self) -> Amount:
        """Return how many jobs would go."""
        return Amount(self._jobs().count())

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for job_ids in walk(self._jobs()):
            yield Amount(self._delete(job_ids))

    @transaction.atomic
    def _delete(self, job_ids: list[UUID]) -> int:
        # First held, then looked at: one that was waited for may have been tried again meanwhile.
        held = list(Job.objects.select_for_update(skip_locked=True).filter(pk__in=job_ids).values_list("pk", flat=True))
        jobs = list(self._jobs().filter(pk__in=held))
        for job in jobs:
            if kind := kinds().get(job.kind):
                kind.forget(job)
        Job.objects.filter(pk__in=[job.pk for job in jobs]).delete()
        return len(jobs)

    def _jobs(self) -> QuerySet[Job]:
        undone = Job.objects.filter(undone_by=OuterRef("pk"))
        ended_ones = Job.objects.filter(ended(self.before()), ~Exists(undone)).exclude(undone_by__status__in=ACTIVE)
        return ended_ones.exclude(needed())
