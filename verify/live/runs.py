"""Long runs of a step, for the tables of a page that say where many updates lead."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

NUDGE = 1e-12  # relative: how far a second run starts from the first
SAME = 1e-9, 1e-12  # relative and absolute: how near both must be where a number is shown


@dataclass(frozen=True)
class Run:
    """Where a step leads from several starts, seen after so many updates.

    It is computed in the floats of the page. A number that a start a little elsewhere does not
    confirm depends on rounding, and is none.

    Args:
        state: what a step changes.
        starts: the first states, as expressions of the inputs.
        following: the next state.
        updates: after how many of them the run is looked at, in rising order.
        seen: what is looked at, as expressions of the inputs and the state.
        names: what stands for it elsewhere, by start, number of updates and expression.
    """

    state: tuple[sp.Symbol, ...]
    starts: tuple[tuple[Any, ...], ...]
    following: tuple[Any, ...]
    updates: tuple[int, ...]
    seen: tuple[Any, ...]
    names: tuple[sp.Symbol, ...]

    def values(self, own: Sequence[sp.Symbol], inputs: Sequence[float]) -> list[float]:
        """What is seen, in the order of the names."""
        first = _floats([own], [x for start in self.starts for x in start])
        following, see = (_floats([own, self.state], x) for x in (self.following, self.seen))
        given, size = [float(x) for x in inputs], len(self.state)
        every, found = first(*given), []
        for place in range(0, len(every), size):
            one = every[place : place + size]
            near = [x * (1 + NUDGE) for x in one]
            for done in range(self.updates[-1] + 1):
                if done in self.updates:
                    seen = zip(see(*given, *one), see(*given, *near), strict=True)
                    found += [_confirmed(x, y) for x, y in seen]
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


def _confirmed(one: float, other: float) -> float:
    relative, absolute = SAME
    return one if abs(one - other) <= relative * abs(one) + absolute else math.nan


def _floats(arguments: Sequence[Sequence[sp.Symbol]], results: Sequence[Any]) -> Any:
    every = [symbol for symbols in arguments for symbol in symbols]
    return sp.lambdify(every, list(results), [{"exp": _exp}, "math"], cse=True)


def _exp(x: float) -> float:
    """As on the page, where nothing overflows with an error."""
    return math.exp(x) if x < 709 else math.inf
