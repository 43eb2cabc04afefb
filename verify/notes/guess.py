r"""Guess the shapes of symbols that notes do not declare, from how their formulas use them.

A guess is said as such wherever something rests on it, and what fails under a guess is not called
wrong: it asks for a declaration.
"""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

import numpy as np

from verify.notes.axes import Axis
from verify.notes.common import KNOWN
from verify.notes.declared import LABELED, MOST_AXES, TO_NUMBER, Declaration
from verify.notes.dependence import functions_of, with_gradients
from verify.notes.known import shifts, weighted
from verify.notes.labels import bold_above, bold_names
from verify.notes.means import COUNTS, to_their_number
from verify.notes.names import is_of_layer, is_one_layer
from verify.notes.rows import columns, families
from verify.notes.square import IDENTITY, is_identity, matrices_in
from verify.notes.statements import MEAN
from verify.notes.steps import counted, step_letters
from verify.notes.unify import Shapes
from verify.notes.weights import axes_of_weights, is_numbered
from verify.reading import nodes as n
from verify.reading.alphabet import NORMS
from verify.reading.nodes import Chain

WITHOUT_LAW = {"E", "P", "Pr", "Var", "Cov", "Corr", "Std", "KL", "H", "I"}  # of what is drawn
PASSES = 5
SMALLEST = 2  # length of an axis
LETTERS = "DKHNMPQRUV"  # of sizes


def guesses(
    names: Iterable[str], equations: Iterable[Chain], latex: Iterable[str],
    known: Mapping[str, Any], sizes: Mapping[str, int],
) -> list[Declaration]:  # fmt: skip
    """A declaration for each name, from all equations; ``latex`` is what they are written in."""
    names = list(names)
    numbers = {*names, *sizes}
    chains, texts = [to_their_number(chain, numbers) for chain in equations], list(latex)
    limits = {name: None for name in sums_to(chains) if name not in known}
    applied = _applied(chains)
    applied = {x: counts for x, counts in applied.items() if x not in _with_entries(chains)}
    functions = {x for x in names if len(applied.get(x, ())) == 1 and x not in WITHOUT_LAW}
    means = {"E"} if any(MEAN.search(text) for text in texts) else set()
    wanted = [x for x in names if x not in applied and x not in limits and x not in means]
    ranks = {x: k for x, k in _ranks(chains, texts).items() if x not in known}
    ranks |= {x: k for x, k in shifts(chains).items() if x not in {*known, *bold(texts)}}
    letters = step_letters(chains)
    steps = {x for chain in chains for side in chain.sides for x in counted(side.value, letters)}
    ranks = {x: k - (x in steps and k > 0 and x not in bold(texts)) for x, k in ranks.items()}
    shapes = Shapes(_known(known, sizes), ranks)
    shapes.steps, shapes.functions = steps, functions_of(chains)
    shapes.families = families(_nodes(chains), bold_above(texts), {*known, *steps})
    shapes.ranks |= dict.fromkeys(shapes.families, 2)
    examples = {x.array.name for x in _nodes(chains) if isinstance(x, n.Raised)}
    written = {x.name for x in _nodes(chains) if isinstance(x, n.Name)}
    slopes = [n.Name(0, f"d{x}") for x in sorted(written) if f"d{x}" in written]
    for number in range(PASSES):  # what is learnt from a later equation serves an earlier one
        shapes.capitals = number >= PASSES // 2
        if number == PASSES - 1:
            shapes.ranks |= {name: 1 for name in examples if shapes.shape(name) is None}
        for chain in chains:
            shapes.equate(side.value for side in chain.sides)
        for slope in slopes:
            shapes.equate([slope, n.Name(0, slope.name.removeprefix("d"))])
    for name in wanted:
        shapes.ranks.setdefault(name, 0)
    others = set(known) - set(sizes)
    called = _Called({*known, *written, *names, *limits, *sizes}, shapes, _largest(chains), others)
    found = [x for name in wanted for x in _declared(name, called, chains)]
    numbers_of = with_gradients(chains)
    kinds = {name: TO_NUMBER if name in numbers_of else "function" for name in sorted(functions)}
    return found + [Declaration(name, (), kind, (), True) for name, kind in kinds.items()]


def _declared(name: str, called: "_Called", chains: list[Chain]) -> Iterable[Declaration]:
    labels = _labels(name, chains)
    if labels and not is_one_layer(name):  # x_1 and x_2, but no x_i: each is a number of its own
        yield from (Declaration(f"{name}_{label}", (), "", (), True) for label in sorted(labels))
        return
    shape = called.shape(name)
    if len(shape) > MOST_AXES:
        return
    if name in called.shapes.families:
        yield Declaration(name, shape, "rows", (), True)
        return
    if name in called.shapes.steps:
        yield Declaration(name, shape, "steps", (), True)
        return
    if name in called.shapes.classes and len(shape) == 1:
        count = called.axis(called.shapes.classes[name])
        yield Declaration(name, shape, LABELED, (count,), True)
    else:
        is_identity = name == IDENTITY and len(shape) == 2 and shape[0] == shape[1]
        yield Declaration(name, shape, "identity" if is_identity else "", (), True)


def _with_entries(chains: list[Chain]) -> set[str]:
    """The names that stand with subscripts somewhere."""
    return {
        x.array.name
        for x in _nodes(chains)
        if isinstance(x, n.Entry) and isinstance(x.array, n.Name)
    }


def _applied(chains: list[Chain]) -> dict[str, set[int]]:
    """The names that are applied as functions, with the numbers of their arguments."""
    found: dict[str, set[int]] = {}
    for node in _nodes(chains):
        if isinstance(node, n.Call):
            found.setdefault(node.function.name, set()).add(len(node.arguments))
    return found


class _Called:
    """Names for the lengths of axes, one for each class."""

    def __init__(
        self, taken: set[str], shapes: Shapes, largest: Mapping[Axis, int], others: set[str]
    ):
        self.shapes, self.others = shapes, others  # which are symbols, and no sizes
        self.largest = {shapes.axes.top(axis): number for axis, number in largest.items()}
        self.names: dict[Axis, str] = {}
        numbered = (f"n{k}" for k in count(1))
        self.fresh = (x for xs in (LETTERS, numbered) for x in xs if x not in taken)

    def shape(self, name: str) -> tuple[str, ...]:
        return tuple(map(self.axis, self.shapes.shape(name) or ()))

    def axis(self, axis: Axis) -> str:
        axis = self.shapes.axes.top(axis)
        if axis in self.largest:
            return str(max(self.largest[axis], SMALLEST))
        if axis.kind == "size" and (axis.name.isdecimal() or axis.name not in self.others):
            return axis.name
        if axis not in self.names:
            self.names[axis] = next(self.fresh)
        return self.names[axis]


def sums_to(chains: Iterable[Chain]) -> Iterable[str]:
    """The names that stand above a sum: they are sizes, unless they count steps."""
    several = [to_their_number(chain, COUNTS) for chain in chains]
    steps = step_letters(several)
    for node in _nodes(several):
        if isinstance(node, n.Fold) and isinstance(node.last, n.Name):
            if node.last.name not in steps:
                yield node.last.name


def lengths_of_known(chains: Iterable[Chain], known: Mapping[str, Any]) -> dict[str, int]:
    """The numbers that sizes have: of entries over which a sum runs to a size, and elsewhere not.

    That is the length of an array of numbers, or the number to which another sum runs.
    """
    found: dict[str, int] = {}
    ends: dict[Axis, set[str]] = {}  # the sizes and numbers to which sums run along an axis
    for fold in (x for x in _nodes(chains) if isinstance(x, n.Fold)):
        last = fold.last
        for axis in _counted_by(fold.index, fold.body):
            if isinstance(last, n.Name):
                ends.setdefault(axis, set()).add(last.name)
                value = known.get(axis.name)
                if isinstance(value, np.ndarray) and value.ndim == 1:
                    found[last.name] = len(value)
            elif isinstance(last, n.Number):
                ends.setdefault(axis, set()).add(last.digits)
    for several in ends.values():
        numbers = [int(x) for x in several if x.isdecimal()]
        found |= {x: max(numbers) for x in several if numbers and not x.isdecimal()}
    return found


def _ranks(chains: Iterable[Chain], texts: Iterable[str]) -> dict[str, int]:
    """How many axes names have: as many as subscripts, or what bold letters and ^T tell.

    All layers of a name have the same.
    """
    chains, texts = list(chains), list(texts)
    found: dict[str, int] = {}
    names = set()
    for node in _nodes(chains):
        match node:
            case n.Name(name=name):
                names.add(name)
            case n.Raised(array=n.Name(name=name)) if name in bold(texts):
                found[name] = 2
            case n.Call(function=n.Name(name=norm), arguments=(n.Name(name=name),)) if (
                norm in NORMS
            ):
                found.setdefault(name, 2 if norm == "norm" and name[0].isupper() else 1)
            case n.Call(function=n.Name(name=function), arguments=(n.Name(name=name),)) if (
                KNOWN.get(function) == "softmax"
            ):
                found.setdefault(name, 2 if name[0].isupper() else 1)
            case n.Call(function=n.Name(name=norm), arguments=(n.Sum(terms=terms),)) if (
                norm in NORMS
            ):
                inside = (x.name for _, x in terms if isinstance(x, n.Name))
                found.update({x: 1 for x in inside if x not in found and x[0].islower()})
            case n.Call(function=n.Name(name="tr" | "det"), arguments=(of,)):
                found.update({x: 2 for x in matrices_in(of) if x not in found})
            case n.Power(base=n.Product() as of, exponent=exponent) if n.is_minus_one(exponent):
                if len({*matrices_in(of)}) > 1:  # (A B)^{-1}
                    found.update({x: 2 for x in matrices_in(of) if x not in found})
            case (
                n.Call(function=n.Name(name="diag"), arguments=(n.Name(name=name),))
                | n.Call(
                    function=n.Name(name="diag"),
                    arguments=(n.Call(arguments=(n.Name(name=name),)),),
                )
            ) if name[0].islower():
                found.setdefault(name, 1)
            case n.Transpose(of=n.Raised(array=n.Name(name=name))) if name[0].islower():
                found.setdefault(name, 2)  # examples that are vectors
            case n.Transpose(of=n.Name(name=name)):
                is_matrix = name[0].isupper() or is_of_layer(name)
                found.setdefault(name, 2 if is_matrix else 1)
    for node in _nodes(chains):
        match node:
            case n.Entry(array=n.Raised(array=n.Name(name=name)), indices=indices):
                found[name] = 1 + len(indices)
            case n.Entry(array=n.Name(name=name), indices=indices):
                found[name] = max(found.get(name, 0), len(indices))
    found = (
        weighted(chains)
        | axes_of_weights(chains)
        | found
        | dict.fromkeys(columns(chains, texts), 1)
    )
    if is_identity(chains, found):
        found[IDENTITY] = 2
    bases = {_base(name): rank for name, rank in found.items()} | bold(texts)
    plain = bold(texts).keys() - bold_above(texts)  # x_1 is an entry of a bold x, and no vector
    plain |= _with_entries(chains)
    return {
        name: found.get(name, bases.get(_base(name), -1))
        for name in names
        if name in found
        or (_base(name) in bases and not (is_numbered(name) and _base(name) in plain))
    }


def bold(texts: Iterable[str]) -> dict[str, int]:
    """The axes of names that are written in bold letters."""
    return {name: 2 if name[0].isupper() else 1 for name in bold_names(texts)}


def _base(name: str) -> str:
    """A name without its number or its letter: ``W`` of ``W2``, of ``W_2`` and of ``W_h``."""
    if name.endswith("_"):  # it is one of what is called so, and has fewer axes
        return name
    base, _, label = name.partition("_")
    return base if len(label) == 1 else name.rstrip("0123456789").rstrip("_")


def _labels(name: str, chains: list[Chain]) -> set[str]:
    """The numbers below a name that has no other subscripts, and never stands alone."""
    found: set[str] = set()
    inside: set[int] = set()
    for node in _nodes(chains, parameters=False):
        match node:
            case n.Entry(array=n.Name(name=other) as array, indices=indices) if other == name:
                if not all(isinstance(index, n.Number) for index in indices):
                    return set()
                inside.add(id(array))
                found.add("".join(index.digits for index in indices if isinstance(index, n.Number)))
            case n.Name(name=other) if other == name and id(node) not in inside:
                return set()
    return found


def _largest(chains: list[Chain]) -> dict[Axis, int]:
    """The largest number below a name, or of a sum, for each axis: it is at least as long."""
    found: dict[Axis, int] = {}
    for node in _nodes(chains):
        if isinstance(node, n.Fold) and isinstance(node.last, n.Number):
            for axis in _counted_by(node.index, node.body):
                found[axis] = max(found.get(axis, 0), int(node.last.digits))
        if isinstance(node, n.Entry) and isinstance(node.array, n.Name):
            for number, index in enumerate(node.indices):
                if isinstance(index, n.Number):
                    axis = Axis("axis", node.array.name, number)
                    found[axis] = max(found.get(axis, 0), int(index.digits))
    return found


def _counted_by(index: str, body: n.Node) -> Iterable[Axis]:
    """The axes along which an index counts."""
    for node in n.walk(body):
        if isinstance(node, n.Entry) and isinstance(node.array, n.Name):
            for number, one in enumerate(node.indices):
                if isinstance(one, n.Name) and one.name == index:
                    yield Axis("axis", node.array.name, number)


def _nodes(chains: Iterable[Chain], parameters: bool = True) -> Iterable[n.Node]:
    """All parts of equations; those of a left side f(x) only with its parameters."""
    for chain in chains:
        for number, side in enumerate(chain.sides):
            if parameters or number or not isinstance(side.value, n.Call):
                yield from n.walk(side.value)


def _known(known: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The shapes of what has a value, in the names of sizes: no two of these are the same."""
    named = {size: name for name, size in sizes.items()}
    return {
        name: tuple(named.get(size, str(size)) for size in np.shape(value))
        for name, value in known.items()
        if not callable(value) and not isinstance(value, list)
    }
