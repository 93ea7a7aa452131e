"""Any sequence of submitting, running, crashing, cancelling, pausing, going on, retrying and undoing of real imports:
after each, the table holds just what a plain model says."""

from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.conftest import Killed, before_batch, expire_lease, killed
from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.models import Job

ROWS, BATCH = 8, 2
BATCHES = ROWS // BATCH
OPEN = ("pending", "processing", "paused")


@dataclass
class ModelImport:
    """What is known of one import: how many of its batches are in, and how it stands."""

    status: str = "pending"
    batches: int = 0
    undone: bool = False

    @property
    def rows(self) -> int:
        return 0 if self.undone else self.batches * BATCH


class Life:
    """The model and the real thing, side by side."""

    def __init__(self, api, upload, dataset) -> None:
        self.api, self.upload, self.dataset = api, upload, dataset
        self.models: list[ModelImport] = []
        self.ids: list[str] = []

    def submit(self, _: int) -> None:
        first = len(self.ids) * ROWS
        lines = "".join(f"{first + n},Name,,,\n" for n in range(ROWS))
        self.ids.append(self.upload(f"id,name,email,amount,joined\n{lines}", dataset="customers").json()["id"])
        self.models.append(ModelImport())

    def run(self, number: int, act=lambda job: None, then: str = "") -> None:
        """Run what is next; before one of its batches something happens, if it has so many left."""
        waiting = [n for n, model in enumerate(self.models) if model.status == "pending"]
        at = number % BATCHES + 1
        try:
            with before_batch(at, act):
                ended = worker.run_next("imports")
        except Killed:
            assert expire_lease() == ["pending"]
            ended = {"ended": "killed"}
        assert (ended is None) == (not waiting)
        if not waiting:
            return
        model = self.models[waiting[0]]
        if then and at <= BATCHES - model.batches:
            model.status, model.batches = then, model.batches + at - 1
            # What is asked before a batch is heeded before the next one; a killed worker does no more.
            if then != "pending":
                model.batches += 1
                if model.batches == BATCHES:
                    model.status = "heeded at the end"
        else:
            model.status, model.batches = "completed", BATCHES

    def crash(self, number: int) -> None:
        self.run(number, killed, "pending")

    def cancel_midway(self, number: int) -> None:
        self.run(number, lifecycle.request_cancel, "cancelled")

    def pause_midway(self, number: int) -> None:
        self.run(number, lifecycle.request_pause, "paused")

    def ask(self, verb: str, number: int, allowed: tuple[str, ...], then: str) -> None:
        if not self.ids:
            return
        number %= len(self.ids)
        model = self.models[number]
        answer = self.api.post(f"/api/imports/{self.ids[number]}/{verb}/")
        may = model.status in allowed and not (model.undone and verb in ("retry", "resume"))
        assert answer.status_code == (202 if may else 409), answer.json()
        if may:
            model.status = then

    def cancel(self, number: int) -> None:
        self.ask("cancel", number, ("pending", "paused"), "cancelled")

    def pause(self, number: int) -> None:
        self.ask("pause", number, ("pending",), "paused")

    def resume(self, number: int) -> None:
        self.ask("resume", number, ("paused",), "pending")

    def retry(self, number: int) -> None:
        self.ask("retry", number, ("cancelled", "failed"), "pending")

    def undo(self, number: int) -> None:
        if not self.ids:
            return
        number %= len(self.ids)
        model = self.models[number]
        answer = self.api.post(f"/api/imports/{self.ids[number]}/undo/")
        may = model.status not in OPEN and model.rows > 0
        assert answer.status_code == (202 if may else 409), answer.json()
        if may:
            assert worker.run_next("default")["ended"] == "completed"
            undo = Job.objects.get(pk=answer.json()["id"])
            assert undo.result == {"removed": model.rows, "restored": 0, "kept": 0}
            model.undone = True
            refused = self.api.post(f"/api/imports/{undo.pk}/undo/")
            assert (refused.status_code, refused.json()["code"]) == (409, "not_undoable")

    def check(self) -> None:
        for identifier, model in zip(self.ids, self.models, strict=True):
            job = ImportJob.objects.get(pk=identifier)
            if model.status == "heeded at the end":
                # Whether the wish or the end came first, all of it is in.
                assert job.status in ("completed", "cancelled", "paused")
                model.status = job.status
            assert (job.status, job.inserted_rows) == (model.status, model.batches * BATCH)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT id FROM "{self.dataset.namespace_name}"."{self.dataset.slug}" ORDER BY id')
            stored = [row[0] for row in cursor]
        expected = [n * ROWS + row for n, model in enumerate(self.models) for row in range(model.rows)]
        assert stored == expected


COMMANDS = [
    "submit", "run", "crash", "cancel_midway", "pause_midway", "cancel", "pause", "resume", "retry", "undo", "undo",
]  # fmt: skip


@given(commands=st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(0, 7)), min_size=8, max_size=16))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("look_at_once")
def test_any_life(api, upload, customers, settings, commands):
    settings.IMPORT_BATCH_ROWS = BATCH
    settings.JOB_MAX_CRASHES = 1000
    with transaction.atomic():
        life = Life(api, upload, customers)
        for command, number in [("submit", 0), *commands]:
            getattr(life, command)(number)
            life.check()
        transaction.set_rollback(True)
