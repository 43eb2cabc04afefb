"""The code that a page runs, compared with `nn`: at the points of the numeric link and at edges."""

from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from verify.live import engine
from verify.live.markup import printed
from verify.live.model import Live, Values
from verify.proving.code import SEEDS, functions
from verify.proving.namespace import Symbols
from verify.proving.points import Point, arguments

TOLERANCE = 1e-12  # relative to the largest entry
EDGES = 32  # at most so many corners of what the reader can choose


class Agreement(NamedTuple):
    """How far the code of a page is from a function of `nn`, and at how many points."""

    figure: str
    error: float
    points: int
    edges: int


def agreements(live: Live, name: str, symbols: Symbols) -> dict[str, Agreement]:
    """The largest error for each formula of the chapter that a figure computes.

    The points are those at which the function is compared with the derivation, and the corners of
    what the figure's controls allow.

    Raises:
        LookupError: `nn` has no such function.
        NoEngine: there is no JavaScript here.
    """
    known = functions(symbols.topic)
    if missing := sorted(set(live.claims) - set(known)):
        raise LookupError(f"nn/{symbols.topic}.py has no function {missing[0]!r}")
    tried: list[tuple[str, float, Values, Any]] = []
    for label in live.claims:
        for seed in SEEDS:
            tried.append((label, 0.0, *_at(live, known[label], symbols, Point(seed))))
        for corner in _corners(live):
            point = Point(0)
            point.drawn = dict(zip((one.symbol for one in live.inputs), corner, strict=True))
            tried.append((label, 1.0, *_at(live, known[label], symbols, point)))
    if not tried:
        return {}
    [found] = engine.values([(printed(live), [[inputs] for _, _, inputs, _ in tried])])
    worst: dict[str, float] = dict.fromkeys(live.claims, 0.0)
    for (label, least, _, expected), values in zip(tried, found, strict=True):
        shape, places = live.claims[label]
        here = np.reshape([values[place] for place in places], shape)
        worst[label] = max(worst[label], _error(here, expected, least))
    edges = len(_corners(live))
    return {label: Agreement(name, error, len(SEEDS), edges) for label, error in worst.items()}


def _at(
    live: Live, function: Callable[..., Any], symbols: Symbols, point: Point
) -> tuple[Values, Any]:
    """The inputs of the figure at a point, and what `nn` gives there."""
    values = arguments([function], symbols, point)
    inputs = [
        point[one.symbol] if one.symbol in point.drawn else float(one.start) for one in live.inputs
    ]
    ends = [float(x) for states in live.states(inputs) for x in states[-1]]
    seen = [0.0 for run in live.runs for _ in run.names]  # of which no formula of the chapter is
    return [*inputs, *ends, *seen], function(**values)


def _corners(live: Live) -> list[Values]:
    """All inputs at one of their bounds, mixed; at their start; at the least and the largest."""
    bounds = [(float(one.low), float(one.high)) for one in live.inputs]
    if 2 ** len(bounds) <= EDGES:
        every = list(product(*bounds))
    else:
        sides = np.random.default_rng(0).integers(0, 2, (EDGES, len(bounds)))
        every = [tuple(b[s] for b, s in zip(bounds, row, strict=True)) for row in sides]
    low, high = zip(*bounds, strict=True)
    return [list(corner) for corner in (*every, live.start, low, high)]


def _error(found: Any, expected: Any, least: float) -> float:
    """The largest difference, relative to the largest entry; what is no number is wrong.

    At an edge, where the difference of nearly equal numbers loses digits, no entry counts less
    than ``least``.
    """
    difference = np.max(np.abs(np.reshape(found, np.shape(expected)) - expected))
    scale = max(float(np.max(np.abs(expected))), least) or 1.0
    error = float(difference / scale)
    return error if error == error else float("inf")
