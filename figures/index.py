"""The table of docs/index.md."""

from figures.worked_2_2_2 import run
from verify.book.cited import number

DECIMALS = 9
MISTAKEN, RIGHT = "no", "yes"  # how the page colours a number


def published() -> list[list[str]]:
    """The error after one step: as published, exact, and with the output weights moved first."""
    printed = number("mazur2015.E_plus")
    exact, mixed = (f"{run(kind)[1].error:.{DECIMALS}f}" for kind in ("all at once", "mixed"))
    same = [a == b for a, b in zip(printed, exact, strict=True)].index(False)
    return [
        ["one step of training", "error after it"],
        ["printed in 2015", _marked(printed, same, MISTAKEN)],
        ["computed here", _marked(exact, same, RIGHT)],
        ["computed here, the output weights moved first", _marked(mixed, same, MISTAKEN)],
    ]


def _marked(digits: str, same: int, colour: str) -> str:
    """A number in bold from where the two differ."""
    return f"{digits[:same]}**{digits[same:]}**{{: .{colour} }}"
