"""Runs the parts of the service together: when one ends, or somebody asks, all end, and none is left behind.

honcho prints (a name, a colour, a time before each line); the policy is ours, because honcho's signals whole process
groups, which would kill a worker's children in the middle of a batch, and waits five seconds at most.
"""

import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import IO, TextIO

from honcho.colour import get_colours
from honcho.printer import Message, Printer

from docprocessor.launch import LaunchError
from docprocessor.launch.processes import kill_group

GRACE_SECONDS = 25  # a worker finishes its batch, saves and hands back
CHECK_SECONDS = 1


@dataclass(frozen=True, eq=False)
class Part:
    """One program. `foreground` ones keep the terminal's input and output, and their end is the end of the run."""

    name: str
    command: list[str]
    environment: dict[str, str]
    directory: Path
    foreground: bool = False


class Supervisor:
    """Starts parts, prints what they say, and stops them all.

    `check` names something else the parts need that has gone, or answers None; it is asked every second.
    """

    def __init__(
        self,
        check: Callable[[], str | None] = lambda: None,
        *,
        grace: float = GRACE_SECONDS,
        output: TextIO | None = None,
    ) -> None:
        self._check = check
        self._grace = grace
        self._printer = Printer(output or sys.stdout)
        self._colours = get_colours()
        # Not a SimpleQueue: in CPython 3.11 a signal at the wrong moment makes its `get` forget the timeout.
        self._messages: queue.Queue[Message | Callable[[], None]] = queue.Queue()
        self._running: dict[Part, subprocess.Popen[bytes]] = {}
        self._received: list[signal.Signals] = []
        self._handled = 0
        self._code: int | None = None
        self._deadline = 0.0
        self._next_check = 0.0

    @property
    def stopping(self) -> bool:
        return self._code is not None

    def say(self, text: str) -> None:
        self._print(Message("line", text, datetime.now().astimezone(), "system", None))

    def start(self, part: Part) -> None:
        process = _popen(part)
        self._running[part] = process
        self._printer.width = max(self._printer.width, len(part.name), len("system"))
        if not part.foreground:
            reading = (part.name, process.stdout, next(self._colours))
            threading.Thread(target=self._read, args=reading, daemon=True).start()

    def call(self, action: Callable[[], None]) -> None:
        """Have `action` done between two lines, from whatever thread."""
        self._messages.put(action)

    def stop(self, why: str, code: int) -> None:
        """Ask every part to end; the first reason gives the exit code."""
        if self.stopping:
            return
        self._code = code
        self._deadline = time.monotonic() + self._grace
        self.say(why)
        for process in self._running.values():
            # The first process only: it knows how its children want to end.
            process.terminate()

    def run(self, *parts: Part) -> int:
        """Start the parts and stay until all have ended; the exit code says whether that was wanted."""
        with self._listening():
            try:
                for part in parts:
                    self.start(part)
                while self._running:
                    self._step()
            finally:
                self._kill_all()
        self._drain(timeout=0.2)
        return self._code or 0

    def _step(self) -> None:
        self._drain(timeout=0.1)
        self._collect()
        self._heed_signals()
        now = time.monotonic()
        if self.stopping and now > self._deadline:
            self.say(f"Killing what did not end: {', '.join(part.name for part in self._running)}")
            self._kill_all()
        elif not self.stopping and now > self._next_check:
            self._next_check = now + CHECK_SECONDS
            if gone := self._check():
                self.stop(f"{gone} has gone; stopping", 1)

    def _drain(self, timeout: float) -> None:
        """Print what has been said, not what is still being said: a talkative part must not hide a signal."""
        with suppress(queue.Empty):
            self._take(self._messages.get(timeout=timeout))
            for _ in range(self._messages.qsize()):
                self._take(self._messages.get_nowait())

    def _take(self, item: Message | Callable[[], None]) -> None:
        if isinstance(item, Message):
            self._print(item)
        else:
            item()

    def _collect(self) -> None:
        for part, process in list(self._running.items()):
            if (code := process.poll()) is None:
                continue
            self._forget(part, process)
            if part.foreground:
                self.stop("Done; stopping", code if code >= 0 else 128 - code)
            elif not self.stopping:
                self.stop(f"{part.name} ended by itself ({_how(code)}); stopping", code if code > 0 else 1)

    def _heed_signals(self) -> None:
        received, self._handled = self._received[self._handled :], len(self._received)
        for number in received:
            if self.stopping:
                self.say("Stopping at once")
                self._kill_all()
            else:
                foreground = any(part.foreground for part in self._running)
                self.stop("Stopping (once more to stop at once)", 128 + number if foreground else 0)

    def _kill_all(self) -> None:
        for part, process in list(self._running.items()):
            kill_group(process.pid)
            process.wait()
            self._forget(part, process)

    def _forget(self, part: Part, process: subprocess.Popen[bytes]) -> None:
        kill_group(process.pid)  # what it forked and left
        del self._running[part]

    def _read(self, name: str, lines: IO[bytes], colour: str) -> None:
        with lines:
            for line in lines:
                self._messages.put(Message("line", line, datetime.now().astimezone(), name, colour))

    def _print(self, message: Message) -> None:
        try:
            self._printer.write(message)
        except OSError:  # the terminal has gone, or the disk its output goes to is full: no reason to stop serving
            self._printer.output = sys.__stderr__

    @contextmanager
    def _listening(self) -> Iterator[None]:
        def note(number: int, _: FrameType | None) -> None:
            self._received.append(signal.Signals(number))

        asked = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup outlives its terminal
            asked.append(signal.SIGHUP)
        before = {number: signal.signal(number, note) for number in asked}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _popen(part: Part) -> subprocess.Popen[bytes]:
    piped = None if part.foreground else subprocess.PIPE
    try:
        # A session of its own: the terminal's Ctrl-C reaches the supervisor alone, which stops things in order.
        return subprocess.Popen(
            part.command,
            stdin=None if part.foreground else subprocess.DEVNULL,
            stdout=piped,
            stderr=piped and subprocess.STDOUT,
            env=part.environment,
            cwd=part.directory,
            start_new_session=True,
        )
    except OSError as error:
        raise LaunchError(f"{part.command[0]} cannot be started: {error.strerror}.") from error


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
