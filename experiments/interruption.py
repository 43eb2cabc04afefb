"""Ctrl-C that waits for the end of what must not be cut in two."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def postponed() -> Iterator[None]:
    """Let Ctrl-C act after this block, for the main thread only.

    In the middle of an archive NumPy would answer it with an error of its own.
    """
    pressed: list[Any] = []
    act = signal.signal(signal.SIGINT, lambda *now: pressed.append(now))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, act)
        if pressed and callable(act):
            act(*pressed[0])
