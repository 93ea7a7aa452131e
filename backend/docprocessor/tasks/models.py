"""What tasks keep besides their job: the mails that they send, and the pictures that they make."""

from typing import ClassVar

from django.db import models

from docprocessor.jobs.models import Job


class EmailState(models.TextChoices):
    """Where a mail stands. One that is `sending` has been handed to the mail server, or was about to be."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"  # for good
    PUT_OFF = "put_off"  # to be tried again


class Email(models.Model):
    """One mail of a task. It is written down before it is sent, and once more when it has been: what is `sent` is never
    sent again. Only a worker that dies between sending and writing leaves it open; then it is sent again, under the
    same Message-ID."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="emails", db_index=False)
    number = models.IntegerField()  # among the task's, from 1
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    message_id = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=EmailState)
    reason = models.TextField(blank=True)  # why it was refused, or put off
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "number"], name="email_once"),
            models.CheckConstraint(name="email_sent_at_a_time", condition=~models.Q(state="sent", sent_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.job_id} ({self.state})"


class Picture(models.Model):
    """One image of a task: made smaller, or refused for a reason."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    number = models.IntegerField()  # among the task's, from 1
    name = models.CharField(max_length=255)
    reason = models.TextField(blank=True)
    # Width, height, bytes and format of the image as it came and of its thumbnail.
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    file_key = models.CharField(max_length=255, blank=True)
    file_deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "number"], name="picture_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.job_id}"
