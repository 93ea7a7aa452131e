"""Fields that take one type of JSON and no other: `"5"` and `true` are no numbers, and 5 is no text."""

from typing import Any

from rest_framework import serializers


class StrictCharField(serializers.CharField):
    """A text, sent as a string."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictIntegerField(serializers.IntegerField):
    """A whole number, sent as one."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number. Raises ValidationError."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class StrictFloatField(serializers.FloatField):
    """A number, sent as one."""

    def to_internal_value(self, data: Any) -> float:
        """Return the number. Raises ValidationError."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return super().to_internal_value(data)
