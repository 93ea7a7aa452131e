"""Kinds of work that only the harness knows; the processes are told of them by EXTRA_JOB_KINDS."""

import os
import signal
from typing import Any, ClassVar

from rest_framework import serializers

from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Job

STEPS = 5


class NoParameters(serializers.Serializer[Any]):
    """Nothing to choose."""


class Small(Kind):
    """A few steps, and something to say after each."""

    name: ClassVar[str] = "faults_small"
    title: ClassVar[str] = "A small job"
    description: ClassVar[str] = "Counts to five."
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = NoParameters

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Count."""
        ctx.advance(stage="counting", total=STEPS)
        for _ in range(STEPS - job.progress_done):
            ctx.raise_if_stopping()
            ctx.advance(done=1)
        return {"counted_to": STEPS}


class Poison(Kind):
    """Takes its worker's process down each time it is begun."""

    name: ClassVar[str] = "faults_poison"
    title: ClassVar[str] = "A poisonous job"
    description: ClassVar[str] = "Kills its worker."
    queue: ClassVar[str] = "imports"
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = NoParameters

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Come to the first step and die."""
        ctx.advance(stage="swallowing", total=STEPS)
        os.kill(os.getpid(), signal.SIGKILL)
        return {}
