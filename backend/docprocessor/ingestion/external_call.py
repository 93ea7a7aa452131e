"""What is called after every batch of records: a stand-in that takes its time. `EXTERNAL_CALL` names another."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

from docprocessor.ingestion.payloads import Record


class ExternalCall(Protocol):
    """A call that whatever it raises makes a failure that may pass: it is made again after a while.

    It may also be made again when its worker died just after it, with the same `key`. `records` are the last hundred,
    as they were sent; `pause` waits for so many seconds, and raises when the job is asked to stop.
    """

    def __call__(self, *, key: str, records: Sequence[Record], pause: Callable[[float], None]) -> None: ...


def simulated(*, key: str, records: Sequence[Record], pause: Callable[[float], None]) -> None:
    """Take as long as a call of something far away does."""
    pause(settings.EXTERNAL_CALL_SECONDS)


def external_call() -> ExternalCall:
    """Return the call that is set."""
    call: ExternalCall = import_string(settings.EXTERNAL_CALL)
    return call


@checks.register
def check_external_call(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Import it at start, so that a wrong name is noticed before a job needs it."""
    try:
        external_call()
    except ImportError as error:
        message = f"EXTERNAL_CALL names {settings.EXTERNAL_CALL}, which cannot be imported: {error}"
        return [checks.Error(message, id="ingestion.E001")]
    return []
