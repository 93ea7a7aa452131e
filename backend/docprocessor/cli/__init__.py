"""The command line: `docprocessor`. What a command needs is imported when it runs, so that help comes at once."""

import os
import signal
import sys
from typing import NoReturn

INTERRUPTED = 130


def main() -> NoReturn:
    """Run a command and end the process with its exit code."""
    from docprocessor.cli.app import app
    from docprocessor.cli.ending import Failed

    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts deaf to it
    try:
        app()
    except Failed as failure:
        print(f"docprocessor: {failure}", file=sys.stderr)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has read enough; nothing is to be flushed into it any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)


def _end(number: int, _: object) -> NoReturn:
    """Leave in order, so that no half-written file stays."""
    sys.exit(128 + number)
