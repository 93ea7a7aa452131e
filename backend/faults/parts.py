"""The product's own processes: started as `make run` starts them, and ended in every way there is."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from docprocessor.launch.processes import kill_group
from docprocessor.launch.supervisor import Part
from faults.registry import Broken

READY_SECONDS = 60
TWIN = "-twin"
# What each part says once it does its work.
SAYS_WHEN_READY = {"web": "Started server process", "worker": " ready.", "scheduler": "scheduler.started"}


@dataclass
class Running:
    """A part that has been started; `said_before` is how long its log was then."""

    part: Part
    process: subprocess.Popen[bytes]
    log: Path
    said_before: int

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @property
    def node(self) -> str:
        """A worker's name, as jobs have it."""
        command = self.part.command
        return command[command.index("-n") + 1].partition("@")[0]

    def children(self) -> list[psutil.Process]:
        """The processes of its pool."""
        return psutil.Process(self.process.pid).children()

    def suspend(self) -> None:
        """SIGSTOP for its first process: its pool goes on, and gets nothing more to do."""
        psutil.Process(self.process.pid).suspend()

    def resume(self) -> None:
        """SIGCONT."""
        psutil.Process(self.process.pid).resume()

    def kill(self) -> None:
        """SIGKILL for it and all that it forked."""
        kill_group(self.process.pid)
        self.process.wait()

    def terminate(self, seconds: float) -> float:
        """Ask it to end, and return how long that took. Raises Broken when it takes longer than `seconds`."""
        began = time.monotonic()
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Broken(f"{self.part.name} did not end within {seconds:g} s of SIGTERM") from None
        kill_group(self.process.pid)
        return time.monotonic() - began

    def wait_until_ready(self) -> None:
        """Raises Broken when it does not come up."""
        says = next(says for kind, says in SAYS_WHEN_READY.items() if self.part.name.startswith(kind))
        deadline = time.monotonic() + READY_SECONDS
        while says not in self.said():
            if time.monotonic() > deadline or not self.alive:
                raise Broken(f"{self.part.name} did not start; its last words: {self.said()[-2_000:]}")
            time.sleep(0.05)

    def said(self) -> str:
        """What it has printed since it was started."""
        return self.log.read_text(errors="replace")[self.said_before :]

    def has_said(self, *words: str) -> bool:
        """Whether one of its lines holds all of these words."""
        return any(all(word in line for word in words) for line in self.said().splitlines())


class Parts:
    """Every part of one system, by name."""

    def __init__(self, parts: list[Part], logs: Path, *, twin_settings: dict[str, str]) -> None:
        twins = [twin(part, **twin_settings) for part in parts if _imports(part)]
        self._parts = {part.name: part for part in [*parts, *twins]}
        self._logs = logs
        self.running: dict[str, Running] = {}

    @property
    def importers(self) -> list[Running]:
        """The workers that import files: two, with one process each, so that one can take over from the other."""
        return [each for each in self.running.values() if _imports(each.part)]

    def start(self, name: str, **environment: str) -> Running:
        """Start a part that does not run, perhaps with other settings; it is not ready yet."""
        part = self._parts[name]
        self.running[name] = self._start(replace(part, environment=part.environment | environment))
        return self.running[name]

    @contextmanager
    def one_more(self, name: str) -> Iterator[Running]:
        """A part twice."""
        running = self._start(twin(self._parts[name]))
        try:
            running.wait_until_ready()
            yield running
        finally:
            running.kill()

    def _start(self, part: Part) -> Running:
        log = self._logs / f"{part.name}.log"
        log.touch()
        said_before = len(log.read_text(errors="replace"))
        with log.open("a") as output:
            process = subprocess.Popen(
                part.command,
                env=part.environment,
                cwd=part.directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Running(part, process, log, said_before)

    def mend(self) -> None:
        """Start what does not run, as a supervisor would."""
        for name in self._parts:
            if not (name in self.running and self.running[name].alive):
                self.start(name)

    def kill_all(self) -> None:
        for running in self.running.values():
            running.kill()


def _imports(part: Part) -> bool:
    return "-Q" in part.command and "imports" in part.command[part.command.index("-Q") + 1].split(",")


def twin(part: Part, **settings: str) -> Part:
    """The same part once more, perhaps with other settings; a worker gets a name of its own."""
    command = list(part.command)
    if "-n" in command:
        place = command.index("-n") + 1
        command[place] = f"twin-{command[place]}"
    return replace(part, name=f"{part.name}{TWIN}", command=command, environment=part.environment | settings)
