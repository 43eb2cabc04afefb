"""Measure calls side by side: each in its turn, round after round, so that all see the same noise.

A machine is never quiet for long. Where contestants are measured one after the other, a slow minute
falls on one of them; where they take turns, it falls on all, and leaves their ratios.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

WARM_UP = 3  # calls that don't count: caches fill, and JAX compiles


@dataclass
class Timing:
    """How long a call took in each round, and how many cores were busy."""

    calls: int  # in a row, of which a round is the mean
    seconds: list[float] = field(default_factory=list)
    busy: float = 0.0  # seconds of all cores together

    @property
    def cores(self) -> float:
        """How many cores worked, on average: with one thread, no more than one."""
        return self.busy / (sum(self.seconds) * self.calls)


def in_turns(
    calls: Mapping[str, Callable[[], object]],
    rounds: int,
    at_least: float = 0.0,
    warm_up: int = WARM_UP,
) -> dict[str, Timing]:
    """Call each in its turn, so often in a row that a turn takes at least so many seconds.

    Without a warm-up, each is called once in its turn.
    """
    timings = {
        name: Timing(_in_a_row(call, at_least, warm_up) if warm_up else 1)
        for name, call in calls.items()
    }
    for _ in range(rounds):
        for name, call in calls.items():
            timing = timings[name]
            busy, start = time.process_time(), time.perf_counter()
            for _ in range(timing.calls):
                call()
            timing.seconds.append((time.perf_counter() - start) / timing.calls)
            timing.busy += time.process_time() - busy
    return timings


def summary(timing: Timing) -> dict[str, float]:
    """The median of the rounds and their quartiles, in seconds."""
    return {
        **quartiles(timing.seconds),
        "rounds": len(timing.seconds),
        "calls": timing.calls,
        "cores": round(timing.cores, 2),
    }


def ratio(one: Timing, other: Timing) -> dict[str, float]:
    """The time of one in times of the other's: the median of the rounds' own ratios."""
    return quartiles([a / b for a, b in zip(one.seconds, other.seconds, strict=True)])


def quartiles(values: list[float]) -> dict[str, float]:
    """The median, and the values that a quarter lies below and above; to four digits."""
    low, median, high = np.percentile(values, [25, 50, 75])
    return {
        name: float(f"{value:.4g}")
        for name, value in {"median": median, "low": low, "high": high}.items()
    }


def _in_a_row(call: Callable[[], object], at_least: float, warm_up: int) -> int:
    """Warm up, and find how many calls take that long; one that is long is called once."""
    took = []
    for _ in range(warm_up):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return max(1, round(at_least / min(took)))
