"""django-import-export: a ModelResource as its documentation begins with, or with `bulk` as fast as it can be set.

Its own widgets read `12.5` as the integer 12 and `maybe` as false, and give the whole import up for `N/A` as a number,
so three of them are made strict here.
"""

import re
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets
from tablib import Dataset

from bench.peers.django_project import Customer
from bench.peers.program import Rejects, measured

REPEATED = "repeated"


class StrictInteger(widgets.IntegerWidget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        if not re.fullmatch(r"[+-]?[0-9]+", value):
            raise ValueError("This is not a whole number.")
        return int(value)


class StrictDecimal(widgets.DecimalWidget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Decimal | None:
        try:
            return super().clean(value, row, **kwargs)
        except InvalidOperation:
            raise ValueError("This is not a number.") from None


class StrictBoolean(widgets.BooleanWidget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise ValueError("This is neither true nor false.")
        return value == "true"


class CustomerResource(resources.ModelResource):
    id = fields.Field("id", "id", widget=StrictInteger())
    amount = fields.Field("amount", "amount", widget=StrictDecimal())
    active = fields.Field("active", "active", widget=StrictBoolean())

    class Meta:
        model = Customer
        clean_model_instances = True

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[int] = set()

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """Look for an existing row; a key that is none has none."""
        try:
            return super().get_instance(instance_loader, row)
        except ValueError:
            return None

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Refuse a repeated key, which would update the row that is there."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if instance.pk in self._seen:
            raise ValidationError({"id": ValidationError("This key is repeated.", code=REPEATED)})
        self._seen.add(instance.pk)


class BulkCustomerResource(CustomerResource):
    class Meta:
        model = Customer
        clean_model_instances = True
        use_bulk = True
        force_init_instance = True
        skip_diff = True

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Do not ask the database about each key."""
        super().validate_instance(instance, import_validation_errors, validate_unique=False)


def load(file: Path, rejects: Rejects) -> None:
    resource = BulkCustomerResource() if "bulk" in sys.argv else CustomerResource()
    with file.open(encoding="utf-8", newline="") as text:
        result = resource.import_data(Dataset().load(text, format="csv"))
    if result.has_errors():
        raise RuntimeError(result.row_errors()[0] if result.row_errors() else result.base_errors)
    for invalid in result.invalid_rows:
        for column, errors in invalid.error.error_dict.items():
            if errors[0].code == REPEATED:
                rejects.repeat(invalid.number, invalid.values[0])
            else:
                rejects.faulty(invalid.number, column, errors[0].message)


if __name__ == "__main__":
    measured(load)
