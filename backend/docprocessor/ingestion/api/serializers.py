"""Records in, and how they stand."""

from typing import Any, ClassVar, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from docprocessor.ingestion.kind import MOST_RECORDS
from docprocessor.ingestion.models import RecordError
from docprocessor.ingestion.payloads import Record
from docprocessor.jobs.models import TERMINAL, Job, Status

PENDING, PROCESSING, COMPLETED, FAILED = "PENDING", "PROCESSING", "COMPLETED", "FAILED"
WORDS: Final[dict[str, str]] = {
    Status.PENDING: PENDING,
    Status.PAUSED: PENDING,
    Status.PROCESSING: PROCESSING,
    Status.COMPLETED: COMPLETED,
    Status.FAILED: FAILED,
    Status.CANCELLED: FAILED,
}
A_RECORD = (
    "A student: `student_id`, `first_name`, `last_name` and `email` are strings that must be there, `grade` is a whole "
    "number from 1 to 12, `date_of_birth` a day in the past such as `2012-03-14`, `school` a string. What is wrong "
    "with a record is told by its status; here it is only looked at whether it is an object."
)
MOST_NAMED: Final = 20


@extend_schema_field(
    {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_RECORDS,
        "items": {"type": "object", "additionalProperties": True, "description": A_RECORD},
    }
)
class RecordsField(serializers.Field[list[Record], Any, Any, Any]):
    """Records, of which only their number and that they are objects is looked at."""

    def to_internal_value(self, data: Any) -> list[Record]:
        """Return the records. Raises ValidationError."""
        if not isinstance(data, list):
            raise serializers.ValidationError(f"This is a list of 1 to {MOST_RECORDS:,} JSON objects.")
        if not 1 <= len(data) <= MOST_RECORDS:
            raise serializers.ValidationError(f"There are {len(data):,} records; 1 to {MOST_RECORDS:,} are taken.")
        for index, record in enumerate(data):
            if not isinstance(record, dict):
                raise serializers.ValidationError(f"Record {index} is not a JSON object; the first one is record 0.")
        return data


class RecordsSerializer(serializers.Serializer[Any]):
    """What is sent."""

    closed: ClassVar[bool] = True

    records = RecordsField(
        error_messages={"null": f"This is a list of 1 to {MOST_RECORDS:,} JSON objects."},
    )

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what is not known, rather than pass over it."""
        unknown = [name for name in data if name not in self.fields] if isinstance(data, dict) else []
        if unknown:
            refused = {name[:100]: ["There is no such member; only records is taken."] for name in unknown[:MOST_NAMED]}
            raise serializers.ValidationError(refused)
        return super().to_internal_value(data)


class RecordsTakenSerializer(serializers.Serializer[Any]):
    """Records have been taken."""

    task_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=[PENDING])
    total_records = serializers.IntegerField()
    status_url = serializers.CharField()


class RecordErrorSerializer(serializers.ModelSerializer[RecordError]):
    """Why a record did not go in."""

    class Meta:
        model = RecordError
        fields = ("index", "field", "message")
        read_only_fields = fields
        extra_kwargs = {"index": {"help_text": "Of the record, from 0."}, "field": {"help_text": "Empty: all of it."}}


class RecordStatusSerializer(serializers.Serializer[Job]):
    """How the records of a task stand."""

    task_id = serializers.UUIDField(source="pk")
    status = serializers.SerializerMethodField()
    total_records = serializers.IntegerField(source="progress_total")
    processed_records = serializers.IntegerField(source="progress_done")
    failed_records = serializers.IntegerField(source="progress_failed")
    progress_percentage = serializers.SerializerMethodField()
    duration = serializers.SerializerMethodField(help_text="Seconds since it began, up to its end.")
    status_message = serializers.SerializerMethodField()
    errors = serializers.SerializerMethodField()  # type: ignore[assignment]  # the member's name is the contract's

    @extend_schema_field(serializers.ChoiceField(choices=[PENDING, PROCESSING, COMPLETED, FAILED]))
    def get_status(self, job: Job) -> str:
        """Return the job's status in the words of this contract."""
        return WORDS[job.status]

    @extend_schema_field(serializers.IntegerField(min_value=0, max_value=100))
    def get_progress_percentage(self, job: Job) -> int:
        """Return how much has been seen to, rounded down: 100 is all."""
        return job.progress_done * 100 // job.progress_total

    def get_duration(self, job: Job) -> float:
        """Return it to a tenth; 0 before it has begun."""
        if job.started_at is None:
            return 0.0
        until = job.finished_at if job.status in TERMINAL and job.finished_at else self._now(job)
        return round((until - job.started_at).total_seconds(), 1)

    def get_status_message(self, job: Job) -> str:
        """Return the word, and how far it has come."""
        word = self.get_status(job)
        return f"{word} ({self.get_progress_percentage(job)}% complete)" if word == PROCESSING else word

    @extend_schema_field(RecordErrorSerializer(many=True))
    def get_errors(self, job: Job) -> list[Any]:
        """Return what is wrong with records, in their order."""
        if not job.progress_failed:
            return []
        found = RecordError.objects.filter(job=job.pk).order_by("index", "place")
        return list(found.values("index", "field", "message"))

    @staticmethod
    def _now(job: Any) -> Any:
        return job.now  # by the database's clock
