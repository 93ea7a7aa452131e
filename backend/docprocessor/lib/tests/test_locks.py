"""Locks by name: one transaction at a time, until it ends."""

import threading

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from docprocessor.lib.locks import hold, try_hold


def elsewhere(function):
    """What a function returns in a thread and a connection of its own."""
    found = []

    def run():
        try:
            with transaction.atomic():
                found.append(function())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    return found[0]


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_held_until_the_transaction_ends():
    with transaction.atomic():
        assert try_hold("a", 1)
        hold("a", 1)  # whoever holds it has it
        assert not elsewhere(lambda: try_hold("a", 1))
        assert elsewhere(lambda: try_hold("a", 2))
        assert elsewhere(lambda: try_hold("a1"))
    assert elsewhere(lambda: try_hold("a", 1))


@pytest.mark.django_db(transaction=True)
def test_who_waits_gets_it_when_it_is_free():
    waits, has_it = threading.Event(), threading.Event()

    def wait():
        try:
            with transaction.atomic():
                waits.set()
                hold("b")
                has_it.set()
        finally:
            connection.close()

    thread = threading.Thread(target=wait)
    with transaction.atomic():
        hold("b")
        thread.start()
        assert waits.wait(30)
        assert not has_it.wait(0.2)
    assert has_it.wait(30)
    thread.join(30)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("take", [hold, try_hold])
def test_outside_of_a_transaction_it_would_be_gone_at_once(take):
    with pytest.raises(TransactionManagementError):
        take("c")
