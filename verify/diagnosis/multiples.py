"""Name the number by which something was multiplied: 2, 1/N, a size, a symbol."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import isclose, sqrt

CLOSE = 1e-9
LARGEST = 100  # numerator of what is called a fraction
DENOMINATOR = 12
Names = Mapping[str, float]


def multiple(ratios: Sequence[float], sizes: Sequence[Names], scalars: Sequence[Names]) -> str:
    """How a number reads that is known at several points; nothing where it has no single name.

    ``sizes`` and ``scalars`` are the values of names at these points.
    """
    if all(close(ratio, ratios[0]) for ratio in ratios):
        return number(ratios[0])
    for candidates in (of_sizes, of_scalars):
        known = sizes if candidates is of_sizes else scalars
        rows = [dict(candidates(names)) for names in known]
        shared = [text for text in rows[0] if all(text in row for row in rows)]
        found = [
            sign + text
            for text in shared
            for sign, unit in (("", 1), ("-", -1))
            if all(close(r, unit * row[text]) for r, row in zip(ratios, rows, strict=True))
        ]
        if len(found) == 1:
            return found[0]
    return ""


def number(ratio: float) -> str:
    """``2``, ``-1/2``, or six digits of what is no small fraction."""
    near = Fraction(ratio).limit_denominator(DENOMINATOR)
    if abs(near.numerator) <= LARGEST and close(float(near), ratio):
        return str(near)
    return f"{ratio:.6g}"


def of_sizes(sizes: Names) -> Iterator[tuple[str, float]]:
    """What a size contributes by mistake, simple things first."""
    for name, n in sizes.items():
        yield name, n
        yield f"1/{name}", 1 / n
        yield f"2{name}", 2 * n
        yield f"{name}/2", n / 2
        yield f"2/{name}", 2 / n
        yield f"1/(2{name})", 1 / (2 * n)
        yield f"{name}^2", n**2
        yield f"1/{name}^2", 1 / n**2
        yield f"sqrt({name})", sqrt(n)
        yield f"1/sqrt({name})", 1 / sqrt(n)
        yield f"({name} - 1)", n - 1
        yield f"({name} + 1)", n + 1
        yield f"{name}/({name} + 1)", n / (n + 1)
        yield f"({name} - 1)/{name}", (n - 1) / n
        if n > 1:
            yield f"1/({name} - 1)", 1 / (n - 1)
            yield f"{name}/({name} - 1)", n / (n - 1)
    for one, n in sizes.items():
        for other, k in sizes.items():
            if one < other:
                yield f"{one}{other}", n * k
                yield f"1/({one}{other})", 1 / (n * k)
            if one != other:
                yield f"{one}/{other}", n / k


def of_scalars(scalars: Names) -> Iterator[tuple[str, float]]:
    """What a symbol contributes by mistake: a learning rate is left out, or twice there."""
    for name, x in scalars.items():
        yield name, x
        yield f"(1 - {name})", 1 - x
        if x:
            yield f"1/{name}", 1 / x
        if x != 1:
            yield f"1/(1 - {name})", 1 / (1 - x)


def close(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=CLOSE)
