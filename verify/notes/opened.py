"""Read formulas of notes before their symbols are known: with layers, and functions to come."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from verify.notes.declared import MOST_AXES, DeclarationError, labelled, python_name
from verify.notes.pieces import Formula
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS, FUNCTIONS
from verify.reading.each_layer import each_layer
from verify.reading.layers import layer_of, numbers_of
from verify.reading.open_names import open_chains
from verify.reading.tokens import LatexError

APPLIED = re.compile(  # f(x, y) or softmax(z)_i at the start of a line
    r"(?:^|\\\\|\\qquad|\\begin\{\w+\*?\}|(?<!:)=)[\s&]*"
    r"(?P<name>(?:\\(?:mathrm|operatorname|text|mathbf|mathcal)\s*\{\w+\}|\\?[A-Za-z]+)"
    r"(?:_(?:\\?[A-Za-z]+|\{[\w,\\]*\}))?)"
    r"\s*(?:\\left|\\[bB]igg?l?)?\(\s*(?P<arguments>[^()=]*?)\s*(?:\\right|\\[bB]igg?r?)?\)"
    r"\s*(?:_\{?(?P<index>[a-z])\}?)?[\s&]*(?:=|:=)"
)
BETWEEN = re.compile(r"[,;|]|\\mid(?![A-Za-z])|\\vert(?![A-Za-z])")  # arguments
BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec|mathbold|bold)\s*\{?\s*\\?([A-Za-z]+)")
LAYER_LETTERS = {"l", "L", "ell"}
LAYERS = 2  # of notes that name none by its number


@dataclass(frozen=True)
class Opened:
    """The equations of a formula, one for each layer."""

    formula: Formula
    open_chains: tuple[n.Chain, ...]  # as they are written
    chains: tuple[n.Chain, ...]
    shapes: Mapping[str, tuple[str, ...]]  # that it states, as W in R^{m x n}


def functions_defined(formula: Formula) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The functions that a display may define, with their parameters."""
    for found in APPLIED.finditer(formula.latex):
        with suppress(DeclarationError):
            name = python_name(found["name"])
            parameters = tuple(python_name(one) for one in BETWEEN.split(found["arguments"]))
            if name not in {*FUNCTIONS, *CONSTANTS}:
                yield name, parameters


@lru_cache(maxsize=4096)
def bare(latex: str) -> tuple[tuple[n.Chain, ...], Mapping[str, tuple[str, ...]]]:
    """The equations of a formula of whose names nothing is known, and the shapes that it states."""
    try:
        chains, reader = open_chains(latex, {})
    except LatexError:
        return (), {}
    return tuple(chains), reader.shapes


def subscripted(formulas: Iterable[Formula]) -> set[str]:
    """The names that stand with letters as subscripts, and are not applied there."""
    found = set()
    for formula in formulas:
        for chain in bare(formula.latex)[0]:
            nodes = [node for side in chain.sides for node in n.walk(side.value)]
            found |= {
                node.array.name
                for node in nodes
                if isinstance(node, n.Entry)
                and isinstance(node.array, n.Name)
                and not all(isinstance(index, n.Number) for index in node.indices)
            }
    return found


def opened(
    formulas: Iterable[Formula],
    known: Mapping[str, Any],
    functions: Mapping[str, tuple[str, ...]],
    apart: Mapping[str, str],
    numbered: Collection[str] = (),
) -> list[Opened]:
    """What can be read of formulas.

    ``functions`` are to be defined, each with its parameters; ``apart`` is as in `Symbols`, and
    ``numbered`` are the names of which each number below is a symbol of its own.
    """
    coming = {name: OpenFunction(parameters) for name, parameters in functions.items()}
    symbols = Names({**coming, **known}, apart)
    read = []
    for formula in (formulas := list(formulas)):
        with suppress(LatexError):
            chains, reader = open_chains(formula.latex, symbols)
            equations = [chain for chain in chains if len(chain.sides) > 1]
            read.append((formula, equations, reader.shapes))
    everything = [chain for _, chains, _ in read for chain in chains]
    labels = {*numbered, *numbered_names(everything, formulas)}
    letters = label_letters(everything, bold_names(formula.latex for formula in formulas))
    read = [
        (formula, [_with_labels(chain, labels, letters) for chain in chains], shapes)
        for formula, chains, shapes in read
    ]
    everything = [chain for _, chains, _ in read for chain in chains]
    examples = examples_of(everything)
    layers = _layers(everything, known)
    layered = Names({**symbols, **dict.fromkeys(layers, 0)}, apart)
    layered.last_layer = last_layer(everything, known)
    found = []
    for formula, chains, shapes in read:
        with suppress(LatexError):
            each = [one for chain in chains for one in each_layer(chain, layered, examples)]
            found.append(Opened(formula, tuple(chains), tuple(each), shapes))
    return found


def numbered_names(chains: Iterable[n.Chain], formulas: Iterable[Formula]) -> set[str]:
    r"""The bold names below which only numbers stand: ``\mathbf{W}_1`` is a matrix of its own."""
    sides = [side.value for chain in chains for side in chain.sides]
    entries = [x for side in sides for x in n.walk(side) if isinstance(x, n.Entry)]
    counts = {x.array.name for x in entries if isinstance(x.array, n.Name) and not _is_number(x)}
    numbers = {x.array.name for x in entries if isinstance(x.array, n.Name) and _is_number(x)}
    return (numbers - counts) & bold_names(formula.latex for formula in formulas)


def label_letters(chains: Iterable[n.Chain], bold: Collection[str]) -> set[str]:
    r"""The letters that stand below bold names alone and count nothing: ``\mathbf{S}_b``.

    What is said of such matrices or vectors holds for any letter, so each is one of its own.
    """
    nodes = [x for chain in chains for side in chain.sides for x in n.walk(side.value)]
    entries = [x for x in nodes if isinstance(x, n.Entry)]
    below = {x.indices[0].name for x in entries if _is_below_bold(x, bold)}
    capitals = {
        x.indices[0].name
        for x in entries
        if _is_below_bold(x, bold) and isinstance(x.array, n.Name) and x.array.name[0].isupper()
    }
    counted = {x.index for x in nodes if isinstance(x, n.Fold)}
    for x in entries:
        if not _is_below_bold(x, bold):
            counted |= {y.name for k in x.indices for y in n.walk(k) if isinstance(y, n.Name)}
    for x in nodes:
        if isinstance(x, n.Raised):
            counted |= {y.name for y in n.walk(x.index) if isinstance(y, n.Name)}
        if isinstance(x, n.Delta):
            counted |= {y.name for y in (x.left, x.right) if isinstance(y, n.Name)}
    return (below & capitals) - counted


def _is_below_bold(entry: n.Entry, bold: Collection[str]) -> bool:
    return (
        isinstance(entry.array, n.Name)
        and entry.array.name in bold
        and len(entry.indices) == 1
        and isinstance(entry.indices[0], n.Name)
    )


def numbers_defined(chains: Iterable[n.Chain]) -> set[str]:
    """The names below which only numbers stand, and which some formula defines: ``h_1 = ...``."""
    several = list(chains)
    sides = [side.value for chain in several for side in chain.sides]
    entries = [x for side in sides for x in n.walk(side) if isinstance(x, n.Entry)]
    whole = {id(x.array) for x in entries}
    alone = {
        x.name
        for side in sides
        for x in n.walk(side)
        if isinstance(x, n.Name) and id(x) not in whole
    }
    others = {x.array.name for x in entries if isinstance(x.array, n.Name) and not _is_number(x)}
    left = [chain.sides[0].value for chain in several if len(chain.sides) > 1]
    defined = {
        x.array.name
        for x in left
        if isinstance(x, n.Entry) and isinstance(x.array, n.Name) and _is_number(x)
    }
    return defined - others - alone


def bold_names(texts: Iterable[str]) -> set[str]:
    """The names that are written in bold letters somewhere."""
    return {name for text in texts for name in BOLD.findall(text)}


def _is_number(entry: n.Entry) -> bool:
    return all(isinstance(index, n.Number) for index in entry.indices)


def _with_labels(chain: n.Chain, numbered: set[str], letters: Collection[str]) -> n.Chain:
    r"""The chain with ``\theta_{new}`` as one name, since no array has three axes, and so on."""

    def changed(node: n.Node) -> n.Node:
        if isinstance(node, n.Entry) and isinstance(node.array, n.Name):
            is_label = node.array.name in numbered or len(node.indices) > MOST_AXES
            is_label |= (
                len(node.indices) == 1
                and isinstance(x := node.indices[0], n.Name)
                and x.name in letters
            )
            if is_label and (name := labelled(node)):
                return n.Name(node.at, name)
        return n.mapped(node, changed)

    sides = tuple(replace(side, value=changed(side.value)) for side in chain.sides)
    return replace(chain, sides=sides)


def _layers(chains: list[n.Chain], known: Mapping[str, Any]) -> set[str]:
    """The names of layers that notes may define: ``W1``, ``W2``, and ``a0`` for ``a^{(l-1)}``."""
    examples = examples_of(chains)
    raised = [node for node in _raised(chains) if node.array.name not in examples]
    bases = {node.array.name for node in raised}
    layers = range(1, last_layer(chains, known) + 1)
    found = {layer_of(base, k) for base in bases for k in layers}
    found |= {layer_of(x.array.name, k) for x, k in _numbered(raised)}
    return found | {layer_of(x.array.name, 0) for x in raised if _is_before(x.index)}


def examples_of(chains: Iterable[n.Chain]) -> set[str]:
    """The names beside which an example is counted, ``x^{(i)}``, and no layer."""
    return {
        x.array.name
        for x in _raised(chains)
        for inner in n.walk(x.index)
        if isinstance(inner, n.Name) and inner.name not in LAYER_LETTERS
    }


def last_layer(chains: Iterable[n.Chain], known: Mapping[str, Any]) -> int:
    """The number of the last layer: the largest that stands beside a name."""
    examples = examples_of(chains)
    raised = [node for node in _raised(chains) if node.array.name not in examples]
    told = {number for _, number in _numbered(raised)}
    bases = {node.array.name for node in raised}
    return max([LAYERS, *told, *(k for base in bases for k in numbers_of(base, known))])


def _raised(chains: Iterable[n.Chain]) -> list[n.Raised]:
    return [
        node
        for chain in chains
        for side in chain.sides
        for node in n.walk(side.value)
        if isinstance(node, n.Raised)
    ]


def _numbered(raised: Iterable[n.Raised]) -> list[tuple[n.Raised, int]]:
    return [(x, int(x.index.digits)) for x in raised if isinstance(x.index, n.Number)]


def _is_before(index: n.Node) -> bool:
    """Whether an index is ``l - 1``."""
    return isinstance(index, n.Sum) and any(sign == "-" for sign, _ in index.terms)


class Names(dict[str, Any]):
    """Names with those that mean something else without subscripts, as `Symbols` has them."""

    def __init__(self, known: Mapping[str, Any], apart: Mapping[str, str]):
        super().__init__(known)
        self.apart = apart
        self.last_layer: int | None = None


class OpenFunction:
    """Stands for a function that is read before it has a definition."""

    def __init__(self, parameters: Collection[str]):
        self.parameters = parameters

    def __call__(self, *arguments: Any) -> Any:
        """Raise: there is no value yet."""
        raise TypeError("this function has no definition yet")
