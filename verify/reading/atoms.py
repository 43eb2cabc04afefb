r"""Read what stands alone in a product: numbers, names, brackets, bars, functions, vectors."""

from verify.reading import nodes as n
from verify.reading.alphabet import (
    BARS,
    COLUMN,
    EQUALS,
    EXTREMES,
    FUNCTIONS,
    NO_NUMBERS,
    NO_SYMBOLS,
    RELATIONS,
)
from verify.reading.dots import series, whole_of
from verify.reading.expressions import BRACKETS, REFUSED, STOPS, Expressions
from verify.reading.left_out import examples
from verify.reading.spaces import ARROWS

SEPARATORS = (",", ";", r"\mid")
BEFORE_TERM = {"", "+", "(", "[", "{", "&", *EQUALS, *RELATIONS}
OVER_VALUES = "the extreme over all values of a symbol is not computable"
BINDING = {"^", "_", "'", "/", "*", r"\odot", r"\otimes", r"\times"}
HIDDEN = "braces do not show: write ( and )"
FOLLOWS = "what an arrow says to follow is not checked: write equations"
LISTED = "what dots leave out of a list is not computable: give the list a name"
CONDITION = r"cannot read |: a condition is not computable, and a size is written |x|"


def is_plain(product: n.Product, before: str, following: str) -> bool:
    """Whether a product means the same without braces around it."""
    if before.removeprefix("\\") in FUNCTIONS or {before, following} & BINDING:
        return False
    return {operator for operator, _ in product.factors} <= {"", r"\cdot"}


class Atoms(Expressions):
    """Expressions down to their last parts."""

    def atom(self) -> n.Node:
        token = self.next
        text, command = token.text, token.text.removeprefix("\\")
        if (slope := self.slope()) is not None:
            return slope
        if (found := self.notation()) is not None:
            return found
        if self.sees(r"\left", "."):
            return self.at_point()
        if text == r"\mid":
            return self.bars()
        if text == r"\dots" and self.peek(-1).text == ",":
            raise self.undecidable(rf"cannot read {text}: {LISTED}")
        if text in ARROWS:
            raise self.undecidable(FOLLOWS)
        if text in NO_NUMBERS:
            raise self.undecidable(NO_NUMBERS[text])
        if text in REFUSED:
            raise self.error(f"cannot read {text}: {REFUSED[text]}")
        if text[:1].isdigit():
            self.position += 1
            return n.Number(token.at, text)
        if text == "{":
            return self.braces()
        if text in BRACKETS:
            return self.parentheses()
        if text in BARS:
            return self.bars()
        if text.startswith("\\") and command in FUNCTIONS:
            self.position += 1
            return self.function(n.Name(token.at, command))
        if text in NO_SYMBOLS:
            raise self.error(f"cannot read {text}: {NO_SYMBOLS[text]}")
        return self.symbol()

    def at_point(self) -> n.Node:
        r"""``\left. y \right|_{x = 0}``."""
        at = self.next.at
        self.position += 1
        self.take(".")
        self.closing.append("|")
        value = self.sum()
        if not self.take("|"):
            raise self.error(r"\left. ends with \right|_{x = 0}", at)
        self.closing.pop()
        return n.At(at, value, self.point())

    def braces(self) -> n.Node:
        r"""``{x}``: what stands in braces must be one thing, as nothing of them is printed."""
        start = self.next
        first = self.position + 1
        self.position += 1
        value = self.sum()
        if self.take(r"\over"):
            value = n.Fraction(start.at, value, self.sum())
            self.need("}")
            return value
        if self.take(r"\choose"):
            value = n.choices(start.at, value, self.sum())
            self.need("}")
            return value
        self.need("}")
        is_one = self.tokens[first].text in BRACKETS and self.closes(first) == self.position - 2
        if not is_one:
            self.refuse_hidden(value, first - 1)
        return value

    def refuse_hidden(self, value: n.Node, start: int) -> None:
        """Refuse braces, which are not printed, where they would change what is meant."""
        before = self.tokens[start - 1].text if start else ""
        is_alone = before in BEFORE_TERM and self.next.text in STOPS
        if (
            (isinstance(value, n.Sum | n.Negative) and not is_alone)
            or (isinstance(value, n.Product) and not is_plain(value, before, self.next.text))
            or (isinstance(value, n.Power) and self.next.text == "^")
        ):
            raise self.error(HIDDEN, self.tokens[start].at)

    def closes(self, start: int) -> int:
        """The place of the bracket that closes the one at a place."""
        depth = 0
        for place in range(start, len(self.tokens)):
            text = self.tokens[place].text
            depth += (text in BRACKETS) - (text in BRACKETS.values())
            if not depth:
                return place
        return len(self.tokens)

    def parentheses(self) -> n.Node:
        opening = self.next
        closing = BRACKETS[opening.text]
        self.position += 1
        values = [self.sum()]
        while opening.text in {"(", "["} and self.take(","):
            if self.sees(r"\dots"):
                return self.listed(values, closing)
            values.append(self.sum())
        self.close(closing)
        self.open = None
        if len(values) == 1:
            return values[0]
        return self.vector(opening.at, values)

    def listed(self, values: list[n.Node], closing: str) -> n.Node:
        r"""``[z_1, z_2, \dots, z_K]`` is z; as a row with ``^\top`` it is this column."""
        dots = self.need(r"\dots")
        self.take(",")
        last = self.sum() if not self.sees(closing) else None
        whole = whole_of(values, last) if last else None
        if last and whole is None:  # a column of terms
            count, terms = series(COLUMN, values, last, self.unused()) or (0, last)
            whole = examples(n.Transpose(terms.at, terms)) if count == len(values) else None
        if whole is None:
            raise self.undecidable(rf"cannot read {dots.text}: {LISTED}", dots.at)
        self.need(closing)
        start = self.position
        if not (self.take("^") and self.transposes()):
            self.position = start
        return whole

    def close(self, closing: str) -> None:
        """Move past a closing bracket."""
        if self.next.text in RELATIONS:
            problem = f"expected '{closing}' but found {self.next}: an event is not computable"
            raise self.undecidable(problem) if self.is_closed() else self.error(problem)
        self.need(closing)

    def is_closed(self) -> bool:
        """Whether the bracket around what comes next is closed in this row."""
        depth = 0
        for token in self.tokens[self.position :]:
            depth += (token.text in BRACKETS) - (token.text in BRACKETS.values())
            if depth < 0 or token.text in {"\\\\", "&"}:
                return depth < 0
        return False

    def vector(self, at: int, values: list[n.Node]) -> n.Node:
        r"""``(a, b)`` is a vector, and ``[a, b]^\top`` the same column, written as a row."""
        start = self.position
        if self.take("^") and self.transposes():
            self.position = start
            return n.Matrix(at, (tuple(values),))
        self.position = start
        return n.Matrix(at, tuple((value,) for value in values))

    def bars(self) -> n.Node:
        if self.sees("|", "|") and self.peek(1).at == self.next.end:
            return self.double_bars()
        at, opening, before = self.next.at, BARS[self.next.text], self.peek(-1).text
        self.position += 1
        self.closing.append(opening.closing)
        value = self.sum()
        closing = self.closing.pop()
        if closing in {"|", r"\mid"} and not self.sees(closing):
            is_behind = before.isalnum() or before in {"}", *BRACKETS.values()}
            raise self.undecidable(CONDITION, at) if is_behind else self.error(CONDITION, at)
        self.need(closing)
        return n.Call(at, n.Name(at, opening.name), 0, (value,))

    def double_bars(self) -> n.Node:
        r"""``||x||`` is ``\|x\|``: a size within another one begins with two bars as well."""
        at = self.next.at
        self.position += 2
        self.closing.append("|")
        value = self.sum()
        self.closing.pop()
        self.need("|")
        self.need("|")
        return n.Call(at, n.Name(at, BARS[r"\|"].name), 0, (value,))

    def function(self, name: n.Name, primes: int = 0) -> n.Node:
        r"""Read the arguments: ``f(a, b)``, ``\sqrt{a}``, or one factor as in ``\log p_i``."""
        while self.take("'"):
            primes += 1
        base = self.group() if name.name == "log" and self.take("_") else None
        if primes and (self.sees("^", "{", "(") or self.sees("^", "{", "[")):
            raise self.error(f"a layer beside a prime: write the slope of {name.name!r} without it")
        power = self.group() if self.sees("^") and self.take("^") else None
        if name.name == "sqrt" and self.sees("["):
            raise self.error("write another root as a power: x^{1/3}")
        if self.next.text in BRACKETS:
            call: n.Node = n.Call(name.at, name, primes, self.arguments())
        elif name.name == "sqrt":
            call = n.Call(name.at, name, primes, (self.argument(),))
        elif name.name in FUNCTIONS and not primes:
            call = self.open = n.Call(name.at, name, 0, (self.factor(),))
        elif name.name in EXTREMES:
            raise self.error(f"cannot read {name.name}: {OVER_VALUES}", name.at)
        else:
            raise self.error(f"the function {name.name!r} needs its arguments in parentheses")
        is_open = call is self.open
        if base is not None:
            call = n.Fraction(name.at, call, n.Call(base.at, name, 0, (base,)))
        if isinstance(power, n.Negative):
            raise self.error(r"an inverse or a reciprocal? write \frac{1}{f(x)}", power.at)
        if power is not None:
            call = n.Power(name.at, call, power)
        if is_open:
            self.open = call
        return call

    def arguments(self) -> tuple[n.Node, ...]:
        r"""``(a, b)``; what stands behind a bar or a semicolon are arguments too: ``p(y | x)``."""
        opening = self.next.text
        inside = self.tokens[self.position + 1 : self.closes(self.position)]
        is_conditional = sum(token.text == "|" for token in inside) == 1
        self.position += 1
        if is_conditional:
            self.closing.append("|")
        values = [self.sum()]
        while self.take(*SEPARATORS) or (is_conditional and self.take("|")):
            values.append(self.sum())
        if is_conditional:
            self.closing.pop()
        self.close(BRACKETS[opening])
        return tuple(values)
