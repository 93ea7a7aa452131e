"""Filters of lists that refuse what they cannot read, where django-filter would pass over it and keep all."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django_filters.constants import EMPTY_VALUES

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


class BooleanFilter(django_filters.BooleanFilter):
    """`?name=true` or `?name=false`."""

    field_class = BooleanField
