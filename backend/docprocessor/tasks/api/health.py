"""Whether tasks are taken and done."""

from http import HTTPStatus
from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from docprocessor.jobs import health
from docprocessor.tasks.api.examples import HEALTH

# Without these, nothing can be accepted; without the others, what is accepted waits.
VITAL: Final = ("postgresql", "storage")
STATES: Final = ("healthy", "degraded", "unhealthy")
AGAIN_AFTER: Final = "5"


@extend_schema_serializer(component_name="ServiceHealth")
class ServiceHealthSerializer(serializers.Serializer[Any]):
    """How the service is, and each of its parts: `ok`, or what is wrong with it."""

    status = serializers.ChoiceField(choices=STATES)
    parts = serializers.DictField(child=serializers.CharField())


class HealthView(APIView):
    """Health, for whoever asks."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="health",
        responses={
            200: ServiceHealthSerializer,
            503: OpenApiResponse(ServiceHealthSerializer, "No task can be taken."),
        },
        parameters=[OpenApiParameter("Retry-After", int, OpenApiParameter.HEADER, response=[503])],
        examples=HEALTH,
    )
    def get(self, request: Request) -> Response:
        """Say whether all parts are there: `healthy`; `degraded` while tasks are taken and wait for a part;
        `unhealthy`, with 503, while none can be taken."""
        parts = health.parts()
        missing = [name for name, state in parts.items() if state != health.OK]
        if any(name in VITAL for name in missing):
            body = {"status": "unhealthy", "parts": parts}
            return Response(body, status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": AGAIN_AFTER})
        return Response({"status": "degraded" if missing else "healthy", "parts": parts})
