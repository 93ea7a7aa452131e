"""A job's version, raised by others than its worker."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F

from docprocessor.jobs.announcements import announce
from docprocessor.jobs.models import Job


def raise_version(job_id: UUID) -> None:
    """Let those who keep or show a job see that something of it has changed, once the transaction is committed."""
    Job.objects.filter(pk=job_id).update(version=F("version") + 1)
    version = Job.objects.values_list("version", flat=True).get(pk=job_id)
    transaction.on_commit(partial(announce, job_id, version))
