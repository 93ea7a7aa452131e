"""Taking records."""

from collections.abc import Sequence

from django.db import transaction

from docprocessor.accounts.models import User, Workspace
from docprocessor.ingestion.kind import RecordIngest
from docprocessor.ingestion.models import RecordJob
from docprocessor.ingestion.payloads import Record, packed
from docprocessor.jobs import lifecycle


@transaction.atomic
def records_submit(*, workspace: Workspace, created_by: User, records: Sequence[Record]) -> RecordJob:
    """Take records and the job that puts them in, both or neither. Raises ParseError for one nested too deeply."""
    job = RecordIngest.of(workspace=workspace, payload=packed(records), size=len(records))
    job.created_by = created_by
    lifecycle.submit(job)
    return job
