"""`record_ingest`, as the job core knows it."""

from http import HTTPStatus
from typing import Any, ClassVar, Final

from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.ingestion.models import RecordJob
from docprocessor.ingestion.payloads import unpacked
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError

MOST_RECORDS: Final = 1_000


class RecordIngestParameters(serializers.Serializer[Any]):
    """What is known of the records without reading them."""

    records = serializers.IntegerField(min_value=1, max_value=MOST_RECORDS, help_text="How many were sent.")


class RecordIngest(Kind):
    """Puts student records into a dataset, a hundred at a time, with a call of something far away after each."""

    name: ClassVar[str] = "record_ingest"
    title: ClassVar[str] = "Student records"
    description: ClassVar[str] = (
        "Validates records that came as JSON and puts the valid ones into the dataset students."
    )
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = RecordIngestParameters
    # Most of its time it waits in a thread of the queue; others need some, too.
    limit: ClassVar[int | None] = 10
    # The first go, and five more.
    max_attempts: ClassVar[int] = 6
    standalone: ClassVar[bool] = False
    begins: ClassVar[str] = "Records begin with being sent: POST /api/data/ingest/."

    def warm_up(self) -> None:
        """Load what checks and loads records."""
        import docprocessor.ingestion.loading  # noqa: F401, PLC0415

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Put the records in, from where the last attempt stopped."""
        from docprocessor.ingestion.loading import run_records  # noqa: PLC0415  (Arrow; see warm_up)

        return run_records(RecordJob.objects.select_related("workspace").get(pk=job.pk), ctx)

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return a job for the records that `source` has."""
        if source is None:
            raise AppError("no_records", self.begins)
        earlier = self._held(source)
        if params["records"] != earlier.progress_total:
            message = "These are the records that were sent, all of them; how many there are cannot be changed."
            raise AppError("invalid", message, errors={"records": [message]})
        return self.of(workspace=workspace, payload=earlier.payload, size=earlier.progress_total)

    def before_retry(self, job: Job) -> None:
        """Refuse to go on without records."""
        self._held(job)

    def record(self, job: Job, number: int) -> dict[str, str] | None:
        """Return a record as it was sent."""
        payload = RecordJob.objects.values_list("payload", flat=True).get(pk=job.pk)
        if payload is None:
            return None
        sent = unpacked(payload)[number - 1]
        return {name: str(value) for name, value in sent.items() if value is not None}

    @classmethod
    def of(cls, *, workspace: Workspace, payload: bytes | memoryview | None, size: int) -> RecordJob:
        """Return a job for packed records, not stored yet."""
        return RecordJob(
            workspace=workspace,
            kind=cls.name,
            queue=cls.queue,
            title=f"{size:,} student records" if size > 1 else "1 student record",
            params={"records": size},
            progress_total=size,
            payload=payload,
        )

    @staticmethod
    def _held(job: Job) -> RecordJob:
        """Return a job whose records stay until the transaction ends. Raises AppError 410 when they have gone."""
        held = RecordJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if held.payload is None:
            message = "The records of this job are no longer kept; send them again."
            raise AppError("records_deleted", message, status=HTTPStatus.GONE)
        return held
