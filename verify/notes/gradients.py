"""Symbols such as dW: whether what notes define so is the slope of their loss in W."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import mpmath
import numpy as np

from verify.notes.points import NEAR
from verify.notes.study import Study
from verify.proving.at_point import AtPoint
from verify.proving.equality import agree
from verify.proving.points import Point
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading.nodes import Chain, Derivative, Name
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol

LOSSES = ("J", "L", "C", "E", "cost", "loss")  # what a loss is called, the mean of it first
IS_SLOPE = "which is ∂{}/∂{}"
IS_SHARE = "which is {} times ∂{}/∂{}"
IS_OTHER = "which is not ∂{}/∂{}"


def slope_named(study: Study, equations: list[Chain]) -> str:
    """What to say of a symbol dW that a formula defines, by what the notes call their loss."""
    for name in _defined(equations):
        of = name.removeprefix("d")
        losses = [x for x in LOSSES if x in study.symbols and not np.ndim(study.symbols[x])]
        if of == name or of not in study.symbols or name not in study.symbols or not losses:
            continue
        with suppress(LatexError, ArithmeticError, TypeError, ValueError, AttributeError):
            return _said(study, name, of, losses[0])
    return ""


def _defined(equations: list[Chain]) -> Iterator[str]:
    for chain in equations:
        left = chain.sides[0].value
        if isinstance(left, Name):
            yield left.name


def _said(study: Study, name: str, of: str, loss: str) -> str:
    derivative = Derivative(0, Name(0, loss), Name(0, of), 1)
    slope = evaluate(derivative, Scope(study.symbols, {}, study.symbols, asks_where=False))
    value = study.symbols[name]
    names = symbol(loss), symbol(of)
    if not np.any(slope):
        return ""  # the loss is not written with it
    if np.shape(slope) != np.shape(value):
        return IS_OTHER.format(*names)
    ratios = [_ratio(value, slope, point) for point in NEAR]
    first = ratios[0]
    if first is None or not all(ratio is not None and agree(first, ratio) for ratio in ratios):
        return IS_OTHER.format(*names)
    if agree(first, mpmath.mpf(1)):
        return IS_SLOPE.format(*names)
    sizes = {number: size for size, number in study.source.sizes.items()}
    number = abs(int(mpmath.nint(first)))
    if not number or not agree(abs(first), mpmath.mpf(number)):
        return IS_OTHER.format(*names)
    sign = "−" if first < 0 else ""
    return IS_SHARE.format(f"{sign}{symbol(str(sizes.get(number, number)))}", *names)


def _ratio(value: Any, slope: Any, point: Point) -> mpmath.mpf | None:
    """By which number all entries of a slope have to be multiplied; nothing without one."""
    at = AtPoint(point, {})
    with mpmath.workdps(at.digits):
        pairs = [*zip(np.ravel(at.value(value)), np.ravel(at.value(slope)), strict=True)]
        ratios = [one / other for one, other in pairs if other]
        if not ratios or any(one for one, other in pairs if not other):
            return None
        return ratios[0] if all(agree(ratios[0], ratio) for ratio in ratios) else None
