"""The orders in which jobs are listed."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final, TypeVar

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from docprocessor.jobs.models import Job
from docprocessor.lib.paging import OrderedPagination

AnyJob = TypeVar("AnyJob", bound=Job)
# What has not ended yet comes after all that has.
NOT_YET: Final = datetime(9999, 12, 31, tzinfo=UTC)


def sortable(jobs: QuerySet[AnyJob]) -> QuerySet[AnyJob]:
    """Give jobs what they can be ordered by besides their own fields."""
    return jobs.annotate(  # type: ignore[return-value]  # the stubs part jobs with annotations from jobs
        end=Coalesce("finished_at", Value(NOT_YET)), took=Coalesce(F("finished_at") - F("started_at"), timedelta(0))
    )


class JobPagination(OrderedPagination):
    """Jobs, the newest first."""

    orders: ClassVar = {"created_at": "created_at", "finished_at": "end", "duration": "took", "priority": "priority"}
