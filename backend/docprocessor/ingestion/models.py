"""Records that come as JSON: the job that puts them into a dataset, and what is wrong with some of them."""

from django.db import models

from docprocessor.jobs.models import Job


class RecordJob(Job):
    """A job that puts records into a dataset; its total is how many were sent."""

    # The records as JSON, compressed by zstd; null since they have had their time.
    payload = models.BinaryField(null=True)


class RecordError(models.Model):
    """One fault of one record: why it did not go in. The key is the records' order, and the only index."""

    pk = models.CompositePrimaryKey("job", "index", "place")
    job = models.ForeignKey(RecordJob, on_delete=models.CASCADE, related_name="errors", db_index=False)
    index = models.IntegerField()  # of the record, from 0 as in the request
    place = models.IntegerField()  # in the order of the faults
    field = models.CharField(max_length=100)
    message = models.TextField()

    def __str__(self) -> str:
        return f"record {self.index}, {self.field}: {self.message}"
