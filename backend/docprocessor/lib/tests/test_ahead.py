"""Items drawn ahead are the same items, in the same order, and nothing is left running."""

import threading
import time

import pytest

from docprocessor.lib.ahead import ahead


def test_the_items_come_in_order_and_drawing_keeps_its_distance():
    drawn = []

    def items():
        for number in range(20):
            drawn.append(number)
            yield number

    with ahead(items(), depth=2) as coming:
        assert next(coming) == 0
        time.sleep(0.3)
        assert len(drawn) <= 4  # one used, two waiting, one in hand
        assert list(coming) == list(range(1, 20))


def test_an_error_comes_out_after_the_items_before_it():
    def items():
        yield 1
        raise ValueError("of the source")

    with ahead(items(), depth=2) as coming:
        assert next(coming) == 1
        with pytest.raises(ValueError, match="of the source"):
            next(coming)


def test_leaving_ends_the_drawing_though_more_would_come():
    def items():
        while True:
            yield threading.current_thread()

    with ahead(items(), depth=2) as coming:
        thread = next(coming)
        assert thread.is_alive()
    assert not thread.is_alive()
