"""Tables of docs/conventions.md: what the code takes where mathematics leaves a choice.

The sides come from the definitions, the values from the functions of `nn`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from derivations import activation as defined
from derivations.calculus import by_case, log
from nn import activation, errata, evaluation, inference, loss, perceptron
from nn.adam import adagrad
from nn.network import Network
from nn.numerical_differentiation import central_difference, forward_difference, relative_error

X = defined.x
FLOOR = sp.Rational(1, 2)
FLOORED = by_case((-log(X), X > FLOOR), (-log(FLOOR), True))
NO_LIMIT = "depends on the path"
T = sp.Dummy("t", positive=True)
NOTHING, PAIR = np.zeros(1), np.zeros((1, 2))


def kinks() -> list[list[str]]:
    """Where a slope or a value jumps: both sides, what the code takes, and which side that is."""
    jump, slope = (_sides(f) for f in (_value_beside, _slope_beside))
    rows = [
        ("$u(x)$", "0", jump(defined.step, 0), activation.step(NOTHING)[0], "`step`, `perceptron`"),
        (
            "a perceptron's answer",
            "score 0",
            jump(defined.step, 0),
            perceptron.perceptron(PAIR, np.zeros(2), 0.0)[0],
            "`perceptron`",
        ),
        (
            r"$\mathrm{ReLU}'(x)$",
            "0",
            slope(defined.relu, 0),
            activation.relu_prime(NOTHING)[0],
            "`relu_prime`, every `Network` with ReLU",
        ),
        (
            r"slope of $-\log(\max(p, \frac{1}{2}))$",
            r"$\frac{1}{2}$",
            slope(FLOORED, FLOOR),
            errata.floored_loss_grad_Z(PAIR, np.zeros(1, int), 0.5)[0, 0] / 0.25,
            "`floored_loss_grad_Z`",
        ),
        (
            "forward difference of ReLU",
            "0",
            slope(defined.relu, 0),
            forward_difference(activation.relu, NOTHING, 0.5)[0],
            "`forward_difference`",
        ),
        (
            "central difference of ReLU",
            "0",
            slope(defined.relu, 0),
            central_difference(activation.relu, NOTHING, 0.5)[0],
            "`central_difference`, `numerical_gradient`",
        ),
    ]
    head = ["What", "at", "from the left", "from the right", "taken", "that is", "in"]
    return [head] + [
        [what, at, *map(_shown, (*sides, taken)), side(*sides, taken), where]
        for what, at, sides, taken, where in rows
    ]


def nothing() -> list[list[str]]:
    """Quotients and products of which one part is nothing: the limit, and what the code takes."""
    e = sp.Dummy("e", positive=True)
    none = NO_LIMIT
    first, empty = np.array([[1, 0], [1, 0]]), np.array([[1, 1], [0, 0]])
    one_hot = np.array([[1.0, 0.0]])
    scale = np.array([1.0, 0.0])
    path = adagrad(np.ones(1), np.zeros((1, 1)), 0.1, 1e-8)
    rows = [
        ("precision of a class that is never named", none, evaluation.precision(first)[1]),
        ("recall of a class without an example", none, evaluation.recall(empty)[1]),
        ("F1 of a class that neither occurs nor is named", none, evaluation.f1(np.diag([1, 0]))[1]),
        (
            "$t \\log p$ for $t = p \\to 0$",
            sp.limit(T * sp.log(T), T, 0),
            loss.cross_entropy(one_hot, one_hot),
        ),
        (
            "$-t / p$ for $t = 0$, $p \\to 0$",
            sp.limit(0 / T, T, 0),
            loss.cross_entropy_grad_P(one_hot, one_hot)[0, 1],
        ),
        (
            "a feature that is always the same, normalized",
            none,
            inference.normalize(PAIR, np.zeros(2), scale)[0, 1],
        ),
        (
            "a feature that is always the same, standardized",
            none,
            inference.standardize(PAIR, np.zeros(2), scale)[0, 1],
        ),
        ("relative error of two zeros", none, relative_error(NOTHING, NOTHING)),
        (
            "step of AdaGrad for $g \\to 0$",
            sp.limit(T / (sp.sqrt(T**2) + e), T, 0),
            path[0, 0] - path[1, 0],
        ),
    ]
    return [["What", "limit", "taken"]] + [
        [what, _shown(limit), _shown(taken)] for what, limit, taken in rows
    ]


def tied() -> int:
    """The class, counted from 1, that a network names when all scores are equal."""
    network = Network((2, 3))
    parameters = {"W1": np.zeros((2, 3)), "b1": np.zeros(3)}
    return int(network.predict(parameters, PAIR)[0]) + 1


def side(left: Any, right: Any, taken: float) -> str:
    """Which side a value at a jump agrees with."""
    mean = (float(left) + float(right)) / 2
    known = {float(left): "the left side", float(right): "the right side", mean: "their mean"}
    return known.get(float(taken), "neither")


def _sides(beside: Callable[..., Any]) -> Callable[..., Any]:
    return lambda f, at: (beside(f, at, -1), beside(f, at, 1))


def _value_beside(f: sp.Expr, at: Any, sign: int) -> sp.Expr:
    return sp.limit(f.subs(X, at + sign * T), T, 0, "+")


def _slope_beside(f: sp.Expr, at: Any, sign: int) -> sp.Expr:
    return sp.limit((f.subs(X, at + sign * T) - f.subs(X, at)) / (sign * T), T, 0, "+")


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else f"{float(value) + 0:g}".replace("-", "−")
