"""What became of each record stays known when the tables that told it have gone."""

import itertools

import pytest

from .conftest import awkward_file

pytestmark = pytest.mark.django_db

ROWS = 400
HEADER = "id,name,email,amount,joined\n"
# Every third key is there before, some with the very values that the file brings.
THERE = HEADER + "".join(
    f"{n},Ben,,,\n" if n % 8 in (4, 5) else f"{n},Dan,,,\n" for n in range(2, ROWS, 3) if n % 8 not in (2, 7)
)
KINDS = ("updated", "unchanged", "skipped")


def ranges(job):
    found = {kind: [] for kind in KINDS}
    for outcome, first, last in job.outcome_ranges.order_by("first").values_list("outcome", "first", "last"):
        found[outcome].append((first, last))
    return found


def members(runs):
    return [row for first, last in runs for row in range(first, last + 1)]


@pytest.mark.parametrize("params", [{}, {"dry_run": True}, {"on_error": "abort"}])
@pytest.mark.parametrize(
    ("mode", "duplicates"),
    list(itertools.product(("insert", "upsert", "update", "replace"), ("reject", "skip", "last_wins"))),
)
def test_the_runs_are_those_of_the_books(import_file, customers, settings, mode, duplicates, params):
    settings.IMPORT_BATCH_ROWS = 50
    import_file(THERE, dataset="customers")
    job = import_file(awkward_file(ROWS), dataset="customers", mode=mode, duplicates=duplicates, **params)
    found = ranges(job)
    if job.status == "failed":  # nothing went in
        assert (params, found) == ({"on_error": "abort"}, {kind: [] for kind in KINDS})
        return
    sizes = {kind: len(members(runs)) for kind, runs in found.items()}
    assert sizes == {kind: getattr(job, f"{kind}_rows") for kind in KINDS}
    everybody = sorted(itertools.chain(*map(members, found.values())))
    assert len(set(everybody)) == len(everybody)
    assert not set(everybody) & set(job.issues.values_list("row", flat=True))
    for runs in found.values():  # as few as can be
        assert all(one[1] + 1 < other[0] for one, other in itertools.pairwise(runs))


def test_each_record_is_in_its_own(import_file, customers):
    import_file(HEADER + "1,Ana,,,\n2,Ben,,,\n3,Cem,,,\n", dataset="customers")
    records = ["1,Ana,,,", "2,Bob,,,", "4,Dan,,,", "x,Eve,,,", "4,Fay,,,", "3,Cem,,,", "4,Gus,,,"]
    job = import_file(HEADER + "\n".join(records) + "\n", dataset="customers", mode="upsert", duplicates="last_wins")
    assert ranges(job) == {"updated": [(2, 2)], "unchanged": [(1, 1), (6, 6)], "skipped": [(3, 3), (5, 5)]}


def test_a_plain_import_keeps_none(import_file, customers):
    job = import_file(HEADER + "1,Ana,,,\nx,Ben,,,\n", dataset="customers")
    assert (job.failed_rows, list(job.outcome_ranges.all())) == (1, [])
