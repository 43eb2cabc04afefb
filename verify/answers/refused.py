"""What cannot be read, or has no value: where, why, and which outcome that is."""

from verify.diagnosis.outcome import Outcome
from verify.reading.tokens import LatexError


class Refused(LatexError):
    """An answer that has no value here."""

    def __init__(self, message: str, at: int, outcome: Outcome = Outcome.UNREADABLE):
        super().__init__(message, at)
        self.outcome = outcome


def refused(error: LatexError) -> Refused:
    """An error of the reader of formulas, with the outcome that its words tell."""
    if isinstance(error, Refused):
        return error
    words = str(error)
    if error.unknown is not None:
        return Refused(words, error.at, Outcome.UNKNOWN)
    outcome = next((found for piece, found in WORDS if piece in words), Outcome.UNREADABLE)
    return Refused(words, error.at, outcome)


WORDS = (
    ("defines no", Outcome.UNKNOWN),
    ("is no index here", Outcome.UNKNOWN),
    ("divides by zero", Outcome.UNDEFINED),
    ("has no value", Outcome.UNDEFINED),
    ("shape", Outcome.SHAPE),
    ("subscript", Outcome.SHAPE),
    ("two axes differ", Outcome.SHAPE),
    ("on a number", Outcome.SHAPE),
)
