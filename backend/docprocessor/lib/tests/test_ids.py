"""Identifiers: many that follow each other, and that no others come between."""

import multiprocessing
from itertools import pairwise

import pytest

from docprocessor.lib.ids import MOST_IN_ORDER, ids_in_order, new_id


def test_they_go_up_and_are_version_seven():
    ids = ids_in_order(10_000)
    assert len(set(ids)) == 10_000
    assert all(before < after for before, after in pairwise(ids))
    assert {(each.version, each.variant) for each in ids} == {(7, new_id().variant)}
    assert [str(each) for each in ids] == sorted(str(each) for each in ids)


def test_those_of_many_processes_never_mix():
    """In one millisecond, too: whole runs stand one behind the other."""
    with multiprocessing.get_context("fork").Pool(4) as pool:
        runs = pool.map(ids_in_order, [50] * 400)
    ends = sorted((run[0], run[-1]) for run in runs)
    assert all(before[1] < after[0] for before, after in pairwise(ends))


def test_none_and_too_many():
    assert ids_in_order(0) == []
    with pytest.raises(ValueError, match="65537"):
        ids_in_order(MOST_IN_ORDER + 1)
