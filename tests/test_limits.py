"""Time limits, one inside of another."""

import time

import pytest

from verify.book.limits import OutOfBounds, limited


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_an_inner_limit_ends_what_is_inside_and_no_more():
    with limited(2):
        with pytest.raises(OutOfBounds, match=r"took more than 0\.1 seconds"), limited(0.1):
            burn(1)
        burn(0.2)


def test_an_inner_block_does_not_take_the_error_of_the_outer_one():
    inner = []
    with pytest.raises(OutOfBounds, match=r"took more than 0\.2 seconds"), limited(0.2):
        try:
            with limited(5):
                burn(2)
        except OutOfBounds as error:
            inner.append(error)
    assert inner == []


def test_the_outer_limit_holds_after_an_inner_one():
    start = time.process_time()
    with pytest.raises(OutOfBounds, match=r"took more than 0\.4 seconds"), limited(0.4):
        with pytest.raises(OutOfBounds), limited(0.1):
            burn(1)
        burn(3)
    assert time.process_time() - start < 1.5


def test_a_limit_inside_that_is_longer_changes_nothing():
    start = time.process_time()
    with pytest.raises(OutOfBounds), limited(0.2):
        with limited(60):
            burn(0.01)
        burn(3)
    assert time.process_time() - start < 1.5
