r"""Read the point at which a formula is taken, and a number between brackets."""

from verify.reading import nodes as n
from verify.reading.layers import Layers


class Pointed(Layers):
    """Names, and where what is made of them is to be taken."""

    closing: list[str]  # the brackets that are open
    pointed: n.Node | None = None  # the last node with a bar and a point behind it

    def sum(self) -> n.Node:
        """Read a sum; only who reads whole expressions can."""
        raise NotImplementedError

    def sees_point(self, atom: n.Node) -> bool:
        r"""Whether a bar with a point comes next, as behind ``f'(x) |_{x = 0}``."""
        is_value = isinstance(atom, n.Derivative | n.Call | n.Fraction | n.Gradient)
        return is_value and self.sees("|", "_") and "|" not in self.closing

    def point(self) -> tuple[tuple[n.Node, n.Node], ...]:
        """``_{x = 0, y = 1}``: symbols, each with its value."""
        self.need("_")
        self.need("{")
        places = [self.place()]
        while self.take(","):
            places.append(self.place())
        self.need("}")
        return tuple(places)

    def place(self) -> tuple[n.Node, n.Node]:
        symbol = self.symbol()
        self.need("=")
        return symbol, self.sum()

    def is_open_point(self, factors: list[n.Node]) -> bool:
        """Whether it matters how much of a product a bar with a point behind it belongs to."""
        others = [x for x in factors if x is not self.pointed]
        if len(others) == len(factors) or not isinstance(self.pointed, n.At):
            return False
        names = {x.name for y in others for x in n.walk(y) if isinstance(x, n.Name)}
        places = {
            x.name for y, _ in self.pointed.places for x in n.walk(y) if isinstance(x, n.Name)
        }
        return bool(names & places)

    def is_between(self) -> bool:
        """Whether a number comes next between brackets, as in ``f(z) 2 (a - y)``: a factor."""
        return self.tokens[self.position - 1].text == ")" and self.peek(1).text == "("
