"""The alphabet of the derivations: arrays of symbols, elementary functions, derivatives.

A derivation works on NumPy arrays whose entries are SymPy expressions, so it reads like
the code in ``nn/`` and its results have the same shapes. A module ends with

    if __name__ == "__main__":
        show(__file__)

so that ``python -m derivations.softmax`` prints the chapter's lines with their verdicts.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

exp = np.frompyfunc(sp.exp, 1, 1)
log = np.frompyfunc(sp.log, 1, 1)
sqrt = np.frompyfunc(sp.sqrt, 1, 1)
tanh = np.frompyfunc(sp.tanh, 1, 1)
diag = np.diag


def scalar(name: str, **assumptions: bool) -> sp.Symbol:
    """A real symbol; further assumptions (``positive=True``) say where it may be tested."""
    return sp.Symbol(name, real=True, **assumptions)


def vector(name: str, size: int, **assumptions: bool) -> np.ndarray:
    """Real symbols ``name_1 ... name_size``."""
    return np.array([scalar(f"{name}_{i + 1}", **assumptions) for i in range(size)])


def matrix(name: str, rows: int, columns: int, **assumptions: bool) -> np.ndarray:
    """Real symbols ``name_11 ... name_rc``."""
    return np.array(
        [
            [scalar(f"{name}_{i + 1}{j + 1}", **assumptions) for j in range(columns)]
            for i in range(rows)
        ]
    )


def distributions(name: str, rows: int, columns: int) -> np.ndarray:
    """A matrix whose rows sum to one: the last entry of a row is what the others leave."""
    free = matrix(name, rows, columns - 1, positive=True)
    return np.column_stack([free, 1 - free.sum(axis=1)])


def classes(name: str, size: int, count: int) -> np.ndarray:
    """A class for each of so many examples, counted from 0: mixed, but the same every time."""
    mixed = np.random.RandomState([*name.encode(), size, count]).permutation
    return mixed(count)[mixed(size) % count]


def parts(total: int, count: int) -> np.ndarray:
    """A whole in so many parts, each about twice as large as the one before.

    Raises:
        ValueError: there is not enough for all of them.
    """
    ends = [-(-total * (2**part - 1) // (2**count - 1)) for part in range(count + 1)]
    sizes = [sp.Integer(last - first) for first, last in pairwise(ends)]
    if 0 in sizes:
        raise ValueError(f"{total} is too little for {count} parts")
    return np.array(sizes)


def sums_of_parts(x: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """The sums over the first ``parts[0]`` entries, over the next ``parts[1]``, and so on."""
    ends = [0, *np.cumsum(parts)]
    return np.array([x[first:last].sum() for first, last in pairwise(ends)])


def rotation(name: str, size: int) -> np.ndarray:
    """Perpendicular columns of length one, made of free numbers: Cayley's 2 (I - A)^-1 - I.

    Here the transpose of A is -A. All others differ from these in the signs of columns.
    """
    free = np.triu(matrix(name, size, size), 1)
    below = sp.Matrix(np.array(sp.eye(size)) - free + free.T)
    det = sp.expand(below.det(method="berkowitz"))
    above = (2 * below.adjugate() - det * sp.eye(size)).applyfunc(sp.expand)
    return np.array(above) / det


def one_hot(labels: np.ndarray, columns: int) -> np.ndarray:
    """A row for each label (counted from 0), with a 1 at the label and 0 elsewhere."""
    return np.array([[sp.Integer(k == label) for k in range(columns)] for label in labels])


def rows(array: np.ndarray) -> list[Any]:
    """The rows, counted from 1."""
    return [None, *array]


def at_each_place(value: Callable[[np.ndarray], Any], rows: int, columns: int) -> np.ndarray:
    """The value for each array with a single 1, whose row and column are the last two indices."""
    units = np.eye(rows * columns, dtype=int).reshape(rows, columns, rows, columns)
    found = np.array([[value(unit) for unit in row] for row in units])
    return np.moveaxis(found, (0, 1), (-2, -1))


def numbers(*pairs: tuple[Any, Any]) -> dict[sp.Symbol, sp.Rational]:
    """Exact values for symbols, entry by entry: ``numbers((x, ["0.05", "0.10"]), (eta, "0.5"))``.

    A derivation that works an example calls them ``given``: its formulas hold for all values,
    the numbers printed behind them for these.
    """
    return {
        symbol: sp.Rational(value)
        for symbols, values in pairs
        for symbol, value in zip(np.ravel(symbols), np.ravel(values), strict=True)
    }


def ones(size: int) -> np.ndarray:
    """A column of ones."""
    return np.array([sp.Integer(1)] * size)


def maximum(array: np.ndarray) -> sp.Expr:
    """The largest entry."""
    return sp.Max(*np.ravel(array))


def minimum(array: np.ndarray) -> sp.Expr:
    """The smallest entry."""
    return sp.Min(*np.ravel(array))


def by_case(*cases: tuple[Any, Any]) -> sp.Expr:
    """The value of the first pair ``(value, condition)`` whose condition holds."""
    return sp.Piecewise(*cases)


def unknown(name: str) -> np.ufunc:
    """A function of which nothing is known, applied to every entry."""
    return np.frompyfunc(sp.Function(name, real=True), 1, 1)


def function(name: str, *arguments: Any) -> sp.Expr:
    """One of which nothing is known, of these numbers and of all entries of these arrays."""
    return sp.Function(name)(*(x for argument in arguments for x in np.ravel(argument)))


def functions(name: str, size: int, *arguments: Any) -> np.ndarray:
    """Unknown functions ``name_1 ... name_size`` of the same arguments."""
    return np.array([function(f"{name}_{i + 1}", *arguments) for i in range(size)])


@partial(np.frompyfunc, nin=1, nout=1)
def multiplied_out(x: sp.Expr) -> sp.Expr:
    """Every entry with its products of sums multiplied out, so that what is equal looks alike."""
    return sp.Add(*(sp.expand_mul(term, deep=False) for term in sp.Add.make_args(x)))


def replaced(x: sp.Expr, *pairs: tuple[Any, Any]) -> sp.Expr:
    """The number with other arrays in the place of some."""
    both = ((np.ravel(old), np.ravel(new)) for old, new in pairs)
    return x.xreplace({a: b for old, new in both for a, b in zip(old, new, strict=True)})


def expectation(*laws: Sequence[Any]) -> Callable[[Any], sp.Expr]:
    """The mean over all that can be drawn, each entry of each array independently.

    A law is ``(array, values, probabilities)``, or ``(array, means)`` where nothing is said but the
    mean of an entry, of its square, and so on: one number for all entries, or an array of them.
    Probabilities sum to one.
    """
    means: dict[Any, list[Any]] = {}
    drawn: list[tuple[Any, list[Any]]] = []
    for array, *law in laws:
        if len(law) == 1:
            columns = [np.broadcast_to(mean, np.shape(array)).ravel() for mean in law[0]]
            rows = zip(np.ravel(array), *columns, strict=True)
            means |= {symbol: [sp.Integer(1), *own] for symbol, *own in rows}
        else:
            drawn += [(symbol, [*zip(*law, strict=True)]) for symbol in np.ravel(array)]

    def mean(x: Any) -> sp.Expr:
        x = sp.sympify(x)
        for symbol, pairs in drawn:
            if symbol in x.free_symbols:
                x = sum(p * x.xreplace({symbol: sp.sympify(value)}) for value, p in pairs)
        terms = sp.Poly(x, *means).terms() if means else [((), x)]
        moments = list(means.values())
        return sum(c * sp.prod(moments[i][k] for i, k in enumerate(powers)) for powers, c in terms)

    return mean


def derivative(y: Any, x: Any) -> Any:
    """Differentiate every entry of y by every entry of x; shape ``y.shape + x.shape``."""
    entries = [_slope(sp.sympify(b), a) for b in np.ravel(y) for a in np.ravel(x)]
    shape = np.shape(y) + np.shape(x)
    return np.array(entries, dtype=object).reshape(shape) if shape else entries[0]


@lru_cache(maxsize=100_000)
def _slope(y: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """Sums, products, powers and the chain rule; the functions are left to SymPy.

    SymPy's own way asks of every part whether it is zero, which takes longer than all else.
    """
    if x not in _symbols(y):
        return sp.Integer(0)
    match y:
        case sp.Add(args=terms):
            return sp.Add(*(_slope(term, x) for term in terms))
        case sp.Mul(args=factors):
            return sp.Add(
                *(
                    sp.Mul(_slope(factor, x), *factors[:k], *factors[k + 1 :])
                    for k, factor in enumerate(factors)
                )
            )
        case sp.Pow(base=base, exp=sp.Number() as exponent):
            return exponent * base ** (exponent - 1) * _slope(base, x)
        case sp.exp() | sp.log() | sp.tanh() | AppliedUndef():
            inner = enumerate(y.args, start=1)
            return sp.Add(
                *(y.fdiff(k) * _slope(part, x) for k, part in inner if x in _symbols(part))
            )
    return sp.diff(y, x)


@lru_cache(maxsize=100_000)
def _symbols(y: sp.Expr) -> set[sp.Basic]:
    """The symbols of an expression: asked once for every symbol, but sought only once."""
    return y.free_symbols
