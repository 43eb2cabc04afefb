r"""Read an expression: LaTeX in, a tree out.

Only a small part of LaTeX is understood. The rest is an error and never a guess: a formula
that is half understood is not verified.
"""

from collections.abc import Mapping
from typing import Any

from verify.reading import nodes as n
from verify.reading.alphabet import (
    BARS,
    EQUALS,
    GREEK,
    NO_NUMBERS,
    NOT_COMPUTABLE,
    OPERATORS,
    PYTHON,
    RELATIONS,
)
from verify.reading.dots import series
from verify.reading.norms import is_norm, norm_of
from verify.reading.pointed import Pointed
from verify.reading.words import NO_NAMES

MATRICES = ("pmatrix", "bmatrix", "matrix", "smallmatrix", "array")
ENVIRONMENTS = ("aligned", "cases", "vmatrix", *MATRICES)
BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
STOPS = {"", "+", "-", ",", ".", "}", "&", ";"} | {
    *BRACKETS.values(),
    *(r"\\", r"\qquad", r"\text", r"\mid", r"\rangle", r"\over", r"\choose", r"\forall", ":"),
    *(bars.closing for opening, bars in BARS.items() if bars.closing != opening),
    *EQUALS,
    *RELATIONS,
    *(rf"\end{{{name}}}" for name in ENVIRONMENTS),
}
DERIVATIVE = r"write \frac{\partial L}{\partial x}"
WHOLE_SUM = r"write \sum_{k=1}^{K}"
NO_VALUE = "it is no computable statement"
REFUSED = {
    r"\partial": DERIVATIVE,
    r"\dots": WHOLE_SUM,
    r"\mid": "a condition is not computable",
    r"\approx": "only a rounded number may follow it",
    **dict.fromkeys(NOT_COMPUTABLE, NO_VALUE),
}
WHOLE = {r"\frac", r"\sqrt"}  # commands that are an exponent with what follows them
MATRIX = {"", r"\cdot"}
AMBIGUOUS = r"A b \odot c can be read in two ways: add parentheses"
ENDLESS = rf"a sum without an end has no value here: {WHOLE_SUM}"
UNCERTAIN = f"it is not certain what the dots leave out: {WHOLE_SUM}"
SIGNED = {r"\cdot", r"\times"}  # after which a factor may have a sign
OUTER = r"\otimes"  # which needs parentheses beside another product
TWICE = {"_": "a double subscript: write W_{ij}", "^": "a double superscript: add parentheses"}


class Expressions(Pointed):
    """Recursive descent: expressions are sums of products of factors."""

    def __init__(self, latex: str, symbols: Mapping[str, Any]):
        super().__init__(latex, symbols)
        self.open: n.Node | None = None  # the last node whose end no parenthesis marks
        self.slanted: n.Node | None = None  # the last derivative written with a slash
        self.closing: list[str] = []  # of the bars around
        self.given: tuple[str, ...] = ()  # the letters for what dots leave out

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
            if self.sees(r"\dots") and sign.text == "+":
                terms = self.series(terms)
            else:
                terms.append((sign.text, self.product()))
        if len(terms) > 1:
            return n.Sum(at, tuple(terms))
        sign_text, term = terms[0]
        return n.Negative(at, term) if sign_text == "-" else term

    def series(self, terms: list[tuple[str, n.Node]]) -> list[tuple[str, n.Node]]:
        r"""The terms with the sum that ``x_1 + x_2 + \dots + x_n`` is."""
        at = self.need(r"\dots").at
        if self.next.text != "+":
            raise self.undecidable(ENDLESS, at)
        self.need("+")
        plus = [term for sign, term in terms if sign == "+"]
        before = plus if len(plus) == len(terms) else []
        found = series("sum", before, self.product(), self.unused()) if before else None
        if found is None:
            raise self.undecidable(UNCERTAIN, at)
        count, fold = found
        return [*terms[:-count], ("+", fold)]

    def multiplied(self, factors: list[tuple[str, n.Node]]) -> list[tuple[str, n.Node]]:
        r"""The factors with the product that ``x_1 x_2 \cdots x_n`` is."""
        at = self.need(r"\dots").at
        self.take(r"\cdot")
        in_sum = self.before_term(factors[0][1].at)
        plain = all(operator in {"", r"\cdot"} for operator, _ in factors)
        before = [factor for _, factor in factors] if plain else []
        found = series("prod", before, self.factor(), self.unused()) if before else None
        if found is None or (in_sum and found[0] == 1):  # x_1 + x_2 \cdots x_n lacks a + perhaps
            raise self.undecidable(UNCERTAIN, at)
        count, fold = found
        return [*factors[:-count], ("" if count == len(factors) else r"\cdot", fold)]

    def before_term(self, at: int) -> bool:
        """Whether a sign stands before what starts at this place."""
        before = [token for token in self.tokens if token.at < at]
        return bool(before) and before[-1].text in {"+", "-"}

    def unused(self) -> str:
        """A letter for an index that occurs nowhere in the formula, and is not given out again."""
        taken = {token.text for token in self.tokens} | {*self.symbols, *self.bound, *self.given}
        letter = next((one for one in "kijmlnqrsuvabcdfghopwxyz" if one not in taken), None)
        if letter is None:
            raise self.error("no letter is left for what dots leave out: write it as several lines")
        self.given = (*self.given, letter)
        return letter

    def product(self) -> n.Node:
        at = self.next.at
        factors: list[tuple[str, n.Node]] = [("", self.factor())]
        operators: set[str] = set()
        while not self.stops():
            is_open = factors[-1][1] is self.open
            earlier = frozenset(operators)
            operator = self.take(*OPERATORS)
            if self.sees(r"\dots") and not is_open:
                factors = self.multiplied(factors)
                continue
            is_digit = self.next.text[:1].isdigit() and not self.is_between()
            minus = self.take("-") if operator and operator.text in SIGNED else None
            factor = self.factor()
            if minus:
                factor = n.Negative(minus.at, factor)
            factors.append((operator.text if operator else "", factor))
            self.refuse_ambiguity(factors, earlier, is_open, is_digit)
            operators.add(factors[-1][0])
        if r"\odot" in operators and operators & MATRIX:
            factors = loose(factors)
        if len(factors) > 1 and self.is_open_point([factor for _, factor in factors]):
            raise self.error("put what | belongs to into parentheses", at)
        return n.Product(at, tuple(factors)) if len(factors) > 1 else factors[0][1]

    def stops(self) -> bool:
        """Whether a product ends here."""
        text = self.next.text
        if text == r"\text" and self.peek(1).text in BRACKETS:
            return (self.next.words or "").strip(" ,.").lower() in NO_NAMES
        if text == r"\in":
            return self.peek(1).text == r"\mathbb"
        return text in STOPS or text in self.closing[-1:]

    def refuse_ambiguity(
        self,
        factors: list[tuple[str, n.Node]],
        earlier: frozenset[str],
        is_open: bool,
        is_digit: bool,
    ) -> None:
        """Refuse the last factor where a reader could group the product in another way."""
        (operator, factor), (_, previous) = factors[-1], factors[-2]
        ends = operator == r"\odot" and isinstance(previous, n.Gradient)  # which is an array
        if is_open and not ends:
            problem = "what stands before could end here or go on: add parentheses"
        elif "/" in earlier or (operator == "/" and factor is self.slanted):
            problem = "a/b c can be read in two ways: add parentheses"
        elif operator == "" and is_digit:
            problem = r"a number comes first in a product, and \times stands between numbers"
        elif operator == "" and isinstance(previous, n.Number) and is_mixed(factor):
            problem = r"a number before a fraction of numbers is a mixed number: write \times"
        elif OUTER in {*earlier, operator} and {*earlier, operator} != {OUTER}:
            problem = rf"A b {OUTER} c can be read in two ways: add parentheses"
        elif r"\odot" in {*earlier, operator} and {*earlier, operator} - {r"\odot", *MATRIX}:
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
        if opening == "{":
            attached.clear()
        while self.next.text in {"^", "_", "'", "!"} or self.sees_point(atom):
            token = self.next
            self.position += 1
            if token.text == "!":
                base = self.factorial(base, token.at)
                continue
            if token.text == "|":
                self.pointed = n.At(base.at, base, self.point())
                return self.pointed
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
            elif self.skip("{", "-", r"\top", "}") or self.skip("{", "-", "T", "}"):
                minus = n.Negative(token.at, n.Number(token.at, "1"))
                base = n.Transpose(base.at, n.Power(base.at, base, minus))
            else:
                base = n.Power(base.at, base, self.group())
        return base

    def factorial(self, of: n.Node, at: int) -> n.Node:
        """``n!``, of one symbol or number, or of what stands in parentheses."""
        before = self.tokens[self.position - 2].text
        if isinstance(of, n.Power) or before == "!":
            raise self.error("what is the factorial of? add parentheses", at)
        return n.Call(of.at, n.Name(at, "factorial"), 0, (of,))

    def atom(self) -> n.Node:
        """Read what is no product and has nothing attached."""
        raise NotImplementedError

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
        at = self.next.at
        if self.skip(r"\infty") or self.skip("{", r"\infty", "}"):
            return norm_of(norm, "infty", at)
        return norm_of(norm, self.label(), at)

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
        if token.text in NO_NUMBERS:
            raise self.undecidable(NO_NUMBERS[token.text])
        if token.text in WHOLE:  # x^\frac12
            return self.factor()
        self.position += 1
        if token.text.isdecimal():
            return n.Number(token.at, token.text)
        if token.text.isalpha() or token.text.startswith("\\"):
            return n.Name(token.at, PYTHON.get(token.text.lstrip("\\"), token.text.lstrip("\\")))
        raise self.error(f"expected an exponent but found {token}", token.at)


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
