r"""Guess the shapes of symbols that notes do not declare, from how their formulas use them.

A guess is said as such wherever something rests on it, and what fails under a guess is not called
wrong: it asks for a declaration.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

import numpy as np

from verify.notes.declared import Declaration
from verify.notes.unify import Axis, Shapes
from verify.reading import nodes as n
from verify.reading.nodes import Chain

BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec|mathbold|bold)\s*\{?\s*\\?([A-Za-z]+)")
APPLIED = re.compile(
    r"(?:\\(?:mathrm|operatorname|text)\s*\{(\w+)\}|(?:\\([A-Za-z]+)|(?<![A-Za-z\\])([A-Za-z])))\s*'*"
    r"\s*(?:\\left|\\[bB]igg?l?)?\("
)
FUNCTION_LETTERS = {"f", "g", "h", "phi", "psi", "sigma", "varphi", "F", "G"}
PASSES = 4
LETTERS = "DKHNMPQRUV"  # of sizes


def guesses(
    names: Iterable[str], equations: Iterable[Chain], latex: Iterable[str],
    known: Mapping[str, Any], sizes: Mapping[str, int],
) -> list[Declaration]:  # fmt: skip
    """A declaration for each name, from all equations; ``latex`` is what they are written in."""
    chains, texts = list(equations), list(latex)
    limits = {name: None for name in _limits(chains) if name not in known}
    applied = {"".join(found) for text in texts for found in APPLIED.findall(text)}
    functions = {
        x
        for x in names
        if x in applied and (x in FUNCTION_LETTERS or (len(x) > 1 and x[0].isupper()))
    }
    wanted = [name for name in names if name not in functions and name not in limits]
    ranks = {x: k for x, k in _ranks(chains, texts).items() if x not in known}
    shapes = Shapes(_known(known, sizes), ranks)
    for number in range(PASSES):  # what is learnt from a later equation serves an earlier one
        shapes.capitals = number >= PASSES // 2
        for chain in chains:
            shapes.equate(side.value for side in chain.sides)
    for name in wanted:
        shapes.ranks.setdefault(name, 0)
    called = _Called({*known, *names, *limits, *sizes})
    found = [
        Declaration(
            name,
            tuple(called.axis(shapes.axes.top(x)) for x in shapes.shape(name) or ()),
            "",
            (),
            True,
        )
        for name in wanted
    ]
    return found + [Declaration(name, (), "function", (), True) for name in sorted(functions)]


class _Called:
    """Names for the lengths of axes, one for each class."""

    def __init__(self, taken: set[str]):
        self.names: dict[Axis, str] = {}
        numbered = (f"n{k}" for k in count(1))
        self.fresh = (x for xs in (LETTERS, numbered) for x in xs if x not in taken)

    def axis(self, axis: Axis) -> str:
        if axis.kind == "size":
            return axis.name
        if axis not in self.names:
            self.names[axis] = next(self.fresh)
        return self.names[axis]


def _limits(chains: Iterable[Chain]) -> Iterable[str]:
    """The names that stand above a sum: they are sizes."""
    for node in _nodes(chains):
        if isinstance(node, n.Fold) and isinstance(node.last, n.Name):
            yield node.last.name


def _ranks(chains: Iterable[Chain], texts: Iterable[str]) -> dict[str, int]:
    """How many axes names have: as many as subscripts, or what bold letters and ^T tell.

    All layers of a name have the same.
    """
    bold: dict[str, int] = {}
    for text in texts:
        for name in BOLD.findall(text):
            bold[name] = 2 if name[0].isupper() else 1
    found: dict[str, int] = {}
    names = set()
    for node in _nodes(chains):
        match node:
            case n.Name(name=name):
                names.add(name)
            case n.Transpose(of=n.Name(name=name)):
                found.setdefault(name, 2 if name[0].isupper() else 1)
    for node in _nodes(chains):
        match node:
            case n.Entry(array=n.Name(name=name), indices=indices):
                found[name] = max(found.get(name, 0), len(indices))
    bases = {_base(name): rank for name, rank in found.items()} | bold
    return {
        name: found.get(name, bases.get(_base(name), -1))
        for name in names
        if name in found or _base(name) in bases
    }


def _base(name: str) -> str:
    """A name without the number of its layer: ``W`` of ``W2``."""
    return name.rstrip("0123456789")


def _nodes(chains: Iterable[Chain]) -> Iterable[n.Node]:
    for chain in chains:
        for side in chain.sides:
            yield from n.walk(side.value)


def _known(known: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The shapes of what has a value, in the names of sizes: no two of these are the same."""
    named = {size: name for name, size in sizes.items()}
    return {
        name: tuple(named.get(size, str(size)) for size in np.shape(value))
        for name, value in known.items()
        if not callable(value) and not isinstance(value, list)
    }
