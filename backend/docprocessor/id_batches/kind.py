"""`id_batch`, as the job core knows it."""

import time
from typing import Any, ClassVar

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.id_batches.batching import SIZE
from docprocessor.id_batches.models import Batch, FetchedId
from docprocessor.id_batches.source import NotFetched, id_source
from docprocessor.jobs.context import JobContext, Stopped, TimedOut
from docprocessor.jobs.kinds import Kind, Pace
from docprocessor.jobs.lifecycle import LeaseLost
from docprocessor.jobs.models import Job
from docprocessor.lib.database_errors import DATABASE_ERRORS
from docprocessor.lib.problems import AppError

log = structlog.get_logger(__name__)

GREATEST_ID = 10**9 + 7
LISTEN_EVERY_SECONDS = 0.1
NOT_OF_THE_ID = (Stopped, TimedOut, LeaseLost, *DATABASE_ERRORS)


class IdBatchParameters(serializers.Serializer[Any]):
    """The ids of one batch."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=GREATEST_ID), min_length=1, max_length=SIZE
    )


class IdBatch(Kind):
    """Fetches a few ids, one after the other. Of all batches, at most one starts in `ID_BATCH_SECONDS`."""

    name: ClassVar[str] = "id_batch"
    title: ClassVar[str] = "Batch of ids"
    description: ClassVar[str] = "Fetches up to three ids from an external source; batches start seconds apart."
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = IdBatchParameters
    pace: ClassVar[Pace] = Pace("id_batches", settings.ID_BATCH_SECONDS)
    standalone: ClassVar[bool] = False
    begins: ClassVar[str] = "A batch begins with its request: POST /ingest."
    listed: ClassVar[bool] = False

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Refuse: a batch without a request would have no results to belong to."""
        raise AppError("no_request", self.begins)

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Fetch the ids that no earlier attempt has; each is stored with the checkpoint that says so."""
        batch = Batch.objects.get(pk=job.pk)
        ids: list[int] = job.params["ids"]
        ctx.advance(stage="fetching", total=len(ids))
        for place in range((job.checkpoint or {}).get("done", 0), len(ids)):
            ctx.raise_if_stopping()
            data, reason = _fetch(ids[place], ctx)
            with transaction.atomic():
                FetchedId.objects.create(batch=batch, place=place, number=ids[place], data=data, reason=reason)
                ctx.advance(done=1, failed=int(bool(reason)), checkpoint={"done": place + 1})
        failed = batch.fetched.exclude(reason="").count()
        return {"fetched": len(ids) - failed, "failed": failed}

    def needed(self) -> Q:
        """Return the condition of batches that have a request: they are deleted with it, not one by one."""
        return Q(id_batch__isnull=False)


def _fetch(number: int, ctx: JobContext) -> tuple[Any, str]:
    """Return what the source knows of an id, or why it gave nothing.

    Only what concerns this id is a result. Raises AppError when the source cannot be reached, which may pass.
    """

    def wait(seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            ctx.raise_if_stopping()
            time.sleep(min(left, LISTEN_EVERY_SECONDS))

    try:
        return id_source()(number, wait), ""
    except NOT_OF_THE_ID:
        raise
    except NotFetched as refusal:
        return None, str(refusal) or "The source has nothing for this id."
    except OSError as error:
        log.warning("source.away", number=number, error=str(error))
        message = "The source of the ids cannot be reached; what was fetched before stands."
        raise AppError("source_away", message, retryable=True) from error
    except Exception:  # whatever it is, the other ids must not suffer for it
        log.exception("source.fault", number=number)
        return None, "The source failed on this id; the fault has been logged."
