"""Errors as two published contracts word them: `{"error": "…", "details": {…}}` instead of a problem document."""

from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from docprocessor.lib.problems import exception_handler

INVALID = "Invalid input"


class PlainErrorSerializer(serializers.Serializer[Any]):
    """An error: a sentence, and each field's messages where fields are at fault."""

    error = serializers.CharField()
    details = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)


class PlainErrors(APIView):
    """A view whose every error, whoever found it, is answered in that shape; statuses and headers are those of
    problem documents."""

    error_serializer: ClassVar[type[serializers.BaseSerializer[Any]]] = PlainErrorSerializer
    error_content_type: ClassVar[str] = "application/json"

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        """Return what turns whatever was raised into an answer."""
        return plain_error


def plain_error(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answer a refusal or a failure with a sentence and what is wrong with each field."""
    response = exception_handler(exc, context)
    if response is None:
        return None
    problem: dict[str, Any] = response.data
    response.content_type = None
    errors = problem.get("errors")
    response.data = {"error": INVALID, "details": errors} if errors else {"error": problem["detail"]}
    return response
