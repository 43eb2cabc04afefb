"""The paths of a drawing in fewer letters: each point as its way from the one before.

A curve is drawn at even steps, so the same numbers come again and again, which compresses well.
Places are counted in tenths, so that the ways add up to where the path was.
"""

import re
from collections.abc import Iterator

PATH = re.compile(r' d="([MLQCz\d\s.-]+)"')
_STEP = re.compile(r"[MLQCz]|-?\d*\.?\d+")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "z": 0}
_TENTHS = 10

Point = tuple[int, int]


def relative(path: str) -> str:
    """A path of absolute places, as Matplotlib writes it, with relative ones after each start."""
    parts: list[str] = []
    at = start = (0, 0)
    last = ""
    for letter, points in _steps(path):
        if letter == "M":
            parts.append("M" + _numbers(points, (0, 0)))
            start = points[0]
        elif letter == "z":
            parts.append("z")
        else:
            way = _numbers(points, at)
            blank = "" if way.startswith("-") else " "
            parts.append((blank if letter == last else letter.lower()) + way)
        at, last = (start if letter == "z" else points[-1]), letter
    return "".join(parts)


def _steps(path: str) -> Iterator[tuple[str, list[Point]]]:
    """The letters of a path, each with its points, in tenths."""
    steps = _STEP.findall(path)
    at = 0
    while at < len(steps):
        count = 2 * _POINTS[steps[at]]
        numbers = [round(_TENTHS * float(step)) for step in steps[at + 1 : at + 1 + count]]
        yield steps[at], list(zip(numbers[::2], numbers[1::2], strict=True))
        at += count + 1


def _numbers(points: list[Point], origin: Point) -> str:
    """The coordinates of points, seen from another, with a blank only where no sign parts them."""
    shown = [_decimal(p[axis] - origin[axis]) for p in points for axis in (0, 1)]
    return " ".join(shown).replace(" -", "-")


def _decimal(tenths: int) -> str:
    whole = f"{tenths / _TENTHS:.1f}".removesuffix(".0")
    return re.sub(r"^(-?)0\.", r"\1.", whole)
