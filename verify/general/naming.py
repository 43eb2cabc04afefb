"""Names for the indices of a sum that do not depend on how the sum was written."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, permutations, product
from math import factorial, prod
from typing import Any

from verify.general.parts import Index, Outside, Part

MOST = 200  # orders that are tried


def namings(
    one: Part, parts: Sequence[tuple[Any, Any]], bound: Sequence[Index]
) -> Iterator[dict[Index, Index]]:
    """Names for the indices of a sum over ``one``, in all orders that only trying can tell apart.

    ``parts`` are what stands under the sum, with its powers. What an index is, is told by the parts
    in which it occurs.
    """
    height = unused_height(one, one.indices.difference(bound))
    alike: dict[str, list[Index]] = {}
    for index in bound:
        alike.setdefault(_trace(index, parts, bound), []).append(index)
    groups = [alike[trace] for trace in sorted(alike)]
    if prod(factorial(len(group)) for group in groups) > MOST:
        raise Outside("too many indices that look alike")
    for order in product(*map(permutations, groups)):
        indices = chain.from_iterable(order)
        yield {index: Index(f"%{height}.{n}", index.size) for n, index in enumerate(indices)}


def unused_height(one: Part, free: Iterable[Index]) -> int:
    """What tells the names of bound indices from all that are free or stand further inside."""
    taken = {index.name.partition(".")[0] for index in free}
    return next(h for h in count(one.height) if f"%{h}" not in taken)


def _trace(index: Index, parts: Sequence[tuple[Any, Any]], bound: Sequence[Index]) -> str:
    names = {other: f"*{other.size.key}" for other in bound} | {index: "@"}
    found = sorted(f"{part.written(names)}^{n}" for part, n in parts if index in part.indices)
    return f"{index.size.key} {found}"
