"""The Celery application; its one task lives in `docprocessor.jobs.worker`."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")

app = Celery("docprocessor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ("docprocessor.jobs.worker", "docprocessor.jobs.worker_life")


@setup_logging.connect
def _use_our_logging(**_: Any) -> None:
    from django.conf import settings  # noqa: PLC0415  (read when a worker starts, not when this is imported)

    logging.config.dictConfig(settings.LOGGING)
