"""Run what an author wrote: it may loop for ever, end the program, or read what nobody sees.

Each of these becomes an error that names the line of the book's code where it happened.
"""

import faulthandler
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from verify.book import ROOT

SECONDS = 6  # of computing; the most expensive display takes two
LONGEST = 60  # by the clock, for what waits and computes nothing
SOON = 0.05  # seconds
VERIFY = f"{ROOT / 'verify'}"
RENEWED = 1  # seconds for which a watch that is shared is still young
WATCHED = ("derivations", "nn")


class OutOfBounds(Exception):
    """What was run did not come back, or did what it may not do; the message says where."""


class _TimeUp(BaseException):
    """Not an `Exception`: no code of the book is to catch it."""


_active = False
_ends: list[float] = []  # of the blocks that are open, by the processor's time
_hooked = False
_shared = False  # whether several blocks share one watch
_watched_since = 0.0  # when that watch began, or nothing where there is none
_handlers: dict[signal.Signals, Any] = {}  # of those who listened before


@contextmanager
def limited(seconds: float | None = None) -> Iterator[None]:
    """Raise `OutOfBounds` for what takes too long, ends the program, or opens a file.

    Without a number of seconds it is `SECONDS`. Inside of another such block it is what the outer
    one has left, at most; when the outer one's time is up, the error is the outer one's. What hangs
    where no signal is heard, in a library's C, ends the process with a traceback.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_outer = not _active
    seconds = SECONDS if seconds is None else seconds
    own = time.process_time() + seconds
    is_shorter = is_outer or own < _ends[-1]
    if is_outer:
        _start(seconds)
    elif is_shorter:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    _ends.append(own if is_shorter else _ends[-1])
    try:
        yield
    except _TimeUp as end:
        if not is_outer and not (is_shorter and time.process_time() > own - SOON):
            raise
        if is_outer:
            _stop()
        problem = f"took more than {seconds:g} seconds{_where(end.__traceback__)}"
        raise OutOfBounds(problem) from None
    except SystemExit as end:
        raise OutOfBounds(f"ended the program{_where(end.__traceback__)}") from None
    finally:
        _ends.pop()
        if is_outer:
            _stop()
        elif is_shorter:
            signal.setitimer(signal.ITIMER_VIRTUAL, max(SOON, _ends[-1] - time.process_time()), 1)


@contextmanager
def one_watch() -> Iterator[None]:
    """Let all such blocks inside share the watch on what hears no signal: each takes a while."""
    global _shared
    if _shared or threading.current_thread() is not threading.main_thread():
        yield
        return
    _shared = True
    try:
        yield
    finally:
        _shared = False
        _unwatch()


def _watch() -> None:
    global _watched_since
    now = time.monotonic()
    if _watched_since and now - _watched_since < RENEWED:
        return
    if sys.__stderr__ is not None:
        with suppress(OSError, ValueError):  # it may be closed
            faulthandler.dump_traceback_later(LONGEST + 5, exit=True, file=sys.__stderr__)
    _watched_since = now


def _unwatch() -> None:
    global _watched_since
    _watched_since = 0.0
    faulthandler.cancel_dump_traceback_later()


def _start(seconds: float) -> None:
    global _active, _hooked
    if not _hooked:
        sys.addaudithook(_refuse_files)
        _hooked = True
    for number in (signal.SIGVTALRM, signal.SIGALRM):
        _handlers[number] = signal.signal(number, _time_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    signal.setitimer(signal.ITIMER_REAL, LONGEST, 1)
    _watch()
    _active = True


def _stop() -> None:
    global _active
    _active = False
    if not _shared:
        _unwatch()
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    while _handlers:
        signal.signal(*_handlers.popitem())


def _time_up(number: int, frame: FrameType | None) -> None:
    if _active:  # a signal may come late, when what it is for has ended
        raise _TimeUp


def _where(traceback: TracebackType | None) -> str:
    """The last line of the book's own mathematics on the way to an error."""
    found = ""
    while traceback:
        if path := _watched(traceback.tb_frame):
            found = f" at {path}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found


def _watched(frame: FrameType) -> str:
    """The file of a frame, if it is one of a derivation or of `nn`."""
    path = Path(frame.f_code.co_filename)
    path = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return path.as_posix() if not path.is_absolute() and path.parts[:1][0] in WATCHED else ""


def _refuse_files(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: a file that is read decides what is true, and no digest knows of it."""
    if event != "open" or not _active:
        return
    frame: FrameType | None = sys._getframe(1)
    while frame:
        file = frame.f_code.co_filename
        if file.startswith(("<frozen importlib", VERIFY)):
            return  # a module that is imported, or a file of our own
        if path := _watched(frame):
            raise OutOfBounds(
                f"opens {arguments[0]!r} at {path}:{frame.f_lineno}: what it needs must stand in "
                "its own code"
            )
        frame = frame.f_back
