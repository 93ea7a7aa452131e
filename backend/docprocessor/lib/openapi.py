"""What every operation of the OpenAPI document has in common."""

from typing import Any, Literal

from django.apps import apps
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.views import APIView

from docprocessor.lib.problems import CONTENT_TYPE

Direction = Literal["request", "response"]


Endpoint = tuple[str, str, str, Any]  # path, its pattern, method, view


def with_head_and_options(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Add HEAD and OPTIONS where a view has its own, which drf-spectacular leaves out; one of its hooks."""
    views = {path: (pattern, view) for path, pattern, _, view in endpoints}
    more = [
        (path, pattern, method.upper(), view)
        for path, (pattern, view) in views.items()
        for method in ("head", "options")
        if getattr(view.cls, method, None) not in (None, APIView.options)
    ]
    return [*endpoints, *more]


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem document (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # the member's name is the contract's
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class ProblemAutoSchema(AutoSchema):
    """Adds the errors that any operation can give: problem documents, or what the view has in their place."""

    method_mapping = AutoSchema.method_mapping | {"head": "head", "options": "options"}

    def get_tags(self) -> list[str]:
        """Sort operations by the app that answers them."""
        app = apps.get_containing_app_config(type(self.view).__module__)
        return [str(app.verbose_name)] if app else super().get_tags()

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> dict[str, Any]:
        """Say of a serializer that is `closed` that there are no other members."""
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if getattr(serializer, "closed", False):
            schema["additionalProperties"] = False
        return schema

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        statuses = ["400", "401", "403", "404", "409", "413", "415", "422", "429", "503", "507"]
        for status in statuses:
            if status not in bodies and self._can_answer(status):
                error = getattr(self.view, "error_serializer", ProblemSerializer)
                media = getattr(self.view, "error_content_type", CONTENT_TYPE)
                answer = self._get_response_for_code(OpenApiResponse(error), status, [media])  # type: ignore[no-untyped-call]
                bodies[status] = answer
        return bodies

    def _can_answer(self, status: str) -> bool:
        writes = self.method not in ("GET", "HEAD", "OPTIONS")
        takes_key = hasattr(getattr(self.view, self.method.lower(), None), "is_idempotent")
        return {
            "400": True,
            "401": bool(self.view.authentication_classes),
            "403": bool(self.view.authentication_classes),
            "404": "{" in self.path,
            "409": takes_key,
            "413": writes,
            "415": writes,
            "422": takes_key,
            "429": bool(self.view.throttle_classes),
            "503": True,
            "507": writes,
        }[status]
