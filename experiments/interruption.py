"""Ctrl-C, where a library would answer it with an error of its own."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def postponed() -> Iterator[None]:
    """Let Ctrl-C act after this block, and not within; for the main thread only."""
    pressed: list[Any] = []
    act = signal.signal(signal.SIGINT, lambda *now: pressed.append(now))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, act)
        if pressed and callable(act):
            act(*pressed[0])


def is_behind(error: BaseException | None) -> bool:
    """Whether Ctrl-C led to an error: it is the error, or a library raised it in answer."""
    return error is not None and (
        isinstance(error, KeyboardInterrupt) or is_behind(error.__cause__ or error.__context__)
    )
