"""What a request for ids may hold, judged strictly: JSON knows numbers, words and `true` apart, and so do we."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from docprocessor.id_batches.kind import GREATEST_ID
from docprocessor.jobs.models import Priority

MOST_IDS = 10_000
MOST_NAMED = 10  # of what is wrong; the rest is counted
LONGEST_SHOWN = 40
PRIORITIES = {"HIGH": Priority.HIGH, "MEDIUM": Priority.NORMAL, "LOW": Priority.LOW}
WORDS = {value: word for word, value in PRIORITIES.items()}


@extend_schema_field(
    {
        "type": "array",
        "items": {"type": "integer", "minimum": 1, "maximum": GREATEST_ID},
        "minItems": 1,
        "maxItems": MOST_IDS,
    }
)
class IdsField(serializers.Field[list[int], Any, list[int], Any]):
    """A list of ids. All that are none are found at once; the first ten are named by their places, counted from 0."""

    def to_internal_value(self, data: Any) -> list[int]:
        """Return the ids. Raises ValidationError."""
        if not isinstance(data, list):
            raise serializers.ValidationError("This is a list of whole numbers.")
        if not 1 <= len(data) <= MOST_IDS:
            raise serializers.ValidationError(f"This is a list of 1 to {MOST_IDS:,} ids, not of {len(data):,}.")
        # type(), because True is an int to isinstance().
        wrong = [place for place, each in enumerate(data) if type(each) is not int or not 1 <= each <= GREATEST_ID]
        if wrong:
            named = [f"ids[{place}] ({_shown(data[place])})" for place in wrong[:MOST_NAMED]]
            more = f" and {len(wrong) - MOST_NAMED:,} more" if len(wrong) > MOST_NAMED else ""
            raise serializers.ValidationError(
                f"Each id is a whole number from 1 to {GREATEST_ID:,}; these are not: {', '.join(named)}{more}."
            )
        return data

    def to_representation(self, value: list[int]) -> list[int]:
        """Return the ids as they are."""
        return value


@extend_schema_field({"type": "string", "enum": list(PRIORITIES)})
class PriorityWordField(serializers.Field[Priority, Any, str, Any]):
    """A priority by its word."""

    def to_internal_value(self, data: Any) -> Priority:
        """Return the priority. Raises ValidationError."""
        if not isinstance(data, str) or data not in PRIORITIES:
            raise serializers.ValidationError(f"This is one of {', '.join(PRIORITIES)}, not {_shown(data)}.")
        return PRIORITIES[data]

    def to_representation(self, value: Any) -> str:
        """Return the word."""
        return WORDS[Priority(value)]


class StrictSerializer(serializers.Serializer[Any]):
    """A JSON object without members that it does not know; every fault is told at once."""

    closed: ClassVar[bool] = True  # said in the OpenAPI document

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return what was sent, which must be an object. Raises ValidationError."""
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"non_field_errors": ["The body is a JSON object."]})
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        """Return what is valid. Raises ValidationError."""
        unknown = [name for name in data if name not in self.fields]
        errors: dict[str, Any] = {
            name[:LONGEST_SHOWN]: ["There is no such member here."] for name in unknown[:MOST_NAMED]
        }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**cast("dict[str, Any]", error.detail), **errors}) from None
        if errors:
            raise serializers.ValidationError(errors)
        return value


def _shown(value: Any) -> str:
    """Return a value as JSON writes it, cut where it is long."""
    words = {True: "true", False: "false", None: "null"}
    if isinstance(value, bool | None):
        return words[value]
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = f'"{value[: LONGEST_SHOWN + 1]}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
