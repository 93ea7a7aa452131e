"""Imports: the job of loading one file, and the faults of its rows."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from docprocessor.accounts.models import User, Workspace
from docprocessor.datasets.models import Dataset
from docprocessor.jobs.models import TERMINAL, Job
from docprocessor.lib.ids import new_id

BOOKS = ("inserted_rows", "updated_rows", "unchanged_rows", "skipped_rows", "failed_rows", "unprocessed_rows")


class Upload(models.Model):
    """A file on its way in, or here and not imported yet. Imports that are made of it share its file.

    `received` bytes of it are safe; `sha256` is known once all are. `draft` is what its sender has decided so far about
    how it is to be imported, so that a page that is closed can go on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="uploads")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    metadata = models.TextField(blank=True)  # what its sender called it, as they wrote it
    sha256 = models.CharField(max_length=64, blank=True)
    # Where the file store keeps it; empty until it is whole.
    file_key = models.CharField(max_length=255, blank=True, db_index=True)
    draft = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="upload_received_within_size", condition=Q(received__gte=0, received__lte=F("size"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FileUse(models.Model):
    """A job that is no import, and works on the file of an upload; the file is kept for it when the upload is not."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="file_uses")
    file_key = models.CharField(max_length=255, db_index=True)
    name = models.CharField(max_length=255)  # what its sender called it
    size = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "file_key"], name="file_used_once")]

    def __str__(self) -> str:
        return f"{self.name} by {self.job_id}"


class RememberedMapping(models.Model):
    """How files with this header were imported into a dataset the last time that somebody said to remember it."""

    id = models.BigAutoField(primary_key=True)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="remembered_mappings")
    fingerprint = models.CharField(max_length=64)  # of the header's labels, in their order
    # Parameters of an import by their names: mapping, dialect, mode, duplicates, on_error.
    params = models.JSONField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "fingerprint"], name="mapping_remembered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id}: {self.fingerprint[:8]}"


class Patch(models.Model):
    """What people have changed in a file's records before they go in; the file itself stays as it is.

    A dry run, the runs that check it again and the import that is made of it share one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    reading = models.JSONField()  # how the file is read; without it, a record's number means nothing
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.id)


class ImportJob(Job):
    """A job that loads a file into a dataset, and its books; its title is what the file was called.

    The books balance at every instant, by a constraint: each record of the file is in exactly one of them.
    """

    file_size = models.BigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    # Where the file store keeps it, never what a user typed; an import that is run again shares it.
    file_key = models.CharField(max_length=255, db_index=True)
    file_deleted_at = models.DateTimeField(null=True)

    dataset = models.ForeignKey(Dataset, on_delete=models.SET_NULL, null=True, related_name="imports")
    dataset_slug = models.CharField(max_length=48, blank=True)  # stays when the dataset is deleted
    # How the file is read; settled once, so that a later attempt reads the same records.
    reading = models.JSONField(null=True)
    # What the values of the whole file say of each column's type; only where the file makes its own dataset.
    inferred = models.JSONField(null=True)

    # What was changed in its records before they went in, or is to be.
    patch = models.ForeignKey(Patch, on_delete=models.SET_NULL, null=True, related_name="imports")
    # The dry run that was looked through before this import was made of it.
    review = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="imported_as")
    # The job that merges mended records into it, or did so last.
    merged_by = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="merges")

    total_rows = models.BigIntegerField(default=0)
    inserted_rows = models.BigIntegerField(default=0)
    updated_rows = models.BigIntegerField(default=0)
    unchanged_rows = models.BigIntegerField(default=0)
    skipped_rows = models.BigIntegerField(default=0)
    failed_rows = models.BigIntegerField(default=0)
    unprocessed_rows = models.BigIntegerField(default=0)

    # When this attempt began to load, and after how many records: what its speed is reckoned from.
    loading_since = models.DateTimeField(null=True)
    loading_from_row = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["dataset", "file_sha256"], name="import_same_file")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="import_books_balance",
                condition=Q(
                    total_rows=F("inserted_rows")
                    + F("updated_rows")
                    + F("unchanged_rows")
                    + F("skipped_rows")
                    + F("failed_rows")
                    + F("unprocessed_rows")
                ),
            ),
            models.CheckConstraint(
                name="import_books_not_negative", condition=Q(**{f"{name}__gte": 0 for name in BOOKS})
            ),
        ]

    @property
    def processed_rows(self) -> int:
        """Records that have found their place in the books."""
        return self.total_rows - self.unprocessed_rows

    @property
    def success_rows(self) -> int:
        """Records whose values stand in the table."""
        return self.inserted_rows + self.updated_rows + self.unchanged_rows

    @property
    def is_being_merged(self) -> bool:
        """Whether a job is at work that merges mended records into it, or is about to be."""
        return self.merged_by is not None and self.merged_by.status not in TERMINAL


class RowIssue(models.Model):
    """One fault of one record: where it stands in the file, and why it could not go in.

    The key is the file's order, and the only index: a file in which every record is faulty is loaded as fast as
    a good one. PostgreSQL does not look the job up for every fault; those of a job that has been deleted are out of
    reach, and retention deletes them a few at a time.
    """

    pk = models.CompositePrimaryKey("job", "row", "place")
    job = models.ForeignKey(
        ImportJob, on_delete=models.DO_NOTHING, related_name="issues", db_constraint=False, db_index=False
    )
    row = models.BigIntegerField()  # 1-based data record
    line = models.BigIntegerField()  # physical line on which the record begins
    place = models.IntegerField()  # among the faults of its record, from 0
    column = models.CharField(max_length=255, blank=True)
    code = models.CharField(max_length=40)
    value = models.TextField(null=True)  # noqa: DJ001  (no cell is not an empty cell)
    message = models.TextField()

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class IssueCount(models.Model):
    """How many faults of one kind a column has, exactly, and the first few; kept as the faults are stored."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="issue_counts")
    column = models.CharField(max_length=255, blank=True)
    code = models.CharField(max_length=40)
    count = models.BigIntegerField()
    samples = models.JSONField()  # row, line, value and message of each

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "code", "column"], name="issue_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.count}"


class KeptRow(models.Model):
    """A row that an undo left as it is, and why: something else has changed it since."""

    pk = models.CompositePrimaryKey("job", "number")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="kept_rows", db_index=False)  # the undo
    number = models.BigIntegerField()  # in the order in which they were found, from 1
    row = models.BigIntegerField(null=True)  # the record of the import that is undone, where it is known
    key = models.JSONField()  # the row's primary key, by field, as texts
    changed_by = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


class Edit(models.Model):
    """What a patch changes in one record."""

    pk = models.CompositePrimaryKey("patch", "row")
    patch = models.ForeignKey(Patch, on_delete=models.CASCADE, related_name="edits", db_index=False)
    row = models.BigIntegerField()  # 1-based data record
    cells = models.JSONField(default=dict)  # what stands in a column instead, by the column's label
    left_out = models.BooleanField(default=False)  # on purpose: it counts as skipped, not as failed
    # What is wrong with the record as it is now, as far as it shows in the record alone: column, code, message, value.
    faults = models.JSONField(default=list)
    updated_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.patch_id}, record {self.row}"


class Landmark(models.Model):
    """A place between two records of a delimited text, from where reading can begin; found as its records are
    counted."""

    pk = models.CompositePrimaryKey("job", "row")
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="landmarks", db_index=False)
    row = models.BigIntegerField()  # data records before it
    offset = models.BigIntegerField()  # bytes of the file's UTF-8 text before it
    line = models.BigIntegerField()  # the physical line that comes next

    def __str__(self) -> str:
        return f"after record {self.row}"


class OutcomeRange(models.Model):
    """A run of records that an import has passed over, found unchanged or updated; failed ones have issues, those not
    read yet come after the checkpoint, and all others were inserted."""

    class Kind(models.TextChoices):
        UPDATED = "updated"
        UNCHANGED = "unchanged"
        SKIPPED = "skipped"

    pk = models.CompositePrimaryKey("job", "outcome", "first")
    # There may be as many as records: PostgreSQL does not look the job up for each.
    job = models.ForeignKey(
        ImportJob, on_delete=models.CASCADE, related_name="outcome_ranges", db_constraint=False, db_index=False
    )
    outcome = models.CharField(max_length=10, choices=Kind.choices)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.outcome}: {self.first} to {self.last}"
