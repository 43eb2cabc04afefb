r"""Read an expression: LaTeX in, a tree out.

Only a small part of LaTeX is understood. The rest is an error and never a guess: a formula
that is half understood is not verified. What a letter *is* (a number, an array, a function,
an index) LaTeX alone does not say; the symbols of the derivation do.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from verify.reading.nodes import (
    Call,
    Cases,
    Condition,
    Delta,
    Derivative,
    Entry,
    Fold,
    Fraction,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Remainder,
    Sum,
    Transpose,
    walk,
)
from verify.reading.tokens import Stream

FUNCTIONS = {r"\exp", r"\log", r"\sqrt", r"\tanh", r"\sinh", r"\cosh", r"\sin", r"\cos"}
FOLDS = {r"\sum": "sum", r"\prod": "prod"}
EXTREMES = {r"\max": "max", r"\min": "min"}
STYLES = {
    r"\mathbf",
    r"\mathrm",
    r"\mathbb",
    r"\mathcal",
    r"\boldsymbol",
}  # change the look, not the name
ACCENTS = {r"\hat": "_hat", r"\bar": "_bar", r"\tilde": "_tilde"}  # \hat{y} is y_hat
BARS = {r"\lvert": (r"\rvert", "abs"), r"\lVert": (r"\rVert", "norm")}
OPERATORS = {"/", r"\cdot", r"\times", r"\odot"}
RELATIONS = {
    "=": "=", r"\neq": "≠", r"\ne": "≠", "<": "<", ">": ">",
    r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥",
}  # fmt: skip
STOPS = {
    "",
    "+",
    "-",
    ",",
    ".",
    ")",
    "]",
    "}",
    r"\approx",
    "&",
    r"\\",
    r"\qquad",
    r"\text",
    r"\rvert",
    r"\rVert",
}
STOPS |= set(RELATIONS) | {
    rf"\end{{{name}}}" for name in ("aligned", "cases", "pmatrix", "bmatrix")
}
PYTHON = {"lambda": "lambda_"}  # a Greek letter that is a Python keyword
REFUSED = {
    r"\operatorname": r"write \mathrm{...}",
    r"\mid": "a condition cannot be computed",
    r"\approx": "only a rounded number may follow it",
    "[": "write ( and )",
    "|": r"write \lvert ... \rvert",
}


class Expressions(Stream):
    """Recursive descent: expressions are sums of products of factors."""

    def __init__(self, latex: str, symbols: Mapping[str, Any]):
        super().__init__(latex)
        self.symbols = symbols
        self.bound: set[str] = set()  # the indices of the sums around
        self.open: Node | None = None  # the last node whose end no parenthesis marks

    # -- sums and products

    def sum(self) -> Node:
        at = self.next.at
        terms = [("-", self.product())] if self.take("-") else [("+", self.product())]
        while sign := self.take("+", "-"):
            terms.append((sign.text, self.product()))
        if len(terms) > 1:
            return Sum(at, tuple(terms))
        sign_text, term = terms[0]
        return Negative(at, term) if sign_text == "-" else term

    def product(self) -> Node:
        at = self.next.at
        factors: list[tuple[str, Node]] = [("", self.factor())]
        while self.next.text not in STOPS:
            is_open = factors[-1][1] is self.open
            operator = self.take(*OPERATORS)
            is_digit = self.next.text[:1].isdigit()
            factors.append((operator.text if operator else "", self.factor()))
            self.refuse_ambiguity(factors, is_open, is_digit)
        return Product(at, tuple(factors)) if len(factors) > 1 else factors[0][1]

    def refuse_ambiguity(
        self, factors: list[tuple[str, Node]], is_open: bool, is_digit: bool
    ) -> None:
        """Refuse the last factor where a reader could group the product in another way."""
        (operator, factor), (_, previous) = factors[-1], factors[-2]
        earlier = {symbol for symbol, _ in factors[1:-1]}
        if is_open:
            problem = "what stands before could end here or go on: add parentheses"
        elif "/" in earlier:
            problem = "a/b c can be read in two ways: add parentheses"
        elif operator == "" and is_digit:
            problem = r"a number comes first in a product, and \times stands between numbers"
        elif operator == "" and isinstance(previous, Number) and is_mixed(factor):
            problem = r"a number before a fraction of numbers is a mixed number: write \times"
        elif operator == r"\times" and any(isinstance(node, Name) for node in walk(previous)):
            problem = r"\times stands between numbers only"
        elif (operator == r"\odot" and earlier - {r"\odot"} and not scaled(factors)) or (
            r"\odot" in earlier and operator != r"\odot"
        ):
            problem = r"A b \odot c can be read in two ways: add parentheses"
        else:
            return
        raise self.error(problem, factor.at)

    # -- factors

    def factor(self) -> Node:
        r"""Read an atom and what is attached to it: subscripts, powers, ``^\top``."""
        base = self.atom()
        while self.next.text in {"^", "_", "'"}:
            token = self.next
            self.position += 1
            if token.text == "'":
                raise self.error("only a function or a symbol has a prime", token.at)
            if token.text == "_":
                if isinstance(base, Entry):
                    raise self.error("a double subscript: write W_{ij}", token.at)
                base = Entry(base.at, base, self.subscript())
            elif self.take(r"\top") or self.skip("{", r"\top", "}"):
                base = Transpose(base.at, base)
            elif isinstance(base, Power):
                raise self.error("a double superscript: add braces", token.at)
            else:
                base = Power(base.at, base, self.group())
        return base

    def skip(self, *texts: str) -> bool:
        """Move past this sequence of tokens if it comes next."""
        found = self.sees(*texts)
        self.position += len(texts) * found
        return found

    def group(self) -> Node:
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
            return Number(token.at, token.text)
        if token.text.isalpha() or token.text.startswith("\\"):
            return Name(token.at, PYTHON.get(token.text.lstrip("\\"), token.text.lstrip("\\")))
        raise self.error(f"expected an exponent but found {token.text or 'the end'!r}", token.at)

    def atom(self) -> Node:
        token = self.next
        text = token.text
        if text in REFUSED:
            raise self.error(f"cannot read {text!r}: {REFUSED[text]}")
        if text[:1].isdigit():
            self.position += 1
            return Number(token.at, text)
        if text == "(":
            self.position += 1
            value = self.sum()
            self.need(")")
            self.open = None
            return value
        if text in {r"\frac", r"\dfrac", r"\tfrac"}:
            self.position += 1
            return self.fraction(token.at)
        if text in FOLDS:
            self.position += 1
            return self.fold(token.at, FOLDS[text])
        if text in EXTREMES:
            self.position += 1
            return self.extreme(token.at, EXTREMES[text])
        if text in FUNCTIONS:
            self.position += 1
            return self.function(Name(token.at, text.removeprefix("\\")))
        if text in BARS:
            self.position += 1
            closing, name = BARS[text]
            value = self.sum()
            self.need(closing)
            return Call(token.at, Name(token.at, name), 0, (value,))
        if self.sees(r"\delta", "_") and not self.defines_delta():
            self.position += 2
            indices = self.subscript()
            if len(indices) != 2:
                raise self.error(r"\delta needs two indices", token.at)
            return Delta(token.at, *indices)
        if text == "O" and self.peek(1).text == "(" and "O" not in self.symbols:
            return self.remainder()
        if text == r"\begin{cases}":
            return self.cases()
        if text in {r"\begin{pmatrix}", r"\begin{bmatrix}"}:
            return self.matrix()
        return self.symbol()

    def defines_delta(self) -> bool:
        r"""Whether ``\delta`` here is a symbol of the derivation, and not Kronecker's."""
        start = self.position
        self.position += 2
        label = self.label()
        self.position = start
        names = {"delta", f"delta_{label}", f"delta{label}"}
        return any(name in self.symbols for name in names)

    # -- symbols

    def symbol(self) -> Node:
        """Read a name with all that belongs to it, then its indices or its arguments."""
        at = self.next.at
        name = self.layered(self.word())
        primes = 0
        while self.take("'"):
            primes += 1
        if primes and (written := name + "_prime" * primes) in self.symbols:
            name, primes = written, 0
        node = Name(at, name)
        if callable(self.symbols.get(name)):
            return self.function(node, primes)
        if primes:
            raise self.error(
                f"the derivation defines no '{name}_prime' and no function {name!r}", at
            )
        if self.sees("_"):
            return self.subscripted(node)
        return node

    def word(self) -> str:
        r"""The Python spelling of a symbol without subscripts: ``\hat{y}`` is ``y_hat``."""
        token = self.next
        if token.text in ACCENTS or token.text in STYLES:
            self.position += 1
            name = self.braced() if self.take("{") else self.word()
            return name + ACCENTS.get(token.text, "")
        if token.text.startswith("\\") and token.text[1:].isalpha():
            self.position += 1
            name = token.text[1:]
            return PYTHON.get(name, name)
        if token.text.isalpha():
            return self.letters()
        raise self.error(f"expected a symbol but found {token.text or 'the end'!r}")

    def braced(self) -> str:
        """All letters and digits up to the closing brace; a bold 1 is the column ``one``."""
        name = ""
        while not self.take("}"):
            token = self.next
            if not token.text.lstrip("\\").isalnum():
                raise self.error(f"cannot read {token.text or 'the end'!r} in a name")
            self.position += 1
            name += token.text.lstrip("\\")
        return "one" if name == "1" else name

    def letters(self) -> str:
        """The longest name that the derivation defines; a single letter is always a name."""
        run = self.next.text
        while (following := self.peek(len(run))).at == self.next.at + len(run):
            if not following.text.isalpha():
                break
            run += following.text
        for length in range(len(run), 1, -1):
            name = run[:length]
            if self.is_symbol(name):
                if all(letter in self.symbols for letter in name):
                    raise self.error(
                        f"{name!r} can be read as one symbol or as {length}: use \\mathrm"
                    )
                self.position += length
                return name
        self.position += 1
        return run[0]

    def is_symbol(self, name: str) -> bool:
        """Whether the derivation defines a value of this name, or ``net_h1`` for ``net``."""
        if name in self.symbols:
            return not callable(self.symbols[name])
        return any(known.startswith(f"{name}_") for known in self.symbols)

    def layered(self, name: str) -> str:
        """Join a layer or a mark to the name: ``W^{(1)}`` is ``W1``, ``w^+`` is ``w_plus``."""
        if self.sees("^", "{", "(") and self.peek(3).text.isdecimal() and self.peek(4).text == ")":
            name += self.peek(3).text
            self.position += 5
            self.need("}")
        for mark, word in (("+", "_plus"), ("-", "_minus")):
            if self.skip("^", mark) or self.skip("^", "{", mark, "}"):
                name += word
        return name

    def subscripted(self, node: Name) -> Node:
        """``net_{h1}`` if the derivation defines such a name, an entry of an array otherwise."""
        start = self.position
        self.need("_")
        label = self.label()
        written = [n for n in (f"{node.name}_{label}", node.name + label) if n in self.symbols]
        if label and written:
            if label.isdecimal() and np.ndim(self.symbols.get(node.name, 0)):
                raise self.error(
                    f"{written[0]!r} and an entry of {node.name!r} look the same", node.at
                )
            name = self.layered(written[0])
            if name not in self.symbols:
                raise self.error(f"the derivation defines no {name!r}", node.at)
            found = Name(node.at, name)
            return self.function(found) if callable(self.symbols[name]) else self.entry(found)
        self.position = start
        return self.entry(node)

    def entry(self, node: Name) -> Node:
        if not self.take("_"):
            return node
        indices = self.subscript()
        layered = self.layered(node.name)  # W_{ij}^{(1)} is W^{(1)}_{ij}
        return Entry(node.at, Name(node.at, layered), indices)

    def label(self) -> str:
        """A subscript as plain letters and digits, or nothing if it is more than that."""
        if not self.take("{"):
            token = self.next
            self.position += 1
            return token.text if token.text.isalnum() else ""
        label = ""
        while not self.take("}"):
            if not self.next.text.isalnum():
                return ""
            label += self.next.text
            self.position += 1
        return label

    def subscript(self) -> tuple[Node, ...]:
        """The indices after ``_``: ``i``, ``{ij}``, ``{n,t_n}``, ``{t-1}``."""
        if not self.take("{"):
            return (self.index(),)
        indices = [self.index_sum()]
        while not self.take("}"):
            self.take(",")
            indices.append(self.index_sum())
        return tuple(indices)

    def index_sum(self) -> Node:
        at = self.next.at
        terms = [("+", self.index())]
        while sign := self.take("+", "-"):
            terms.append((sign.text, self.index()))
        return Sum(at, tuple(terms)) if len(terms) > 1 else terms[0][1]

    def index(self) -> Node:
        token = self.next
        if not (token.text.isdecimal() or token.text.isalpha()):
            raise self.error(f"expected an index but found {token.text or 'the end'!r}")
        self.position += 1
        if token.text.isdecimal():
            return Number(token.at, token.text)
        name = Name(token.at, token.text)
        if self.take("_"):
            return Entry(token.at, name, self.subscript())
        if not isinstance(self.symbols.get(token.text, 0), int):
            raise self.error(f"{token.text!r} is a symbol: take another letter", token.at)
        return name

    # -- functions, fractions, folds

    def function(self, name: Name, primes: int = 0) -> Node:
        r"""Read the arguments: ``f(a, b)``, ``\sqrt{a}``, or one factor as in ``\log p_i``."""
        while self.take("'"):
            primes += 1
        power = self.group() if self.sees("^") and self.take("^") else None
        if opening := self.take("(", "["):
            values = [self.sum()]
            while self.take(","):
                values.append(self.sum())
            self.need(")" if opening.text == "(" else "]")
            call = Call(name.at, name, primes, tuple(values))
        elif self.sees("{") and name.name == "sqrt":
            call = Call(name.at, name, primes, (self.group(),))
        elif f"\\{name.name}" in FUNCTIONS and name.name != "sqrt" and not primes:
            call = self.open = Call(name.at, name, 0, (self.factor(),))
        else:
            raise self.error(f"the function {name.name!r} needs its arguments in parentheses")
        if power is None:
            return call
        if call is self.open:
            raise self.error("a power of a function needs its argument in parentheses", name.at)
        if isinstance(power, Negative):
            raise self.error(r"an inverse or a reciprocal? write \frac{1}{f(x)}", power.at)
        return Power(name.at, call, power)

    def fraction(self, at: int) -> Node:
        if self.differential():
            return self.derivative(at)
        self.need("{")
        above = self.sum()
        self.need("}")
        self.need("{")
        below = self.sum()
        self.need("}")
        return Fraction(at, above, below)

    def differential(self) -> bool:
        r"""Whether ``{\partial`` comes next, or ``{d`` where d is no symbol."""
        return self.sees("{", r"\partial") or (self.sees("{", "d") and "d" not in self.symbols)

    def derivative(self, at: int) -> Node:
        self.need("{")
        mark = self.next.text
        self.position += 1
        order = self.order()
        of = None if self.sees("}") else self.factor()
        self.need("}")
        self.need("{")
        self.need(mark)
        by = self.variable()
        if order != self.order():
            raise self.error("the orders above and below the bar differ", at)
        self.need("}")
        if not isinstance(by, Name | Entry):
            raise self.error("differentiate by a symbol", by.at)
        if of is not None:
            return Derivative(at, of, by, order)
        self.open = Derivative(at, self.factor(), by, order)
        return self.open

    def variable(self) -> Node:
        r"""What stands behind ``\partial`` below the bar: ``x``, ``x_i`` or ``(net_o)_1``."""
        if not self.take("("):
            return self.symbol()
        inner = self.symbol()
        self.need(")")
        return Entry(inner.at, inner, self.subscript()) if self.take("_") else inner

    def order(self) -> int:
        if not self.take("^"):
            return 1
        value = self.group()
        if not isinstance(value, Number) or value.digits not in set("123456789"):
            raise self.error("an order is a number from 1 to 9", value.at)
        return int(value.digits)

    def fold(self, at: int, kind: str) -> Node:
        r"""``\sum_{k=1}^{K} body``: the body is the product that follows."""
        if not self.skip("_", "{"):
            raise self.error("write the limits of the sum, as in \\sum_{k=1}^{K}")
        index = self.next
        self.position += 1
        if not index.text.isalpha():
            raise self.error(f"expected an index but found {index.text or 'the end'!r}", index.at)
        if index.text in self.symbols:
            raise self.error(f"{index.text!r} is a symbol: take another letter", index.at)
        if not self.take("="):
            raise self.error("write the limits of the sum, as in \\sum_{k=1}^{K}")
        first = self.sum()
        self.need("}")
        self.need("^")
        last = self.group()
        if index.text in self.bound:
            raise self.error(f"{index.text!r} is the index of the sum around this one", index.at)
        self.bound.add(index.text)
        body = self.product()
        self.bound.remove(index.text)
        return Fold(at, kind, index.text, first, last, body)

    def extreme(self, at: int, kind: str) -> Node:
        r"""``\max_k z_k`` over an axis, or ``\max(a, b)``."""
        if not self.take("_"):
            return self.function(Name(at, kind))
        indices = self.subscript()
        if len(indices) != 1 or not isinstance(indices[0], Name):
            raise self.error(f"\\{kind} runs over one index", at)
        self.open = Fold(at, kind, indices[0].name, None, None, self.factor())
        return self.open

    def remainder(self) -> Node:
        """``O(h^2)`` or ``O(h)``."""
        at = self.next.at
        self.position += 2
        variable, order = self.symbol(), self.order()
        self.need(")")
        if not isinstance(variable, Name):
            raise self.error("O( ) holds a power of one variable", variable.at)
        return Remainder(at, variable, order)

    # -- cases and matrices

    def cases(self) -> Node:
        at = self.need(r"\begin{cases}").at
        rows = []
        while not self.take(r"\end{cases}"):
            value = self.sum()
            self.take(",")
            self.need("&")
            rows.append((value, self.condition()))
            self.take(",", ".")
            if not self.take(r"\\") and not self.sees(r"\end{cases}"):
                raise self.error(f"cannot read {self.next.text or 'the end'!r} in cases")
        return Cases(at, tuple(rows))

    def condition(self) -> Condition:
        at = self.next.at
        words = ""
        if self.sees(r"\text"):
            words = (self.next.words or "").strip(" ,.")
            self.position += 1
        if words == "otherwise":
            return Condition(at, "otherwise", None, None)
        if words not in {"", "if", "for", "when"}:
            raise self.error(f"a condition starts with 'if', not {words!r}", at)
        left = self.sum()
        relation = self.take(*RELATIONS)
        if relation is None:
            raise self.error(f"expected a relation but found {self.next.text or 'the end'!r}")
        return Condition(at, RELATIONS[relation.text], left, self.sum())

    def matrix(self) -> Node:
        opening = self.next
        self.position += 1
        closing = opening.text.replace("begin", "end")
        rows = [[self.sum()]]
        while not self.take(closing):
            if self.take("&"):
                rows[-1].append(self.sum())
            elif self.take(r"\\"):
                if not self.sees(closing):
                    rows.append([self.sum()])
            else:
                raise self.error(f"cannot read {self.next.text or 'the end'!r} in a matrix")
        if len({len(row) for row in rows}) > 1:
            raise self.error("the rows of the matrix differ in length", opening.at)
        return Matrix(opening.at, tuple(map(tuple, rows)))


def scaled(factors: list[tuple[str, Node]]) -> bool:
    r"""Whether a number alone stands before the first array, as in ``2 a \odot b``."""
    return len(factors) == 3 and isinstance(factors[0][1], Number | Fraction)


def is_mixed(factor: Node) -> bool:
    """Whether a number and this make a mixed number."""
    return isinstance(factor, Fraction) and {type(factor.above), type(factor.below)} == {Number}
