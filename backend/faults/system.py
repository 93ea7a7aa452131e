"""A whole DocProcessor to break: servers, processes, and the ways to send work and to watch it."""

import json
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, LiteralString

import httpx
import psutil
import psycopg
from psycopg import sql

from docprocessor.launch import environment, stack
from docprocessor.launch.guard import Guard
from docprocessor.launch.servers import Servers
from faults.files import Input, file_of
from faults.parts import TWIN, Parts, Running
from faults.proxy import Proxy
from faults.queries import Database
from faults.registry import Broken, require
from faults.scale import Scale

TERMINAL = ("completed", "failed", "cancelled")
KINDS = "faults.kinds.Small,faults.kinds.Poison"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Import:
    """A file that was sent, and how it is to be imported."""

    id: str
    input: Input
    dataset: str
    params: dict[str, str] = field(default_factory=dict)


class System:
    """One running product; `sent` are the imports of the present fault.

    Two workers import, with one process each, so that one can take over from the other and it is known which of them
    has a job. The twin talks to PostgreSQL through `proxy`.
    """

    def __init__(
        self, scale: Scale, data: Path, settings: dict[str, str], *, servers: Servers, parts: Parts, proxy: Proxy
    ) -> None:
        self.scale, self.data, self.servers, self.parts, self.proxy = scale, data, servers, parts, proxy
        self.storage = Path(settings["STORAGE_ROOT"])
        self.url = stack.address(HOST, int(settings["PORT"]))
        self.key = settings["API_KEY"]
        self.client = httpx.Client(base_url=self.url, headers={"X-API-KEY": self.key}, timeout=60)
        self.database = Database(servers.urls["DATABASE_URL"])
        self.sent: list[Import] = []
        self._undisturbed: dict[tuple[Input, str], Import] = {}

    # --- Parts ------------------------------------------------------------------------------------

    def mend(self) -> None:
        """Bring up what is down, as a supervisor would."""
        for server in (self.servers.postgres, self.servers.valkey):
            if server.process() is None:
                server.start()
        self.parts.mend()

    def wait_until_ready(self) -> None:
        """Raises Broken when a part does not come up."""
        for running in self.parts.running.values():
            running.wait_until_ready()
        require(stack.wait_until_answers(self.url), "the page answers")

    def owner(self, job: str) -> Running:
        """The worker that has a job."""
        name = self.job(job).worker.partition("@")[0]
        for running in self.parts.importers:
            if running.node == name:
                return running
        raise Broken(f"the job is with {name or 'nobody'}, not with a worker that imports")

    def child(self, job: str) -> psutil.Process:
        """The process that works on a job."""
        (child,) = self.owner(job).children()
        return child

    @contextmanager
    def deaf(self, *workers: Running) -> Iterator[None]:
        """Keep workers from taking work."""
        for each in workers:
            each.suspend()
        try:
            yield
        finally:
            for each in workers:
                each.resume()

    @contextmanager
    def behind_proxy(self) -> Iterator[Proxy]:
        """Let that worker alone take imports that talks to PostgreSQL through a proxy."""
        others = [each for each in self.parts.importers if not each.part.name.endswith(TWIN)]
        with self.deaf(*others):
            try:
                yield self.proxy
            finally:
                self.proxy.disarm()

    # --- Work -------------------------------------------------------------------------------------

    def file(self, rows: int | None = None) -> Input:
        """A file of customers; of the scale's size, unless another is asked for."""
        return file_of(self.data, rows or self.scale.rows)

    def dataset(self, file: Input) -> str:
        """Make an empty dataset that takes a file."""
        slug = f"customers_{uuid.uuid4().hex[:12]}"
        answer = self.client.post("/api/datasets/", json={"slug": slug, "title": slug, "schema": file.schema})
        answer.raise_for_status()
        return slug

    def send(self, file: Input | None = None, *, dataset: str = "", **params: str) -> Import:
        """Begin an import, into a dataset of its own unless one is named."""
        file = file or self.file()
        dataset = dataset or self.dataset(file)
        with file.path.open("rb") as content:
            form = {"dataset": dataset, **params}
            answer = self.client.post("/api/imports/", files={"file": content}, data=form)
        require(answer.status_code == 202, f"an import is accepted with 202, not {answer.status_code}: {answer.text}")
        sent = Import(answer.json()["id"], file, dataset, params)
        self.sent.append(sent)
        return sent

    def submit(self, kind: str) -> str:
        """Begin a job of a kind without parameters."""
        answer = self.client.post("/api/jobs/", json={"kind": kind, "params": {}})
        require(answer.status_code == 202, f"a job is accepted with 202, not {answer.status_code}: {answer.text}")
        return str(answer.json()["id"])

    def cancel(self, job: str) -> None:
        """Ask for a job to be cancelled."""
        answer = self.client.post(f"/api/jobs/{job}/cancel/")
        require(answer.status_code == 202, f"a cancel is accepted with 202, not {answer.status_code}: {answer.text}")

    def undisturbed(self, sent: Import) -> Import:
        """The same import, to which nothing happened; each is run once."""
        key = (sent.input, json.dumps(sent.params))
        if key not in self._undisturbed:
            before = list(self.sent)
            twin = self.send(sent.input, **sent.params)
            self.sent = before
            done = self.ended(twin.id)
            right = (done.status, done.attempt, done.inserted_rows) == ("completed", 1, sent.input.accepted)
            require(right, "an import to which nothing happens completes at once, with every record that is right")
            self._undisturbed[key] = twin
        return self._undisturbed[key]

    # --- Watching ---------------------------------------------------------------------------------

    def job(self, job: str) -> SimpleNamespace:
        """A job's row, with that of its import."""
        return self.database.row(
            "SELECT *, total_rows - unprocessed_rows AS processed_rows FROM jobs_job"
            " LEFT JOIN imports_importjob ON job_ptr_id = id WHERE id = %s",
            job,
        )

    def until(
        self, job: str, holds: Callable[[SimpleNamespace], object], seconds: float, *, every: float = 0.02
    ) -> SimpleNamespace:
        """Wait for a job; returns it as it then stands. Raises Broken when it takes longer."""
        deadline = time.monotonic() + seconds
        while not holds(now := self.job(job)):
            if time.monotonic() > deadline:
                done = f"{now.status}, stage {now.stage}, {now.progress_done} done, attempt {now.attempt}"
                raise Broken(f"nothing came of the job within {seconds:g} s: {done}, {now.crashes} crashes")
            time.sleep(every)
        return now

    def ended(self, job: str, seconds: float | None = None) -> SimpleNamespace:
        """Wait until a job has ended, one way or another."""
        return self.until(job, lambda now: now.status in TERMINAL, seconds or self.scale.patience)

    def completed(self, sent: Import, seconds: float | None = None) -> SimpleNamespace:
        """Wait until an import has completed."""
        done = self.ended(sent.id, seconds)
        require(done.status == "completed", f"the import completes; it {done.status}: {done.failure}")
        return done

    def drop_sent(self) -> None:
        """Forget the imports that were sent, with the datasets they went into."""
        for dataset in {sent.dataset for sent in self.sent}:
            code = self.client.delete(f"/api/datasets/{dataset}/").status_code
            require(code == 204, f"a dataset is deleted with 204, not {code}")
        self.sent.clear()

    def reset(self) -> None:
        """After a fault that went badly: begin with fresh processes and no work."""
        self.parts.kill_all()
        self.mend()
        self.wait_until_ready()
        for job in self.database.rows("SELECT id FROM jobs_job WHERE NOT status = ANY (%s)", list(TERMINAL)):
            self.cancel(job.id)
            self.ended(job.id)
        self.drop_sent()

    def underway(self, sent: Import, share: float = 0.2) -> SimpleNamespace:
        """Wait until a share of an import's records is in."""
        rows = sent.input.rows * share
        return self.until(sent.id, lambda now: now.total_rows and now.processed_rows >= rows, 60, every=0.002)

    def table(self, dataset: str) -> sql.Identifier:
        """A dataset's table."""
        query = "SELECT w.slug FROM accounts_workspace AS w JOIN datasets_dataset AS d ON workspace_id = w.id"
        workspace = self.database.value(query + " WHERE d.slug = %s", dataset)
        return sql.Identifier(f"data_{workspace}", dataset)

    @contextmanager
    def held_in_batch(self, sent: Import, share: float = 0.2) -> Iterator[SimpleNamespace]:
        """Hold an import inside the transaction of a batch: nobody may write to its table for as long as this lasts."""
        self.underway(sent, share)
        with suppress(psycopg.OperationalError), self.held(sent.dataset) as own:  # PostgreSQL may be what dies
            self.wait_for_waiter(own)
            yield self.job(sent.id)

    @contextmanager
    def held(self, dataset: str, lock: LiteralString = "SHARE") -> Iterator[psycopg.Connection[Any]]:
        """Lock a dataset's table, by default against all who would write to it."""
        with self.database.connect() as own, own.transaction():
            own.execute(sql.SQL("LOCK TABLE {} IN {} MODE").format(self.table(dataset), sql.SQL(lock)))
            yield own

    def wait_for_waiter(self, own: psycopg.Connection[Any]) -> None:
        """Wait until somebody wants a lock that a connection holds."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))"
        deadline = time.monotonic() + 30
        while not self.database.value(query, own.info.backend_pid):
            if time.monotonic() > deadline:
                raise Broken("the harness could not hold the import in a batch: it had ended")
            time.sleep(0.005)


@contextmanager
def running_system(scale: Scale, **changes: str) -> Iterator[System]:
    """Start everything on throw-away data, and leave nothing behind, however it ends."""
    with ExitStack() as after:
        data = Path(tempfile.mkdtemp(prefix="docprocessor-faults-"))
        guard = after.enter_context(Guard(data, throw_away=True))
        settings = environment.throw_away() | scale.settings | changes
        settings |= {"STORAGE_ROOT": str(data / "files"), "EXTRA_JOB_KINDS": KINDS, "WORKER_CONCURRENCY": "1"}
        settings |= {"DATABASE_URL": "", "CELERY_BROKER_URL": "", "PORT": str(stack.port_check(HOST, 0, ""))}
        # Durable, or a PostgreSQL that is killed would lose what it said it had.
        servers = after.enter_context(stack.servers_for(settings, data, durable=True))
        processes = stack.process_environment(settings, servers, data) | guard.mark
        stack.prepare(processes, data)
        logs = data / "logs"
        logs.mkdir()
        proxy = after.enter_context(Proxy(servers.urls["DATABASE_URL"]))
        whole = stack.parts(processes, HOST, int(settings["PORT"]), reload=False)
        parts = Parts(whole, logs, twin_settings={"DATABASE_URL": proxy.url})
        after.callback(parts.kill_all)
        system = System(scale, data, settings, servers=servers, parts=parts, proxy=proxy)
        after.callback(system.database.close)
        after.callback(system.client.close)
        system.mend()
        system.wait_until_ready()
        yield system
