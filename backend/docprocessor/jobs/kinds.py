"""The registry of job kinds. A kind is one class; `JOB_KINDS` names it by its dotted path, so that
`jobs` imports none of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.core import checks
from django.db.models import Q
from django.utils.module_loading import import_string
from rest_framework.serializers import BaseSerializer

from docprocessor.accounts.models import Workspace
from docprocessor.jobs.models import Job

if TYPE_CHECKING:
    from docprocessor.jobs.context import JobContext  # which needs what is decided here


NONE: Final = Q(pk__in=[])


@dataclass(frozen=True)
class Pace:
    """A gate that jobs pass one at a time: its name, and how far apart they start."""

    gate: str
    every_seconds: float


class Kind:
    """What `jobs` needs to know of a kind of work. A subclass must name the first four."""

    name: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]
    parameters: ClassVar[type[BaseSerializer[Any]]]

    queue: ClassVar[str] = "default"
    # How often a failure that is worth trying again is tried at one place, in all; who comes further begins anew.
    max_attempts: ClassVar[int] = 5
    # How many run at the same time, in all and of one workspace; JOB_LIMITS and JOB_WORKSPACE_LIMITS overrule them.
    limit: ClassVar[int | None] = None
    workspace_limit: ClassVar[int | None] = None
    pace: ClassVar[Pace | None] = None
    # One attempt may take so many seconds.
    time_limit: ClassVar[float | None] = None
    # Whether parameters alone make a job; an import needs its file. If not, where one begins.
    standalone: ClassVar[bool] = True
    begins: ClassVar[str] = "Parameters alone do not make a job of this kind."
    # Whether lists of all kinds show its jobs. One request may make thousands of some; those have a list of their own.
    listed: ClassVar[bool] = True

    def warm_up(self) -> None:
        """Load what the work needs, in the process that will do it, before the first job comes."""

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any] | None:
        """Do the work and return the job's result.

        Called again after a crash, a pause or a retry: `job.checkpoint` says how far the last attempt came.
        Raises AppError for what the person who asked can act on; anything else counts as a fault of ours.
        """
        raise NotImplementedError

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return a new job with valid parameters, not stored yet; `source` is the one that is run again.

        Called in the transaction that stores it. Raises AppError when it cannot be made; its `errors` name parameters.
        """
        title = source.title if source else self.title
        return Job(workspace=workspace, kind=self.name, queue=self.queue, title=title, params=params)

    def before_retry(self, job: Job) -> None:
        """Look whether a job that failed or was cancelled can go on, in the transaction that puts it back in the line.

        Raises AppError when it cannot.
        """

    def record(self, job: Job, number: int) -> dict[str, str] | None:
        """Return a record of those that a job puts into a dataset, as it was sent: texts by the fields that had one.
        None when it is not kept. Numbers begin with 1."""
        return None

    def forget(self, job: Job) -> None:
        """Delete what a job keeps outside the rows that depend on its own, in the transaction that deletes those."""

    def needed(self) -> Q:
        """Return the condition of jobs of this kind that have ended, and that others are at work on."""
        return NONE


REQUIRED = ("name", "title", "description", "parameters")


@cache
def kinds() -> dict[str, Kind]:
    """Return every registered kind by its name."""
    instances: list[Kind] = [import_string(path)() for path in settings.JOB_KINDS]
    return {kind.name: kind for kind in instances}


def kind_of(job: Job) -> Kind:
    """Return the kind of a job; KeyError when it is not registered any more."""
    return kinds()[job.kind]


def needed() -> Q:
    """Return the condition of jobs that have ended, and that others are at work on: they must stay as they are."""
    conditions = [Q(kind=kind.name) & kind.needed() for kind in kinds().values()]
    return reduce(or_, conditions, NONE)


@checks.register
def check_kinds(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Import every kind at start, so that a broken one is noticed before a job needs it."""
    messages: list[checks.CheckMessage] = []
    seen: set[str] = set()
    for path in settings.JOB_KINDS:
        try:
            kind = import_string(path)
        except ImportError as error:
            messages.append(checks.Error(f"JOB_KINDS names {path}, which cannot be imported: {error}", id="jobs.E001"))
            continue
        absent = [name for name in REQUIRED if not hasattr(kind, name)]
        if not (isinstance(kind, type) and issubclass(kind, Kind)):
            messages.append(checks.Error(f"JOB_KINDS names {path}, which is no subclass of Kind.", id="jobs.E002"))
        elif absent:
            messages.append(checks.Error(f"The job kind {path} lacks {', '.join(absent)}.", id="jobs.E004"))
        elif kind.queue not in settings.JOB_QUEUES:
            queues = ", ".join(settings.JOB_QUEUES)
            messages.append(
                checks.Error(f"The job kind {path} wants a queue that is none of {queues}.", id="jobs.E005")
            )
        elif kind.name in seen:
            messages.append(checks.Error(f"Two job kinds are called {kind.name}.", id="jobs.E003"))
        else:
            seen.add(kind.name)
    return messages
