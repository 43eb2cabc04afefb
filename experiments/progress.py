"""Say how far a run is and what remains: a bar on a terminal, and a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import TypeVar

FIRST, EVERY = 5.0, 30.0  # seconds until the first line, and between two, without a terminal
LONG = 10.0  # seconds: how long something takes is said beforehand if it takes longer
BAR = "{n_fmt} of {total_fmt} {unit}s after {elapsed}, {remaining} to go"

Item = TypeVar("Item")


class Progress:
    """A count of steps, shown on stderr; other lines go to stdout."""

    def __init__(
        self,
        total: int,
        unit: str = "step",
        before: int = 0,  # steps that an earlier run has made
        clock: Callable[[], float] = time.monotonic,
    ):
        from tqdm import tqdm

        self._terminal = sys.stderr.isatty()
        self._bar = tqdm(
            total=total, unit=unit, initial=before, leave=False, disable=not self._terminal
        )
        self._total, self._unit, self._before, self._clock = total, unit, before, clock
        self._done, self._begin = before, clock()
        self._due = self._begin + FIRST

    def start(self) -> None:
        """Count the time from here: what came before was no step, and says nothing of them."""
        self._bar.unpause()
        self._begin = self._clock()
        self._due = self._begin + FIRST

    def step(self, count: int = 1) -> None:
        """Count steps that were made."""
        self._bar.update(count)
        self._done += count
        now = self._clock()
        if not self._terminal and now >= self._due and self._done < self._total:
            self._due = now + EVERY
            shown = self._bar.format_meter(
                self._done, self._total, now - self._begin, unit=self._unit, bar_format=BAR,
                initial=self._before,
            )  # fmt: skip
            print(shown, file=sys.stderr, flush=True)

    def line(self, text: str) -> None:
        """Print a line above the bar."""
        self._bar.write(text)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()


def followed(items: Sequence[Item], unit: str) -> Iterator[Item]:
    """One item after the other, each counted when it is done with."""
    with Progress(len(items), unit) as progress:
        for item in items:
            yield item
            progress.step()


def beforehand(seconds: float) -> str:
    """How long something takes, in words: ``took 12 minutes when it was recorded``."""
    amount, unit = (seconds, "second") if seconds < 100 else (seconds / 60, "minute")
    count = max(1, round(amount))
    return f"took {count} {unit}{'' if count == 1 else 's'} when it was recorded"
