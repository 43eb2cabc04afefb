"""What was found about a formula of notes."""

from dataclasses import dataclass
from enum import Enum

from verify.notes.pieces import Formula
from verify.proving.formula import Reading


class Status(Enum):
    """What was found about a formula of somebody's notes."""

    DEFINES = "defines"
    TRUE = "holds"
    ASSUMING = "holds under an assumption"
    FALSE = "wrong"
    DIFFERS = "differs from another definition"
    DOUBTFUL = "does not hold as read"  # a function in it is unknown
    UNKNOWN = "not decided"
    UNREADABLE = "unreadable"
    NO_CLAIM = "states no equation"


@dataclass(frozen=True)
class Found:
    """A formula with its status, and what a reader is told."""

    formula: Formula
    status: Status
    words: str = ""  # what is wrong
    kind: str = ""  # what kind of mistake it is, where it has a name
    at: int | None = None  # where in the LaTeX
    reading: Reading | None = None
    names: tuple[str, ...] = ()  # that it defines, or that it needs
    hint: str = ""  # what it assumes, or what to do
