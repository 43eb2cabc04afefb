"""Say how far a run is: a bar on a terminal, and plain lines everywhere."""

import sys
from types import TracebackType


class Progress:
    """A count of steps, shown as a bar on stderr if that is a terminal, and lines on stdout."""

    def __init__(self, total: int):
        from tqdm import tqdm

        self._bar = tqdm(total=total, unit="step", leave=False, disable=not sys.stderr.isatty())

    def step(self, count: int = 1) -> None:
        """Count steps that were made."""
        self._bar.update(count)

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
