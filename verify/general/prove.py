"""Is a display true for every size? It is proved, refuted at some sizes, or not decided.

Every size is a whole number from 1 on, none depends on another, and both sides have a value. The
check at numbers is not replaced: what a proof for every size adds is that no size is special.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from verify.book.displays import Display
from verify.general.arrays import Array, shape_of
from verify.general.axes import Axis, Labels, places
from verify.general.derivation import Derivation, Missing
from verify.general.formulas import evaluate
from verify.general.functions import is_zero
from verify.general.numbers import LENGTH, Sample, terms
from verify.general.parts import Outside, Part, Place, Size
from verify.general.places import Scope, add, axes
from verify.general.terms import ZERO, Form
from verify.proving.indices import free_indices, refuse_bound
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS
from verify.reading.equations import chains
from verify.reading.tokens import LatexError

SAMPLES = 4  # points at which what is not proved is tried
MOST = 100_000  # products that are computed at a point
APART = 1e-6  # difference, relative to what it is the sum of, that no rounding explains


class Verdict(StrEnum):
    PROVED = "proved"
    REFUTED = "refuted"
    OPEN = "open"  # evaluated, but neither proved nor refuted
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Proof:
    """Whether a display is proved for every size, and why it is not."""

    verdict: Verdict
    reason: str = ""


class _Ended(Exception):
    """The proof ends here."""

    def __init__(self, verdict: Verdict, reason: str):
        self.proof = Proof(verdict, reason)


def prove(display: Display, names: Mapping[str, Any], symbols: Derivation) -> Proof:
    """Prove a display; ``names`` are those of its derivation at its own sizes."""
    try:
        claims = chains(display.latex, names)
        if not any(_has_size(symbols.get(name)) for name in _named(display, claims)):
            return Proof(Verdict.OUTSIDE, "no axis and no size")
        for chain in claims:
            _prove(chain, display.label, symbols)
    except _Ended as end:
        is_example = _is_example(claims, symbols)
        return Proof(Verdict.OUTSIDE, "a worked example") if is_example else end.proof
    except (Outside, LatexError) as error:
        return Proof(Verdict.OUTSIDE, str(error))
    except RecursionError:
        return Proof(Verdict.OUTSIDE, "nested too deeply")
    except Exception as error:  # whatever a function of the derivation raises
        return Proof(Verdict.OUTSIDE, f"{type(error).__name__}: {error}")
    return Proof(Verdict.PROVED)


def _named(display: Display, claims: list[n.Chain]) -> set[str]:
    sides = [side.value for chain in claims for side in chain.sides]
    found = {inner.name for side in sides for inner in n.walk(side) if isinstance(inner, n.Name)}
    return found | ({display.label} if display.label else set())


def _has_size(value: Any) -> bool:
    if isinstance(value, Array | Labels):
        return any(not isinstance(length, int) for length in value.shape)
    if isinstance(value, Part):
        return isinstance(value, Size) or bool(value.binds) or any(map(_has_size, value.parts))
    return False


def _prove(chain: n.Chain, label: str | None, symbols: Derivation) -> None:
    derived = symbols.get(label) if label else None
    if isinstance(derived, Missing):
        raise Outside(f"{label}: {derived.reason}")
    if isinstance(derived, list):
        raise Outside("a list of steps")
    _refuse_numbers(chain)
    conditions = [x for condition in chain.conditions for x in n.walk(condition)]
    if {x.name for x in conditions if isinstance(x, n.Name)} & symbols.sizes.keys():
        raise Outside("a condition on a size")  # all others are left to the check at numbers
    free = free_indices(chain.sides[0].value, symbols.sizes)
    lengths: dict[str, Axis] = {}
    for side in chain.sides:
        refuse_bound(side.value, free)
        if others := free_indices(side.value, symbols.sizes).keys() - free:
            raise Outside(f"the index {min(others)} is not on the left side")
        for index, length in axes(side.value, symbols).items():
            add(lengths, index, length)
    for index, length in zip(free, shape_of(derived), strict=False):
        add(lengths, index, length)
    if unclear := [index for index in free if index not in lengths]:
        raise Outside(f"it is not clear how far {unclear[0]} runs")
    compared = 0
    for at in _everywhere({index: lengths[index] for index in free}):
        scope = Scope(symbols, symbols, at)
        sides = [evaluate(side.value, scope) for side in chain.sides]
        if derived is not None:
            sides.insert(0, _part(derived, *at.values()))
        for one, other in itertools.pairwise(sides):
            compared += _compare(one, other, bool(chain.conditions))
    if not compared:
        raise Outside("nothing is compared")


def _refuse_numbers(chain: n.Chain) -> None:
    """An order is no equality, and neither are rounded numbers."""
    if any(isinstance(x, n.Remainder) for side in chain.sides for x in n.walk(side.value)):
        raise Outside("an order O( )")
    if any(side.relation == "≈" for side in chain.sides):
        raise Outside("a worked example")


def _is_example(claims: list[n.Chain], symbols: Derivation) -> bool:
    """Whether numbers behind a formula may be those of an example."""
    sides = [side.value for chain in claims for side in chain.sides]
    return "given" in symbols and any(map(_is_numeric, sides))


def _is_numeric(node: n.Node) -> bool:
    functions = [inner.function for inner in n.walk(node) if isinstance(inner, n.Call)]
    names = [x for x in n.walk(node) if isinstance(x, n.Name) and x not in functions]
    return all(name.name in CONSTANTS for name in names)


def _everywhere(lengths: Mapping[str, Axis]) -> Iterator[dict[str, Place]]:
    """All places of the free indices, one index for all of an axis of any length."""
    for at in itertools.product(*(places(length, index) for index, length in lengths.items())):
        yield dict(zip(lengths, at, strict=True))


def _part(value: Any, *at: Place) -> Any:
    """What a derivation arrived at, at the places of its first axes."""
    if len(at) > len(shape_of(value)):
        raise Outside("more indices than the derivation has axes")
    return value.part(*at) if at else value


def _compare(one: Any, other: Any, conditional: bool) -> int:
    """Prove two sides equal, entry by entry; how many entries were compared.

    Where a line holds under a condition, numbers that do not meet it refute nothing.

    Raises:
        _Ended: there is no proof.
    """
    shapes = shape_of(one), shape_of(other)
    if shapes[0] and other == ZERO:
        other = Array(shapes[0], lambda *at: ZERO)
    elif shapes[0] != shapes[1]:
        raise Outside("two sides of different shapes")
    axes = {f"#{k}": length for k, length in enumerate(shapes[0])}
    count = 0
    for at in _everywhere(axes):
        difference = _part(one, *at.values()) - _part(other, *at.values())
        count += 1
        if not is_zero(difference):
            where = "" if conditional else _counterexample(difference)
            raise _Ended(Verdict.REFUTED if where else Verdict.OPEN, where)
    return count


def _counterexample(difference: Form) -> str:
    """Sizes at which a difference is not zero for some numbers; nothing if none are found."""
    indices = (index for index in difference.indices if index.of is None)
    free = sorted(indices, key=lambda index: index.name)
    if sum(LENGTH ** len(term.bound) for term in difference.terms) > MOST:
        return ""
    for seed in range(SAMPLES):
        sample = Sample(seed)
        try:
            at = {index: 1 + (seed >> n) % 2 for n, index in enumerate(free)}
            found = terms(difference, sample, at)
        except (ArithmeticError, ValueError, KeyError):
            continue
        scale = sum(map(abs, found))
        if any(abs(x.imag) > APART * scale for x in map(complex, found)):
            continue  # a root or a logarithm has no value there
        if abs(sum(found)) > APART * scale:
            sizes = sorted(sample.sizes.items())
            return ", ".join(f"{name} = {length}" for name, length in sizes) or "any size"
    return ""
