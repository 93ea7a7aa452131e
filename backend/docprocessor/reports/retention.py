"""What reports keep besides their rows, and when it goes."""

from collections.abc import Iterator
from functools import partial
from posixpath import join
from typing import ClassVar
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Now

from docprocessor.jobs.announcements import announce
from docprocessor.jobs.models import Job
from docprocessor.jobs.retention import A_DAY, Amount, Rule, ended, walk
from docprocessor.reports.files import FOLDER, delete_after_commit
from docprocessor.reports.models import Report

FILES_AT_ONCE = 1_000


class Documents(Rule):
    """A report's document and the events that it was made of go together; its row says so before the file is deleted,
    and a file that a crash leaves behind is a stray."""

    name: ClassVar[str] = "reports"
    sentence: ClassVar[str] = "documents of reports, with the events that they were made of"
    setting: ClassVar[str] = "KEEP_FILES_DAYS"

    def count(self) -> Amount:
        """Return how many reports would lose theirs, and the size of the documents."""
        found = self._over().aggregate(items=Count("pk"), size=Sum("size"))
        return Amount(found["items"], int(found["size"] or 0))

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for job_ids in walk(self._over()):
            yield self._delete(job_ids)

    @transaction.atomic
    def _delete(self, job_ids: list[UUID]) -> Amount:
        # First held, then looked at: one that was waited for may have been tried again meanwhile.
        held = list(
            Report.objects.select_for_update().filter(pk__in=job_ids).order_by("pk").values_list("pk", flat=True)
        )
        going = dict(self._over().filter(pk__in=held).values_list("pk", "size"))
        delete_after_commit(*Report.objects.filter(pk__in=going).values_list("file_key", flat=True))
        Report.objects.filter(pk__in=going).update(deleted_at=Now(), packed_events=None, file_key="")
        Job.objects.filter(pk__in=going).update(version=F("version") + 1)
        for job_id, version in Job.objects.filter(pk__in=going).values_list("pk", "version"):
            transaction.on_commit(partial(announce, job_id, version))
        return Amount(len(going), sum(size or 0 for size in going.values()))

    def _over(self) -> QuerySet[Report]:
        return Report.objects.filter(ended(self.before()), deleted_at=None)


class StrayDocuments(Rule):
    """Documents that no report names, a day old: one is stored before its report says where it is."""

    name: ClassVar[str] = "stray-reports"
    sentence: ClassVar[str] = "documents of no report, older than a day"

    def count(self) -> Amount:
        """Return how many would go, and their size."""
        return sum((Amount(1, size) for _, size in self._strays()), Amount())

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for key, size in self._strays():
            default_storage.delete(key)
            yield Amount(1, size)

    def _strays(self) -> Iterator[tuple[str, int]]:
        try:
            keys = [join(FOLDER, name) for name in default_storage.listdir(FOLDER)[1]]
        except FileNotFoundError:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            before = cursor.fetchone()[0] - A_DAY
        for start in range(0, len(keys), FILES_AT_ONCE):
            some = keys[start : start + FILES_AT_ONCE]
            named = set(Report.objects.filter(file_key__in=some).values_list("file_key", flat=True))
            for key in some:
                if key not in named and default_storage.get_modified_time(key) < before:
                    yield key, default_storage.size(key)
