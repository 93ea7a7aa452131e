"""The registry of job kinds. A kind is one class; `JOB_KINDS` names it by its dotted path, so that
`jobs` imports none of them."""

from functools import cache
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string
from rest_framework.serializers import BaseSerializer

from docprocessor.jobs.context import JobContext
from docprocessor.jobs.models import Job


class Kind(Protocol):
    """What `jobs` needs to know of a kind of work."""

    name: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]
    queue: ClassVar[str]
    parameters: ClassVar[type[BaseSerializer[Any]]]
    # How often a failure that is worth trying again is tried, in all.
    max_attempts: ClassVar[int]

    def warm_up(self) -> None:
        """Load what the work needs, in the process that will do it, before the first job comes."""

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any] | None:
        """Do the work and return the job's result.

        Called again after a crash, a pause or a retry: `job.checkpoint` says how far the last attempt came.
        Raises AppError for what the person who asked can act on; anything else counts as a fault of ours.
        """


@cache
def kinds() -> dict[str, Kind]:
    """Return every registered kind by its name."""
    instances: list[Kind] = [import_string(path)() for path in settings.JOB_KINDS]
    return {kind.name: kind for kind in instances}


def kind_of(job: Job) -> Kind:
    """Return the kind of a job; KeyError when it is not registered any more."""
    return kinds()[job.kind]


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
        absent = [name for name in Kind.__annotations__ if not hasattr(kind, name)]
        if absent:
            messages.append(checks.Error(f"The job kind {path} lacks {', '.join(absent)}.", id="jobs.E002"))
        elif kind.name in seen:
            messages.append(checks.Error(f"Two job kinds are called {kind.name}.", id="jobs.E003"))
        else:
            seen.add(kind.name)
    return messages
