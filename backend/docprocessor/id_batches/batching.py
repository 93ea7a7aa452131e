"""A request's ids in batches, and the words for how far those are."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import TextChoices

from docprocessor.jobs.models import TERMINAL

SIZE = 3


class Word(TextChoices):
    """How far a batch or a request is, as the contract calls it."""

    YET_TO_START = "yet_to_start"
    TRIGGERED = "triggered"
    COMPLETED = "completed"


def batches(ids: Sequence[int]) -> list[list[int]]:
    """Cut ids into batches, in their order; the last may be smaller."""
    return [list(ids[start : start + SIZE]) for start in range(0, len(ids), SIZE)]


def batch_word(status: str, started_at: datetime | None) -> Word:
    """Say how far a batch is, by its job.

    One that has begun once is `triggered` until it has ended, also while it is back in the line. One that failed or
    was cancelled is `completed` too: nothing more will come of it, and who waits for the word must not wait for ever.
    What came of its ids, its results say.
    """
    if status in TERMINAL:
        return Word.COMPLETED
    return Word.TRIGGERED if started_at else Word.YET_TO_START


def request_word(words: Iterable[Word]) -> Word:
    """Say how far a request is, by its batches: what all of them are, or `triggered`."""
    different = set(words)
    return different.pop() if len(different) == 1 else Word.TRIGGERED
