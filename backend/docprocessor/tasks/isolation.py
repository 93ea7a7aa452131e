"""Work on files of strangers, in a process of its own: what brings it down takes down nothing else, what it needs of
memory and time is bounded, and it can be ended at any moment. The worker's own threads stay free meanwhile.

The process gets what it is to do as JSON on its standard input, in which `file` is the descriptor of the file, and
answers with JSON, a line for each thing that it has to say. It knows no secrets: neither settings nor environment are
handed on.
"""

import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import UnsupportedOperation
from typing import IO, Any, Final

import structlog
from django.conf import settings

from docprocessor.jobs.context import JobContext

LOOK_EVERY_SECONDS: Final = 0.1
READ_BYTES: Final = 256 * 1024
TOLD_BYTES: Final = 2_000  # of what a process that failed has written
log = structlog.get_logger(__name__)


class ProcessFailed(Exception):
    """The process ended before it was done, or was ended because its time was up."""


@contextmanager
def isolated(
    module: str, asked: dict[str, Any], ctx: JobContext, *, file: IO[bytes] | None = None, seconds: float | None = None
) -> Iterator[Iterator[dict[str, Any]]]:
    """Run a module in a process of its own and give its answers; it is ended with the block.

    Drawing an answer raises Stopped as soon as the job is asked to stop, and ProcessFailed when the process has died,
    or has taken more than so many seconds.
    """
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as order, _as_descriptor(file) as given:
        order.write(json.dumps(asked | {"file": given}).encode())
        order.seek(0)
        process = subprocess.Popen(  # noqa: S603  (nothing of it is anybody's text)
            [sys.executable, "-m", module],
            stdin=order,
            stdout=subprocess.PIPE,
            stderr=errors,
            pass_fds=() if given is None else (given,),
            cwd=settings.BACKEND,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        try:
            yield _answers(process, errors, ctx, time.monotonic() + seconds if seconds else None)
        finally:
            process.kill()
            process.communicate()


def _answers(
    process: subprocess.Popen[bytes], errors: IO[bytes], ctx: JobContext, ends_at: float | None
) -> Iterator[dict[str, Any]]:
    begun: list[bytes] = []  # of a line, which may be long
    for piece in _pieces(process, ctx, ends_at):
        *ends, rest = piece.split(b"\n")
        for end in ends:
            yield json.loads(b"".join([*begun, end]))
            begun.clear()
        begun.append(rest)
    if process.wait() != 0:
        errors.seek(0)
        told = errors.read()[-TOLD_BYTES:].decode(errors="replace")
        log.error("isolated.failed", command=process.args, ended=process.returncode, told=told)
        raise ProcessFailed(f"ended with {process.returncode}")


def _pieces(process: subprocess.Popen[bytes], ctx: JobContext, ends_at: float | None) -> Iterator[bytes]:
    assert process.stdout is not None  # noqa: S101  (it was asked for)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            ctx.raise_if_stopping()
            if ends_at is not None and time.monotonic() > ends_at:
                raise ProcessFailed("took too long")
            if selector.select(LOOK_EVERY_SECONDS):
                piece = os.read(process.stdout.fileno(), READ_BYTES)
                if not piece:
                    return
                yield piece


@contextmanager
def _as_descriptor(file: IO[bytes] | None) -> Iterator[int | None]:
    """Give a file as a process can inherit it: itself where it lies on this machine, else a copy."""
    if file is None:
        yield None
        return
    try:
        yield file.fileno()
    except UnsupportedOperation:
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(file, copy)
            copy.flush()
            yield copy.fileno()
