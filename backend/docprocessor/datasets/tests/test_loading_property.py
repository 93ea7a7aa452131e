"""Any file, cut into any batches, in any mode, by any policy: what a plain list of rows would make of it."""

import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docprocessor.datasets.loading.keys import BloomFilter
from docprocessor.datasets.models import Load
from docprocessor.jobs.models import Job

from .feeding import Feed, query
from .loading_model import FIELDS, Model

A = {"name": "a", "type": "integer"}
UNIQUE = {"unique": True}
SCHEMAS = {
    "single": ([A, {"name": "b"}, {"name": "c", "type": "number"}, {"name": "d"}], ["a"], [("a",)]),
    "composite": ([A, {"name": "b"}, {"name": "c", "type": "number"}, {"name": "d"}], ["b", "a"], [("b", "a")]),
    "second": (
        [
            A,
            {"name": "b", "constraints": UNIQUE},
            {"name": "c", "type": "number", "constraints": UNIQUE},
            {"name": "d"},
        ],
        ["a"],
        [("a",), ("b",), ("c",)],
    ),
    "no primary": (
        [
            {**A, "constraints": UNIQUE},
            {"name": "b", "constraints": UNIQUE},
            {"name": "c", "type": "number"},
            {"name": "d"},
        ],
        [],
        [("a",), ("b",)],
    ),
}
MODES = list(itertools.product(("insert", "replace", "upsert", "update"), ("reject", "skip", "last_wins")))


def records(schema):
    key_free = st.none() if "second" in schema or "no" in schema else st.nothing()
    a = st.integers(1, 4) | (st.none() if "no" in schema else st.nothing())
    b = st.sampled_from("xyz") | key_free
    c = st.sampled_from(["1", "1.0", "2", "3"]) | key_free
    return st.tuples(a, b, c, st.sampled_from("pq"))


@st.composite
def cases(draw):
    schema = draw(st.sampled_from(list(SCHEMAS)))
    mode, duplicates = draw(st.sampled_from(MODES if SCHEMAS[schema][1] else MODES[:6]))
    names = list(FIELDS)
    if draw(st.booleans()):
        names.remove("d")
    if draw(st.booleans()) and schema in ("second", "single"):
        names.remove("c")
    return {
        "schema": schema,
        "mode": mode,
        "duplicates": duplicates,
        "names": names,
        "there": draw(st.lists(records(schema), max_size=4)),
        "batches": draw(st.lists(st.lists(records(schema), min_size=1, max_size=6), max_size=4)),
        "restart": draw(st.integers(0, 4)),
        "again": draw(st.integers(0, 4)),  # this batch is rolled back at first
        "all_known": draw(st.booleans()),
        "dry_run": draw(st.booleans()),
    }


def table():
    return sorted(query("SELECT a, b, c::float, d FROM data_acme.things"), key=repr)


def set_up(make_dataset, case):
    fields, primary, keys = SCHEMAS[case["schema"]]
    dataset = make_dataset(*fields, **({"primaryKey": primary} if primary else {}))
    before = Feed(dataset, new_load(dataset), duplicates="skip" if len(keys) == 1 else "reject")
    before.give(*case["there"])
    return dataset, keys, [dict(zip(FIELDS, row, strict=True)) for row in table()]


def new_load(dataset):
    job = Job.objects.create(workspace=dataset.workspace, kind="csv_import", queue="imports")
    return Load.objects.create(dataset=dataset, job=job)


@pytest.mark.django_db
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_loading_is_what_the_model_says(make_dataset, case):
    with transaction.atomic():
        check(make_dataset, case)
        transaction.set_rollback(True)


def check(make_dataset, case):
    dataset, keys, there = set_up(make_dataset, case)
    model = Model(there, keys, mode=case["mode"], duplicates=case["duplicates"], has_primary=has_primary(case))
    batches = [[values(record, case["names"]) for record in batch] for batch in case["batches"]]
    for number, record in enumerate(itertools.chain(*batches), start=1):
        model.give(number, as_stored(record))
    wishes = {name: case[name] for name in ("mode", "duplicates", "dry_run")}
    feed = Feed(dataset, new_load(dataset), names=case["names"], **wishes)
    if case["all_known"]:
        feed.preparer._filters = [KnowsEverything(1) for _ in feed.preparer._filters]
    for place, batch in enumerate(batches):
        if place == case["restart"] and not case["dry_run"]:
            feed.restart()
        prepared = feed.prepared(*(record.values() for record in batch))
        if place == case["again"]:
            with transaction.atomic():
                feed.loader.load(prepared)
                transaction.set_rollback(True)
        with transaction.atomic():
            feed.note(prepared, feed.loader.load(prepared))
    assert feed.fates == {number: fate for number, fate in model.fate.items() if fate != "refused"}
    assert feed.by_tables() == in_tables(model.fate, case["mode"])
    feed.loader.publish()
    assert feed.sums == model.sums
    assert feed.refusals == model.faults
    unchanged = in_order(there)
    assert table() == (unchanged if case["dry_run"] else in_order(row.values for row in model.rows))
    if case["mode"] in ("upsert", "update") and not case["dry_run"]:
        restore(feed.load)
        assert table() == unchanged


def in_tables(fates, mode):
    kinds = {"in": ("inserted", "updated")}
    if mode in ("upsert", "update"):
        kinds |= {"updated": ("updated",), "unchanged": ("unchanged",)}
    return {name: sorted(row for row, fate in fates.items() if fate in wanted) for name, wanted in kinds.items()}


def has_primary(case):
    return bool(SCHEMAS[case["schema"]][1])


def values(record, names):
    return {name: value for name, value in zip(FIELDS, record, strict=True) if name in names}


def as_stored(record):
    return {name: float(value) if name == "c" and value else value for name, value in record.items()}


def in_order(rows):
    return sorted((tuple(row.get(name) for name in FIELDS) for row in rows), key=repr)


def restore(load):
    """Take back what a load did, by its before-images."""
    query("DELETE FROM data_acme.things WHERE _load = %s RETURNING 1", load.pk)
    query(
        "INSERT INTO data_acme.things SELECT a, b, c, d, _load, _row FROM data_acme._before_things"
        " WHERE _by = %s RETURNING 1",
        load.pk,
    )


class KnowsEverything(BloomFilter):
    """A filter as wrong as can be."""

    def add(self, hashes):
        return super().add(hashes) | True
