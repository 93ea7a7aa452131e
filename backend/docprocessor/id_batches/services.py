"""Taking requests for ids, and taking them back."""

from django.db import connection, transaction

from docprocessor.accounts.models import User, Workspace
from docprocessor.id_batches.batching import batches
from docprocessor.id_batches.kind import IdBatch
from docprocessor.id_batches.models import Ingestion
from docprocessor.jobs import lifecycle
from docprocessor.jobs.lifecycle import Part
from docprocessor.jobs.models import Job, Priority

# No other jobs have ids between those of jobs that were submitted together.
PUT_INTO_BATCHES = """
    INSERT INTO id_batches_batch (job_id, ingestion_id, position)
    SELECT id, %s, row_number() OVER (ORDER BY id) - 1 FROM jobs_job WHERE id BETWEEN %s AND %s
"""


@transaction.atomic
def ingestion_create(*, workspace: Workspace, created_by: User, ids: list[int], priority: Priority) -> Ingestion:
    """Take a request for ids: its batches stand in the line in their order, behind what came before at its priority."""
    ingestion = Ingestion(workspace=workspace, created_by=created_by, priority=priority, id_count=len(ids))
    ingestion.save(force_insert=True)
    pattern = Job(workspace=workspace, created_by=created_by, kind=IdBatch.name, queue=IdBatch.queue, priority=priority)
    parts = [
        Part(title=", ".join(map(str, numbers)), params={"ids": numbers}, total=len(numbers))
        for numbers in batches(ids)
    ]
    jobs = lifecycle.submit_all(pattern, parts)
    with connection.cursor() as cursor:
        cursor.execute(PUT_INTO_BATCHES, [ingestion.pk, jobs[0], jobs[-1]])
    return ingestion


def ingestion_cancel(ingestion: Ingestion) -> None:
    """Cancel whatever of a request has not ended; what was fetched stays."""
    lifecycle.request_cancel_of_all(Job.objects.filter(id_batch__ingestion=ingestion))
