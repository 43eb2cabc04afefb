"""Ctrl-C and its like: what ends a run from outside, and when the run may not be ended."""

import errno
import os
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = {  # what ends a run, and how it is told
    signal.SIGINT: "interrupted",  # Ctrl-C
    signal.SIGTERM: "terminated",  # kill, or a scheduler whose time is up
    signal.SIGHUP: "hung up",  # the terminal is closed
}


class Interrupted(KeyboardInterrupt):
    """One of the signals came, and what the run leaves."""

    def __init__(self, number: int, left: str = ""):
        super().__init__(left)
        self.number = number


@contextmanager
def answered() -> Iterator[None]:
    """Let the other signals end a run as Ctrl-C does, unless they are ignored, as under nohup."""
    new = [each for each in SIGNALS if signal.getsignal(each) is signal.SIG_DFL]
    for each in new:
        signal.signal(each, _act)
    try:
        yield
    finally:
        for each in new:
            signal.signal(each, signal.SIG_DFL)


@contextmanager
def postponed(insisting: bool = False) -> Iterator[list[int]]:
    """Let the signals act after this block, and not within; for the main thread only.

    Those that came so far are in the list that is given. Where insisting helps, a second one acts
    at once.
    """
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        _leave_closed_terminals(number)
        came.append(number)
        if insisting and len(came) > 1:
            _act(number, frame)

    before = {each: act for each in SIGNALS if callable(act := signal.getsignal(each))}
    for each in before:
        signal.signal(each, note)
    try:
        yield came
    finally:
        for each, act in before.items():
            signal.signal(each, act)
    if came:
        before[came[0]](came[0], None)


def is_behind(error: BaseException | None) -> bool:
    """Whether a signal led to an error: it is the error, or a library raised it in answer."""
    return error is not None and (
        isinstance(error, KeyboardInterrupt) or is_behind(error.__cause__ or error.__context__)
    )


def number(error: BaseException | None) -> int:
    """Which signal is behind an error; Ctrl-C does not say."""
    while error is not None and not isinstance(error, Interrupted):
        error = error.__cause__ or error.__context__
    return error.number if error else signal.SIGINT


def _act(number: int, frame: FrameType | None) -> None:
    _leave_closed_terminals(number)
    raise Interrupted(number)


def _leave_closed_terminals(number: int) -> None:
    """Write no more to a terminal that is gone: the run would end there, and not where it wants."""
    if number != signal.SIGHUP:
        return
    for descriptor in (1, 2):
        try:
            termios.tcgetattr(descriptor)
        except termios.error as error:
            if error.args[0] == errno.EIO:
                os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
