"""What algebra made of a side: whether it factored, multiplied out, cancelled or only rearranged.

Each function asks one thing of two sides that are equal with all their names held.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TypeVar

from verify.reading import nodes as n
from verify.reading.unicode import text
from verify.rules.sides import Sides

K = TypeVar("K", bound=n.Node)
TIMES = {"", r"\cdot", r"\times", r"\odot"}


def is_algebra(sides: Sides) -> bool:
    """Whether the sides are equal whatever their names, functions and derivatives are."""
    before, after = (
        {text(part) for part in n.walk(side) if isinstance(part, n.Derivative)}
        for side in (sides.before, sides.after)
    )
    return before == after and sides.equal()


def is_common_factor(sides: Sides) -> bool:
    """Whether terms shared a factor that now stands once, before or behind their sum."""
    return _same_sums(sides) and grew(_shared, sides) < 0 and is_algebra(sides)


def is_multiplied_out(sides: Sides) -> bool:
    """Whether a sum was a factor and is none any more."""
    longer = atoms(sides.after).total() >= atoms(sides.before).total()
    return longer and grew(_factored, sides) < 0 and is_algebra(sides)


def is_cancelled(sides: Sides) -> bool:
    """Whether factors, terms or pairs of signs are gone and nothing came in."""
    before, after = atoms(sides.before), atoms(sides.after)
    counted = [Counter("0" if a.isdecimal() else a for a in x.elements()) for x in (before, after)]
    ones = atoms(sides.after, "").total() < atoms(sides.before, "").total()
    fewer = counted[1] <= counted[0] and (before != after or ones)
    signs = before == after and _loses_signs(sides)
    kept = _same_sums(sides) and grew(_factored, sides) <= 0
    return kept and (fewer or signs) and is_algebra(sides) and not is_divided(sides)


def is_rearranged(sides: Sides) -> bool:
    """Whether the same things stand in another order, or in other parentheses."""
    same = atoms(sides.before, "") == atoms(sides.after, "") and not _loses_signs(sides)
    kept = not any(grew(measure, sides) for measure in (_shared, _factored, transposed))
    return same and kept and is_algebra(sides)


def _loses_signs(sides: Sides) -> bool:
    """Whether minus signs are gone in pairs."""
    lost = -grew(_minus, sides)
    return lost > 0 and lost % 2 == 0


def grew(measure: Callable[[n.Node], int], sides: Sides) -> int:
    """By how much something that is counted became more."""
    return measure(sides.after) - measure(sides.before)


def _same_sums(sides: Sides) -> bool:
    return grew(folds, sides) == 0


def folds(node: n.Node) -> int:
    return count(node, n.Fold)


def is_divided(sides: Sides) -> bool:
    """Whether ``(a + b) / c`` became ``a / c + b / c``."""
    return is_algebra(sides) and _divides(sides, sides.before, sides.after)


def has_common_denominator(sides: Sides) -> bool:
    """Whether ``a / c + b / c`` became ``(a + b) / c``."""
    return is_algebra(sides) and _divides(sides, sides.after, sides.before)


def _divides(sides: Sides, whole: n.Node, parts: n.Node) -> bool:
    for fraction in new(n.Fraction, whole, parts):
        if not isinstance(fraction.above, n.Sum):
            continue
        for found in new(n.Sum, parts, whole):
            pairs = list(zip(found.terms, fraction.above.terms, strict=False))
            if len(found.terms) == len(fraction.above.terms) and all(
                sides.same(_signed(*term), n.Fraction(0, _signed(*above), fraction.below))
                for term, above in pairs
            ):
                return True
    return False


def is_same_factor(sides: Sides) -> bool:
    """Whether a fraction has another numerator and another denominator, and the same value."""
    pairs = (
        (one, other)
        for one in new(n.Fraction, sides.before, sides.after)
        for other in new(n.Fraction, sides.after, sides.before)
    )
    opened = ("exp",)
    found = any(
        sides.same(one, other, opened)
        and not sides.same(one.above, other.above, opened)
        and not sides.same(one.below, other.below, opened)
        for one, other in pairs
    )
    return found and sides.equal(opened) and not is_cancelled(sides)


def is_added_and_subtracted(sides: Sides) -> bool:
    """Whether a sum holds something more with a plus, and the same with a minus."""
    before = max((_size(part) for part in _sums(sides.before)), default=0)
    grown = any(_size(part) > before for part in _sums(sides.after))
    longer = atoms(sides.after, "").total() > atoms(sides.before, "").total()
    kept = _same_sums(sides) and grew(_shared, sides) <= 0
    return grown and longer and kept and is_algebra(sides) and not has_common_denominator(sides)


def _sums(node: n.Node) -> list[n.Sum]:
    return [part for part in n.walk(node) if isinstance(part, n.Sum)]


def _size(node: n.Sum) -> int:
    """How much a sum adds and takes away, where a number counts as often as it says."""
    flat = _flat(node)
    return sum(
        int(x.digits) if isinstance(x, n.Number) and x.digits.isdecimal() else 1 for x in flat
    )


def _flat(node: n.Sum) -> Iterator[n.Node]:
    for _, term in node.terms:
        if isinstance(term, n.Sum):
            yield from _flat(term)
        else:
            yield term


def atoms(node: n.Node, ignored: str = "1") -> Counter[str]:
    """How often each symbol and number stands in a formula; a 1 counts for nothing."""
    found: Counter[str] = Counter()
    match node:
        case n.Number(digits=digits):
            found.update([digits] if digits != ignored else [])
        case n.Name() | n.Entry() | n.Delta() | n.Derivative():
            found.update([text(node)])
        case n.Power(base=n.Name(name="e")):
            found.update([text(node)])
        case n.Power(base=base, exponent=n.Number(digits=digits)) if digits.isdecimal():
            for _ in range(int(digits)):
                found += atoms(base, ignored)
        case _:
            for child in n.children(node):
                found += atoms(child, ignored)
    return found


def transposed(node: n.Node) -> int:
    return sum(isinstance(p, n.Transpose) and isinstance(p.of, n.Product) for p in n.walk(node))


def count(node: n.Node, kind: type[n.Node]) -> int:
    return sum(isinstance(part, kind) for part in n.walk(node))


def _minus(node: n.Node) -> int:
    signs = [sign for part in _sums(node) for sign, _ in part.terms]
    return signs.count("-") + count(node, n.Negative)


def names_in(node: n.Node) -> set[str]:
    return {part.name for part in n.walk(node) if isinstance(part, n.Name)}


def new(kind: type[K], where: n.Node, not_in: n.Node) -> list[K]:
    """The parts of this kind that one side has and the other has not."""
    known = {text(part) for part in n.walk(not_in) if isinstance(part, kind)}
    return [x for x in n.walk(where) if isinstance(x, kind) and text(x) not in known]


def _signed(sign: str, node: n.Node) -> n.Node:
    return n.Negative(node.at, node) if sign == "-" else node


def factors(node: n.Node) -> list[n.Node]:
    """The factors of a term, those of a numerator as well; a 1 is none."""
    match node:
        case n.Negative(of=of) | n.Transpose(of=of):
            return factors(of)
        case n.Fraction(above=above):
            return factors(above)
        case n.Product(factors=several):
            return [part for operator, x in several if operator in TIMES for part in factors(x)]
        case n.Power(base=base, exponent=n.Number(digits=digits)) if digits.isdecimal():
            return [base] * int(digits)
        case n.Number(digits="1"):
            return []
    return [node]


def _shared(node: n.Node) -> int:
    """How many factors two terms of a sum have in common, over all sums."""
    total = 0
    for part in n.walk(node):
        if isinstance(part, n.Sum):
            terms = [Counter(map(text, factors(term))) for _, term in part.terms]
            total += max((a & b).total() for a, b in combinations(terms, 2))
        elif isinstance(part, n.Fold) and len(several := factors(part.body)) > 1:
            total += sum(part.index not in names_in(factor) for factor in several)
    return total


def _factored(node: n.Node) -> int:
    """How many sums are factors of a product."""
    return sum(
        isinstance(factor.of if isinstance(factor, n.Transpose) else factor, n.Sum)
        for part in n.walk(node)
        if isinstance(part, n.Product)
        for _, factor in part.factors
    )
