r"""Read what stands raised beside a name: a layer or an example, ``W^{(2)}``, ``a^{[l]}``, ``a^l``.

A layer is one of several symbols, ``a1``, ``a2``; its number, or an index over these numbers,
stands in brackets. Without brackets it could be a power, so there the derivation must define
``a1`` and no ``a``, or no l.
"""

from collections.abc import Mapping
from typing import Any

from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS
from verify.reading.names import Names
from verify.reading.tokens import LatexError

AFTER = "_new"  # of a symbol after a step
LAST = "L"  # beside a name the last layer, whatever else the letter means
LETTERS = {"l", "ell", LAST}  # which count layers, where they are no symbols
BRACKETS = {"(": ")", "[": "]"}


def numbers_of(name: str, symbols: Mapping[str, Any]) -> set[int]:
    """The layers of a name: 1 and 2 where ``a1`` and ``a2`` are defined."""
    name, after, _ = name.partition(AFTER)
    rest = (known.removeprefix(name) for known in symbols if known.startswith(name))
    if after:
        rest = (digits.removesuffix(AFTER) for digits in rest if digits.endswith(AFTER))
    return {int(digits) for digits in rest if digits.isdecimal()}


def layer_of(name: str, number: int) -> str:
    """The name of a layer: ``W2`` of ``W``, and ``W2_new`` of ``W_new``."""
    name, after, _ = name.partition(AFTER)
    return f"{name}{number}{after}"


def _turns(index: n.Node) -> bool:
    return isinstance(index, n.Name) and index.name == "T"


class Layers(Names):
    """Names with what stands raised beside them."""

    slopes = 0  # primes behind a layer, as in ``g^{[l]\\prime}``
    counts_layers = False  # whether what is read stands in brackets beside a name

    def raised(self, name: n.Name) -> tuple[n.Node, bool]:
        r"""The name with its layer, and whether ``\top`` stands beside this, ``W^{(2)\top}``."""
        start = self.position
        try:
            found = self.layer(name)
        except LatexError:
            found, self.counts_layers = None, False
        if found is None:
            self.position = start
            return name, False
        return found

    def is_change(self, mark: str, name: str) -> bool:
        """Whether ``dW`` is one symbol, of which there is one in each layer."""
        is_layered = mark == "d" not in self.symbols and bool(numbers_of(name, self.symbols))
        return is_layered or super().is_change(mark, name)

    def layer(self, name: n.Name) -> tuple[n.Node, bool] | None:
        turned = False
        self.need("^")
        opening = example = None
        self.slopes = 0
        if self.take("{"):
            opening = self.take(*BRACKETS)
            self.counts_layers = opening is not None
            index = self.index_sum()
            self.counts_layers = False
            if opening:
                self.need(BRACKETS[opening.text])
            while opening and self.take("'", r"\prime"):
                self.slopes += 1
            if opening and opening.text == "[" and self.take("("):  # z^{[1](i)}
                example = self.index_sum()
                self.need(")")
            turned = self.turns() or (self.skip("^") and self.turns())
            self.need("}")
        else:
            index = self.digit_or_letter()
        found = self.of(name, index, opening is not None)
        if example is not None:
            if not isinstance(found, n.Name):
                raise self.error("a layer beside an example is told by its number", name.at)
            found = n.Raised(name.at, found, example)
        return None if found is None else (found, turned)

    def index(self, braced: bool = False) -> n.Node:
        """A letter or a number; L counts layers there, whatever else it means."""
        if self.counts_layers and (token := self.take(LAST)):
            return n.Name(token.at, LAST)
        return super().index(braced)

    def digit_or_letter(self) -> n.Node:
        token = self.next
        self.position += 1
        if token.text.isdecimal():
            return n.Number(token.at, token.text)
        if not (token.text.isalpha() or token.text == r"\ell"):
            raise self.error(f"expected a layer but found {token}", token.at)
        return n.Name(token.at, token.text.lstrip("\\"))

    def of(self, name: n.Name, index: n.Node, bracketed: bool) -> n.Node | None:
        """What a name with this beside it is; nothing if that is a power."""
        defined = name.name in self.symbols
        if isinstance(self.symbols.get(name.name), list):
            is_step = bracketed or not (isinstance(index, n.Number) or _turns(index))
            return n.Entry(name.at, name, (index,)) if is_step else None
        if name.name in self.examples:
            return n.Raised(name.at, name, index) if bracketed else None
        if isinstance(index, n.Number):
            layered = f"{name.name}{index.digits}"
            several = len(numbers_of(name.name, self.symbols)) > 1
            is_layer = bracketed or (not defined and several and layered in self.symbols)
            return n.Name(name.at, layered) if is_layer else None
        if self.is_layered(name.name, index) if not bracketed else name.name not in CONSTANTS:
            return n.Raised(name.at, name, index)
        return None

    def is_layered(self, name: str, index: n.Node) -> bool:
        """Whether a name without brackets around what stands beside it is one of several layers.

        A symbol of this name has powers too: ``a^l`` is none where no symbol is l.
        """
        if not numbers_of(name, self.symbols):
            return False
        letters = {x.name for x in n.walk(index) if isinstance(x, n.Name)}
        return name not in self.symbols or (
            letters <= LETTERS and not letters & {*self.symbols, *self.bound}
        )
