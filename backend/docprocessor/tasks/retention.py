"""How long thumbnails are kept, and mails that were written into files: as long as uploaded files."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from docprocessor.jobs.models import Job
from docprocessor.jobs.retention import Amount, Rule, ended, walk
from docprocessor.tasks.models import Picture
from docprocessor.tasks.pictures.thumbnails import thumbnails_delete


class Thumbnails(Rule):
    """They say that they have gone before they do; then whoever tries the task again is refused."""

    name: ClassVar[str] = "thumbnails"
    sentence: ClassVar[str] = "thumbnails of tasks that have ended"
    setting: ClassVar[str] = "KEEP_FILES_DAYS"

    def count(self) -> Amount:
        """Return how many thumbnails would go, and their size."""
        sizes = self._kept().filter(job__in=self._over()).values_list("after__bytes", flat=True)
        return Amount(len(sizes), sum(sizes))

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for job_ids in walk(self._over()):
            marked = self._mark(job_ids)
            yield Amount(sum(marked.values()), sum(thumbnails_delete(job_id) for job_id in marked))

    @transaction.atomic
    def _mark(self, job_ids: list[UUID]) -> dict[UUID, int]:
        """Mark what jobs have made as gone; returns how many thumbnails of which."""
        # First held, then looked at: one that was waited for may have been tried again meanwhile.
        held = list(Job.objects.select_for_update().filter(pk__in=job_ids).order_by("pk").values_list("pk", flat=True))
        over = list(self._over().filter(pk__in=held).values_list("pk", flat=True))
        return {pk: self._kept().filter(job=pk).update(file_deleted_at=Now()) for pk in over}

    def _kept(self) -> QuerySet[Picture]:
        return Picture.objects.exclude(file_key="").filter(file_deleted_at=None)

    def _over(self) -> QuerySet[Job]:
        return Job.objects.filter(ended(self.before()), Exists(self._kept().filter(job=OuterRef("pk"))))


class MailFiles(Rule):
    """Mails go into files where no mail server is named; no row knows of them."""

    name: ClassVar[str] = "mail-files"
    sentence: ClassVar[str] = "mails that were written into files"
    setting: ClassVar[str] = "KEEP_FILES_DAYS"

    def count(self) -> Amount:
        """Return how many files would go, and their size."""
        return sum((Amount(1, path.stat().st_size) for path in self._old()), Amount())

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for path in self._old():
            size = path.stat().st_size
            path.unlink(missing_ok=True)
            yield Amount(1, size)

    def _old(self) -> list[Path]:
        if self.keeps is None:
            return []
        before = (_database_now() - self.keeps).timestamp()
        return [path for path in Path(settings.EMAIL_FILE_PATH).glob("*.log") if path.stat().st_mtime < before]


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
        return now
