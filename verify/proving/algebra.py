"""Arithmetic on the values of formulas: expressions, and arrays of them.

A vector is a column in matrix algebra, sizes must match, and nothing is broadcast: a formula that
needs it says so with a column of ones. ``at`` is the place of the operand that an error is about.
"""

import random
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from verify.proving import arrays
from verify.proving.numeric import Evaluator, random_rationals
from verify.proving.rational import vanishes
from verify.reading.tokens import LatexError, Undecidable

LARGEST = 10_000  # exponent: what is larger is a slip, and would take forever
TINY = 1e-9  # what is smaller may be zero
BITS = 13_000  # of a number: Python prints no more than 4,300 digits


def add(total: Any, sign: str, value: Any, at: int) -> Any:
    if np.shape(value) != np.shape(total):
        raise LatexError(
            f"cannot add the shapes {np.shape(total)} and {np.shape(value)}; "
            r"to add a row to every row, write \mathbf{1} b^\top",
            at,
        )
    return total + value if sign == "+" else total - value


def spread(value: Any, shape: tuple[int, ...]) -> Any:
    """A number in every entry, a vector in every row or column: wherever that is one way alone."""
    own = np.shape(value)
    if len(own) == len(shape) == 2 and own != shape:  # a row that is written as a matrix
        if all(length in {1, whole} for length, whole in zip(own, shape, strict=True)):
            return np.broadcast_to(np.array(value, dtype=object), shape)
    if len(own) < len(shape):
        fits = [own == shape[len(shape) - len(own) :], own == shape[: len(own)]]
        if not own or fits == [True, False]:
            return np.broadcast_to(np.array(value, dtype=object), shape)
        if fits == [False, True]:
            return np.broadcast_to(np.array(value, dtype=object)[:, None], shape)
    return value


def multiply(left: Any, operator: str, right: Any, at: int) -> Any:
    """``left right``, or with the operator that stands between them."""
    if operator == "/":
        return divide(left, right, at)
    if operator == r"\otimes":
        return arrays.outer(left, right, at)
    if operator == r"\odot":
        return _entrywise(left, right, at)
    if np.ndim(left) and np.ndim(right):
        if operator == r"\cdot":
            return _dot(left, right, at)
        if operator:
            raise LatexError(rf"{operator} multiplies numbers; arrays stand side by side", at)
        return _matrix_product(left, right, at)
    product = left * right
    return product if np.ndim(product) else bounded(product, at)


def _dot(left: np.ndarray, right: np.ndarray, at: int) -> Any:
    r"""``w \cdot x`` of two vectors, or a matrix product."""
    if left.ndim == right.ndim == 1:
        if left.shape != right.shape:
            raise LatexError(f"cannot multiply the shapes {left.shape} and {right.shape}", at)
        return sum(left * right)
    return _matrix_product(left, right, at)


def divide(above: Any, below: Any, at: int) -> Any:
    if np.ndim(below):
        raise LatexError(f"cannot divide by something of the shape {np.shape(below)}", at)
    if _is_zero(below):
        raise LatexError("this divides by zero", at)
    return above / below


@lru_cache(maxsize=4096)
def _is_zero(value: sp.Expr) -> bool:
    """Whether a value is zero everywhere; where it is not at some point, no proof is needed."""
    symbols = sorted(value.free_symbols, key=str)
    point = Evaluator(random_rationals(symbols, random.Random(0), 1999, 1000))
    try:
        if abs(point(value)) > TINY:
            return False
    except (TypeError, ValueError):  # it has no value there, or holds an unknown function
        pass
    return vanishes(value)


def power(base: sp.Expr, exponent: sp.Expr, at: int) -> sp.Expr:
    if exponent.is_Number and abs(exponent) > LARGEST:
        raise LatexError(f"an exponent above {LARGEST}", at)
    if exponent.is_negative and _is_zero(base):
        raise LatexError("this divides by zero", at)
    if base.is_Rational and exponent.is_Integer:
        _require_digits(max(base.p.bit_length(), base.q.bit_length()) * abs(exponent), at)
    return base**exponent


def exponentials(e: Any, exponents: Any, at_point: Any) -> Any:
    """The power of e with each entry of an array as its exponent, as notes write it."""
    power = at_point.power if at_point else sp.Pow
    return (
        np.frompyfunc(lambda x: power(e, x), 1, 1)(exponents)
        if np.ndim(exponents)
        else power(e, exponents)
    )


def bounded(value: sp.Expr, at: int) -> sp.Expr:
    """The value, unless it is a number that is too long to be printed."""
    if isinstance(value, sp.Rational):
        _require_digits(max(value.p.bit_length(), value.q.bit_length()), at)
    return value


def _require_digits(bits: int, at: int) -> None:
    if bits > BITS:
        raise LatexError("a number of more than 4,000 digits", at)


def transpose(value: Any, at: int) -> np.ndarray:
    if np.ndim(value) == 0:
        raise LatexError(r"\top on a number", at)
    if np.ndim(value) > 2:
        raise Undecidable(rf"\top on something with {np.ndim(value)} axes: write its entries", at)
    return _column(value).T if np.ndim(value) == 1 or value.shape[0] > 1 else value[0]


def flat(value: Any) -> Any:
    """A column becomes a vector again, and a 1 by 1 matrix a number."""
    if np.ndim(value) == 2 and value.shape[1] == 1:
        value = value[:, 0]
        return value.item() if value.size == 1 else value
    return value


def _entrywise(left: Any, right: Any, at: int) -> Any:
    if np.shape(left) != np.shape(right):
        raise LatexError(
            rf"\odot needs equal shapes, not {np.shape(left)} and {np.shape(right)}", at
        )
    return left * right


def _matrix_product(left: np.ndarray, right: np.ndarray, at: int) -> Any:
    a, b = _column(left), _column(right)
    if a.shape[1] != b.shape[0]:
        raise LatexError(f"cannot multiply the shapes {a.shape} and {b.shape}", at)
    return a @ b


def _column(array: np.ndarray) -> np.ndarray:
    return array[:, None] if array.ndim == 1 else array
