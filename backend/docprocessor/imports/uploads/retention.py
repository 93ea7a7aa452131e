"""How long uploads are kept."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from django.db.models import QuerySet, Sum
from django.db.models.functions import Now

from docprocessor.imports.models import Upload
from docprocessor.imports.uploads.services import is_used, upload_delete
from docprocessor.jobs.retention import Amount, Rule


class Uploads(Rule):
    """Each says itself when it expires, which is the later the more is done with it."""

    name: ClassVar[str] = "uploads"
    sentence: ClassVar[str] = "uploads that nobody went on with, and what had come of them"
    setting: ClassVar[str] = "KEEP_UPLOADS_HOURS"
    unit: ClassVar[timedelta] = timedelta(hours=1)

    def count(self) -> Amount:
        """Return how many would go, and how many bytes that frees."""
        freed = (
            self._expired().annotate(is_used=is_used()).filter(is_used=False).aggregate(size=Sum("received"))["size"]
        )
        return Amount(self._expired().count(), int(freed or 0))

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for upload_id in self._expired().order_by("pk").values_list("pk", flat=True):
            freed = upload_delete(upload_id, self._expired())
            yield Amount() if freed is None else Amount(1, freed)

    def _expired(self) -> QuerySet[Upload]:
        return Upload.objects.filter(expires_at__lte=Now())
