"""Functions that notes apply and do not define: some that everybody knows, and unknown ones."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from verify.proving.unknowns import unknown

KNOWN = {  # by the names that they have
    **dict.fromkeys(("softmax", "Softmax", "SoftMax"), "softmax"),
    **dict.fromkeys(("relu", "ReLU", "ReLu", "Relu", "RELU"), "rectifier"),
    **dict.fromkeys(("sigmoid", "Sigmoid", "sigm"), "sigmoid"),
    **dict.fromkeys(("sign", "sgn"), "sign"),
}
sigmoid = np.frompyfunc(lambda x: 1 / (1 + sp.exp(-x)), 1, 1)
rectifier = np.frompyfunc(lambda x: sp.Piecewise((x, x > 0), (0, True)), 1, 1)

sign = np.frompyfunc(lambda x: sp.Piecewise((1, x > 0), (0, sp.Eq(x, 0)), (-1, True)), 1, 1)


def softmax(scores: Any) -> Any:
    """The probabilities of a vector of scores.

    Raises:
        ValueError: these are the scores of several examples, in rows or in columns.
    """
    if np.ndim(scores) != 1:
        raise ValueError("of a matrix, its rows or its columns? say so in a formula")
    powers = np.array([sp.exp(x) for x in scores], dtype=object)
    return powers / sum(powers)


def of_rows(scores: Any) -> Any:
    """The probabilities in each row of scores, or of a vector of them."""
    if np.ndim(scores) < 2:
        return softmax(scores)
    return np.array([softmax(row) for row in scores], dtype=object)


def of_columns(scores: Any) -> Any:
    """The probabilities in each column of scores, or of a vector of them."""
    return np.transpose(of_rows(np.transpose(scores)))


def identity(size: int) -> Any:
    """The matrix of this size that changes no vector."""
    return np.array([[sp.Integer(i == j) for j in range(size)] for i in range(size)], dtype=object)


def free(name: str, value: Any) -> Any:
    """A symbol, or an array of them, of the shape of a value that it does not have."""
    entries = [sp.Symbol(f"{name}_{k + 1}", real=True) for k in range(np.size(value))]
    return np.array(entries, dtype=object).reshape(np.shape(value))[()]


def function(name: str, *arguments: Any) -> sp.Expr:
    """An unknown function of these numbers and of all entries of these arrays."""
    return unknown(name)(*(x for argument in arguments for x in np.ravel(argument)))


class UnknownNumber:
    """An unknown function that gives a number, whatever the shapes of its arguments are."""

    of_whole = True  # and not entry by entry

    def __init__(self, name: str):
        self.name = name

    def __call__(self, *arguments: Any) -> Any:
        return function(self.name, *arguments)


def unknown_number(name: str) -> UnknownNumber:
    """A function of which nothing is known but that it gives a number."""
    return UnknownNumber(name)


def unknown_function(name: str) -> Callable[..., Any]:
    """One of which nothing is known: of one argument entry by entry, of several a number."""
    of_one = np.frompyfunc(unknown(name), 1, 1)

    def of(*arguments: Any) -> Any:
        return of_one(*arguments) if len(arguments) == 1 else function(name, *arguments)

    return of
