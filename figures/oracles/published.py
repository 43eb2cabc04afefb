"""A published result beside the one that `nn` finds, and in how many digits they agree."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10
from typing import Any

import numpy as np

ENOUGH = 13  # digits, where more are printed: float64 has 15.9, and a computation loses some
Printed = str | tuple["Printed", ...]  # a number as it was printed, or an array of such


@dataclass(frozen=True)
class Source:
    """Who published, and where that is found."""

    title: str
    where: str
    kept: str = ""  # the state of a repository that was read


@dataclass(frozen=True)
class Compared:
    """One published number beside the one that was found."""

    printed: str
    found: float
    carried: int

    @property
    def of(self) -> int:
        """How many digits are printed, those after leading zeros."""
        return max(len(Decimal(self.printed).as_tuple().digits), 1)

    @property
    def digits(self) -> int:
        """How many of them are those of the number that was found."""
        printed, found = Decimal(self.printed), Decimal(float(self.found))
        if not found.is_finite():
            return 0
        apart = abs(found - printed)
        unit = Decimal(1).scaleb(printed.as_tuple().exponent)
        if apart <= unit / 2:
            return self.of
        if not printed:
            return 0
        return min(max(floor(-log10(apart / abs(printed))), 0), self.of)

    @property
    def agrees(self) -> bool:
        """Whether they agree in all digits that the printed one can be relied on for."""
        return self.digits >= min(self.of, self.carried, ENOUGH)


@dataclass(frozen=True)
class Oracle:
    """A published result: what it is of, the functions of `nn` that give it, and their call.

    Not all digits that are printed need to carry anything: those of an input may be fewer, and a
    difference quotient leaves few. Where a result cannot be had, ``differs`` says why.
    """

    what: str
    functions: tuple[Callable[..., Any], ...]
    printed: Printed
    found: Callable[[], Any]
    carried: int = 99  # digits
    differs: str = ""

    @property
    def names(self) -> list[str]:
        """The functions, or classes, as `nn` calls them."""
        return [function.__qualname__ for function in self.functions]

    def compared(self) -> list[Compared]:
        """Every number that was printed; raises `ValueError` where as many were not found."""
        printed, found = [*_flat(self.printed)], np.ravel(self.found())
        return [
            Compared(one, float(other), self.carried)
            for one, other in zip(printed, found, strict=True)
        ]

    def worst(self) -> Compared:
        """The number that agrees least, as a share of its digits; of equal ones, the longest."""
        return min(self.compared(), key=lambda each: (each.agrees, each.digits / each.of, -each.of))

    @property
    def agrees(self) -> bool:
        """Whether all numbers agree."""
        return all(each.agrees for each in self.compared())


def numbers(text: str) -> tuple[str, ...]:
    """The numbers of a printed array, in its order."""
    return tuple(text.replace(",", " ").replace("[", " ").replace("]", " ").split())


def _flat(printed: Printed) -> Iterator[str]:
    if isinstance(printed, str):
        yield printed
    else:
        for each in printed:
            yield from _flat(each)
