"""`email_sending`: mails through Django's mail backend."""

from typing import Any, ClassVar, Final

from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Job
from docprocessor.lib.strict_fields import StrictCharField, StrictFloatField, StrictIntegerField
from docprocessor.tasks.mail.sending import send_all, sent_and_refused, try_refused_again
from docprocessor.tasks.titles import title_of

MOST: Final = 100
MADE: Final = 5
LONGEST_SUBJECT: Final = 200


class RecipientField(serializers.EmailField):
    """An address, sent as a string."""

    def to_internal_value(self, data: Any) -> str:
        """Return the address. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        address = super().to_internal_value(data)
        try:
            address.rpartition("@")[2].encode("idna")
        except UnicodeError:
            self.fail("invalid")
        return address


class EmailSendingParameters(serializers.Serializer[Any]):
    """What is sent, and to whom."""

    num_emails = StrictIntegerField(
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=f"How many; if it is not said, one for each recipient, or {MADE}.",
    )
    subject = StrictCharField(default="A message from DocProcessor", max_length=LONGEST_SUBJECT)
    delay_per_email = StrictFloatField(
        min_value=0.5, max_value=5, default=0.5, help_text="Seconds between one mail and the next."
    )
    recipients = serializers.ListField(
        child=RecipientField(max_length=254),
        min_length=1,
        max_length=MOST,
        required=False,
        help_text="Without any, addresses at example.com are made up. Where there are more mails than recipients, they "
        "go round.",
    )

    def validate_subject(self, value: str) -> str:
        """A subject is one line: what comes after a line's end would be read as other headers."""
        if not value.isprintable():
            raise serializers.ValidationError("This is one line, without control characters.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """There is at least one mail for each recipient."""
        recipients = attrs.get("recipients", [])
        number = attrs.setdefault("num_emails", len(recipients) or MADE)
        if number < len(recipients):
            message = f"There are {len(recipients)} recipients; send each a mail, or name fewer."
            raise serializers.ValidationError({"num_emails": message})
        return attrs


class EmailSending(Kind):
    """Sends mails, one after the other."""

    name: ClassVar[str] = "email_sending"
    title: ClassVar[str] = "Sending of mails"
    description: ClassVar[str] = "Sends plain mails to a list of recipients, with a pause between them."
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = EmailSendingParameters
    max_attempts: ClassVar[int] = 8  # a mail server may be away for minutes
    limit: ClassVar[int | None] = 8

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return a new job, called after the mails' subject."""
        job = super().job(workspace=workspace, params=params, source=source)
        job.title = title_of(params["subject"], params, source)
        return job

    def before_retry(self, job: Job) -> None:
        """Whoever tries a task again wants another try at what was refused."""
        try_refused_again(job)

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Send what has not been sent."""
        number = job.params["num_emails"]
        named = job.params.get("recipients") or [f"person{place}@example.com" for place in range(1, number + 1)]
        send_all(job, [named[place % len(named)] for place in range(number)], ctx)
        return sent_and_refused(job)
