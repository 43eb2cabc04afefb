r"""What formulas do with whole arrays: traces, determinants, inverses, products of vectors.

Values are NumPy arrays of SymPy expressions, or of numbers at a point. ``at`` is the place of the
array that an error is about.
"""

from functools import cache, lru_cache, reduce
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from verify.reading.tokens import LatexError, Undecidable

MOST_TIMES = 4  # that a matrix is multiplied with itself
LARGEST = 5  # rows of a matrix whose inverse or determinant is written out


def apply(name: str, arguments: list[Any], at: int) -> Any:
    """``tr``, ``det``, ``diag``, ``inner``, ``total``, ``ones`` or ``eye`` of these arguments."""
    if name == "inner":
        left, right = arguments
        return inner(left, right, at)
    if len(arguments) != 1:
        raise LatexError(f"{name} takes one argument", at)
    (array,) = arguments
    if name in {"ones", "eye"}:
        return _of_size(name, array, at)
    if name == "total":
        return sum(np.ravel(array))
    if name == "diag" and np.ndim(array) == 1:
        return np.diag(array)
    size = _square(array, name, at)
    if name == "tr":
        return sum(array[k, k] for k in range(size))
    return np.diag(array) if name == "diag" else determinant(array, at)


def _of_size(name: str, size: Any, at: int) -> np.ndarray:
    if not sp.sympify(size).is_Integer:
        raise LatexError("a size is a whole number", at)
    full = np.ones(int(size)) if name == "ones" else np.eye(int(size))
    found: np.ndarray = np.frompyfunc(lambda x: sp.Integer(int(x)), 1, 1)(full)
    return found


def unrolled(value: Any) -> Any:
    """A row or a column as a vector, and a 1 by 1 matrix as a number."""
    if np.ndim(value) == 2 and 1 in value.shape:
        value = value.ravel()
        return value.item() if value.size == 1 else value
    return value


def sign_of(operator: str, left: Any) -> str:
    """What ``*`` means behind an array: of those that are no square matrices, entry by entry."""
    is_square = np.ndim(left) == 2 and left.shape[0] == left.shape[1]
    return r"\odot" if operator == "*" and np.ndim(left) and not is_square else operator


def power(array: Any, digits: str, at: int) -> Any:
    """A square matrix times itself, as often as these digits say; of another each entry is."""
    if array.shape[0] != array.shape[1]:
        return entries_to(array, digits, at)
    return reduce(np.matmul, [array] * _times(digits, at))


def entries_to(array: Any, digits: str, at: int) -> Any:
    """Each entry times itself, as often as these digits say."""
    return reduce(np.multiply, [array] * _times(digits, at))


def _times(digits: str, at: int) -> int:
    if not digits.isdecimal() or not 0 < int(digits) <= MOST_TIMES:
        raise Undecidable(f"an array is multiplied with itself up to {MOST_TIMES} times", at)
    return int(digits)


def inner(left: Any, right: Any, at: int) -> Any:
    r"""``\langle x, y \rangle``: the sum of the products of the entries."""
    if np.ndim(left) == 0 or np.shape(left) != np.shape(right):
        raise LatexError(
            rf"\langle x, y \rangle needs equal shapes, not {np.shape(left)} and {np.shape(right)}",
            at,
        )
    return sum(np.ravel(left * right))


def outer(left: Any, right: Any, at: int) -> np.ndarray:
    r"""``x \otimes y`` of two vectors: their products, each with each."""
    if (np.ndim(left), np.ndim(right)) != (1, 1):
        raise LatexError(r"\otimes is the outer product of two vectors", at)
    found: np.ndarray = left[:, None] * right[None, :]
    return found


def determinant(array: Any, at: int) -> Any:
    size = _square(array, "det", at)
    if not _is_symbolic(array):
        return mpmath.det(mpmath.matrix(array.tolist()))
    if size > LARGEST:
        raise LatexError(f"a determinant of more than {LARGEST} rows", at)
    return sp.Matrix(array).det(method="berkowitz")


def inverse(array: Any, at: int) -> tuple[np.ndarray, Any]:
    """The inverse of a matrix, and the determinant that must not be zero."""
    size = _square(array, "an inverse", at)
    if not _is_symbolic(array):
        found = mpmath.inverse(mpmath.matrix(array.tolist()))
        return np.array(found.tolist(), dtype=object), None
    if size > LARGEST:
        raise LatexError(f"an inverse of more than {LARGEST} rows", at)
    adjugate, det = _of_entries(tuple(np.ravel(array)), size)
    if _vanishes(det):
        raise LatexError("this matrix has no inverse", at)
    return adjugate / det, det


@lru_cache(maxsize=256)
def _of_entries(entries: tuple[Any, ...], size: int) -> tuple[np.ndarray, Any]:
    """The adjugate and the determinant of a matrix: those of any, with its entries put in.

    To expand them, where the entries are sums themselves, takes longer than all else.
    """
    letters, adjugate, det = _of_any(size)
    put = dict(zip(letters, entries, strict=True))
    found = np.array([x.xreplace(put) for x in adjugate], dtype=object).reshape(size, size)
    return found, det.xreplace(put)


@cache
def _of_any(size: int) -> tuple[list[Any], list[Any], Any]:
    letters = [sp.Dummy(f"m_{k}") for k in range(size * size)]
    matrix = sp.Matrix(size, size, letters)
    return letters, [*matrix.adjugate(method="berkowitz")], matrix.det(method="berkowitz")


def _vanishes(det: Any) -> bool:
    """Whether a determinant is 0 whatever its symbols are: so it is at several points."""
    symbols = sorted(det.free_symbols, key=str)
    points = ({x: sp.Rational(sp.prime(k + 4), p) for k, x in enumerate(symbols)} for p in (7, 11))
    return bool(det == 0) or (bool(symbols) and all(det.xreplace(x) == 0 for x in points))


def _is_symbolic(array: Any) -> bool:
    return all(isinstance(x, sp.Basic) for x in np.ravel(array))


def _square(array: Any, what: str, at: int) -> int:
    shape = np.shape(array)
    if len(shape) != 2 or shape[0] != shape[1]:
        raise LatexError(f"{what} needs a square matrix, but this has the shape {shape}", at)
    return int(shape[0])
