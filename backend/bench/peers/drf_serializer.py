"""A REST framework serializer and bulk_create: a ModelSerializer for each row, as it is mostly written, or with `many`
one plain Serializer for all of a batch, as fast as it can be had.
"""

import csv
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from rest_framework import serializers

from bench.peers.django_project import Customer
from bench.peers.program import COUNTRIES, LARGEST_KEY, LONGEST_NAME, LONGEST_NOTE, Rejects, measured

BATCH_ROWS = 1_000
Record = dict[str, str]
Judged = tuple[dict[str, Any], dict[str, Any]]  # values, errors


class CustomerModelSerializer(serializers.ModelSerializer[Customer]):
    """Asks the database about each key, as its UniqueValidator does."""

    class Meta:
        model = Customer
        fields = "__all__"
        extra_kwargs = {"notes": {"trim_whitespace": False}}


class CustomerSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(min_value=-LARGEST_KEY - 1, max_value=LARGEST_KEY)
    name = serializers.CharField(max_length=LONGEST_NAME)
    email = serializers.EmailField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    signup_date = serializers.DateField()
    active = serializers.BooleanField()
    country = serializers.ChoiceField(sorted(COUNTRIES))
    notes = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, trim_whitespace=False)


@transaction.atomic
def load(file: Path, rejects: Rejects) -> None:
    judge = _judged_together if "many" in sys.argv else _judged_one_by_one
    seen: set[int] = set()
    with file.open(encoding="utf-8", newline="") as text:
        records = csv.DictReader(text)
        start = 1
        while batch := list(islice(records, BATCH_ROWS)):
            Customer.objects.bulk_create(_right(batch, start, judge(batch), seen, rejects))
            start += len(batch)


def _judged_one_by_one(batch: list[Record]) -> Iterator[Judged]:
    for record in batch:
        serializer = CustomerModelSerializer(data=record)
        is_valid = serializer.is_valid()
        yield (serializer.validated_data if is_valid else {}), serializer.errors


def _judged_together(batch: list[Record]) -> Iterator[Judged]:
    # The child judges each row: with one faulty row in it, `is_valid` would keep the values of none.
    rows = CustomerSerializer(many=True)
    for record in batch:
        try:
            yield rows.run_child_validation(record), {}
        except serializers.ValidationError as error:
            yield {}, error.detail


def _right(
    batch: list[Record], start: int, judged: Iterator[Judged], seen: set[int], rejects: Rejects
) -> list[Customer]:
    found = []
    for row, (record, (values, errors)) in enumerate(zip(batch, judged, strict=True), start=start):
        for column, reasons in errors.items():
            # A key that is in the table stood in this file before.
            if reasons[0].code == "unique":
                if len(errors) == 1:
                    rejects.repeat(row, record[column])
            else:
                rejects.faulty(row, column, record[column])
        if errors:
            continue
        if values["id"] in seen:
            rejects.repeat(row, values["id"])
            continue
        seen.add(values["id"])
        found.append(Customer(**values))
    return found


if __name__ == "__main__":
    measured(load)
