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
    Outcome.SIGN: "It is the negative of what it should be.",
    Outcome.TRANSPOSED: "It is the transpose of what it should be.",
    Outcome.EXCHANGED: "Two indices are exchanged.",
    Outcome.FACTOR: "A factor is wrong.",
    Outcome.TERM_SIGN: "The sign of a term is wrong.",
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
    """What was found; its words can end a sentence that others begin."""

    outcome: Outcome
    words: str  # "it is 1/N times what it should be"

    @property
    def is_right(self) -> bool:
        return self.outcome is Outcome.RIGHT

    @property
    def sentence(self) -> str:
        """The words as a sentence of their own."""
        return f"{self.words[:1].upper()}{self.words[1:]}."


def plain(outcome: Outcome) -> Diagnosis:
    """A diagnosis of which no more is known than its outcome."""
    sentence = outcome.sentence
    return Diagnosis(outcome, f"{sentence[:1].lower()}{sentence[1:-1]}")
