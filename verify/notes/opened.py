"""Read formulas of notes before their symbols are known: with layers, and functions to come."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from verify.notes.declared import DeclarationError, python_name
from verify.notes.pieces import Formula
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS, FUNCTIONS
from verify.reading.each_layer import each_layer
from verify.reading.layers import numbers_of
from verify.reading.open_names import open_chains
from verify.reading.tokens import LatexError

APPLIED = re.compile(  # f(x, y) or softmax(z)_i at the start of a line
    r"(?:^|\\\\|\\qquad|\\begin\{\w+\*?\})[\s&]*"
    r"(?P<name>(?:\\(?:mathrm|operatorname|text|mathbf|mathcal)\s*\{\w+\}|\\?[A-Za-z]+)"
    r"(?:_(?:\\?[A-Za-z]+|\{[\w,\\]*\}))?)"
    r"\s*(?:\\left|\\[bB]igg?l?)?\(\s*(?P<arguments>[^()=]*?)\s*(?:\\right|\\[bB]igg?r?)?\)"
    r"\s*(?:_\{?(?P<index>[a-z])\}?)?[\s&]*(?:=|:=)"
)
LAYERS = 2  # of notes that name none by its number


@dataclass(frozen=True)
class Opened:
    """The equations of a formula, one for each layer."""

    formula: Formula
    chains: tuple[n.Chain, ...]


def functions_defined(formula: Formula) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The functions that a display may define, with their parameters."""
    for found in APPLIED.finditer(formula.latex):
        with suppress(DeclarationError):
            name = python_name(found["name"])
            parameters = tuple(python_name(one) for one in found["arguments"].split(","))
            if name not in {*FUNCTIONS, *CONSTANTS}:
                yield name, parameters


def opened(
    formulas: Iterable[Formula],
    known: Mapping[str, Any],
    functions: Mapping[str, tuple[str, ...]],
    apart: Mapping[str, str],
) -> list[Opened]:
    """What can be read of formulas.

    ``functions`` are to be defined, each with its parameters; ``apart`` is as in `Symbols`.
    """
    coming = {name: OpenFunction(parameters) for name, parameters in functions.items()}
    symbols = Names({**coming, **known}, apart)
    read = []
    for formula in formulas:
        with suppress(LatexError):
            read.append((formula, open_chains(formula.latex, symbols)[0]))
    everything = [chain for _, chains in read for chain in chains]
    layered = {**symbols, **dict.fromkeys(_layers(everything, known), 0)}
    found = []
    for formula, chains in read:
        with suppress(LatexError):
            each = [one for chain in chains for one in each_layer(chain, layered, ())]
            found.append(Opened(formula, tuple(each)))
    return found


def _layers(chains: list[n.Chain], known: Mapping[str, Any]) -> set[str]:
    """The names of layers that notes may define: ``W1``, ``W2``, and ``a0`` for ``a^{(l-1)}``."""
    raised = [
        node
        for chain in chains
        for side in chain.sides
        for node in n.walk(side.value)
        if isinstance(node, n.Raised)
    ]
    bases = {node.array.name for node in raised}
    told = {int(x.index.digits) for x in raised if isinstance(x.index, n.Number)}
    told |= {number for base in bases for number in numbers_of(base, known)}
    layers = range(1, max([LAYERS, *told]) + 1)
    found = {f"{base}{k}" for base in bases for k in layers}
    found |= {f"{x.array.name}{x.index.digits}" for x in raised if isinstance(x.index, n.Number)}
    return found | {f"{x.array.name}0" for x in raised if _is_before(x.index)}


def _is_before(index: n.Node) -> bool:
    """Whether an index is ``l - 1``."""
    return isinstance(index, n.Sum) and any(sign == "-" for sign, _ in index.terms)


class Names(dict[str, Any]):
    """Names with those that mean something else without subscripts, as `Symbols` has them."""

    def __init__(self, known: Mapping[str, Any], apart: Mapping[str, str]):
        super().__init__(known)
        self.apart = apart


class OpenFunction:
    """Stands for a function that is read before it has a definition."""

    def __init__(self, parameters: Collection[str]):
        self.parameters = parameters

    def __call__(self, *arguments: Any) -> Any:
        """Raise: there is no value yet."""
        raise TypeError("this function has no definition yet")
