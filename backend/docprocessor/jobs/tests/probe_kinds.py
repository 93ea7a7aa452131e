"""Kinds that a worker of its own runs in tests, named to it by EXTRA_JOB_KINDS."""

import time

from rest_framework import serializers

from docprocessor.jobs.kinds import Kind


class Listening(Kind):
    """Works in small steps, and looks between them whether it is to stop."""

    name = "listening"
    title = "Listening"
    description = "For tests."
    parameters = serializers.Serializer

    def run(self, job, ctx):
        ctx.advance(stage="at work")
        while True:
            ctx.raise_if_stopping()
            time.sleep(0.05)


class Deaf(Listening):
    """Works for a minute, whatever happens."""

    name = "deaf"

    def run(self, job, ctx):
        ctx.advance(stage="at work")
        time.sleep(60)


PATHS = ",".join(f"{__name__}.{kind.__name__}" for kind in (Listening, Deaf))
