"""A kind with parameters, for tests of what is submitted; it is not run."""

from typing import Any

from rest_framework import serializers

from docprocessor.jobs.kinds import Kind


class NoteParameters(serializers.Serializer[Any]):
    text = serializers.CharField()
    times = serializers.IntegerField(default=1, min_value=1)
    until = serializers.DateField(required=False)
    about = serializers.JSONField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["text"] == "often" and attrs["times"] == 1:
            raise serializers.ValidationError("Once is not often.")
        return attrs


class Note(Kind):
    name = "note"
    title = "Note"
    description = "For tests."
    parameters = NoteParameters
