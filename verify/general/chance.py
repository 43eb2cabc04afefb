"""The expectation of what is drawn at random, one entry of an array as independent as the other."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from verify.general.arrays import Array, elementwise, total_of, variables
from verify.general.axes import checked
from verify.general.parts import Entry, Outside, Term
from verify.general.terms import ONE, ZERO, Form, delta, opened, raw, sum_over

Laws = dict[tuple[str, int], list[Any]]  # of each kind of entry


def expectation(*laws: Sequence[Any]) -> Callable[[Any], Any]:
    """The mean over all that can be drawn; the laws are those of `derivations.calculus`."""
    known = {variables(array): law for array, *law in laws}

    def mean(one: Form) -> Form:
        return ZERO.plus(*(_mean(opened(term), known).scaled(c) for term, c in one.terms.items()))

    return elementwise(mean)


def _mean(term: Term, laws: Laws) -> Form:
    drawn: list[Entry] = []
    rest: dict[Any, Fraction] = {}
    for part, n in term.factors:
        if isinstance(part, Entry) and part.kind in laws and n > 0 and n.denominator == 1:
            drawn += [part] * int(n)
        else:
            rest[part] = n
    left = raw(term.exponent, rest)
    if any(name in term.variables for term in left.terms for name, _ in laws):
        raise Outside("the mean of what is no sum of products")
    return sum_over(left * _mean_product(drawn, [], laws), *term.bound)


def _mean_product(drawn: list[Entry], blocks: list[list[Entry]], laws: Laws) -> Form:
    """The mean of a product: which of its factors are the same entry decides."""
    if not drawn:
        found = ONE
        for block in blocks:
            found = found * _moment(laws[block[0].kind], block)
        return found
    first, *others = drawn
    found, is_new = ZERO, ONE
    for k, block in enumerate(blocks):
        if block[0].kind == first.kind:
            same = ONE
            for one, other in zip(first.places, block[0].places, strict=True):
                same = same * delta(one, other)
            joined = [*blocks[:k], [*block, first], *blocks[k + 1 :]]
            found = found + same * _mean_product(others, joined, laws)
            is_new = is_new - same
    return found + is_new * _mean_product(others, [*blocks, [first]], laws)


def _moment(law: Sequence[Any], block: list[Entry]) -> Form:
    """The mean of a power of an entry, of which the block holds as many as the exponent says."""
    values, *chances = law
    power = len(block)
    if not chances:
        if power > len(values):
            raise Outside("the mean of a power that is not known")
        value = values[power - 1]
        return value.at(*block[0].places) if isinstance(value, Array) else checked(value)
    if isinstance(values, Array):
        return total_of(values**power * chances[0])
    pairs = zip(values, chances[0], strict=True)
    return ZERO.plus(*(checked(checked(value) ** power * chance) for value, chance in pairs))
