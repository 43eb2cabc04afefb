r"""Read what has a notation of its own: fractions, derivatives, sums, ``\delta_{ij}``, ``O(h)``."""

from verify.reading import nodes as n
from verify.reading.alphabet import EXTREMES, FOLDS
from verify.reading.expressions import Expressions

FRACTIONS = {r"\frac", r"\dfrac", r"\tfrac"}


class Notations(Expressions):
    def notation(self) -> n.Node | None:
        text, command = self.next.text, self.next.text.removeprefix("\\")
        if text in FRACTIONS:
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
        if self.differential():
            return self.derivative(at)
        self.need("{")
        above = self.sum()
        self.need("}")
        self.need("{")
        below = self.sum()
        self.need("}")
        return n.Fraction(at, above, below)

    def differential(self) -> bool:
        r"""Whether ``{\partial`` comes next, or ``{d`` where d is no symbol."""
        return self.sees("{", r"\partial") or (self.sees("{", "d") and "d" not in self.symbols)

    def derivative(self, at: int) -> n.Node:
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
        if not isinstance(by, n.Name | n.Entry):
            raise self.error("differentiate by a symbol", by.at)
        if of is not None:
            return n.Derivative(at, of, by, order)
        self.open = n.Derivative(at, self.factor(), by, order)
        return self.open

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
        if not self.skip("_", "{"):
            raise self.error("write the limits of the sum, as in \\sum_{k=1}^{K}")
        index = self.next
        self.position += 1
        if not index.text.isalpha():
            raise self.error(f"expected an index but found {index}", index.at)
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
        return n.Fold(at, kind, index.text, first, last, body)

    def extreme(self) -> n.Node:
        r"""``\max_k z_k`` over an axis, or ``\max(a, b)``."""
        at, kind = self.next.at, self.next.text.removeprefix("\\")
        self.position += 1
        if not self.take("_"):
            return self.function(n.Name(at, kind))
        indices = self.subscript()
        if len(indices) != 1 or not isinstance(indices[0], n.Name):
            raise self.error(f"\\{kind} runs over one index", at)
        self.open = n.Fold(at, kind, indices[0].name, None, None, self.factor())
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
