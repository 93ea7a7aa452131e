"""When it is worth asking again how far a request for ids is."""

from math import ceil

from drf_spectacular.utils import OpenApiParameter

from docprocessor.id_batches import line
from docprocessor.id_batches.batching import Word

RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, OpenApiParameter.HEADER, response=True, description="Seconds until it is worth asking again."
)


def polling_headers(word: str, *, busy: bool) -> dict[str, str]:
    """Say when there may be something new: soon while a batch is at work, else when the gate opens."""
    if word == Word.COMPLETED:
        return {}
    now, opens_at = line.gate()
    seconds = 1 if busy or opens_at is None else max(1, ceil((opens_at - now).total_seconds()))
    return {"Retry-After": str(seconds)}
