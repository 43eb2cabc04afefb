r"""Read an expression: LaTeX in, a tree out.

Only a small part of LaTeX is understood. The rest is an error and never a guess: a formula
that is half understood is not verified.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from verify.reading import nodes as n
from verify.reading.alphabet import (
    BARS,
    EQUALS,
    FUNCTIONS,
    GREEK,
    OF_VECTOR,
    OPERATORS,
    PYTHON,
    RELATIONS,
)
from verify.reading.layers import Layers

ENVIRONMENTS = ("aligned", "cases", "pmatrix", "bmatrix")
BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
STOPS = {"", "+", "-", ",", ".", "}", "&"} | {
    *BRACKETS.values(),
    *(r"\\", r"\qquad", r"\text"),
    *(bars.closing for opening, bars in BARS.items() if bars.closing != opening),
    *EQUALS,
    *RELATIONS,
    *(rf"\end{{{name}}}" for name in ENVIRONMENTS),
}
OTHER_ROWS = [rf"\begin{{{name}}}" for name in ("align", "align*", "split", "equation", "gathered")]
DERIVATIVE = r"write \frac{\partial L}{\partial x}"
WHOLE_SUM = r"write \sum_{k=1}^{K}"
REFUSED = {
    r"\text": r"write \mathrm{...}",
    r"\partial": DERIVATIVE,
    r"\nabla": DERIVATIVE,
    r"\langle": r"write z^\top z",
    r"\dots": WHOLE_SUM,
    r"\ldots": WHOLE_SUM,
    r"\cdots": WHOLE_SUM,
    r"\mid": "a condition cannot be computed",
    r"\approx": "only a rounded number may follow it",
    "{": "it is not printed, write ( and )",
    "|": r"write \lvert ... \rvert",
    r"\|": r"write \lVert ... \rVert",
    **dict.fromkeys(OTHER_ROWS, r"write \begin{aligned}"),
}
MATRIX = {"", r"\cdot"}
AMBIGUOUS = r"A b \odot c can be read in two ways: add parentheses"
TWICE = {"_": "a double subscript: write W_{ij}", "^": "a double superscript: add parentheses"}


class Expressions(Layers):
    """Recursive descent: expressions are sums of products of factors."""

    def __init__(self, latex: str, symbols: Mapping[str, Any]):
        super().__init__(latex, symbols)
        self.open: n.Node | None = None  # the last node whose end no parenthesis marks
        self.slanted: n.Node | None = None  # the last derivative written with a slash
        self.closing: list[str] = []  # of the bars around

    def slope(self) -> n.Node | None:
        r"""Read ``\partial L / \partial x``; nothing for anything else."""
        return None

    def notation(self) -> n.Node | None:
        r"""Read what has a notation of its own, such as ``\frac``; nothing for anything else."""
        return None

    # -- sums and products

    def sum(self) -> n.Node:
        at = self.next.at
        terms = [("-", self.product())] if self.take("-") else [("+", self.product())]
        while sign := self.take("+", "-"):
            terms.append((sign.text, self.product()))
        if len(terms) > 1:
            return n.Sum(at, tuple(terms))
        sign_text, term = terms[0]
        return n.Negative(at, term) if sign_text == "-" else term

    def product(self) -> n.Node:
        at = self.next.at
        factors: list[tuple[str, n.Node]] = [("", self.factor())]
        operators: set[str] = set()
        while self.next.text not in {*STOPS, *self.closing[-1:]}:
            is_open = factors[-1][1] is self.open
            earlier = frozenset(operators)
            operator = self.take(*OPERATORS)
            is_digit = self.next.text[:1].isdigit()
            factors.append((operator.text if operator else "", self.factor()))
            self.refuse_ambiguity(factors, earlier, is_open, is_digit)
            operators.add(factors[-1][0])
        if r"\odot" in operators and operators & MATRIX:
            factors = loose(factors)
        return n.Product(at, tuple(factors)) if len(factors) > 1 else factors[0][1]

    def refuse_ambiguity(
        self,
        factors: list[tuple[str, n.Node]],
        earlier: frozenset[str],
        is_open: bool,
        is_digit: bool,
    ) -> None:
        """Refuse the last factor where a reader could group the product in another way."""
        (operator, factor), (_, previous) = factors[-1], factors[-2]
        if is_open:
            problem = "what stands before could end here or go on: add parentheses"
        elif "/" in earlier or (operator == "/" and factor is self.slanted):
            problem = "a/b c can be read in two ways: add parentheses"
        elif operator == "" and is_digit:
            problem = r"a number comes first in a product, and \times stands between numbers"
        elif operator == "" and isinstance(previous, n.Number) and is_mixed(factor):
            problem = r"a number before a fraction of numbers is a mixed number: write \times"
        elif operator == r"\times" and any(isinstance(node, n.Name) for node in n.walk(previous)):
            problem = r"\times stands between numbers only"
        elif {*earlier, operator} & {r"\odot"} and {*earlier, operator} - {r"\odot", *MATRIX}:
            problem = AMBIGUOUS
        else:
            return
        raise self.error(problem, factor.at)

    # -- factors

    def factor(self) -> n.Node:
        r"""Read an atom and what is attached to it: subscripts, powers, ``^\top``.

        As TeX does, refuse a second one of a kind; what stands in brackets may have another.
        """
        start, opening = self.position, self.next.text
        base = atom = self.atom()
        of_symbol = isinstance(base, n.Name | n.Entry | n.Transpose) and opening not in BRACKETS
        attached = {t.text for t in self.tokens[start : self.position]} if of_symbol else set()
        while self.next.text in {"^", "_", "'"}:
            token = self.next
            self.position += 1
            if token.text == "'":
                raise self.error("only a function or a symbol has a prime", token.at)
            if token.text in attached:
                raise self.error(TWICE[token.text], token.at)
            attached.add(token.text)
            if token.text == "_" and opening in BARS and is_norm(atom):
                base = self.of_kind(base)
            elif token.text == "_":
                base = n.Entry(base.at, base, self.subscript())
            elif self.transposes():
                base = n.Transpose(base.at, base)
            else:
                base = n.Power(base.at, base, self.group())
        return base

    def transposes(self) -> bool:
        start = self.position
        if self.skip("{"):
            if self.turns() and self.skip("}"):
                return True
            self.position = start
            return False
        return self.turns()

    def of_kind(self, norm: n.Node) -> n.Node:
        r"""``\lVert z \rVert_2`` of a vector or ``\lVert A \rVert_F``, maybe to a power."""
        at, label = self.next.at, self.label()
        if label not in {"2", "F"}:
            raise self.error(r"of norms, \lVert z \rVert_2 and \lVert A \rVert_F are read", at)
        if label == "F":
            return norm
        if isinstance(norm, n.Power):
            return n.Power(norm.at, of_vector(norm.base), norm.exponent)
        return of_vector(norm)

    def argument(self) -> n.Node:
        r"""``{...}``, or the digit or letter that TeX takes in its place: ``\frac12``."""
        token = self.next
        if self.sees("{"):
            return self.group()
        if token.text.isdecimal() and len(token.text) > 1:
            self.split()
        elif not (token.text.isdecimal() or token.text.isalpha() or token.text[1:] in GREEK):
            raise self.error(f"expected '{{' but found {token}")
        value = self.group()
        if self.next.text in {"^", "_", "'"}:
            raise self.error(f"write braces around what {self.next} belongs to")
        return value

    def group(self) -> n.Node:
        """``{...}``, or the single token that TeX accepts in its place."""
        if self.take("{"):
            value = self.sum()
            self.need("}")
            return value
        token = self.next
        if token.text.isdecimal() and len(token.text) > 1:
            raise self.error("write braces around more than one digit")
        self.position += 1
        if token.text.isdecimal():
            return n.Number(token.at, token.text)
        if token.text.isalpha() or token.text.startswith("\\"):
            return n.Name(token.at, PYTHON.get(token.text.lstrip("\\"), token.text.lstrip("\\")))
        raise self.error(f"expected an exponent but found {token}", token.at)

    def atom(self) -> n.Node:
        token = self.next
        text, command = token.text, token.text.removeprefix("\\")
        if (slope := self.slope()) is not None:
            return slope
        if text == "|" and self.peek(1).text == "_":
            raise self.error("cannot read |_: give it a name, or write f'(0)")
        if text in REFUSED:
            raise self.error(f"cannot read {text}: {REFUSED[text]}")
        if text[:1].isdigit():
            self.position += 1
            return n.Number(token.at, text)
        if text in BRACKETS:
            return self.parentheses()
        if text in BARS:
            return self.bars()
        if text.startswith("\\") and command in FUNCTIONS:
            self.position += 1
            return self.function(n.Name(token.at, command))
        return self.notation() or self.symbol()

    def parentheses(self) -> n.Node:
        closing = BRACKETS[self.next.text]
        self.position += 1
        value = self.sum()
        self.need(closing)
        self.open = None
        return value

    def bars(self) -> n.Node:
        at, opening = self.next.at, BARS[self.next.text]
        self.position += 1
        self.closing.append(opening.closing)
        value = self.sum()
        self.need(self.closing.pop())
        return n.Call(at, n.Name(at, opening.name), 0, (value,))

    def function(self, name: n.Name, primes: int = 0) -> n.Node:
        r"""Read the arguments: ``f(a, b)``, ``\sqrt{a}``, or one factor as in ``\log p_i``."""
        while self.take("'"):
            primes += 1
        power = self.group() if self.sees("^") and self.take("^") else None
        if name.name == "sqrt" and self.sees("["):
            raise self.error("write another root as a power: x^{1/3}")
        if opening := self.take(*BRACKETS):
            values = [self.sum()]
            while self.take(","):
                values.append(self.sum())
            self.need(BRACKETS[opening.text])
            call = n.Call(name.at, name, primes, tuple(values))
        elif name.name == "sqrt":
            call = n.Call(name.at, name, primes, (self.argument(),))
        elif name.name in FUNCTIONS and not primes:
            call = self.open = n.Call(name.at, name, 0, (self.factor(),))
        else:
            raise self.error(f"the function {name.name!r} needs its arguments in parentheses")
        if power is None:
            return call
        if call is self.open:
            raise self.error("a power of a function needs its argument in parentheses", name.at)
        if isinstance(power, n.Negative):
            raise self.error(r"an inverse or a reciprocal? write \frac{1}{f(x)}", power.at)
        return n.Power(name.at, call, power)


def is_norm(node: n.Node) -> bool:
    return isinstance(node, n.Call) and node.function.name == "norm"


def of_vector(norm: n.Node) -> n.Node:
    assert isinstance(norm, n.Call)
    return replace(norm, function=n.Name(norm.at, OF_VECTOR))


def loose(factors: list[tuple[str, n.Node]]) -> list[tuple[str, n.Node]]:
    r"""The factors with what stands between two ``\odot`` together: a matrix product binds first.

    That nothing else can be meant, the shapes tell.
    """
    groups: list[list[tuple[str, n.Node]]] = [[]]
    for operator, factor in factors:
        if operator == r"\odot":
            groups.append([])
        groups[-1].append((operator if groups[-1] else "", factor))
    found = [
        group[0][1] if len(group) == 1 else n.Loose(group[0][1].at, tuple(group))
        for group in groups
    ]
    return [(r"\odot" if k else "", node) for k, node in enumerate(found)]


def is_mixed(factor: n.Node) -> bool:
    """Whether a number and this make a mixed number."""
    return isinstance(factor, n.Fraction) and {type(factor.above), type(factor.below)} == {n.Number}
