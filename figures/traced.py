"""Run a program and note, line by line, which array each line made."""

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import numpy as np

Sources = dict[CodeType, tuple[list[str], int]]  # the lines of a function, and where it begins


@dataclass(frozen=True)
class Made:
    """A line of code that was executed, and an array that it made: its name and its value."""

    code: str
    name: str  # of a variable, or of an entry, such as A[1] or gradients['W2']
    value: np.ndarray


def arrays_made(run: Callable[[], Any], *functions: Callable[..., Any]) -> list[Made]:
    """What the lines of these functions make while ``run`` runs, in the order of the program.

    An array is counted once, where it first has a name; what a function is given is not.
    """
    sources = {f.__code__: inspect.getsourcelines(f) for f in map(inspect.unwrap, functions)}
    made: list[Made] = []
    seen: list[Any] = []  # which also keeps them, so that no address is used twice
    entered: dict[FrameType, int] = {}  # the line that comes next

    def line(frame: FrameType, event: str, _: Any) -> Callable[..., Any]:
        new = [(k, v) for k, v in _arrays(frame) if all(v is not known for known in seen)]
        seen.extend(value for _, value in new)
        if frame in entered:
            code = _code(sources, frame.f_code, entered[frame])
            made.extend(Made(code, name, value) for name, value in new)
        entered[frame] = frame.f_lineno
        return line

    outer = sys.gettrace()
    sys.settrace(lambda frame, *_: line if frame.f_code in sources else None)
    try:
        run()
    finally:
        sys.settrace(outer)
    return made


def _arrays(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """The arrays that a function has, those in its dicts as well."""
    for name, value in frame.f_locals.items():
        if isinstance(value, np.ndarray | np.floating):
            yield name, value
        elif isinstance(value, dict):
            yield from ((f"{name}[{key!r}]", entry) for key, entry in value.items())


def _code(sources: Sources, code: CodeType, at: int) -> str:
    lines, first = sources[code]
    return lines[at - first].partition("  #")[0].strip()
