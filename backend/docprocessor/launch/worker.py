"""The workers: `python -m docprocessor.launch.worker imports` becomes the Celery worker of that queue, with its own
pool, so that they are the same under `make run`, in containers and by hand."""

import argparse
import os
import sys
from collections.abc import Mapping

from docprocessor.launch import environment

QUEUES = ("imports", "default", "reports")


def command(queue: str, settings: Mapping[str, str], *, run: str = "") -> list[str]:
    """The worker of a queue; `run` tells it from one of another run on this machine, as Celery wants every name to
    differ."""
    celery = [sys.executable, "-m", "celery", "-q", "-A", "docprocessor", "worker", "-l", "info", "-Q", queue]
    # Workers need not know of each other: what they would agree on stands in PostgreSQL.
    return [*celery, "--without-gossip", "--without-mingle", "-n", f"{run}{queue}@%h", *_pool(queue, settings)]


def _pool(queue: str, settings: Mapping[str, str]) -> list[str]:
    # A child that has needed more memory than its cap, in KiB, is replaced after its job. A limit of address space
    # would be no cap of memory: Arrow and the threads' stacks reserve far more of it than they ever use.
    match queue:
        case "imports":
            children = settings.get("WORKER_CONCURRENCY") or str(os.cpu_count() or 1)
            return ["-P", "prefork", "-c", children, "--max-memory-per-child", "600000"]
        case "reports":
            return ["-P", "prefork", "-c", "1", "--max-memory-per-child", "300000"]
        case _:
            # Jobs that mostly wait; threads cannot be replaced one by one, so this one has no cap.
            return ["-P", "threads", "-c", settings.get("DEFAULT_CONCURRENCY") or "32"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docprocessor.launch.worker", description=__doc__)
    parser.add_argument("queue", choices=QUEUES)
    argv = command(parser.parse_args().queue, environment.effective())
    os.execv(argv[0], argv)  # noqa: S606


if __name__ == "__main__":
    main()
