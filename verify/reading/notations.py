r"""Read what has a notation of its own: fractions, derivatives, sums, ``\delta_{ij}``, ``O(h)``."""

from verify.reading import nodes as n
from verify.reading.alphabet import EXTREMES, FOLDS
from verify.reading.expressions import BRACKETS, STOPS
from verify.reading.folds import Folds


def beside(node: n.Node, index: n.Node) -> n.Node:
    """A symbol, or an entry of one, with this raised beside it."""
    if isinstance(node, n.Entry):
        return n.Entry(node.at, beside(node.array, index), node.indices)
    return n.Raised(node.at, node, index) if isinstance(node, n.Name) else node


def named(node: n.Node | None) -> str | None:
    """The name of which a node is an entry, a layer or all."""
    while isinstance(node, n.Entry | n.Raised):
        node = node.array
    return node.name if isinstance(node, n.Name) else None


def _is_share(node: n.Node) -> bool:
    """Whether a fraction has a number above or below, as 1/N and λ/2 have."""
    return isinstance(node, n.Fraction) and n.Number in {type(node.above), type(node.below)}


CLOSING = {")", "]", "}", r"\}"}


class Notations(Folds):
    def notation(self) -> n.Node | None:
        text, command = self.next.text, self.next.text.removeprefix("\\")
        if text == r"\frac":
            return self.fraction()
        if text == r"\binom":
            return self.choices()
        if text.startswith("\\") and command in FOLDS:
            return self.extreme() if command in EXTREMES else self.fold()
        if self.sees(r"\delta", "_") and not self.defines_delta():
            return self.delta()
        if self.sees("{", r"\partial"):
            return self.braced_slope()
        if self.sees("O", "(") and "O" not in self.symbols:
            return self.remainder()
        return None

    def delta(self) -> n.Node | None:
        r"""Kronecker's ``\delta_{ij}``; with one index it is a symbol like others."""
        start, at = self.position, self.next.at
        self.position += 2
        if not self.is_spelled():
            indices = self.subscript()
            if len(indices) == 2:
                return n.Delta(at, *indices)
        self.position = start
        return None

    def braced_slope(self) -> n.Node | None:
        r"""``{\partial L} / {\partial x}``, where nothing of the braces is printed."""
        start, at = self.position, self.next.at
        self.position += 2
        order, of = self.order(), self.product()
        if not self.skip("}", "/", "{", r"\partial"):
            self.position = start
            return None
        by = self.by()
        if order != self.order():
            raise self.error("the orders above and below the slash differ", at)
        self.need("}")
        self.open = self.slanted = n.Derivative(at, of, by, order)
        return self.slanted

    def defines_delta(self) -> bool:
        r"""Whether ``\delta`` here is a symbol of the derivation, and not Kronecker's."""
        start = self.position
        self.position += 2
        label = self.label()
        self.position = start
        names = {"delta", f"delta_{label}", f"delta{label}"}
        return any(name in self.symbols for name in names)

    def fraction(self) -> n.Node:
        at = self.next.at
        self.position += 1
        start = self.position
        if self.take("{") and (mark := self.upright()):
            return self.derivative(at, mark)
        self.position = start
        if self.take("{") and (mark := self.differential()):
            if self.tokens[start + 1].text != "d" or self.is_below():
                return self.derivative(at, mark)
        self.position = start
        return n.Fraction(at, self.argument(), self.argument())

    def choices(self) -> n.Node:
        r"""``\binom{n}{k}``, n! / (k! (n - k)!)."""
        at = self.need(r"\binom").at
        return n.choices(at, self.argument(), self.argument())

    def differential(self) -> str:
        r"""Move past ``\partial``, or a ``d`` that is no symbol; nothing for anything else."""
        if self.take(r"\partial"):
            return r"\partial"
        if "d" in {*self.symbols, *self.bound}:
            return ""
        if self.skip(r"\mathrm", "{", "d", "}") or self.skip(r"\mathrm", "d"):
            return "d"
        start = self.position
        if self.sees("d") and self.letters() == "d":  # and not dW, which is a symbol
            return "d"
        self.position = start
        return ""

    def upright(self, mark: str = "") -> str:
        r"""Move past the d of ``dL``, which is a mark where one stands below the bar as well.

        So it is in ``\frac{dL}{dW}``, though ``dW`` may be a symbol elsewhere.
        """
        if not self.sees("d") or "d" in {*self.symbols, *self.bound}:
            return ""
        start = self.position
        self.position += 1
        if mark or (self.is_below_too() and self.next.text != "}"):
            return "d"
        self.position = start
        return ""

    def is_below_too(self) -> bool:
        """Whether what stands below the bar begins with a d."""
        depth, ahead = 0, 0
        while self.peek(ahead).text and depth >= 0:
            depth += (self.peek(ahead).text == "{") - (self.peek(ahead).text == "}")
            ahead += 1
        return [self.peek(ahead).text, self.peek(ahead + 1).text] == ["{", "d"]

    def is_below(self) -> bool:
        """Whether a ``d`` stands below the bar as well: else the one above is a symbol."""
        start, depth = self.position, 0
        while self.next.text and depth >= 0:
            depth += (self.next.text == "{") - (self.next.text == "}")
            self.position += 1
        found = self.take("{") is not None and self.differential() == "d"
        self.position = start
        return found

    def derivative(self, at: int, mark: str) -> n.Node:
        order = self.order()
        of = None if self.sees("}") else self.product()
        self.need("}")
        self.need("{")
        below = self.next
        if (self.upright(mark) or self.differential()) != mark:
            raise self.error(f"expected '{mark}' but found {below}", below.at)
        by = [(self.by(), self.order())]
        while not self.sees("}"):
            if self.differential() != mark:
                raise self.error(f"expected '{mark}' or '}}' but found {self.next}")
            by.append((self.by(), 1 if self.turned() else self.order()))
        if order != sum(each for _, each in by):
            raise self.error("the orders above and below the bar differ", at)
        self.need("}")
        is_open = of is None
        found = self.differentiated(by[0][0]) if of is None else of
        for variable, each in reversed(by):
            found = n.Derivative(at, found, variable, each)
        if is_open:
            self.open = found
        return found

    def differentiated(self, by: n.Node | None) -> n.Node:
        r"""What stands behind ``\frac{\partial}{\partial x}`` or ``\nabla_x``: one factor.

        A number or a fraction without x does not end it, since its derivative would be nothing:
        ``\frac{1}{2} x^2``.
        """
        start = self.position
        of = self.factor()
        name = named(by)
        if name is None or not isinstance(of, n.Number | n.Fraction) or self.stops():
            return of
        names = {x.name for x in n.walk(of) if isinstance(x, n.Name)}
        if name in names or (names and not _is_share(of)):
            return of
        end, is_open = self.position, self.open
        self.position = start
        whole = self.product()
        if name not in {x.name for x in n.walk(whole) if isinstance(x, n.Name)}:
            self.position, self.open = end, is_open
            return of
        return whole

    def turned(self) -> bool:
        r"""Move past the ``\top`` of ``\partial x \, \partial x^\top``: these are all pairs."""
        start = self.position
        if self.take("^"):
            braced = self.take("{")
            if self.turns() and (not braced or self.take("}")):
                return True
        self.position = start
        return False

    def by(self) -> n.Node:
        by = self.variable()
        braced = self.sees("^", "{") and self.peek(3).text == "}"
        if self.sees("^") and self.peek(1 + braced).text.isalpha():
            self.position += 1 + braced
            by = beside(by, self.digit_or_letter())  # y_j^k: an example or a layer
            self.position += braced
            if isinstance(by, n.Raised) and self.take("_"):  # z^l_k
                by = n.Entry(by.at, by, self.subscript())
        if not isinstance(by, n.Name | n.Entry | n.Raised):
            raise self.error("differentiate by a symbol", by.at)
        return by

    def slope(self) -> n.Node | None:
        r"""``\partial L / \partial x``, where these two marks stand around the slash."""
        start, at = self.position, self.next.at
        mark = self.differential()
        if not mark or not self.is_slanted(mark):
            self.position = start
            return None
        order, of = self.order(), self.factor()
        self.need("/")
        self.differential()
        by = self.variable()
        if order != self.order():
            raise self.error("the orders above and below the slash differ", at)
        if not isinstance(by, n.Name | n.Entry | n.Raised):
            raise self.error("differentiate by a symbol", by.at)
        self.open = self.slanted = n.Derivative(at, of, by, order)
        return self.slanted

    def is_slanted(self, mark: str) -> bool:
        """Whether the product that comes next ends with a slash and the mark."""
        start, depth = self.position, 0
        while self.next.text and (depth or self.next.text not in {*STOPS, *self.closing[-1:]}):
            token = self.next.text
            self.position += 1
            depth += (token in {*BRACKETS, "{"}) - (token in CLOSING)
            if token == "/" and not depth:
                break
        found = self.tokens[self.position - 1].text == "/" and self.differential() == mark
        self.position = start
        return found

    def variable(self) -> n.Node:
        r"""What stands behind ``\partial`` below the bar: ``x``, ``x_i`` or ``(net_o)_1``."""
        opening = self.take("(", "{")
        inner = self.symbol()
        if opening is None:
            return inner
        self.need(BRACKETS.get(opening.text, "}"))
        return n.Entry(inner.at, inner, self.subscript()) if self.take("_") else inner

    def order(self) -> int:
        if not self.take("^"):
            return 1
        value = self.group()
        if not isinstance(value, n.Number) or value.digits not in set("123456789"):
            raise self.error("an order is a number from 1 to 9", value.at)
        return int(value.digits)

    def remainder(self) -> n.Node:
        """``O(h^2)`` or ``O(h)``."""
        at = self.next.at
        self.position += 2
        variable, order = self.symbol(), self.order()
        self.need(")")
        if not isinstance(variable, n.Name):
            raise self.error("O( ) holds a power of one variable", variable.at)
        return n.Remainder(at, variable, order)
