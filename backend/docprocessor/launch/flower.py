"""`python -m docprocessor.launch.flower`: Flower, which shows what Celery's workers are at, to this machine alone.

It has no sign-in and may end workers, so it listens on the loopback address whatever `HOST` says.
"""

import os
import sys
from typing import NoReturn

from docprocessor.launch import BACKEND, LaunchError, stack

HOST = "127.0.0.1"


def command(port: int) -> list[str]:
    """How Flower is started, on the broker of the environment."""
    celery = [sys.executable, "-m", "celery", "--app", "docprocessor"]
    return [*celery, "--quiet", "flower", f"--address={HOST}", f"--port={port}", "--logging=warning"]


def main() -> NoReturn:
    """Become Flower."""
    try:
        port = stack.port_check(HOST, _port(), "make flower FLOWER_PORT")
    except LaunchError as error:
        sys.exit(str(error))
    print(f"\n  Flower is at {stack.address(HOST, port)}\n\n    Stop      Ctrl-C; the service goes on\n", flush=True)
    os.chdir(BACKEND)
    os.execv(sys.executable, command(port))  # noqa: S606  (that it starts no shell is the point)


def _port() -> int:
    value = os.environ.get("FLOWER_PORT") or "5555"
    try:
        return int(value)
    except ValueError as error:
        raise LaunchError(f"FLOWER_PORT must be a number, not {value}.") from error


if __name__ == "__main__":
    main()
