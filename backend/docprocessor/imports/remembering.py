"""How files with a header were imported into a dataset the last time that somebody said to remember it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from django.db.models.functions import Now

from docprocessor.datasets.models import Dataset
from docprocessor.imports.models import ImportJob, RememberedMapping
from docprocessor.imports.tabular.mapping import SERVICE_COLUMNS
from docprocessor.imports.tabular.reading import Reading

AS_ASKED: Final = ("dialect", "mode", "duplicates", "on_error")


def fingerprint(reading: Reading) -> str | None:
    """Return what tells a file's header from others: its labels in their order, without what rejects carry besides;
    None for a file without a header."""
    if reading.header_line is None and not reading.keys:
        return None
    labels = [label for label in reading.labels if label not in SERVICE_COLUMNS]
    return hashlib.sha256(json.dumps(labels).encode()).hexdigest()


def remember_mapping(job: ImportJob, dataset: Dataset, reading: Reading, columns: Sequence[str | None]) -> None:
    """Keep how an import was asked for, with the field of every column, if it asks for that; the request is used up
    by it, so that a retry does not bring back what has been forgotten since."""
    if not job.params.pop("remember", False) or (known_by := fingerprint(reading)) is None:
        return
    asked = {name: job.params[name] for name in AS_ASKED if name in job.params}
    mapping = {
        label: field for label, field in zip(reading.labels, columns, strict=True) if label not in SERVICE_COLUMNS
    }
    RememberedMapping.objects.update_or_create(
        dataset=dataset, fingerprint=known_by, defaults={"params": {"mapping": mapping, **asked}, "updated_at": Now()}
    )
