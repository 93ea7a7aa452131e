"""Structured logs: one line an event, for people (`console`) or for machines (`json`)."""

from typing import Any, cast

import structlog
from structlog.typing import Processor


def logging_config(*, level: str, log_format: str) -> dict[str, Any]:
    """Configure structlog and return the `dictConfig` that sends the standard library's records the same way.

    Raises ValueError for a format that is neither `console` nor `json`.
    """
    if log_format not in ("console", "json"):
        raise ValueError(f"LOG_FORMAT is {log_format!r}; it can be console or json.")
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    # A plain traceback: the pretty one prints local variables, and those hold people's data and keys.
    renderer: Processor = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    if log_format == "json":
        shared.append(structlog.processors.format_exc_info)
        renderer = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=cast(
            "list[Processor]",
            [
                structlog.stdlib.filter_by_level,
                *shared,
                structlog.stdlib.PositionalArgumentsFormatter(),
                structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
            ],
        ),
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            # A refused request is the client's news and stands in its answer; the log keeps what is ours.
            "django.request": {"level": "ERROR"},
            "django_structlog.middlewares.request": {"level": "WARNING"},
            "celery.utils.functional": {"level": "WARNING"},
        },
    }
