"""Measure functions at extreme points: the largest error in units of the last place."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from inspect import signature
from math import inf
from typing import Any, get_args
from zlib import crc32

import mpmath
import numpy as np
from jaxtyping import AbstractArray

from verify.book.limits import OutOfBounds, limited
from verify.book.memory import remember
from verify.book.sources import digest, one_look
from verify.extremes import table, ulp
from verify.extremes.exact import Formula
from verify.extremes.points import Draw, drawn
from verify.extremes.table import MANY, Claim
from verify.proving.code import BrokenModule, functions
from verify.proving.namespace import symbols

BLOCKS = 4  # of examples: many examples are these, again and again in a random order
UNITS = {"entry": ulp.each, "largest": ulp.of_largest, "one": ulp.of_one}
Values = dict[str, Any]
Errors = dict[str, dict[str, float]]  # by function, then by dtype


def measured(topic: str) -> Errors:
    """The largest errors of the functions of a chapter; none of a chapter that cannot be run.

    They are remembered if they are as small as is claimed.
    """
    if not table.claims(topic):
        return {}
    try:
        with one_look():
            return _remembered(topic)
    except (BrokenModule, LookupError, OSError, OutOfBounds, SyntaxError):
        return {}  # which the checks of the formulas tell


def _remembered(topic: str) -> Errors:
    claims = table.claims(topic)
    version = digest("verify.extremes.measure", f"nn.{topic}", f"derivations.{topic}")
    return _measured(topic, f"extremes\0{version}\0{topic}\0{claims}")


@lru_cache(maxsize=64)
def _measured(topic: str, key: str) -> Errors:
    claims = table.claims(topic)

    def within(found: Errors) -> bool:
        return all(found[label][d] <= b for label, c in claims.items() for d, b in c.bounds.items())

    def compute() -> Errors:
        with limited():
            return {label: errors(topic, label) for label in claims}

    found: Errors = remember(key, compute, worth=within)
    return found


def errors(topic: str, label: str) -> dict[str, float]:
    """The largest error of a function in each dtype, infinite if it raises one."""
    found = {}
    for dtype in table.claims(topic)[label].bounds:
        try:
            found[dtype] = max(by_family(topic, label, dtype).values())
        except OutOfBounds:
            raise
        except Exception:  # whatever a broken function raises is a finding, not a crash
            found[dtype] = inf
    return found


def by_family(topic: str, label: str, dtype: str) -> dict[str, float]:
    """The largest error of a function in each family of points."""
    claim, function = table.claims(topic)[label], functions(topic)[label]
    formula = _formula(topic, label, claim.made_of, digest(f"nn.{topic}", f"derivations.{topic}"))
    measurement = Measurement(formula, function, claim, np.dtype(dtype))
    families = (*claim.families, *(["many"] if claim.many else []))
    seeds = {family: crc32(f"{topic}.{label}.{family}".encode()) for family in families}
    return {f: measurement.error(f, np.random.default_rng(seed)) for f, seed in seeds.items()}


@lru_cache(maxsize=4)
def _formula(topic: str, label: str, made_of: str, version: str) -> Formula:
    """One formula serves both dtypes."""
    return Formula(symbols(topic), label, functions(topic)[label], made_of)


class Measurement:
    """A function and its formula, to be compared in one dtype."""

    def __init__(
        self, formula: Formula, function: Callable[..., Any], claim: Claim, dtype: np.dtype
    ):
        self.formula, self.function, self.claim, self.dtype = formula, function, claim, dtype
        parameters = signature(function).parameters
        self.annotations = {name: parameters[name].annotation for name in formula.parameters}

    def error(self, family: str, rng: np.random.Generator) -> float:
        """The largest error at the points of a family."""
        return self.of_many(rng) if family == "many" else max(self.at_points(family, rng))

    def at_points(self, family: str, rng: np.random.Generator) -> Iterator[float]:
        for _ in range(self.claim.draws):
            values = self.draw(family, rng)
            exact = self.formula.at(values)
            if self.claim.unit == "terms":
                sizes = {n: v if isinstance(v, int) else np.abs(v) for n, v in values.items()}
                units = ulp.each(self.formula.at(sizes), self.dtype)
            else:
                units = UNITS[self.claim.unit](exact, self.dtype)
            yield self.against(values, exact, units)

    def of_many(self, rng: np.random.Generator) -> float:
        """The error for many examples: a few blocks of them, so that what is exact is theirs."""
        axes = {n: axis for n in self.annotations if (axis := self.examples(n)) is not None}
        first, *others = [self.draw("many", rng) for _ in range(BLOCKS)]
        blocks = [first, *(first | {name: block[name] for name in axes} for block in others)]
        length = {np.shape(first[name])[axis] for name, axis in axes.items()}.pop()
        order = rng.integers(BLOCKS, size=MANY // length)
        values = first | {
            n: np.concatenate([blocks[k][n] for k in order], axis) for n, axis in axes.items()
        }
        exact = added(
            [self.formula.at(block) for block in blocks],
            np.bincount(order, minlength=BLOCKS).tolist(),
            mean=self.claim.many == "mean",
        )
        # All that is added up is positive, so that it is as large as the sizes of its terms.
        unit = UNITS["entry" if self.claim.unit == "terms" else self.claim.unit]
        return self.against(values, exact, unit(exact, self.dtype))

    def draw(self, family: str, rng: np.random.Generator) -> Values:
        """A value for every parameter, or for what they are made of."""
        formula, found = self.formula, {}
        fixed = {n: v for n in formula.given if (v := formula.fixed(n)) is not None}
        right = next((v for v in fixed.values() if isinstance(v, np.ndarray)), None)
        for name in [formula.made_of] if formula.made_of else formula.given:
            if name in fixed:
                found[name] = self.claim.sizes.get(name, fixed[name])
            else:
                kind = self.claim.kinds.get(name, "numbers")
                found[name] = drawn(kind, family, Draw(rng, formula.shape(name), self.dtype, right))
        return found

    def against(self, values: Values, exact: ulp.Exact, units: ulp.Exact) -> float:
        """The error of the function for these values."""
        if self.formula.made_of:
            parts = self.formula.parts(values)
            values = {name: self.floats(name, entries) for name, entries in parts.items()}
        passed = {name: self.passed(name, values[name]) for name in self.annotations}
        with np.errstate(all="ignore"):  # whatever NumPy warns of is measured here
            return ulp.errors(self.function(**passed), exact, units, self.dtype)

    def floats(self, name: str, entries: ulp.Exact) -> Any:
        """A parameter that is made of others, which has to be exact in floats."""
        found = np.array([float(x) for x in entries]).astype(self.dtype)
        if any(mpmath.mpf(float(v)) != x for v, x in zip(found, entries, strict=True)):
            raise ValueError(f"{name} is rounded, so the formula would be of other numbers")
        return found.reshape(self.formula.shape(name))

    def passed(self, name: str, value: Any) -> Any:
        """An argument of the call: a number is one of Python, or an array of one entry."""
        if isinstance(value, int) or np.ndim(value):
            return value
        return float(value) if self.annotations[name] is float else np.atleast_1d(value)

    def examples(self, name: str) -> int | None:
        """The axis of a parameter along which its examples stand, where it has one."""
        annotation = self.annotations[name]
        for kind in get_args(annotation) or (annotation,):
            if isinstance(kind, type) and issubclass(kind, AbstractArray):
                axes = kind.dim_str.split()
                return axes.index("n") if "n" in axes else None
        return None


def added(blocks: list[list[mpmath.mpf]], counts: list[int], mean: bool) -> list[mpmath.mpf]:
    """What a sum or a mean over all examples is that are these blocks, each so many times."""
    with mpmath.workdps(50):
        whole = sum(counts) if mean else 1
        return [
            mpmath.fsum(n * x for n, x in zip(counts, entries, strict=True)) / whole
            for entries in zip(*blocks, strict=True)
        ]
