"""A kind that does what a test says."""

from typing import Any

from rest_framework import serializers

from docprocessor.jobs.kinds import Kind


class Probe(Kind):
    """A kind that does what the test says."""

    name = "probe"
    title = "Probe"
    description = "For tests."
    queue = "default"
    parameters = serializers.Serializer
    max_attempts = 2
    act: Any = staticmethod(lambda job, ctx: None)

    def run(self, job, ctx):
        return type(self).act(job, ctx)
