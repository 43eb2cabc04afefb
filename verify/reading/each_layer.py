r"""Write what is claimed of every layer once for each: ``a^{(l)}`` is ``a1``, then ``a2``.

The layers of a line are those for which every name of it is defined, ``l`` and ``l - 1``.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from verify.reading import nodes as n
from verify.reading.layers import LAST, layer_of, numbers_of
from verify.reading.tokens import LatexError


def each_layer(
    chain: n.Chain, symbols: Mapping[str, Any], examples: Collection[str]
) -> list[n.Chain]:
    """The chain for each of its layers; raises `LatexError` where none is defined."""
    apart = {k: v for k, v in getattr(symbols, "apart", {}).items() if k in examples}
    if apart:
        chain = n.mapped_chain(chain, lambda node: _of_one(node, apart))
    parts = [*(side.value for side in chain.sides), *chain.conditions]
    layers = _Layers(symbols, examples)
    if not any(isinstance(x, n.Raised) or layers.is_last(x) for y in parts for x in n.walk(y)):
        return [chain]
    ranges: dict[str, set[int]] = {}
    parts = [layers.opened(part) for part in parts]
    for part in parts:
        for use, index, known in layers.uses(part):
            ranges[index] = ranges.get(index, known) & known
            if not ranges[index]:
                raise LatexError(
                    f"there is no layer {index!r} for which all of this is defined", use.at
                )
    found = []
    for numbers in product(*map(sorted, ranges.values())):
        at = dict(zip(ranges, numbers, strict=True))
        values, conditions = (
            [layers.at(part, at) for part in some]
            for some in (parts[: len(chain.sides)], parts[len(chain.sides) :])
        )
        sides = [
            replace(side, value=value) for side, value in zip(chain.sides, values, strict=True)
        ]
        found.append(n.Chain(tuple(sides), tuple(conditions), tuple(at.items())))
    return found


def _of_one(node: Any, apart: Mapping[str, str]) -> Any:
    """The node where ``x_j`` is an entry of one example, for which x stands in these notes."""
    match node:
        case n.Entry(array=n.Name(name=name), indices=(index,)) if name in apart:
            return n.Entry(node.at, n.Name(node.array.at, apart[name]), (index,))
    return n.mapped(node, lambda part: _of_one(part, apart))


class _Layers:
    def __init__(self, symbols: Mapping[str, Any], examples: Collection[str]):
        self.symbols, self.examples = symbols, examples

    def is_last(self, node: n.Node) -> bool:
        r"""Whether a gradient names a layer without its number, the last one: ``\nabla_a C``.

        So it is with activations, of which a0 are the inputs, and not with weights.
        """
        if not isinstance(node, n.Gradient) or not isinstance(node.by, n.Name):
            return False
        name = node.by.name
        return name not in self.symbols and {0, 1} <= numbers_of(name, self.symbols)

    def uses(self, node: n.Node) -> Iterator[tuple[n.Raised, str, set[int]]]:
        """Where a layer is told by an index, and the values that this can have there."""
        for raised in n.walk(node):
            if not isinstance(raised, n.Raised) or raised.array.name in self.examples:
                continue
            known = numbers_of(raised.array.name, self.symbols)
            if not known:
                name = raised.array.name
                raise LatexError(
                    f"no layers of {name!r} are defined, such as {name}1 and {name}2",
                    raised.at,
                    name,
                )
            index, shift = self.shifted(raised.index)
            if index is not None:
                yield raised, index, {number - shift for number in known}

    def shifted(self, index: n.Node) -> tuple[str | None, int]:
        """An index as a letter and what is added to it; no letter where all of it is known."""
        terms = index.terms if isinstance(index, n.Sum) else (("+", index),)
        letter, shift = None, 0
        for sign, term in terms:
            value = self.number(term)
            if value is not None:
                shift += value if sign == "+" else -value
            elif isinstance(term, n.Name) and letter is None and sign == "+":
                letter = term.name
            else:
                raise LatexError("a layer is told by a number, or as in l + 1", term.at)
        return letter, shift

    def number(self, node: n.Node) -> int | None:
        match node:
            case n.Number(digits=digits) if digits.isdecimal():
                return int(digits)
            case n.Name(name=name):
                value = self.symbols.get(name)
                if name == LAST and not isinstance(value, int):
                    value = getattr(self.symbols, "last_layer", None)
                return value if isinstance(value, int) else None
        return None

    def opened(self, node: n.Node) -> n.Node:
        """The node with each sum over layers written out."""
        if not any(isinstance(part, n.Fold) for part in n.walk(node)):
            return node
        node = n.mapped(node, self.opened)
        if not isinstance(node, n.Fold) or node.kind != "sum":
            return node
        ranges = [known for _, index, known in self.uses(node.body) if index == node.index]
        if not ranges:
            return node
        known = set.intersection(*ranges)
        if node.first is not None and node.last is not None:
            first, last = self.number(node.first), self.number(node.last)
            if first is None or last is None or not known.issuperset(range(first, last + 1)):
                raise LatexError("not all layers of this sum are defined", node.at)
            known = set(range(first, last + 1))
        terms = [("+", self.at(node.body, {node.index: k})) for k in sorted(known)]
        return n.Sum(node.at, tuple(terms)) if len(terms) > 1 else terms[0][1]

    def at(self, node: Any, at: Mapping[str, int]) -> Any:
        """The node, which has no sum over layers, for these layers."""
        match node:
            case n.Name(name=name) if name in at:
                return n.Number(node.at, str(at[name]))
            case n.Fold(index=index) if index in at:
                raise LatexError(f"{index!r} is a layer of this line: take another letter", node.at)
            case n.Gradient(of=of, by=n.Name() as by) if self.is_last(node):
                last = self.layer(by, max(numbers_of(by.name, self.symbols)))
                return n.Gradient(node.at, self.at(of, at), last)
            case n.Raised(array=array, index=index) if array.name not in self.examples:
                letter, shift = self.shifted(index)
                number = shift + at.get(letter or "", 0)
                if letter is not None and letter not in at:
                    return node  # of a sum around
                return self.layer(array, number)
            case n.Entry(array=n.Name(name=name) as array, indices=(first, *rest)):
                inside = n.mapped(node, lambda part: self.at(part, at))
                if name in self.symbols or not isinstance(first, n.Name) or first.name not in at:
                    return inside
                layer = self.layer(array, at[first.name])
                return n.Entry(node.at, layer, tuple(rest)) if rest else layer
        return n.mapped(node, lambda part: self.at(part, at))

    def layer(self, array: n.Name, number: int) -> n.Name:
        name = layer_of(array.name, number)
        if number not in numbers_of(array.name, self.symbols):
            raise LatexError(f"there is no layer {name!r}", array.at, name)
        return n.Name(array.at, name)
