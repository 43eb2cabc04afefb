"""Long runs of a step, for tables and curves of a page that say where many updates lead."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

NUDGE = 1e-12  # relative: how far a second run starts from the first
SAME = 1e-9, 1e-12  # relative and absolute: how near both must be where a number is shown


@dataclass(frozen=True)
class Run:
    """Where a step leads from several starts, seen after so many updates.

    It is computed in the floats of the page. A number that a start a little elsewhere does not
    confirm depends on rounding, and is none; a line has a gap there.

    Args:
        state: what a step changes.
        starts: the first states, as expressions of the inputs.
        following: the next state.
        updates: after how many of them the run is looked at, in rising order.
        seen: what is looked at, as expressions of the inputs and the state.
        names: what stands for it elsewhere, by start, number of updates and expression.
        drawn: where lines of a picture of the page are, across and up, as expressions of the same.
        along: after how many updates they have a point, in rising order; of the first start.
    """

    state: tuple[sp.Symbol, ...]
    starts: tuple[tuple[Any, ...], ...]
    following: tuple[Any, ...]
    updates: tuple[int, ...]
    seen: tuple[Any, ...]
    names: tuple[sp.Symbol, ...]
    drawn: tuple[tuple[Any, Any], ...] = ()
    along: tuple[int, ...] = ()

    def values(self, own: Sequence[sp.Symbol], inputs: Sequence[float]) -> list[float]:
        """What is seen, in the order of the names."""
        return self._followed(own, inputs, self.seen, self.updates)

    def lines(
        self, own: Sequence[sp.Symbol], inputs: Sequence[float], same: tuple[float, float] = SAME
    ) -> list[list[tuple[float, float]]]:
        """The points of each line, where both starts come as near as that."""
        places = [x for point in self.drawn for x in point]
        found = self._followed(own, inputs, places, self.along, 1, same)
        points = list(zip(found[::2], found[1::2], strict=True))
        return [points[k :: len(self.drawn)] for k in range(len(self.drawn))]

    def _followed(
        self,
        own: Sequence[sp.Symbol],
        inputs: Sequence[float],
        wanted: Sequence[Any],
        at: Sequence[int],
        starts: int | None = None,
        same: tuple[float, float] = SAME,
    ) -> list[float]:
        """What is wanted after so many updates, one start after the other."""
        first = _floats([own], [x for start in self.starts[:starts] for x in start])
        following, see = (_floats([own, self.state], x) for x in (self.following, wanted))
        given, size = [float(x) for x in inputs], len(self.state)
        every, found = first(*given), []
        for place in range(0, len(every), size):
            one = every[place : place + size]
            near = [x * (1 + NUDGE) for x in one]
            for done in range(at[-1] + 1):
                if done in at:
                    found += _confirmed(see, [*given, *one], [*given, *near], same)
                one, near = following(*given, *one), following(*given, *near)
        return found


def named(
    run: int, starts: int, updates: Sequence[int], seen: int
) -> list[dict[int, list[sp.Symbol]]]:
    """What stands for each number that is seen of a run, by start and number of updates."""
    return [
        {
            done: [sp.Symbol(f"run{run}_{start}_{done}_{k}", real=True) for k in range(seen)]
            for done in updates
        }
        for start in range(starts)
    ]


def _confirmed(
    see: Callable[..., list[float]],
    one: list[float],
    near: list[float],
    same: tuple[float, float],
) -> list[float]:
    relative, absolute = same
    return [
        x if abs(x - y) <= relative * abs(x) + absolute else math.nan
        for x, y in zip(see(*one), see(*near), strict=True)
    ]


def _floats(arguments: Sequence[Sequence[sp.Symbol]], results: Sequence[Any]) -> Any:
    every = [symbol for symbols in arguments for symbol in symbols]
    return sp.lambdify(every, list(results), [{"exp": _exp, "log": _log}, "math"], cse=True)


def _exp(x: float) -> float:
    """As on the page, where nothing overflows with an error."""
    return math.exp(x) if x < 709 else math.inf


def _log(x: float) -> float:
    """The same."""
    return math.log(x) if x > 0 else math.nan if x else -math.inf
