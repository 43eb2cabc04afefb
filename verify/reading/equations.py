r"""Read a display: LaTeX in, equations with their sides and rules out.

>>> chains(r"y = \frac{1}{1 + e^{-x}}", {"x": 0, "y": 0})[0].sides[0].value
Name(at=0, name='y')
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from verify.reading.alphabet import EQUALS, NO_SYMBOLS, NOT_COMPUTABLE, RELATIONS
from verify.reading.each_layer import each_layer
from verify.reading.layout import BEGIN, END, arranged
from verify.reading.made_of import of_numbers
from verify.reading.nodes import Chain, Condition, Entry, Name, Node, Number, Side
from verify.reading.spaces import set_apart
from verify.reading.tokens import LatexError, Token
from verify.reading.updates import Updates
from verify.reading.words import CLOSING, JOINING

STATES = {*EQUALS, *RELATIONS, *NOT_COMPUTABLE}  # signs of a statement
NO_CLAIM = "a claim needs an '='"
COMMAS = {",", ";"}
GOES_ON = "the first row needs a left side: write what it goes on with into the same display"
UNEQUAL = r"\neq", r"\ne"
INDICES = frozenset("ijklmnrstpqc")  # letters of which a condition compares places: i ≠ j


def chains(latex: str, symbols: Mapping[str, Any]) -> list[Chain]:
    """Read the equations of a display; raises `LatexError` for what is not understood."""
    reader = Equations(latex, symbols)
    try:
        return reader.display()
    except RecursionError:
        raise reader.error("nested too deeply to read") from None


class Equations(Updates):
    """A display is rows, a row is sides, and behind the last side may stand a rule."""

    def __init__(self, latex: str, symbols: Mapping[str, Any]):
        super().__init__(latex, symbols)
        self.equals: Mapping[str, str] = EQUALS

    def display(self) -> list[Chain]:
        if self.tokens and not STATES.intersection(token.text for token in self.tokens):
            self.complain(self.next.at)
        self.tokens = arranged(set_apart(self.tokens))
        aligned = self.take(BEGIN) is not None
        found: list[list[Side]] = []
        conditions: list[tuple[int | None, Condition]] = []  # with the first equation of their row
        apart: list[tuple[int | None, Condition]] = []  # those in parentheses, or behind a comma
        rows: list[int] = []  # of each equation the first of its row
        begun = 0
        while True:
            self.join()
            if found and self.sees_condition(aligned):
                apart += [(begun, each) for each in self.stated()]
            elif found and self.compares_places():
                apart += [(begun, each) for each in self.inequalities()]
            elif found and self.runs():
                self.range()
            elif self.states_shape():
                self.shape()
            else:
                self.row(found, aligned)
            rows += [begun] * (len(found) - len(rows))
            if begun == len(found):  # the row goes on with the equation before
                begun = rows[-1] if rows else 0
            conditions += [(begun, each) for each in self.conditions()]
            if aligned and self.take("\\\\"):
                begun = len(found)
                if self.sees(END):
                    break
            elif not self.separator():
                break
        if aligned:
            self.need(END)
            while self.separator():
                apart += [(None, each) for each in self.stated()]
        if self.sees(r"\text") and self.words().startswith("(") and found:
            self.position += 1  # a remark
        if self.next.text:
            known = {*self.equals, *RELATIONS}
            if not any(token.text in known for token in self.tokens):
                self.complain(self.next.at)
            raise self.error(self.unread())
        if not found and self.shapes:
            self.complain(0)
        for sides in found:
            if len(sides) == 1:
                self.complain(sides[0].value.at)
        is_behind_all = {row for row, _ in apart} <= {begun, None}
        conditions += [(None if is_behind_all else row, each) for row, each in apart]
        claimed = [
            of_numbers(Chain(tuple(self.updated(sides)), tuple(_of_row(conditions, begin))))
            for begin, sides in zip(rows, found, strict=True)
        ]
        return [one for chain in claimed for one in self.expanded(chain)]

    def complain(self, at: int) -> None:
        """Refuse what is no claim."""
        raise self.error(NO_CLAIM, at)

    def unread(self) -> str:
        if self.next.text in NO_SYMBOLS:
            return f"cannot read {self.next}: {NO_SYMBOLS[self.next.text]}"
        if self.next.text in RELATIONS:
            return f"cannot read {self.next} here: a display states equations, not inequalities"
        return f"cannot read {self.next} here"

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
        yield from self.inequalities(")")

    def inequalities(self, *closing: str) -> Iterator[Condition]:
        left = self.sum()
        while not self.take(*closing) and (closing or self.next.text in RELATIONS):
            relation = self.take(*RELATIONS)
            is_size = self.is_size(left)
            if relation is None or (relation.text == "=" and not (is_size or self.counts(left))):
                raise self.error("a condition is an inequality, such as (x > 0)")
            right = self.sum()
            is_number = isinstance(left, Name) and isinstance(right, Number)
            of_index = self.counts(left) and (self.counts(right) or is_number) and not is_size
            if relation.text == "=" and not of_index and not isinstance(right, Number):
                raise self.error("a size is a whole number, such as (K = 3)", right.at)
            if relation.text == "=" and not of_index and not is_size:
                raise self.error("a condition is an inequality, such as (x > 0)", right.at)
            yield Condition(left.at, RELATIONS[relation.text], left, right, of_index)
            left = self.sum() if self.take(",") else right

    def counts(self, node: Node | None) -> bool:
        """Whether a side of a condition is an index, or the class of an example."""
        if isinstance(node, Entry) and isinstance(node.array, Name):
            return len(node.indices) == 1 and self.counts(node.indices[0])
        return isinstance(node, Name) and node.name in INDICES and node.name not in self.symbols

    def compares_places(self) -> bool:
        r"""Whether ``i = j`` or ``j \neq y_i`` comes next, and nothing more."""
        if self.next.text not in INDICES:
            return False
        start, left, right = self.position, None, None
        with suppress(LatexError):
            left = self.sum()
            right = self.sum() if self.take("=", *UNEQUAL) else None
        is_end = self.next.text in {"", ".", *COMMAS, r"\qquad", "\\\\", END}
        self.position = start
        return is_end and None not in (left, right) and self.counts(left) and self.counts(right)

    def is_size(self, node: Node) -> bool:
        return isinstance(node, Name) and isinstance(self.symbols.get(node.name), int)

    # -- what stands between equations

    def join(self) -> None:
        r"""Move past words such as ``\text{where}`` before an equation."""
        while self.sees(r"\text") and (self.words() in JOINING or self.heads()):
            self.position += 1
            self.take(",")

    def heads(self) -> bool:
        r"""Whether words with a colon come next: ``\text{Momentum:} \quad v_t = ...``."""
        return (self.next.words or "").strip(" ~").endswith(":")

    def words(self) -> str:
        return (self.next.words or "").strip(" ,.;:~").lower()

    def conditions(self) -> list[Condition]:
        r"""``\text{if } x > 0`` behind an equation, or the range of an index, which shapes say."""
        self.membership()
        start = self.position
        while self.take(*COMMAS, r"\qquad", "&"):
            pass
        if not (self.sees(r"\text") and self.words() in CLOSING) and not self.sees(r"\forall"):
            self.position = start
            return []
        self.position += 1
        if self.runs():
            self.range()
            return []
        return list(self.inequalities())

    def runs(self) -> bool:
        r"""Whether the range of an index comes next: ``i = 1, \dots, n``."""
        if not self.next.text.isalpha() or self.next.text in self.symbols:
            return False
        if self.peek(1).text == r"\in" and self.peek(2).text == r"\{":
            return True
        if self.peek(1).text != "=" or not self.peek(2).text.isdecimal():
            return False
        return self.peek(3).text in {",", r"\dots"}

    def range(self) -> None:
        r"""``i = 1, \dots, n`` or ``i \in \{1, 2, \dots, n\}``: all of an axis, from 1 on."""
        at = self.next.at
        self.position += 2
        braced = self.take(r"\{")
        number = 1
        while not self.take(r"\dots"):
            if not self.take(str(number)):
                raise self.error("an index runs from 1 to a size: what else is no range", at)
            self.take(",")
            number += 1
        self.take(",")
        last = self.sum()
        if not self.is_end(last):
            raise self.error("an index runs to a size", last.at)
        if braced:
            self.need(r"\}")

    def is_end(self, node: Node) -> bool:
        """Whether this can be the last value of an index."""
        return self.is_size(node)

    def separator(self) -> bool:
        r"""``, \qquad`` sets two equations of one line apart; so do a comma and ``\text{and}``."""
        start = self.position
        seen = set()
        while token := self.take(*COMMAS, r"\qquad"):
            seen.add(token.text)
        if r"\qquad" in seen or (self.sees(r"\text") and self.words() in JOINING):
            return True
        if seen and (self.has_relation() or self.runs() or self.states_shape()):
            return True
        if seen and self.compares_places():
            return True
        self.position = start
        return False

    def has_relation(self) -> bool:
        """Whether an equation comes next, and not the rest of a list."""
        depth = 0
        for ahead in range(len(self.tokens) - self.position):
            token = self.peek(ahead).text
            depth += (token in {"(", "[", "{", r"\{"}) - (token in {")", "]", "}", r"\}"})
            if depth < 0 or (not depth and token in {*COMMAS, r"\qquad", "\\\\", END}):
                return False
            if not depth and token in self.equals:
                return ahead > 0
        return False

    # -- rows

    def row(self, found: list[list[Side]], aligned: bool) -> None:
        r"""Read ``left &= side = side && \text{rule}``; a row without a left side goes on."""
        if aligned:
            self.take("&")
        if self.next.text not in self.equals:
            found.append([Side(self.sum(), None, "=")])
        elif not found:
            raise self.undecidable(GOES_ON)
        sides = found[-1]
        count = len(sides)
        while True:
            if aligned:
                self.take("&")
            relation = self.take(*self.equals)
            if relation is None:
                break
            sides.append(Side(self.sum(), None, self.equals[relation.text]))
        if aligned and (rule := self.rule()) is not None:
            if len(sides) == count:
                raise self.error("a rule needs a line to stand behind")
            row = len(sides) - count
            sides[-1] = replace(sides[-1], rule=rule.words, rule_at=rule.at, row=row)

    def rule(self) -> Token | None:
        start = self.position
        while self.take(",", ".", "&", ";"):
            pass
        is_rule = self.sees(r"\text") and self.words() not in {*JOINING, *CLOSING}
        if not is_rule:
            if self.peek(-1).text != "&":
                self.position = start
            return None
        return self.take(r"\text")


def _of_row(conditions: list[tuple[int | None, Condition]], begin: int) -> Iterator[Condition]:
    """What is said of a row: of places what stands in it or behind all, else whatever is said."""
    return (each for begun, each in conditions if not each.of_index or begun in {None, begin})
