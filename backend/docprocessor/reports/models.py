"""Feedback reports: the job that writes one, what it was asked to say, and where its document is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from docprocessor.jobs.models import Job


class Format(models.TextChoices):
    """What a report is written as."""

    HTML = "html"
    PDF = "pdf"


class Report(Job):
    """A job that writes a report of a student's events, and its document once it has.

    The events are kept, compressed, as long as the document, so that they can be written again in the other format.
    """

    format = models.CharField(max_length=4, choices=Format)
    student_id = models.CharField(max_length=100)
    namespace = models.CharField(max_length=200, blank=True)
    events_count = models.IntegerField()
    packed_events = models.BinaryField(null=True)
    # Where the file store keeps the document, never what a user typed.
    file_key = models.CharField(max_length=255, blank=True)
    size = models.BigIntegerField(null=True)
    pages = models.IntegerField(null=True)
    deleted_at = models.DateTimeField(null=True)  # when document and events were

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="report_events_until_deleted",
                condition=Q(packed_events__isnull=False) | Q(deleted_at__isnull=False),
            ),
        ]
