"""Loaded by pytest before the settings are read: tests take their servers from the environment, nothing from `.env`."""

import os
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
