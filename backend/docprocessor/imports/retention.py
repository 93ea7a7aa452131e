"""What imports keep beside their rows, and when it goes: files, what undoing needs, and what was left behind."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from posixpath import join
from typing import ClassVar, Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Now

from docprocessor.datasets.models import Load
from docprocessor.datasets.storage import leftovers
from docprocessor.imports.files import FOLDER, delete_file, delete_folder, file_key
from docprocessor.imports.mending.merging import MERGES
from docprocessor.imports.models import FileUse, ImportJob, Patch, RowIssue, Upload
from docprocessor.imports.uploads import parts
from docprocessor.jobs.announcements import announce
from docprocessor.jobs.kinds import needed
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.retention import A_DAY, ACTIVE, JOBS_AT_ONCE, Amount, Rule, delete_of_job, ended, walk

FOLDERS_AT_ONCE: Final = 1_000
# Loads of jobs that go on no more: those that could be tried again need what they have got so far.
OVER: Final = Q(job__status=Status.COMPLETED) | Q(job__status__in=[Status.FAILED, Status.CANCELLED]) & (
    Q(job__importjob__file_deleted_at__isnull=False) | Q(job__undone_by__status=Status.COMPLETED)
)


class Files(Rule):
    """A file goes when all imports that share it have had their time, and the upload that they were made of has gone.
    They say so before it does: who finds a file that is marked and still there may delete it."""

    name: ClassVar[str] = "files"
    sentence: ClassVar[str] = "uploaded files of imports that have ended"
    setting: ClassVar[str] = "KEEP_FILES_DAYS"

    def count(self) -> Amount:
        """Return how many files would go, and their size."""
        files = self._unused().order_by().values("file_key", "file_size").distinct()
        found = files.aggregate(items=Count("file_key"), size=Sum("file_size"))
        return Amount(found["items"], int(found["size"] or 0))

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for job_ids in walk(self._over()):
            sizes = self._mark(job_ids)
            for key in sizes:
                delete_file(key)
            yield Amount(len(sizes), sum(sizes.values()))

    @transaction.atomic
    def _mark(self, job_ids: list[UUID]) -> dict[str, int]:
        keys = list(ImportJob.objects.filter(pk__in=job_ids).values_list("file_key", flat=True))
        # First held, then looked at: who was waited for may have put one in the line again, or made another of it.
        sharing = ImportJob.objects.select_for_update().filter(file_key__in=keys).order_by("pk")
        held = [job.pk for job in sharing]
        going = self._unused().filter(pk__in=held)
        sizes = dict(going.values_list("file_key", "file_size"))
        marked = [job.pk for job in going]
        ImportJob.objects.filter(pk__in=marked).update(file_deleted_at=Now())
        Job.objects.filter(pk__in=marked).update(version=F("version") + 1)
        for job_id, version in Job.objects.filter(pk__in=marked).values_list("pk", "version"):
            transaction.on_commit(partial(announce, job_id, version))
        return sizes

    def _over(self) -> QuerySet[ImportJob]:
        return ImportJob.objects.filter(ended(self.before()), file_deleted_at=None)

    def _unused(self) -> QuerySet[ImportJob]:
        in_use = ~ended(self.before()) | Q(merged_by__status__in=ACTIVE)
        users = ImportJob.objects.filter(in_use, file_key=OuterRef("file_key"))
        uploads = Upload.objects.filter(file_key=OuterRef("file_key"))
        uses = FileUse.objects.filter(file_key=OuterRef("file_key"))
        return self._over().filter(~Exists(users), ~Exists(uploads), ~Exists(uses))


class FileUses(Rule):
    """What other jobs than imports need files for. A file that nobody else needs goes with the strays."""

    name: ClassVar[str] = "file-uses"
    sentence: ClassVar[str] = "what tasks that have ended need uploaded files for"
    setting: ClassVar[str] = "KEEP_FILES_DAYS"

    def count(self) -> Amount:
        """Return how many uses would go."""
        return Amount(FileUse.objects.filter(job__in=self._over()).count())

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for job_ids in walk(self._over()):
            yield Amount(self._delete(job_ids))

    @transaction.atomic
    def _delete(self, job_ids: list[UUID]) -> int:
        # First held, then looked at: one that was waited for may have been tried again meanwhile.
        held = list(Job.objects.select_for_update().filter(pk__in=job_ids).order_by("pk").values_list("pk", flat=True))
        over = list(self._over().filter(pk__in=held).values_list("pk", flat=True))
        return FileUse.objects.filter(job__in=over).delete()[0]

    def _over(self) -> QuerySet[Job]:
        return Job.objects.filter(ended(self.before()), Exists(FileUse.objects.filter(job=OuterRef("pk"))))


class UndoData(Rule):
    """Rows as they were before an import, and the table that it replaced. One load's go together: with half of them,
    undoing would do more harm than it mends."""

    name: ClassVar[str] = "undo"
    sentence: ClassVar[str] = "rows as they were before imports changed or replaced them"
    setting: ClassVar[str] = "KEEP_UNDO_DAYS"

    def count(self) -> Amount:
        """Return how many rows and tables would go."""
        return Amount(sum(leftovers.kept_for_undo(load) for load in self._loads()))

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for load in self._loads():
            yield Amount(self._delete(load))

    @transaction.atomic
    def _delete(self, load: Load) -> int:
        # First held, then looked at: somebody may be about to undo it.
        Job.objects.select_for_update().filter(pk=load.job_id).first()
        if not self._loads().filter(pk=load.pk).exists():
            return 0
        Load.objects.filter(pk=load.pk).update(undo_deleted_at=Now())
        return leftovers.delete_for_undo(load)

    def _loads(self) -> QuerySet[Load]:
        may_have_changed_rows = Load.objects.exclude(job__params__mode="insert")
        return (
            may_have_changed_rows.filter(OVER, job__finished_at__lt=self.before(), undo_deleted_at=None)
            .exclude(job__undone_by__status__in=ACTIVE)
            .exclude(job__in=Job.objects.filter(needed()))
            .select_related("dataset__workspace")
        )


class StrayIssues(Rule):
    """Faults whose job has been deleted: that takes one row, and these are as many as the file had."""

    name: ClassVar[str] = "stray-faults"
    sentence: ClassVar[str] = "faults of imports that have been deleted"

    def count(self) -> Amount:
        """Return how many faults would go."""
        return Amount(RowIssue.objects.filter(job__in=self._jobs()).count())

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        job_ids = self._jobs()
        for start in range(0, len(job_ids), JOBS_AT_ONCE):
            yield from delete_of_job(RowIssue._meta.db_table, job_ids[start : start + JOBS_AT_ONCE])

    def _jobs(self) -> list[UUID]:
        # From one job's faults the index leads to the next one's, however many lie between.
        statement = """
            WITH RECURSIVE known (id) AS (
                (SELECT job_id FROM imports_rowissue ORDER BY job_id LIMIT 1)
                UNION ALL
                SELECT (SELECT job_id FROM imports_rowissue WHERE job_id > known.id ORDER BY job_id LIMIT 1)
                FROM known WHERE known.id IS NOT NULL
            )
            SELECT id FROM known
            WHERE id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM imports_importjob WHERE job_ptr_id = known.id)
        """
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return [row[0] for row in cursor.fetchall()]


class StrayPatches(Rule):
    """Edits of files that no import names any more."""

    name: ClassVar[str] = "stray-edits"
    sentence: ClassVar[str] = "edits of imports that have been deleted"

    def count(self) -> Amount:
        """Return how many patches would go."""
        return Amount(self._patches().count())

    def delete(self) -> Iterator[Amount]:
        """Delete them, one at a time: each may change very many records."""
        for patch in self._patches():
            yield Amount(int(patch.delete()[0] > 0))

    def _patches(self) -> QuerySet[Patch]:
        return Patch.objects.filter(imports=None)


class StrayTables(Rule):
    """What a load needs only while it goes on, of loads that do so no more."""

    name: ClassVar[str] = "stray-tables"
    sentence: ClassVar[str] = "tables and indexes of imports that will not go on"

    def count(self) -> Amount:
        """Return how many would go."""
        return Amount(len(self._found()))

    def delete(self) -> Iterator[Amount]:
        """Drop them."""
        for each in self._found():
            leftovers.drop_unfinished(each)
            yield Amount(1)

    def _found(self) -> list[leftovers.Unfinished]:
        found = leftovers.unfinished()
        loads = Load.objects.filter(pk__in={each.load for each in found})
        over = loads.filter(OVER).exclude(job__in=Job.objects.filter(needed()))
        going_on = set(loads.values_list("pk", flat=True)) - set(over.values_list("pk", flat=True))
        return [each for each in found if each.load not in going_on]


class StrayFiles(Rule):
    """Files of no import and no upload, by faults and by deleted jobs; a day old, as a file is stored before its
    import is."""

    name: ClassVar[str] = "stray-files"
    sentence: ClassVar[str] = "files of no import, and what unfinished uploads left, older than a day"

    def count(self) -> Amount:
        """Return how many files would go, and their size."""
        return sum((Amount(1, size) for _, size in self._strays()), Amount())

    def delete(self) -> Iterator[Amount]:
        """Delete them, and folders that are empty."""
        before = _database_now() - A_DAY
        for key, size in self._strays():
            delete_file(key)
            yield Amount(1, size)
        for folder in self._idle_folders():
            if not any(_listed(folder)) and _size_if_older(folder, before) is not None:
                delete_folder(folder)

    def _strays(self) -> Iterator[tuple[str, int]]:
        before = _database_now() - A_DAY
        for key in self._unknown():
            size = _size_if_older(key, before)
            if size is not None:
                yield key, size

    def _unknown(self) -> Iterator[str]:
        for folder in ("incoming", "health", FOLDER):
            yield from (join(folder, name) for name in _listed(folder)[1])
        uploads = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}
        yield from (join(parts.FOLDER, name) for name in _listed(parts.FOLDER)[1] if name not in uploads)
        given = {join(MERGES, name): name for name in _listed(MERGES)[1]}
        merging = Job.objects.filter(pk__in=given.values(), status__in=ACTIVE).values_list("pk", flat=True)
        yield from given.keys() - {join(MERGES, str(pk)) for pk in merging}
        for folder in self._idle_folders():
            keys = {join(folder, name) for name in _listed(folder)[1]}
            yield from keys - _needed(keys)

    def _idle_folders(self) -> Iterator[str]:
        """Yield the folders of imports and uploads whose file nobody needs. The others need not be looked into: there
        is one file in each, and there may be very many."""
        names = _listed(FOLDER)[0]
        for start in range(0, len(names), FOLDERS_AT_ONCE):
            folders = {file_key(name): join(FOLDER, name) for name in names[start : start + FOLDERS_AT_ONCE]}
            needed = _needed(folders)
            yield from (folder for key, folder in folders.items() if key not in needed)


def _needed(keys: Iterable[str]) -> set[str]:
    """Return which of these files an import, another job or an upload needs."""
    keys = list(keys)
    needed = ImportJob.objects.filter(file_key__in=keys, file_deleted_at=None)
    # Also of uploads that have not said so: the request that moves the file may die before it does.
    uploads = map(file_key, Upload.objects.values_list("pk", flat=True))
    uses = FileUse.objects.filter(file_key__in=keys)
    return {*needed.values_list("file_key", flat=True), *uses.values_list("file_key", flat=True), *uploads}


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the folders and the files in a folder."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _size_if_older(key: str, before: datetime) -> int | None:
    """Return how large something is that was last written before a moment; None for what is younger, or has gone."""
    try:
        return default_storage.size(key) if default_storage.get_modified_time(key) < before else None
    except FileNotFoundError:
        return None


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
        return now
