"""Filters of lists that refuse what they cannot read, where django-filter would pass over it and keep all."""

from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django_filters.constants import EMPTY_VALUES
from django_filters.fields import IsoDateTimeField

WORDS = {"true": True, "1": True, "false": False, "0": False}


class BooleanField(forms.Field):
    """`true` or `false`, whatever the case, or nothing."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> bool | None:
        """Return what the word says. Raises ValidationError for any other word."""
        if value in EMPTY_VALUES:
            return None
        if (word := str(value).lower()) not in WORDS:
            raise ValidationError("This is true or false.")
        return WORDS[word]


class MomentField(IsoDateTimeField):
    """A moment as ISO 8601 has it, in UTC: PostgreSQL refuses offsets that Python takes."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment. Raises ValidationError."""
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise ValidationError("This is no moment between the years 1 and 9999.") from None


class MomentFilter(django_filters.IsoDateTimeFilter):
    """`?name=2026-03-02T09:15:00Z`."""

    field_class = MomentField


class BooleanFilter(django_filters.BooleanFilter):
    """`?name=true` or `?name=false`."""

    field_class = BooleanField
