"""Further sizes at which a formula is checked: no two small expressions agree at all of them.

With two examples ``2N`` is ``N^2``, and with three classes ``K - 1`` is 2. So a formula is checked
at several assignments of the sizes, chosen such that what agrees at one of them does not at
another. A size that stays what it is, as K in a line with ``(K = 3)``, is a number like any other.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, permutations
from math import prod, sqrt

from verify.book.limits import OutOfBounds
from verify.proving.code import message
from verify.proving.namespace import Symbols
from verify.reading import unicode

NUMBERS = range(1, 11)  # that a formula may hold in place of a size
FEWEST, MOST = 2, 4  # further assignments
SMALL = 3  # a size that is larger is no larger than the largest of the declared ones, and 1
ATTEMPTS = 200  # to run the derivation at other sizes
CANDIDATES = 400  # among which an assignment is chosen

Sizes = Mapping[str, int]


def assignments(
    symbols: Symbols, names: set[str], fixed: Sizes | None = None
) -> tuple[list[str], list[Symbols]]:
    """The sizes on which names depend, and the derivation at all assignments that differ in these.

    The first assignment is the declared one. Those of ``fixed`` stay what they are.

    Raises:
        LookupError: the derivation runs at too few other sizes.
    """
    used = symbols.sizes_of(names)
    found = {tuple(symbols.sizes[name] for name in used): symbols}
    if any(name not in (fixed or {}) for name in used):
        for sized in _further(symbols, fixed or {}):
            found.setdefault(tuple(sized.sizes[name] for name in used), sized)
    return used, list(found.values())


def shown(sizes: Sizes) -> str:
    """``N = 2, K = 3``."""
    return ", ".join(f"{unicode.symbol(name)} = {size}" for name, size in sizes.items())


def _further(symbols: Symbols, fixed: Sizes) -> list[Symbols]:
    key = frozenset(fixed)
    if key not in symbols.further:
        try:
            symbols.further[key] = _chosen(symbols, fixed)
        except LookupError as error:  # to look for sizes once is enough
            symbols.further[key] = error
    if isinstance(symbols.further[key], LookupError):
        raise symbols.further[key]
    found: list[Symbols] = symbols.further[key]
    return found


def _chosen(symbols: Symbols, fixed: Sizes) -> list[Symbols]:
    """The derivation at further sizes, as few as tell all expressions of sizes apart."""
    free = [name for name in symbols.sizes if name not in fixed]
    left = _candidates(symbols.sizes, free)
    chosen: list[Sizes] = [symbols.sizes]
    found: list[Symbols] = []
    path, problem, attempts = f"derivations/{symbols.topic}.py", "", 0
    while len(found) < FEWEST or alike(chosen, free):
        left.sort(key=lambda sizes: _rank(sizes, chosen, free))
        while len(found) < len(chosen):
            if not left or attempts == ATTEMPTS or len(found) == MOST:
                if fixed:
                    return found  # what the condition leaves
                raise LookupError(f"{path} runs at too few sizes{problem}")
            sizes, attempts = left.pop(0), attempts + 1
            try:
                found.append(symbols.at(sizes))
            except OutOfBounds:
                raise
            except Exception as error:  # whatever a derivation raises that needs more examples
                problem = problem or f"; at {shown(sizes)}: {message(path, error)}"
        chosen.append(sizes)
    return found


def _rank(sizes: Sizes, chosen: list[Sizes], free: list[str]) -> tuple[int, int, int]:
    """The lower, the better: every size shall be a new one, nothing alike, the arrays small."""
    repeated = sum(sizes[name] in {other[name] for other in chosen} for name in free)
    return repeated, alike([*chosen, sizes], free), prod(sizes.values())


def _candidates(declared: Sizes, free: list[str]) -> list[dict[str, int]]:
    """Assignments whose sizes are above 1 and all different, the same ones every time."""
    taken = {size for name, size in declared.items() if name not in free}
    largest = max(SMALL, *declared.values()) + 1
    numbers = [k for k in range(2, largest + 1) if k not in taken]
    if len(free) <= 3:
        drawn: Iterable[tuple[int, ...]] = permutations(numbers, len(free))
    else:
        generator = random.Random(0)
        drawn = [tuple(generator.sample(numbers, len(free))) for _ in range(CANDIDATES)]
        drawn = sorted(drawn, key=prod)[: CANDIDATES // 2]  # large arrays take long
    found = [{**declared, **dict(zip(free, sizes, strict=True))} for sizes in drawn]
    return [sizes for sizes in found if sizes != declared]


def alike(assigned: list[Sizes], free: list[str]) -> int:
    """How many pairs of different expressions have the same value at each of the assignments."""
    values = zip(*(_expressions(sizes, free) for sizes in assigned), strict=True)
    return sum(n * (n - 1) // 2 for n in Counter(values).values())


def _expressions(sizes: Sizes, free: list[str]) -> Iterator[float]:
    """The values of what could stand in place of a size by mistake: 3, N, N - 1, 2N, ND."""
    yield from map(float, NUMBERS)
    for name in free:
        n = sizes[name]
        yield from (n, n - 1, n + 1, 2 * n, 2 * n - 1, 2 * n + 1, n / 2, n * n, round(sqrt(n), 9))
    for one, other in combinations([sizes[name] for name in free], 2):
        yield from (one * other, one + other, abs(one - other))  # of which an even power is one
        yield from (round(one / other, 9), round(other / one, 9))
