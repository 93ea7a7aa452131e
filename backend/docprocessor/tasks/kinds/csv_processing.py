"""`csv_processing`: statistics of each column of numbers, of rows that are made up, of a file, or of a dataset."""

import math
from typing import Any, ClassVar, Final

from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.models import Dataset
from docprocessor.imports.models import FileUse
from docprocessor.imports.services import refuse_no_table
from docprocessor.imports.uploads.uses import used_file
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError
from docprocessor.lib.strict_fields import StrictFloatField, StrictIntegerField
from docprocessor.tasks.fields import DatasetField, UploadField
from docprocessor.tasks.pauses import pause
from docprocessor.tasks.statistics.columns import ColumnStatistics, described
from docprocessor.tasks.statistics.made_rows import LABELS, columns_of, made_csv
from docprocessor.tasks.statistics.of_dataset import dataset_statistics
from docprocessor.tasks.statistics.of_file import file_statistics
from docprocessor.tasks.titles import title_of
from docprocessor.tasks.uploads import refuse_without_files, use_uploads

CHUNKS: Final = 20
MADE: Final = {"num_rows": 1_000, "processing_time": 5.0}
ONE_SOURCE: Final = "Name either an upload or a dataset."


class CsvProcessingParameters(serializers.Serializer[Any]):
    """What is looked at: an upload, a dataset, or else rows that are made up."""

    num_rows = StrictIntegerField(
        min_value=100, max_value=10_000, required=False, help_text="How many rows are made up; 1,000 if it is not said."
    )
    processing_time = StrictFloatField(
        min_value=5, max_value=60, required=False, help_text="Seconds that made-up rows take; 5 if it is not said."
    )
    upload = UploadField(required=False, help_text="A file to work on instead: any table that can be imported.")
    dataset = DatasetField(required=False, help_text="A dataset to work on instead.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """There is one source; how many rows, and how long they take, is only to be said of made-up ones."""
        if "upload" in attrs and "dataset" in attrs:
            raise serializers.ValidationError({"dataset": ONE_SOURCE})
        source = next((name for name in ("upload", "dataset") if name in attrs), None)
        if source is None:
            return MADE | attrs
        if out_of_place := [name for name in MADE if name in attrs]:
            message = f"This is for rows that are made up; leave it out with the parameter {source}."
            raise serializers.ValidationError(dict.fromkeys(out_of_place, message))
        return attrs


class CsvProcessing(Kind):
    """Statistics of a table's columns of numbers."""

    name: ClassVar[str] = "csv_processing"
    title: ClassVar[str] = "Statistics of a table"
    description: ClassVar[str] = (
        "Counts, adds up and averages each column of numbers of a file, a dataset, or rows that are made up."
    )
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = CsvProcessingParameters
    # Reading a file takes a core for as long as it lasts.
    limit: ClassVar[int | None] = 4

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return a new job, called after what it looks at. Raises AppError 400 for an upload or a dataset that is not
        there."""
        job = super().job(workspace=workspace, params=params, source=source)
        if "upload" in params:
            [use] = use_uploads(job, {"upload": params["upload"]}, source=source)
            _refuse_no_table(use)
            title = use.name
        elif "dataset" in params:
            title = _dataset(workspace, params["dataset"]).title
        else:
            title = f"{params['num_rows']:,} made-up rows"
        job.title = title_of(title, params, source)
        return job

    def before_retry(self, job: Job) -> None:
        """Refuse to go on without the file."""
        if "upload" in job.params:
            refuse_without_files(job, [job.params["upload"]])

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Look at the table. Of a file or made-up rows, a later attempt goes on where this one stopped; a dataset may
        have changed meanwhile, so it is looked at from its start."""
        if "upload" in job.params:
            use = job.file_uses.get()
            with used_file(use) as file:
                columns = file_statistics(file, job.checkpoint, ctx)
            source: dict[str, Any] = {"upload": job.params["upload"], "name": use.name}
        elif "dataset" in job.params:
            dataset = _dataset(job.workspace, job.params["dataset"])
            ctx.advance(done=-job.progress_done)
            columns = dataset_statistics(dataset, ctx)
            source = {"dataset": dataset.slug}
        else:
            columns = _made_statistics(job, ctx)
            source = {"made": True}
        job.refresh_from_db(fields=["progress_done", "progress_failed"])
        rows, faulty = job.progress_done, job.progress_failed
        left_out = f" {faulty:,} of them do not fit the table, and are left out." if faulty else ""
        ctx.log(f"Read {rows:,} rows; columns of numbers: {len(columns):,}.{left_out}")
        return {"source": source, "rows": rows, "columns": columns}


def _made_statistics(job: Job, ctx: JobContext) -> list[dict[str, Any]]:
    total, seconds = job.params["num_rows"], job.params["processing_time"]
    kept = job.checkpoint or {"rows": 0, "columns": [ColumnStatistics().as_json() for _ in LABELS]}
    columns = [ColumnStatistics.from_json(each) for each in kept["columns"]]
    ctx.advance(stage="processing", total=total)
    size = math.ceil(total / CHUNKS)
    for first in range(kept["rows"], total, size):
        rows = min(size, total - first)
        text = made_csv(str(job.pk), first, rows)
        for column, cells in zip(columns, columns_of(text), strict=True):
            column.add_texts(cells)
        pause(ctx, seconds * rows / total)
        kept = {"rows": first + rows, "columns": [column.as_json() for column in columns]}
        ctx.advance(done=rows, checkpoint=kept)
    return described(LABELS, columns)


def _refuse_no_table(use: FileUse) -> None:
    with used_file(use) as file:
        try:
            refuse_no_table(file)
        except AppError as error:
            raise AppError(error.code, error.message, errors={"upload": [error.message]}) from None


def _dataset(workspace: Workspace, slug: str) -> Dataset:
    dataset = Dataset.objects.filter(workspace=workspace, slug=slug).first()
    if dataset is None:
        message = f"There is no dataset called {slug!r}."
        raise AppError("unknown_dataset", message, errors={"dataset": [message]})
    return dataset
