r"""Read a display: LaTeX in, equations with their sides and rules out.

>>> chains(r"y = \frac{1}{1 + e^{-x}}", {"x": 0, "y": 0})[0].sides[0].value
Name(at=0, name='y')
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from verify.reading.expressions import Expressions
from verify.reading.nodes import Chain, Side
from verify.reading.unicode import text

EQUALS = {"=": "=", r"\approx": "≈"}


def chains(latex: str, symbols: Mapping[str, Any]) -> list[Chain]:
    """Read the equations of a display; raises `LatexError` for what is not understood."""
    return _Reader(latex, symbols).display()


class _Reader(Expressions):
    """A display is rows, a row is sides, and behind the last side may stand a rule."""

    def display(self) -> list[Chain]:
        aligned = self.take(r"\begin{aligned}")
        found: list[list[Side]] = []
        while True:
            self.row(found, aligned is not None)
            if aligned and self.take(r"\\"):
                if self.sees(r"\end{aligned}"):
                    break
            elif not self.separator():
                break
        if aligned:
            self.need(r"\end{aligned}")
        if self.next.text:
            raise self.error(f"cannot read {self.next.text!r} here")
        for sides in found:
            if len(sides) == 1:
                raise self.error("a claim needs an '='", sides[0].value.at)
            for side, following in pairwise(sides):
                if text(side.value) == text(following.value):
                    raise self.error("this repeats what stands before", following.value.at)
        return [Chain(tuple(sides)) for sides in found]

    def separator(self) -> bool:
        r"""``, \qquad`` sets two equations of one line apart."""
        comma = self.sees(",", r"\qquad")
        self.position += 2 * comma
        return comma or self.take(r"\qquad") is not None

    def row(self, found: list[list[Side]], aligned: bool) -> None:
        r"""Read ``left &= side = side && \text{rule}``; a row without a left side goes on."""
        if aligned:
            self.take("&")
        if self.next.text not in EQUALS:
            found.append([Side(self.sum(), None, "=")])
        elif not found:
            raise self.error("the first row needs a left side")
        sides = found[-1]
        count = len(sides)
        while True:
            if aligned:
                self.take("&")
            relation = self.take(*EQUALS)
            if relation is None:
                break
            sides.append(Side(self.sum(), None, EQUALS[relation.text]))
        if aligned and (rule := self.rule()) is not None:
            if len(sides) == count:
                raise self.error("a rule needs a line to stand behind")
            sides[-1] = replace(sides[-1], rule=rule)

    def rule(self) -> str | None:
        while self.take(",", ".", "&"):
            pass
        if self.sees(r"\text"):
            rule = self.next.words
            self.position += 1
            return rule
        return None
