"""What a formula is made of. Every node knows where in the LaTeX it starts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Node:
    """A part of a formula; ``at`` is its offset into the LaTeX."""

    at: int

    @cached_property
    def children(self) -> tuple["Node", ...]:
        """The nodes directly inside."""
        found: list[Node] = []
        for name in self.__match_args__:
            todo = [getattr(self, name)]
            while todo:
                match todo.pop():
                    case Node() as part:
                        found.append(part)
                    case tuple() as parts:
                        todo += reversed(parts)
        return tuple(found)

    @cached_property
    def inside(self) -> tuple["Node", ...]:
        """The node and all that is inside it, in reading order."""
        return (self, *(inner for child in self.children for inner in child.inside))


@dataclass(frozen=True)
class Number(Node):
    """``2`` or ``0.35``, as printed."""

    digits: str


@dataclass(frozen=True)
class Name(Node):
    r"""A symbol, a function or an index: ``z``, ``\sigma``, ``net_{h1}`` (Python ``net_h1``)."""

    name: str


@dataclass(frozen=True)
class Entry(Node):
    """``W_{ij}``: an entry of an array; indices count from 1."""

    array: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Raised(Node):
    """``a^{(l)}``: an example of an array; before the layers are known, also a layer."""

    array: Name
    index: Node

    @property
    def name(self) -> str:
        return self.array.name


@dataclass(frozen=True)
class Call(Node):
    r"""``\sigma(x)``, or with primes ``\sigma'(x)``: a function or its derivative, applied."""

    function: Name | Raised
    primes: int
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Negative(Node):
    """``-x``."""

    of: Node


@dataclass(frozen=True)
class Sum(Node):
    """``a + b - c``: terms with their signs."""

    terms: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Product(Node):
    r"""``a b \odot c / d``: factors, each with the operator before it (``""`` for none)."""

    factors: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Loose(Product):
    r"""``A b`` in ``A b \odot c``, where no parentheses say that these two come first."""


@dataclass(frozen=True)
class Fraction(Node):
    r"""``\frac{a}{b}``."""

    above: Node
    below: Node


@dataclass(frozen=True)
class Power(Node):
    """``x^2``."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Transpose(Node):
    r"""``X^\top``."""

    of: Node


@dataclass(frozen=True)
class Derivative(Node):
    r"""``\frac{\partial y}{\partial x}``, of the given order."""

    of: Node
    by: Node
    order: int


@dataclass(frozen=True)
class Gradient(Node):
    r"""``\nabla_w L``: the derivatives of a number by all entries of an array, in its shape."""

    of: Node
    by: Node


@dataclass(frozen=True)
class At(Node):
    r"""``\left. y \right|_{x = 0}``: the value where symbols have these values."""

    of: Node
    places: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True)
class Limit(Node):
    r"""``\lim_{h \to 0} f(x + h)``."""

    of: Node
    variable: Name
    place: Node


@dataclass(frozen=True)
class Fold(Node):
    r"""``\sum_{k=1}^{K} a_k``; also products and maxima. No limits: the whole axis."""

    kind: str  # "sum", "prod", "max", "min"
    index: str
    first: Node | None
    last: Node | None
    body: Node


@dataclass(frozen=True)
class Remainder(Node):
    """``O(h^2)``: what is left out vanishes with exactly this power."""

    variable: Name
    exponent: int


@dataclass(frozen=True)
class Delta(Node):
    r"""``\delta_{ij}``: one where the indices agree, else zero."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Condition(Node):
    """``i = j``, ``x > 0``, or ``otherwise`` (without sides)."""

    relation: str  # "=", "≠", "<", "≤", ">", "≥", "otherwise"
    left: Node | None
    right: Node | None
    of_index: bool = False  # whether it is about indices, as below a sum over j ≠ i
    also: "Condition | None" = None  # what holds besides, as in 0 < x < 1


@dataclass(frozen=True)
class Cases(Node):
    """Values, each with the condition under which it holds."""

    rows: tuple[tuple[Node, Condition], ...]


@dataclass(frozen=True)
class Matrix(Node):
    """A matrix given entry by entry."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Side:
    r"""One side of an equation, with the rule (``&& \text{...}``) that leads to it."""

    value: Node
    rule: str | None
    relation: str  # how it is joined to the side before: "=", or "≈" if it is rounded
    rule_at: int = 0  # where the rule stands
    row: int = 0  # how many sides, with this one, the rule stands behind


@dataclass(frozen=True)
class Chain:
    """``left = ... = right``."""

    sides: tuple[Side, ...]
    conditions: tuple[Condition, ...] = ()  # under which it is claimed: ``(x > 0)``
    layers: tuple[tuple[str, int], ...] = ()  # of what was written for all: ``(("l", 2),)``


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each node directly inside of it changed; the same one where none is."""
    parts = [getattr(node, name) for name in node.__match_args__]
    after = [_mapped(part, change) for part in parts]
    is_same = all(x is y for x, y in zip(parts, after, strict=True))
    return node if is_same else type(node)(*after)


def mapped_chain(chain: Chain, change: Callable[[Node], Node]) -> Chain:
    """The chain with each of its sides changed; the same one where none is."""
    after = [change(side.value) for side in chain.sides]
    if all(side.value is value for side, value in zip(chain.sides, after, strict=True)):
        return chain
    sides = [replace(x, value=value) for x, value in zip(chain.sides, after, strict=True)]
    return replace(chain, sides=tuple(sides))


def _mapped(part: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(part, tuple):
        after = tuple([_mapped(x, change) for x in part])
        return part if all(x is y for x, y in zip(part, after, strict=True)) else after
    return change(part) if isinstance(part, Node) else part


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node."""
    return node.children


def walk(node: Node) -> tuple[Node, ...]:
    """The node and all that is inside it, in reading order."""
    return node.inside


def is_minus_one(node: Node) -> bool:
    """Whether a node is the exponent of an inverse."""
    return isinstance(node, Negative) and isinstance(node.of, Number) and node.of.digits == "1"


def choices(at: int, of: Node, some: Node) -> Node:
    """How many ways there are to choose some of several, as a fraction of factorials."""
    rest = Sum(at, (("+", of), ("-", some)))
    first, second, third = (Call(at, Name(at, "factorial"), 0, (x,)) for x in (of, some, rest))
    return Fraction(at, first, Product(at, (("", second), ("", third))))
