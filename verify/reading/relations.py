r"""Read a relation of a sentence, such as ``0 < p_i \leq 1``, with its conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verify.reading.alphabet import RELATIONS
from verify.reading.equations import Equations
from verify.reading.nodes import Condition, Node
from verify.reading.tokens import Token

SIGNS = {**RELATIONS, r"\approx": "≈"}


@dataclass(frozen=True)
class Relations:
    """Sides with a relation before each but the first, and what must hold for it."""

    sides: tuple[Node, ...]
    signs: tuple[str, ...]
    conditions: tuple[Condition, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return (*self.sides, *self.conditions)


def relations(latex: str, symbols: Mapping[str, Any]) -> Relations:
    r"""The relations of a formula; conditions stand in parentheses, ``p < 1 \; (x < 0)``.

    Raises:
        LatexError: something in it is not understood.
    """
    reader = _Reader(latex, symbols)
    try:
        return reader.relations()
    except RecursionError:
        raise reader.error("nested too deeply to read") from None


class _Reader(Equations):
    def relations(self) -> Relations:
        self.set_apart()
        sides, signs = [self.sum()], []
        conditions: list[Condition] = []
        while relation := self.take(*SIGNS):
            signs.append(SIGNS[relation.text])
            sides.append(self.sum())
        while self.separator():
            conditions += self.stated()
        if self.next.text in {*RELATIONS, ",", r"\text"}:
            raise self.error(r"a condition stands behind it in parentheses, \; (x > 0)")
        if self.next.text:
            raise self.error(f"cannot read {self.next} here")
        return Relations(tuple(sides), tuple(signs), tuple(conditions))

    def set_apart(self) -> None:
        r"""Put the ``\qquad`` before a condition, which a sentence leaves out."""
        for start in reversed(range(1, len(self.tokens))):
            self.position = start
            if self.sees_condition(aligned=False) and self.tokens[start - 1].text != r"\qquad":
                at = self.next.at
                self.tokens.insert(start, Token(r"\qquad", at, at))
        self.position = 0
