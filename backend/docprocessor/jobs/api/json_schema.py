"""The JSON Schema of a kind's parameters, from the serializer that checks them."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView


def json_schema(serializer: type[BaseSerializer[Any]]) -> dict[str, Any]:
    """Return the schema (draft 2020-12) of what the serializer takes."""
    schema = AutoSchema()
    schema.view = APIView(request=None)
    schema.registry = ComponentRegistry()
    schema.method, schema.path = "POST", "/"
    return dict(schema._map_basic_serializer(serializer(), "request"))
