"""Parameters that name something of the workspace; `format` in their JSON Schema says what, so that a form can offer
it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from docprocessor.lib.strict_fields import StrictCharField


@extend_schema_field({"type": "string", "format": "upload"})
class UploadField(serializers.UUIDField):
    """The id of an upload of the workspace."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the id. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "format": "dataset"})
class DatasetField(StrictCharField):
    """The slug of a dataset of the workspace."""
