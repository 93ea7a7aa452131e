"""What a task is called that nobody has named."""

from typing import Any

from docprocessor.jobs.models import Job


def title_of(made: str, params: dict[str, Any], source: Job | None) -> str:
    """Return a new task's title: the one made of its parameters, or that of the task that it repeats unchanged."""
    return source.title if source is not None and source.params == params else made
