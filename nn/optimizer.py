"""Optimizers: rules that turn gradients into steps. Chapter: docs/optimizer.md.

A training loop needs one of the classes: `start` makes a state, and every `step` moves the
parameters and brings the state up to date, both in place. The functions follow a rule along given
gradients, one step after the other, and return the path, or say what a step leaves in a valley:
they are there to be read and checked.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias

import numpy as np
from jaxtyping import Float

from nn.kinds import FLOATS, converted
from nn.shapes import shapes_checked

Array = np.ndarray
Point: TypeAlias = Float[Array, " d"]
Gradients: TypeAlias = Float[Array, "t d"]
Path: TypeAlias = Float[Array, "t+1 d"]

PART = 2**16  # entries: what a rule computes on its way then stays in a processor's cache


@shapes_checked
def gradient_descent(w: Point, g: Gradients, eta: float) -> Path:
    """Go against the gradient.

    Raises:
        ValueError: eta is not above 0.

    Example:
        >>> gradient_descent([1.0], [[1.0], [1.0]], eta=0.5)
        array([[1. ],
               [0.5],
               [0. ]])
    """
    return GradientDescent(eta).path(w, g)


@shapes_checked
def momentum(w: Point, g: Gradients, eta: float, mu: float) -> Path:
    """Go on with the velocity that the gradients have built up.

    Raises:
        ValueError: eta is not above 0, or mu not from 0 up to 1.

    Example:
        >>> momentum([1.0], [[1.0], [1.0]], eta=0.5, mu=0.5)
        array([[ 1.  ],
               [ 0.5 ],
               [-0.25]])
    """
    return Momentum(eta, mu).path(w, g)


@shapes_checked
def nesterov(w: Point, g: Gradients, eta: float, mu: float) -> Path:
    """Go with momentum, but seen from the points ahead, at which the gradients are computed.

    Raises:
        ValueError: eta is not above 0, or mu not from 0 up to 1.

    Example:
        >>> nesterov([1.0], [[1.0], [1.0]], eta=0.5, mu=0.5)
        array([[ 1.   ],
               [ 0.25 ],
               [-0.625]])
    """
    return Nesterov(eta, mu).path(w, g)


@shapes_checked
def noise_floor(eta: float, lambda_: float, s: float) -> float:
    """The variance at which gradient descent stays where every slope is off by chance.

    Example:
        >>> noise_floor(eta=0.5, lambda_=2.0, s=1.0)
        0.25
    """
    return eta * s**2 / (lambda_ * (2 - eta * lambda_))


@shapes_checked
def momentum_inside(w: Point, g: Gradients, eta: float, mu: float) -> Path:
    """Go with momentum whose velocity has the rate inside, as many texts write it.

    Raises:
        ValueError: eta is not above 0, or mu not from 0 up to 1.

    Example:
        >>> momentum_inside([1.0], [[1.0], [1.0]], eta=0.5, mu=0.5)
        array([[ 1.  ],
               [ 0.5 ],
               [-0.25]])
    """
    Momentum(eta, mu)  # refuses what makes no sense
    k, points = np.zeros_like(w), [w]
    for gradient in g:
        k = mu * k - eta * gradient
        points.append(points[-1] + k)
    return np.array(points)


@shapes_checked
def momentum_mean(w: Point, g: Gradients, alpha: float, mu: float) -> Path:
    """Go with the fading mean of the gradients.

    Raises:
        ValueError: alpha is not above 0, or mu not from 0 up to 1.

    Example:
        >>> momentum_mean([1.0], [[1.0], [1.0]], alpha=1.0, mu=0.5)
        array([[ 1.  ],
               [ 0.5 ],
               [-0.25]])
    """
    Momentum(alpha, mu)  # refuses what makes no sense
    n, points = np.zeros_like(w), [w]
    for gradient in g:
        n = mu * n + (1 - mu) * gradient
        points.append(points[-1] - alpha * n)
    return np.array(points)


@shapes_checked
def momentum_matrix(eta: float, mu: float, lambda_: float) -> Array:
    """What a step of momentum multiplies the last two points of a parabola's axis by.

    Example:
        >>> momentum_matrix(eta=0.25, mu=0.25, lambda_=1.0)
        array([[ 1.  , -0.25],
               [ 1.  ,  0.  ]])
    """
    return np.array([[1 + mu - eta * lambda_, -mu], [1, 0]])


@shapes_checked
def larger_root(tau: float, nu: float) -> float:
    """The size of the larger root of r^2 - tau r + nu, complex or real.

    Example:
        >>> larger_root(1.0, 0.25), larger_root(2.5, 1.0)
        (0.5, 2.0)
    """
    inside = tau**2 - 4 * nu
    return math.sqrt(nu) if inside < 0 else (abs(tau) + math.sqrt(inside)) / 2


@shapes_checked
def momentum_factor(eta: float, mu: float, lambda_: float) -> float:
    """What a step of momentum leaves of the error in the long run, along one axis.

    Example:
        >>> momentum_factor(eta=0.25, mu=0.25, lambda_=1.0)
        0.5
    """
    return larger_root(1 + mu - eta * lambda_, mu)


@shapes_checked
def nesterov_factor(eta: float, mu: float, lambda_: float) -> float:
    """What a step of Nesterov's method leaves of the error in the long run, along one axis.

    Example:
        >>> nesterov_factor(eta=0.75, mu=1 / 3, lambda_=1.0)
        0.28867513459481287
    """
    return larger_root((1 + mu) * (1 - eta * lambda_), mu * (1 - eta * lambda_))


@shapes_checked
def momentum_largest_rate(mu: float, lambda_: float) -> float:
    """The rate from which on momentum leaves a parabola.

    Example:
        >>> momentum_largest_rate(mu=0.5, lambda_=3.0)
        1.0
    """
    return 2 * (1 + mu) / lambda_


@shapes_checked
def nesterov_largest_rate(mu: float, lambda_: float) -> float:
    """The rate from which on Nesterov's method leaves a parabola.

    Example:
        >>> nesterov_largest_rate(mu=0.5, lambda_=3.0)
        0.5
    """
    return 2 * (1 + mu) / (lambda_ * (1 + 2 * mu))


@shapes_checked
def critical_mu(eta: float, lambda_: float) -> float:
    """The memory with which momentum comes down a parabola fastest, at a given rate.

    Example:
        >>> critical_mu(eta=0.25, lambda_=1.0)
        0.25
    """
    return (1 - math.sqrt(eta * lambda_)) ** 2


@shapes_checked
def best_rate(lambda_1: float, lambda_2: float) -> float:
    """The rate of the best pair of momentum, for curvatures from the first to the second.

    Example:
        >>> best_rate(1.0, 9.0)
        0.25
    """
    return (2 / (math.sqrt(lambda_1) + math.sqrt(lambda_2))) ** 2


@shapes_checked
def best_memory(lambda_1: float, lambda_2: float) -> float:
    """The memory of the best pair of momentum, for curvatures from the first to the second.

    Example:
        >>> best_memory(1.0, 9.0)
        0.25
    """
    flat, steep = math.sqrt(lambda_1), math.sqrt(lambda_2)
    return ((steep - flat) / (steep + flat)) ** 2


@dataclass
class State:
    """What a rule remembers: how many steps were made, and arrays for each parameter.

    Example:
        >>> State()
        State(t=0, memory={})
    """

    t: int = 0
    memory: dict[str, tuple[Array, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class GradientDescent:
    """Gradient descent, and what all rules have in common.

    Example:
        >>> GradientDescent(eta=0.5)
        GradientDescent(eta=0.5)
    """

    eta: float = 0.01
    remembers: ClassVar[int] = 0  # arrays for each parameter

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            positive = name in ("eta", "epsilon")
            wanted = "above 0 and finite" if positive else "from 0 up to, not including, 1"
            number = np.ndim(value) == 0 and np.asarray(value).dtype.kind in "iuf"
            if (
                not number
                or not 0 <= value < (np.inf if positive else 1)
                or (positive and value == 0)
            ):
                raise ValueError(f"expected {name} {wanted}; got {value!r}")

    def start(self, parameters: Mapping[str, Array]) -> State:
        """Make the state before the first step: all that a rule remembers is zero.

        Example:
            >>> Momentum(0.5).start({"w": np.ones(2)})
            State(t=0, memory={'w': (array([0., 0.]),)})
        """
        _require_names("parameters by their names", parameters)
        return State(
            memory={
                name: tuple(np.zeros_like(p) for _ in range(self.remembers))
                for name, p in parameters.items()
            }
        )

    def step(
        self, parameters: Mapping[str, Array], gradients: Mapping[str, Array], state: State
    ) -> None:
        """Move the parameters, and bring the state up to date: both are changed in place.

        Raises:
            ValueError: the gradients or the state don't belong to these parameters.

        Example:
            >>> w = {"b": np.ones(1)}; r = GradientDescent(0.5); r.step(w, w, r.start(w)); w
            {'b': array([0.5])}
        """
        _require(parameters, gradients, state, self.remembers)
        state.t += 1
        for name, theta in parameters.items():
            g = gradients[name]
            if type(g) is not np.ndarray or g.dtype.kind != "f":
                g = converted("step", name, g, FLOATS)
            memory = state.memory[name]
            for part in _parts(theta.shape):
                self.move(theta[part], g[part], state.t, *(array[part] for array in memory))

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Move one array of parameters, and what is remembered for it, in step t = 1, 2 ...

        Example:
            >>> w = np.ones(1); GradientDescent(0.5).move(w, np.ones(1), 1); w
            array([0.5])
        """
        theta -= self.eta * g

    def path(self, w: Array, g: Array) -> Array:
        """The points before the first step and after each, along given gradients.

        Example:
            >>> GradientDescent(0.5).path(np.ones(1), np.ones((2, 1)))
            array([[1. ],
                   [0.5],
                   [0. ]])
        """
        parameters = {"theta": w.copy()}
        state, points = self.start(parameters), [w]
        for gradient in g:
            self.step(parameters, {"theta": gradient}, state)
            points.append(parameters["theta"].copy())
        return np.array(points)


@dataclass(frozen=True)
class Momentum(GradientDescent):
    """Gradient descent with momentum.

    Example:
        >>> Momentum(eta=0.5)
        Momentum(eta=0.5, mu=0.9)
    """

    mu: float = 0.9
    remembers = 1

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Build up the velocity, and move with it.

        Example:
            >>> w, u = np.ones((2, 1)); Momentum(0.5, 0.5).move(w, np.ones(1), 1, u); w, u
            (array([0.25]), array([1.5]))
        """
        (u,) = memory
        u *= self.mu
        u += g
        theta -= self.eta * u


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Nesterov's momentum; the parameters are the points ahead, where the gradients belong.

    Example:
        >>> Nesterov(eta=0.5)
        Nesterov(eta=0.5, mu=0.9)
    """

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Build up the velocity, and move from one point ahead to the next.

        Example:
            >>> w, u = np.ones((2, 1)); Nesterov(0.5, 0.5).move(w, np.ones(1), 1, u); w, u
            (array([0.125]), array([1.5]))
        """
        (u,) = memory
        u *= self.mu
        u += g
        theta -= self.eta * (g + self.mu * u)


@lru_cache(maxsize=256)  # training asks the same question at every step
def _parts(shape: tuple[int, ...]) -> tuple[Any, ...]:
    """Rows that are moved together: every rule treats each entry alone, so any division will do."""
    if math.prod(shape) <= PART:
        return (...,)
    rows = max(1, PART // math.prod(shape[1:]))
    return tuple(slice(first, first + rows) for first in range(0, shape[0], rows))


def _require_names(expected: str, values: object) -> None:
    if type(values) is not dict and not isinstance(values, Mapping):
        raise ValueError(f"expected {expected}; got a {type(values).__name__}")


def _shape(name: str, gradient: Any) -> tuple[int, ...]:
    try:
        return np.shape(gradient)
    except ValueError:  # rows of different lengths
        converted("step", name, gradient, FLOATS)
        raise


def _require(
    parameters: Mapping[str, Array],
    gradients: Mapping[str, Array],
    state: State,
    remembers: int,
) -> None:
    """Refuse integers, what NumPy would broadcast, and the state of another rule or network."""
    _require_names("parameters by their names", parameters)
    _require_names("gradients by the names of their parameters", gradients)
    if not isinstance(state, State):
        raise ValueError(
            f"expected a state, which a step changes; got a {type(state).__name__}; start() makes "
            "one"
        )
    for name, p in parameters.items():
        if not isinstance(p, np.ndarray):
            raise ValueError(
                f"expected parameters in arrays, which are moved in place; got {name}, a "
                f"{type(p).__name__}; np.array(...) makes one"
            )
        if not p.flags.writeable:
            raise ValueError(
                f"expected parameters that can be moved in place; got {name}, read-only; "
                "np.array(...) makes a copy"
            )
        if p.dtype.kind != "f":
            raise ValueError(f"expected parameters in floating point; got {name} of {p.dtype}")
    expected = {name: p.shape for name, p in parameters.items()}
    came = {name: _shape(name, g) for name, g in gradients.items()}
    if came != expected:
        raise ValueError(f"expected a gradient for every parameter, {expected}; got {came}")
    kept = {name: [a.shape for a in arrays] for name, arrays in state.memory.items()}
    if kept != {name: [shape] * remembers for name, shape in expected.items()}:
        raise ValueError(
            f"expected a state with {remembers} arrays for every parameter, {expected}; "
            f"got {kept}; start() makes one that fits"
        )
