"""Run what an author wrote: it may loop for ever, end the program, or read what nobody sees.

Each of these becomes an error that names the line of the book's code where it happened.
"""

import faulthandler
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from verify.book import ROOT

SECONDS = 8  # of computing; the most expensive display takes two
LONGEST = 60  # by the clock, for what waits and computes nothing
VERIFY = f"{ROOT / 'verify'}"
WATCHED = ("derivations", "nn")


class OutOfBounds(Exception):
    """What was run did not come back, or did what it may not do; the message says where."""


class _TimeUp(BaseException):
    """Not an `Exception`: no code of the book is to catch it."""


_active = False
_hooked = False


@contextmanager
def limited() -> Iterator[None]:
    """Raise `OutOfBounds` for what takes too long, ends the program, or opens a file.

    What hangs where no signal is heard, in a library's C, ends the process with a traceback.
    """
    global _active, _hooked
    if _active or threading.current_thread() is not threading.main_thread():
        yield
        return
    if not _hooked:
        sys.addaudithook(_refuse_files)
        _hooked = True
    before = {s: signal.signal(s, _time_up) for s in (signal.SIGVTALRM, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, 1)
    signal.setitimer(signal.ITIMER_REAL, LONGEST, 1)
    if sys.__stderr__ is not None:
        with suppress(OSError, ValueError):  # it may be closed
            faulthandler.dump_traceback_later(LONGEST + 5, exit=True, file=sys.__stderr__)
    _active = True
    try:
        yield
    except _TimeUp as end:
        problem = f"took more than {SECONDS} seconds{_where(end.__traceback__)}"
        raise OutOfBounds(problem) from None
    except SystemExit as end:
        raise OutOfBounds(f"ended the program{_where(end.__traceback__)}") from None
    finally:
        _active = False
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _time_up(number: int, frame: FrameType | None) -> None:
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
