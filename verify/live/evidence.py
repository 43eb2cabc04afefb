"""The code that a page runs, compared with `nn`: at the points of the numeric link and at edges."""

from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from verify.live import engine
from verify.live.compared import Compared, State, Walked, drawn, stepping
from verify.live.markup import printed
from verify.live.model import Live, Values
from verify.live.printing import function as written
from verify.proving.code import SEEDS, functions
from verify.proving.namespace import Symbols
from verify.proving.points import Point, arguments

TOLERANCE = 1e-12  # relative to the largest entry
DRAWN = 8  # states of a figure at random
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
    what the figure's controls allow. Where the figure's inputs are not those of the formula, it
    says how the function is called, and the points are states of the figure at random.

    Raises:
        LookupError: `nn` has no such function.
        NoEngine: there is no JavaScript here.
    """
    known = functions(symbols.topic)
    if missing := sorted({*live.claims, *(one.label for one in live.compared)} - set(known)):
        raise LookupError(f"nn/{symbols.topic}.py has no function {missing[0]!r}")
    tried: list[tuple[str, float, Values, Any]] = []
    for label in live.claims:
        for seed in SEEDS:
            tried.append((label, 0.0, *_at(live, known[label], symbols, Point(seed))))
        for corner in _corners(live):
            point = Point(0)
            point.drawn = dict(zip((one.symbol for one in live.inputs), corner, strict=True))
            tried.append((label, 1.0, *_at(live, known[label], symbols, point)))
    in_states = {}
    for one in live.compared:
        random, edges = _states(live, one.held)
        error = _in_states(live, one, known[one.label], [*random, *edges])
        in_states[one.label] = Agreement(name, error, len(random), len(edges))
    if not tried:
        return in_states
    [found] = engine.values([(printed(live), [[inputs] for _, _, inputs, _ in tried])])
    worst: dict[str, float] = dict.fromkeys(live.claims, 0.0)
    for (label, least, _, expected), values in zip(tried, found, strict=True):
        shape, places = live.claims[label]
        here = np.reshape([values[place] for place in places], shape)
        worst[label] = max(worst[label], _error(here, expected, least))
    corners = len(_corners(live))
    return in_states | {
        label: Agreement(name, error, len(SEEDS), corners) for label, error in worst.items()
    }


def _states(live: Live, held: State) -> tuple[list[Values], list[Values]]:
    """States of the figure at random, and at the edges of what can be chosen; none twice."""
    seen: set[tuple[float, ...]] = set()
    found: tuple[list[Values], list[Values]] = [], []
    for kind, states in zip(found, (drawn(live.inputs, DRAWN), _corners(live)), strict=True):
        for state in states:
            known = dict(zip(live.own, state, strict=True)) | dict(held)
            values = [float(x) for x in known.values()]
            if tuple(values) not in seen:
                kind.append(values)
            seen.add(tuple(values))
    return found


def _in_states(
    live: Live, one: Compared | Walked, function: Callable[..., Any], inputs: list[Values]
) -> float:
    """How far a figure is from a function of `nn` in some states."""
    states = [dict(zip(live.own, values, strict=True)) for values in inputs]
    if isinstance(one, Walked):
        orbit = live.orbits[one.orbit]
        code = stepping(
            written([live.own], orbit.first),
            written([live.own, orbit.state], orbit.following),
            one.steps,
        )
        [found] = engine.values([(code, [[values] for values in inputs])])
        errors = []
        for state, row in zip(states, found, strict=True):
            walked = np.reshape(row, (one.steps + 1, len(orbit.state)))
            expected = one.expected(function, state, walked)
            errors.append(_error(walked[1:, list(one.columns)], expected, 1.0))
        return max(errors)
    [found] = engine.values([(printed(live), [[_whole(live, values)] for values in inputs])])
    return max(
        _error(
            np.reshape([row[place] for place in one.places], one.shape),
            function(**one.arguments(state)),
            1.0,
        )
        for state, row in zip(states, found, strict=True)
    )


def _at(
    live: Live, function: Callable[..., Any], symbols: Symbols, point: Point
) -> tuple[Values, Any]:
    """The inputs of the figure at a point, and what `nn` gives there."""
    values = arguments([function], symbols, point)
    inputs = [
        point[one.symbol] if one.symbol in point.drawn else float(one.start) for one in live.inputs
    ]
    return _whole(live, inputs), function(**values)


def _whole(live: Live, inputs: Values) -> Values:
    """The inputs with what the orbits end with, if that is compared, and nothing of the runs."""
    places = [place for _, several in live.claims.values() for place in several]
    places += [p for one in live.compared if isinstance(one, Compared) for p in one.places]
    moving = {symbol for orbit in live.orbits for symbol in orbit.state}
    ends = [0.0] * sum(len(orbit.state) for orbit in live.orbits)
    if any(live.expressions[place].free_symbols & moving for place in places):
        ends = [float(x) for states in live.states(inputs) for x in states[-1]]
    return [*inputs, *ends, *(0.0 for run in live.runs for _ in run.names)]


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
