"""Any history of loads, taken back in any order: what piles of versions would make of it."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docprocessor.datasets.history import taking_back, undoing

from .feeding import Feed, query
from .loading_model import FIELDS
from .test_loading_property import MODES, SCHEMAS, as_stored, new_load, values
from .undoing_model import History

# Few keys and few values, so that loads meet each other's rows and want each other's values.
RECORDS = {
    "single": st.tuples(st.integers(1, 3), st.sampled_from("xy"), st.none(), st.sampled_from("pq")),
    "composite": st.tuples(st.integers(1, 2), st.sampled_from("xy"), st.none(), st.sampled_from("pq")),
    "second": st.tuples(st.integers(1, 3), st.sampled_from("wxyz") | st.none(), st.none(), st.sampled_from("pq")),
    "two more": st.tuples(st.integers(1, 3), st.sampled_from("wxyz"), st.sampled_from("1234"), st.just("p")),
    "no primary": st.tuples(st.none(), st.sampled_from("wxyz") | st.none(), st.none(), st.sampled_from("pq")),
}


@st.composite
def histories(draw):
    name = draw(st.sampled_from(list(RECORDS)))
    # Changes of rows are what is hard to take back.
    modes = [*MODES, *3 * [("upsert", "last_wins"), ("upsert", "reject")]] if name != "no primary" else MODES[:6]
    names = st.sampled_from([FIELDS, FIELDS, FIELDS, ("a", "b", "c")])
    batches = st.lists(st.lists(RECORDS[name], min_size=1, max_size=4), min_size=1, max_size=2)
    load = st.tuples(st.just("load"), st.sampled_from(modes), names, batches)
    undo = st.tuples(st.just("undo"), st.integers(0, 5))
    begun = draw(st.lists(load, min_size=3, max_size=5))
    return name.replace("two more", "second"), [*begun, *draw(st.lists(load | undo | undo, min_size=2, max_size=7))]


@pytest.mark.django_db
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_undoing_is_what_the_model_says(make_dataset, monkeypatch, history):
    monkeypatch.setattr(taking_back, "STEP_ROWS", 2)
    with transaction.atomic():
        check(make_dataset, *history)
        transaction.set_rollback(True)


def check(make_dataset, schema, steps):
    fields, primary, keys = SCHEMAS[schema]
    dataset = make_dataset(*fields, **({"primaryKey": primary} if primary else {}))
    history = History(keys, has_primary=bool(primary))
    loads = []
    for kind, *rest in steps:
        if kind == "load":
            loads.append(load_both(dataset, history, *rest))
        else:
            can = [(load, mode) for load, mode in loads if history.can_undo(load.pk, replaces=mode == "replace")]
            if can:
                undo_both(dataset, history, *can[rest[0] % len(can)])
        assert table() == expected(history)


def load_both(dataset, history, wishes, names, batches):
    mode, duplicates = wishes
    feed = Feed(dataset, new_load(dataset), names=list(names), mode=mode, duplicates=duplicates)
    given = [[values(record, names) for record in batch] for batch in batches]
    for batch in given:
        feed.give(*(record.values() for record in batch))
    feed.loader.publish()
    stored = [as_stored(record) for batch in given for record in batch]
    model = history.load(feed.load.pk, stored, mode=mode, duplicates=duplicates)
    assert feed.sums == model.sums
    return feed.load, mode


def undo_both(dataset, history, load, mode):
    kept = []
    undone = undoing.undo_load(dataset, load, replaces=mode == "replace", look=lambda done: None, keep=kept.extend)
    cut = set(history.cut)
    counts, changed, taken = history.undo(load.pk, replaces=mode == "replace")
    assert undone == (*counts, len(kept))
    if history.has_primary:
        found = {(tuple(row.key.values()), row.reason) for row in kept}
        assert len(found) == len(kept)
        told = [*((key, "changed_since") for key in changed), *((key, "value_taken") for key in taken)]
        as_text = lambda keys: {tuple(map(str, key)) for key in keys}  # noqa: E731
        assert {each for each in found if each[0] not in as_text(cut)} == {
            (tuple(map(str, key)), reason) for key, reason in told if key not in cut
        }
    assert not query("SELECT 1 FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'")


def table():
    return sorted(query("SELECT a, b, c::float, d, _load, _row FROM data_acme.things"), key=repr)


def expected(history):
    rows = [
        (*(version.values.get(name) for name in FIELDS), version.load, version.row)
        for version in history.table.values()
    ]
    return sorted(rows, key=repr)
