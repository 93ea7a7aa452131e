"""Loaded by pytest before the settings are read: tests take their servers from the environment, nothing from `.env`.

Where several processes share the tests out among them (pytest-xdist), each has files, a database and a broker of its
own: pytest-django names the database after the process, and the broker's database is numbered after it.
"""

import os
import re
import tempfile

os.environ.update(
    SECRET_KEY="only-for-tests",  # noqa: S106
    DEBUG="false",
    API_KEY="",
    ADMIN_PASSWORD="",
    STORAGE_ROOT=tempfile.mkdtemp(prefix="docprocessor-test-files-"),
    LOG_LEVEL="warning",
    LOG_FORMAT="console",
    DATABASE_POOL_SIZE="0",
)

if process := os.environ.get("PYTEST_XDIST_WORKER"):  # gw0, gw1, …
    number = int(process.removeprefix("gw")) + 1
    # `redis://host:6379/0`, or `redis+socket:///path?virtual_host=0`
    broker, found = re.subn(r"(?<=[/=])\d+$", str(number), os.environ["CELERY_BROKER_URL"])
    if not found:
        raise SystemExit("CELERY_BROKER_URL must end with the number of a database, so that each process has its own.")
    os.environ["CELERY_BROKER_URL"] = broker
