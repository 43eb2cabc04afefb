r"""Read a display: LaTeX in, equations with their sides and rules out.

>>> chains(r"y = \frac{1}{1 + e^{-x}}", {"x": 0, "y": 0})[0].sides[0].value
Name(at=0, name='y')
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from verify.reading.alphabet import EQUALS, RELATIONS
from verify.reading.each_layer import each_layer
from verify.reading.environments import Environments
from verify.reading.nodes import Chain, Condition, Name, Node, Number, Side
from verify.reading.tokens import Token


def chains(latex: str, symbols: Mapping[str, Any]) -> list[Chain]:
    """Read the equations of a display; raises `LatexError` for what is not understood."""
    reader = Equations(latex, symbols)
    try:
        return reader.display()
    except RecursionError:
        raise reader.error("nested too deeply to read") from None


class Equations(Environments):
    """A display is rows, a row is sides, and behind the last side may stand a rule."""

    def display(self) -> list[Chain]:
        aligned = self.take(r"\begin{aligned}")
        found: list[list[Side]] = []
        conditions: list[Condition] = []
        while True:
            if found and self.sees_condition(aligned is not None):
                conditions += self.stated()
            else:
                self.row(found, aligned is not None)
            if aligned and self.take(r"\\"):
                if self.sees(r"\end{aligned}"):
                    break
            elif not self.separator():
                break
        if aligned:
            self.need(r"\end{aligned}")
            while self.separator():
                conditions += self.stated()
        if self.next.text:
            raise self.error(f"cannot read {self.next} here")
        for sides in found:
            if len(sides) == 1:
                raise self.error("a claim needs an '='", sides[0].value.at)
        claimed = [Chain(tuple(sides), tuple(conditions)) for sides in found]
        return [one for chain in claimed for one in self.expanded(chain)]

    def expanded(self, chain: Chain) -> list[Chain]:
        """The claims that a line makes, one for each layer."""
        return each_layer(chain, self.symbols, self.examples)

    def sees_condition(self, aligned: bool) -> bool:
        r"""Whether ``(x \neq 0)`` comes next: parentheses around a relation."""
        start = 1 if aligned and self.sees("&", "(") else 0
        if self.peek(start).text != "(":
            return False
        depth = 0
        for ahead in range(start, len(self.tokens) - self.position):
            token = self.peek(ahead).text
            depth += (token == "(") - (token == ")")
            if depth == 0:
                return False
            if depth == 1 and token in RELATIONS:
                return True
        return False

    def stated(self) -> Iterator[Condition]:
        r"""``(x \neq 0)``, ``(0 < \beta_1 < 1, \sigma > 0)``; of a size ``(K = 3)``."""
        self.take("&")
        self.need("(")
        left = self.sum()
        while not self.take(")"):
            relation = self.take(*RELATIONS)
            if relation is None or (relation.text == "=" and not self.is_size(left)):
                raise self.error("a condition is an inequality, such as (x > 0)")
            right = self.sum()
            if relation.text == "=" and not isinstance(right, Number):
                raise self.error("a size is a whole number, such as (K = 3)", right.at)
            yield Condition(left.at, RELATIONS[relation.text], left, right)
            left = self.sum() if self.take(",") else right

    def is_size(self, node: Node) -> bool:
        return isinstance(node, Name) and isinstance(self.symbols.get(node.name), int)

    def separator(self) -> bool:
        r"""``, \qquad`` sets two equations of one line apart."""
        comma = self.sees(",", r"\qquad")
        self.position += 2 * comma
        return comma or self.take(r"\qquad") is not None

    def row(self, found: list[list[Side]], aligned: bool) -> None:
        r"""Read ``left &= side = side && \text{rule}``; a row without a left side goes on."""
        if aligned:
            self.take("&")
        if found and self.sees("+"):
            raise self.error("a side stands in one row: join the two, or give a part a name")
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
            row = len(sides) - count
            sides[-1] = replace(sides[-1], rule=rule.words, rule_at=rule.at, row=row)

    def rule(self) -> Token | None:
        while self.take(",", ".", "&"):
            pass
        return self.take(r"\text")
