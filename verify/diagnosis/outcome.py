"""What a comparison can come to: one vocabulary for pages, terminals and tests."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What was found, by the name that files and scripts write."""

    RIGHT = "right"
    SIGN = "sign"
    TRANSPOSED = "transposed"
    EXCHANGED = "exchanged"
    FACTOR = "factor"
    TERM_SIGN = "term_sign"
    TERM_MISSING = "term_missing"
    TERM_EXTRA = "term_extra"
    SHIFTED = "shifted"
    ONLY_AT = "only_at"
    DIAGONAL = "diagonal"
    OFF_DIAGONAL = "off_diagonal"
    SLIP = "slip"
    SHAPE = "shape"
    DIFFERENT = "different"
    UNDEFINED = "undefined"
    CIRCULAR = "circular"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    EMPTY = "empty"

    @property
    def sentence(self) -> str:
        """What it means, for a reader, where nothing more is known."""
        return SENTENCES[self]


SENTENCES = {
    Outcome.RIGHT: "It is equal.",
    Outcome.SIGN: "It is the negative: its sign is wrong.",
    Outcome.TRANSPOSED: "It is the transpose.",
    Outcome.EXCHANGED: "Two indices are exchanged.",
    Outcome.FACTOR: "A factor is wrong.",
    Outcome.TERM_SIGN: "The sign of one term is wrong.",
    Outcome.TERM_MISSING: "A term is missing.",
    Outcome.TERM_EXTRA: "There is a term too many.",
    Outcome.SHIFTED: "An index is off by one.",
    Outcome.ONLY_AT: "It is right at one size only.",
    Outcome.DIAGONAL: "It is right on the diagonal only.",
    Outcome.OFF_DIAGONAL: "It is right off the diagonal only.",
    Outcome.SLIP: "It is a slip that is known.",
    Outcome.SHAPE: "It has another shape.",
    Outcome.DIFFERENT: "It is not equal.",
    Outcome.UNDEFINED: "It has no value.",
    Outcome.CIRCULAR: "It repeats the question.",
    Outcome.UNKNOWN: "Nothing defines one of its symbols.",
    Outcome.UNREADABLE: "It cannot be read.",
    Outcome.EMPTY: "Nothing is written.",
}


@dataclass(frozen=True)
class Diagnosis:
    """What was found, and in which words."""

    outcome: Outcome
    words: str

    @property
    def is_right(self) -> bool:
        return self.outcome is Outcome.RIGHT


def plain(outcome: Outcome, words: str = "") -> Diagnosis:
    """A diagnosis in these words, or in those of its outcome."""
    return Diagnosis(outcome, words or outcome.sentence)
