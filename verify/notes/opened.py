"""Read formulas of notes before their symbols are known: with layers, and functions to come."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from verify.notes.common import KNOWN
from verify.notes.declared import DeclarationError, python_name
from verify.notes.labels import (
    bold_names,
    chosen,
    label_letters,
    labelled_names,
    letters_of_symbols,
    numbered_names,
    with_labels,
)
from verify.notes.once import Reader
from verify.notes.pieces import Formula
from verify.notes.steps import LAYER_LETTERS, raised_steps, with_steps
from verify.proving.indices import free_indices
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS, FUNCTIONS
from verify.reading.each_layer import each_layer
from verify.reading.layers import layer_of, numbers_of
from verify.reading.tokens import LatexError

APPLIED = re.compile(  # f(x, y) or softmax(z)_i at the start of a line
    r"(?:^|\\\\|\\qquad|\\begin\{\w+\*?\}|(?<!:)=)[\s&]*"
    r"(?P<name>(?:\\(?:mathrm|operatorname|text|mathbf|mathcal)\s*\{\w+\}"
    r"|\\(?:tilde|hat|bar|overline|widetilde|widehat)\s*\{?\s*[A-Za-z]+\s*\}?|\\?[A-Za-z]+)"
    r"(?:_(?:\\?[A-Za-z]+|\{[\w,\\]*\}))?)"
    r"\s*(?:\\left|\\[bB]igg?l?)?\(\s*(?P<arguments>[^()=]*?)\s*(?:\\right|\\[bB]igg?r?)?\)"
    r"\s*(?:_\{?(?P<index>[a-z])\}?)?(?=[\s&]*(?:=|:=))"
)
NOT_INSIDE = r"(?<![A-Za-z\\])"
APPLIED_AGAIN = r"\s*(?:\\left|\\[bB]igg?l?)?\("
ROW_ENDS = re.compile(r"\\\\|\\q?quad|[,;]\s|\\text\s*\{\s*(?:and|hence|thus|so)\b")
BETWEEN = re.compile(r"[,;|]|\\mid(?![A-Za-z])|\\vert(?![A-Za-z])")  # arguments
NUMBER = re.compile(r"\s*-?\d+(?:\.\d+)?\s*")
SPREADS = {"Var", "Std", "std"}  # of what is drawn
LAYERS = 2  # of notes that name none by its number


@dataclass(frozen=True)
class Opened:
    """The equations of a formula, one for each layer."""

    formula: Formula
    open_chains: tuple[n.Chain, ...]  # as they are written
    chains: tuple[n.Chain, ...]
    shapes: Mapping[str, tuple[str, ...]]  # that it states, as W in R^{m x n}


def functions_defined(
    formula: Formula, apart: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The functions that a display may define, with their parameters."""
    for name, parameters in _functions_defined(formula.latex):
        yield name, tuple(apart.get(one, one) for one in parameters)


@lru_cache(maxsize=4096)
def _functions_defined(latex: str) -> list[tuple[str, tuple[str, ...]]]:
    several = []
    for found in APPLIED.finditer(latex):
        row = ROW_ENDS.split(latex[found.end() :], maxsplit=1)[0]
        if re.search(NOT_INSIDE + re.escape(found["name"]) + APPLIED_AGAIN, row):
            continue  # \sigma(z) = \sigma(w x) says what z is, and f(-x) = -f(x) is a property
        with suppress(DeclarationError):
            name = python_name(found["name"])
            if name in KNOWN and found[0].lstrip().startswith("="):
                continue  # a = ReLU(z) = 0 computes
            parameters = tuple(python_name(one) for one in BETWEEN.split(found["arguments"]))
            if _is_about(name, found["arguments"], row):
                continue
            if name not in {*FUNCTIONS, *CONSTANTS}:
                several.append((name, parameters))
    return several


def _is_about(name: str, argument: str, row: str) -> bool:
    r"""Whether an equation says no more of a function than its value at one argument.

    Var(w) = 1/n is about w alone, as V(goal) = 0 is; ``\sigma(X) = 1 / (1 + e^{-x})`` is a slip.
    """
    is_other = name in SPREADS or (argument.isupper() and _is_in(argument.lower(), row))
    is_other |= len(argument) > 1 and NUMBER.fullmatch(row.partition("=")[2]) is not None
    return is_other and not _is_in(argument, row)


def _is_in(argument: str, row: str) -> bool:
    """Whether a letter stands in a row by itself."""
    return re.search(rf"(?<![A-Za-z]){re.escape(argument)}(?![A-Za-z])", row) is not None


def to_come(
    formulas: Iterable[Formula], apart: Mapping[str, str], others: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The functions that formulas define, with their parameters, but for these others."""
    found = (pair for formula in formulas for pair in functions_defined(formula, apart))
    return {name: parameters for name, parameters in found if name not in others}


def variables(formulas: Iterable[Formula], apart: Mapping[str, str]) -> set[str]:
    """The parameters of functions of several that formulas define: these are free there."""
    pairs = (pair for formula in formulas for pair in functions_defined(formula, apart))
    several = [parameters for _, parameters in pairs if len(parameters) > 1]
    return {one for parameters in several for one in parameters}


@lru_cache(maxsize=4096)
def bare(latex: str) -> tuple[tuple[n.Chain, ...], Mapping[str, tuple[str, ...]]]:
    """The equations of a formula of whose names nothing is known, and the shapes that it states."""
    try:
        return Reader({}).read(latex)
    except LatexError:
        return (), {}


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
    read, reader = [], Reader(symbols)
    for formula in (formulas := list(formulas)):
        with suppress(LatexError):
            written, shapes = reader.read(formula.latex)
            equations = [chain for chain in written if len(chain.sides) > 1]
            read.append((formula, equations, shapes))
    everything = [chain for _, chains, _ in read for chain in chains]
    labels = {*numbered, *numbered_names(everything, formulas), *labelled_names(everything)}
    letters = label_letters(everything, bold_names(formula.latex for formula in formulas))
    letters |= letters_of_symbols(everything)
    if len(formulas) == 1:
        letters |= chosen(everything)
    read = [
        (formula, [with_labels(chain, labels, letters) for chain in chains], shapes)
        for formula, chains, shapes in read
    ]
    everything = [chain for _, chains, _ in read for chain in chains]
    steps = raised_steps(everything) | {k for k, v in known.items() if isinstance(v, list)}
    read = [(x, [with_steps(chain, steps) for chain in chains], y) for x, chains, y in read]
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


def of_one_example(read: Collection[Opened]) -> set[str]:
    r"""The parameters that stand for one of all ``x^{(i)}``: x of ``h(x) = w^\top x``."""
    every = examples_of(chain for x in read for chain in x.open_chains)
    functions = (pair for x in read for pair in functions_defined(x.formula, {}))
    return {one for _, parameters in functions for one in parameters} & every


def counting(read: Collection[Opened]) -> set[str]:
    """The letters that count something: of sums, of entries, of examples and layers."""
    sides = [side.value for x in read for chain in x.chains for side in chain.sides]
    found = {x.index for side in sides for x in n.walk(side) if isinstance(x, n.Fold)}
    found = found.union(*(free_indices(side, {}) for side in sides))
    raised = _raised([chain for x in read for chain in x.open_chains])
    return found | {x.index.name for x in raised if isinstance(x.index, n.Name)}


def last_layer(chains: Iterable[n.Chain], known: Mapping[str, Any]) -> int:
    """The number of the last layer: the largest that stands beside a name."""
    several = list(chains)
    examples = examples_of(several)
    raised = [node for node in _raised(several) if node.array.name not in examples]
    told = {number for _, number in _numbered(raised)}
    bases = {node.array.name for node in raised}
    sides = [side.value for chain in several for side in chain.sides]
    written = {x.name: 0 for side in sides for x in n.walk(side) if isinstance(x, n.Name)}
    named = (k for base in bases for k in numbers_of(base, {**written, **known}))
    return max([LAYERS, *told, *named])


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
