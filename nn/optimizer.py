"""Optimizers: rules that turn gradients into steps. Chapter: docs/optimizer.md.

A training loop needs one of the classes: `start` makes a state, and every `step` moves the
parameters and brings the state up to date, both in place. The functions follow a rule along given
gradients, one step after the other, and return the path: they are there to be read and checked.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias

import numpy as np
from jaxtyping import Float

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
    return _path(GradientDescent(eta), w, g)


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
    return _path(Momentum(eta, mu), w, g)


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
    return _path(Nesterov(eta, mu), w, g)


@shapes_checked
def adagrad(w: Point, g: Gradients, eta: float, epsilon: float) -> Path:
    """Divide each parameter's gradient by the root of the sum of its squares.

    Raises:
        ValueError: eta or epsilon is not above 0.

    Example:
        >>> adagrad([1.0], [[3.0], [4.0]], eta=0.5, epsilon=1e-12)
        array([[1. ],
               [0.5],
               [0.1]])
    """
    return _path(AdaGrad(eta, epsilon), w, g)


@shapes_checked
def rmsprop(w: Point, g: Gradients, eta: float, rho: float, epsilon: float) -> Path:
    """Divide each parameter's gradient by the root of its recent mean square.

    Raises:
        ValueError: eta or epsilon is not above 0, or rho not from 0 up to 1.

    Example:
        >>> rmsprop([1.0], [[3.0]], eta=0.25, rho=0.75, epsilon=1e-12)
        array([[1. ],
               [0.5]])
    """
    return _path(RMSProp(eta, rho, epsilon), w, g)


@shapes_checked
def adam(w: Point, g: Gradients, eta: float, beta_1: float, beta_2: float, epsilon: float) -> Path:
    """Divide the recent mean of the gradients by the root of their recent mean square.

    Raises:
        ValueError: eta or epsilon is not above 0, or beta_1 or beta_2 not from 0 up to 1.

    Example:
        >>> adam([1.0], [[3.0], [3.0]], eta=0.25, beta_1=0.9, beta_2=0.999, epsilon=1e-12)
        array([[1.  ],
               [0.75],
               [0.5 ]])
    """
    return _path(Adam(eta, beta_1, beta_2, epsilon), w, g)


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
            g, memory = np.asarray(gradients[name]), state.memory[name]
            for part in _parts(theta.shape):
                self.move(theta[part], g[part], state.t, *(array[part] for array in memory))

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Move one array of parameters, and what is remembered for it, in step t = 1, 2 ...

        Example:
            >>> w = np.ones(1); GradientDescent(0.5).move(w, np.ones(1), 1); w
            array([0.5])
        """
        theta -= self.eta * g


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


@dataclass(frozen=True)
class AdaGrad(GradientDescent):
    """AdaGrad; epsilon stands outside the root.

    Example:
        >>> AdaGrad(eta=0.5)
        AdaGrad(eta=0.5, epsilon=1e-08)
    """

    epsilon: float = 1e-8
    remembers = 1

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Add up the squares, and move by the gradient over their root.

        Example:
            >>> w, s = np.array([[1.0], [3.0]]); AdaGrad(0.5).move(w, np.ones(1), 1, s); w, s
            (array([0.75]), array([4.]))
        """
        (s,) = memory
        s += g * g
        theta -= self.eta * g / (np.sqrt(s) + self.epsilon)


@dataclass(frozen=True)
class RMSProp(GradientDescent):
    """RMSProp; epsilon stands outside the root.

    Example:
        >>> RMSProp(eta=0.5)
        RMSProp(eta=0.5, rho=0.9, epsilon=1e-08)
    """

    eta: float = 0.001
    rho: float = 0.9
    epsilon: float = 1e-8
    remembers = 1

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Bring the mean square up to date, and move by the gradient over its root.

        Example:
            >>> w, q = np.ones((2, 1)); RMSProp(0.5).move(w, np.ones(1), 1, q); w, q
            (array([0.5]), array([1.]))
        """
        (q,) = memory
        q *= self.rho
        q += (1 - self.rho) * (g * g)
        theta -= self.eta * g / (np.sqrt(q) + self.epsilon)


@dataclass(frozen=True)
class Adam(GradientDescent):
    """Adam as Kingma and Ba wrote it first: epsilon stands outside the root.

    Example:
        >>> Adam(eta=0.5)
        Adam(eta=0.5, beta_1=0.9, beta_2=0.999, epsilon=1e-08)
    """

    eta: float = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    remembers = 2

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Bring mean and mean square up to date, correct both, and move by their quotient.

        Example:
            >>> w, m, v = np.eye(3)[:, :1]; Adam(0.5).move(w, np.ones(1), 1, m, v); w
            array([0.5])
        """
        m, v = memory
        m *= self.beta_1
        m += (1 - self.beta_1) * g
        v *= self.beta_2
        v += (1 - self.beta_2) * (g * g)
        root = np.sqrt(v / (1 - self.beta_2**t))
        theta -= self.eta / (1 - self.beta_1**t) * m / (root + self.epsilon)


@lru_cache(maxsize=256)  # training asks the same question at every step
def _parts(shape: tuple[int, ...]) -> tuple[Any, ...]:
    """Rows that are moved together: every rule treats each entry alone, so any division will do."""
    if math.prod(shape) <= PART:
        return (...,)
    rows = max(1, PART // math.prod(shape[1:]))
    return tuple(slice(first, first + rows) for first in range(0, shape[0], rows))


def _path(rule: GradientDescent, w: Array, g: Array) -> Array:
    """The parameters before the first step and after each."""
    parameters = {"theta": w.copy()}
    state = rule.start(parameters)
    path = [w]
    for gradient in g:
        rule.step(parameters, {"theta": gradient}, state)
        path.append(parameters["theta"].copy())
    return np.array(path)


def _require(
    parameters: Mapping[str, Array],
    gradients: Mapping[str, Array],
    state: State,
    remembers: int,
) -> None:
    """Refuse integers, what NumPy would broadcast, and the state of another rule or network."""
    for name, p in parameters.items():
        if not isinstance(p, np.ndarray):
            raise ValueError(
                f"expected parameters in arrays, which are moved in place; got {name}, a "
                f"{type(p).__name__}; np.array(...) makes one"
            )
        if p.dtype.kind != "f":
            raise ValueError(f"expected parameters in floating point; got {name} of {p.dtype}")
    expected = {name: p.shape for name, p in parameters.items()}
    came = {name: np.shape(g) for name, g in gradients.items()}
    if came != expected:
        raise ValueError(f"expected a gradient for every parameter, {expected}; got {came}")
    kept = {name: [a.shape for a in arrays] for name, arrays in state.memory.items()}
    if kept != {name: [shape] * remembers for name, shape in expected.items()}:
        raise ValueError(
            f"expected a state with {remembers} arrays for every parameter, {expected}; "
            f"got {kept}; start() makes one that fits"
        )
