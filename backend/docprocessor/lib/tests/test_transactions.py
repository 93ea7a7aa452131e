"""What is done outside of the database is undone when its transaction comes to nothing."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from docprocessor.lib.transactions import on_rollback, unit_of_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def undone():
    return []


def comes_to_nothing(*steps, error=ValueError):
    """A unit of work that takes some steps and ends in an error."""
    with unit_of_work():
        for step in steps:
            step()
        raise error("the end")


def test_nothing_is_undone_of_what_is_committed(undone):
    with unit_of_work():
        on_rollback(lambda: undone.append("a"))
    assert undone == []


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_undoes_all_last_first(undone, error):
    steps = [lambda each=each: on_rollback(lambda: undone.append(each)) for each in "abc"]
    with pytest.raises(error, match="the end"):
        comes_to_nothing(*steps, error=error)
    assert undone == ["c", "b", "a"]


def test_what_undoes_finds_the_transaction_gone(undone):
    def execute(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.description and cursor.fetchone()[0]

    def look():
        undone.append(execute("SELECT to_regclass('traces')"))

    with pytest.raises(ValueError, match="the end"):
        comes_to_nothing(lambda: execute("CREATE TABLE traces ()"), look, lambda: on_rollback(look))
    assert undone == ["traces", None]


def test_one_that_fails_does_not_keep_the_others_nor_hide_the_error(undone):
    with pytest.raises(ValueError, match="the end"):
        comes_to_nothing(lambda: on_rollback(lambda: undone.append("a")), lambda: on_rollback(lambda: 1 / 0))
    assert undone == ["a"]


def test_a_unit_inside_another_is_undone_with_it(undone):
    def inside():
        with unit_of_work():
            on_rollback(lambda: undone.append("inside"))
        assert undone == []

    with pytest.raises(ValueError, match="the end"):
        comes_to_nothing(inside, lambda: on_rollback(lambda: undone.append("outside")))
    assert undone == ["outside", "inside"]


def test_a_unit_inside_another_may_come_to_nothing_alone(undone):
    with unit_of_work():
        on_rollback(lambda: undone.append("outside"))
        with pytest.raises(ValueError, match="the end"):
            comes_to_nothing(lambda: on_rollback(lambda: undone.append("inside")))
    assert undone == ["inside"]


def test_outside_of_a_unit_nothing_can_be_promised():
    with transaction.atomic(), pytest.raises(TransactionManagementError):
        on_rollback(lambda: None)
