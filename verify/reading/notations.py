r"""Read what has a notation of its own: fractions, derivatives, sums, ``\delta_{ij}``, ``O(h)``."""

from verify.reading import nodes as n
from verify.reading.alphabet import EXTREMES, FOLDS, RELATIONS
from verify.reading.expressions import BRACKETS, STOPS, Expressions

LIMITS = r"write the limits of the sum, as in \sum_{k=1}^{K}, or \sum_k for a whole axis"
BOTH = "write both limits of the sum, or none where it runs over a whole axis"
LEFT_OUT = r"a sum that leaves something out: write \sum_k (1 - \delta_{ik}), or two sums"
CLOSING = {")", "]", "}", r"\}"}


class Notations(Expressions):
    def notation(self) -> n.Node | None:
        text, command = self.next.text, self.next.text.removeprefix("\\")
        if text == r"\frac":
            return self.fraction()
        if text.startswith("\\") and command in FOLDS:
            return self.extreme() if command in EXTREMES else self.fold()
        if self.sees(r"\delta", "_") and not self.defines_delta():
            return self.delta()
        if self.sees("O", "(") and "O" not in self.symbols:
            return self.remainder()
        return None

    def delta(self) -> n.Node:
        at = self.next.at
        self.position += 2
        indices = self.subscript()
        if len(indices) != 2:
            raise self.error(r"\delta needs two indices", at)
        return n.Delta(at, *indices)

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
        if self.take("{") and (mark := self.differential()):
            return self.derivative(at, mark)
        self.position = start
        return n.Fraction(at, self.argument(), self.argument())

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

    def derivative(self, at: int, mark: str) -> n.Node:
        order = self.order()
        of = None if self.sees("}") else self.factor()
        self.need("}")
        self.need("{")
        below = self.next
        if self.differential() != mark:
            raise self.error(f"expected '{mark}' but found {below}", below.at)
        by = self.variable()
        if order != self.order():
            raise self.error("the orders above and below the bar differ", at)
        self.need("}")
        if not isinstance(by, n.Name | n.Entry | n.Raised):
            raise self.error("differentiate by a symbol", by.at)
        if of is not None:
            return n.Derivative(at, of, by, order)
        self.open = n.Derivative(at, self.factor(), by, order)
        return self.open

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
        if not self.take("("):
            return self.symbol()
        inner = self.symbol()
        self.need(")")
        return n.Entry(inner.at, inner, self.subscript()) if self.take("_") else inner

    def order(self) -> int:
        if not self.take("^"):
            return 1
        value = self.group()
        if not isinstance(value, n.Number) or value.digits not in set("123456789"):
            raise self.error("an order is a number from 1 to 9", value.at)
        return int(value.digits)

    def fold(self) -> n.Node:
        r"""``\sum_{k=1}^{K} body``: the body is the product that follows."""
        at, kind = self.next.at, self.next.text.removeprefix("\\")
        self.position += 1
        last = self.group() if self.take("^") else None
        if not self.take("_"):
            raise self.error(LIMITS)
        indices, first = self.running()
        if last is None and self.take("^"):
            last = self.group()
        if (first is None) != (last is None):
            raise self.error(BOTH)
        self.bound.update(indices)
        found = self.product()
        self.bound.difference_update(indices)
        for index in reversed(indices):
            found = n.Fold(at, kind, index, first, last, found)
        return found

    def running(self) -> tuple[list[str], n.Node | None]:
        """The indices below a sum, ``k``, ``{i,j}`` or ``{k=1}``, and where they start."""
        braced = self.take("{")
        indices = [self.counter()]
        while braced and not self.take("}"):
            if len(indices) == 1 and self.take("="):
                first = self.sum()
                self.need("}")
                return indices, first
            if self.next.text in RELATIONS:
                raise self.error(LEFT_OUT)
            self.take(",")
            if self.next.text in indices:
                raise self.error(f"{self.next} stands there twice")
            indices.append(self.counter())
        return indices, None

    def counter(self) -> str:
        index = self.next
        self.position += 1
        if not index.text.isalpha():
            raise self.error(f"expected an index but found {index}", index.at)
        if index.text in self.symbols:
            raise self.error(f"{index.text!r} is a symbol: take another letter", index.at)
        if index.text in self.bound:
            raise self.error(f"{index.text!r} is the index of the sum around this one", index.at)
        return index.text

    def extreme(self) -> n.Node:
        r"""``\max_k z_k`` over an axis, or ``\max(a, b)``."""
        at, kind = self.next.at, self.next.text.removeprefix("\\")
        self.position += 1
        if not self.take("_"):
            return self.function(n.Name(at, kind))
        indices = self.subscript()
        if len(indices) != 1 or not isinstance(indices[0], n.Name):
            raise self.error(f"\\{kind} runs over one index", at)
        index = indices[0].name
        if index in self.bound:
            raise self.error(f"{index!r} is the index of the sum around this one", indices[0].at)
        self.bound.add(index)
        self.open = n.Fold(at, kind, index, None, None, self.factor())
        self.bound.remove(index)
        return self.open

    def remainder(self) -> n.Node:
        """``O(h^2)`` or ``O(h)``."""
        at = self.next.at
        self.position += 2
        variable, order = self.symbol(), self.order()
        self.need(")")
        if not isinstance(variable, n.Name):
            raise self.error("O( ) holds a power of one variable", variable.at)
        return n.Remainder(at, variable, order)
