"""Where floating point is at its worst: families of arguments, for every kind of argument."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

FAR = 10_000  # numbers that are far from 0
STEP = 2.0**-9  # of scores: float32 has all its multiples up to these, and their differences
SATURATED = {"float32": 100.0, "float64": 740.0}  # whose exponential is near the smallest float


@dataclass(frozen=True)
class Draw:
    """What an argument is to be: its shape and dtype, and where there are classes, those."""

    rng: np.random.Generator
    shape: tuple[int, ...]
    dtype: np.dtype
    right: np.ndarray | None = None  # the class of each row


Family = Callable[[Draw], Any]


def drawn(kind: str, family: str, draw: Draw) -> Any:
    """An argument of a kind; in a family that the kind doesn't know, an ordinary one."""
    families = KINDS[kind]
    return np.asarray(families.get(family, families["ordinary"])(draw)).astype(draw.dtype)


def filled(value: float) -> Family:
    return lambda draw: np.full(draw.shape, value)


def normal(draw: Draw) -> Any:
    return draw.rng.normal(size=draw.shape)


def between(low: float, high: float) -> Family:
    return lambda draw: draw.rng.uniform(low, high, draw.shape)


def whole(low: int, high: int) -> Family:
    return lambda draw: draw.rng.integers(low, high, draw.shape)


def either_sign(family: Family) -> Family:
    return lambda draw: draw.rng.choice([-1.0, 1.0], draw.shape) * family(draw)


def of_all_sizes(family: Family) -> Family:
    """So different that what is small is lost beside what is large."""
    return lambda draw: family(draw) * 10.0 ** draw.rng.integers(-6, 7, draw.shape)


def subnormal(draw: Draw) -> Any:
    """Multiples of the smallest float there is."""
    return whole(1, 1000)(draw) * float(np.finfo(draw.dtype).smallest_subnormal)


def up_to_saturation(draw: Draw) -> Any:
    return np.exp(between(0, np.log(SATURATED[draw.dtype.name]))(draw))


def stepwise(family: Family) -> Family:
    """Numbers whose differences are floats."""
    return lambda draw: np.round(family(draw) / STEP) * STEP


def tied(draw: Draw) -> Any:
    """Scores of which two are the largest."""
    found = between(-4, 0)(draw)
    found[..., :2] = 0.75
    return found


def led(by: int) -> Family:
    """Scores of which one leads by up to so much that all others underflow.

    It is that of the right class or of one so many classes away; where there are none, of any.
    """

    def family(draw: Draw) -> Any:
        rows, classes = (1, *draw.shape)[-2:]
        lead = np.exp(draw.rng.uniform(1, np.log(SATURATED[draw.dtype.name] / 1.3)))
        found = -lead * draw.rng.uniform(1, 1.2, (rows, classes))
        leader = draw.rng.integers(0, classes, rows) if draw.right is None else draw.right + by
        found[np.arange(rows), leader % classes] = 0
        shift = 0 if draw.right is None else 7  # which changes no loss
        return (found + shift).reshape(draw.shape)

    return family


def distributions(draw: Draw) -> Any:
    return draw.rng.dirichlet(np.ones(draw.shape[-1]), draw.shape[:-1])


def alike(draw: Draw) -> Any:
    return np.full(draw.shape, 1 / draw.shape[-1])


def two_alike(draw: Draw) -> Any:
    found = np.full(draw.shape, 0.125)
    found[..., :2] = 0.375
    return found


def nearly_certain(draw: Draw) -> Any:
    """One probability is the float before 1, the others are tiny."""
    about = np.finfo(draw.dtype)
    found = 10.0 ** between(float(np.log10(about.tiny)) + 4, -1)(draw)
    rows = np.arange(found.size // draw.shape[-1])
    lead = 0 if draw.right is None else draw.right
    found.reshape(-1, draw.shape[-1])[rows, lead] = 1 - float(about.epsneg)
    return found


def one_hot(draw: Draw) -> Any:
    return np.eye(draw.shape[-1])[draw.rng.integers(0, draw.shape[-1], draw.shape[:-1])]


def nearly_diagonal(draw: Draw) -> Any:
    """The confusion matrix of 60,000 examples, of which a few are confused."""
    return np.where(np.eye(draw.shape[-1]) > 0, 19_997, 1)


def orthogonal(draw: Draw) -> Any:
    return np.linalg.qr(normal(draw))[0]


def beyond(family: Family) -> Family:
    """Larger than the numbers of the family, and than 1."""
    return lambda draw: np.abs(family(draw)) + 1


def below(family: Family) -> Family:
    return lambda draw: -np.abs(family(draw)) - 1


near = between(FAR - 1, FAR + 1)
far = either_sign(near)
positive = between(0.05, 3)
numbers: dict[str, Family] = {
    "zeros": filled(0.0),
    "equal": filled(0.1),
    "ordinary": normal,
    "mixed": of_all_sizes(normal),
    "near": near,
    "far": far,
    "subnormal": either_sign(subnormal),
    "wide": lambda draw: whole(-16, 17)(draw) / 2.0,  # saturates, and its products are exact
    "many": between(0, 1),  # as pixels are: sums grow, and nothing cancels
}
KINDS: dict[str, dict[str, Family]] = {
    "numbers": numbers,
    "argument": {**numbers, "saturated": either_sign(up_to_saturation)},
    "scores": {
        **numbers,
        "ties": stepwise(tied),
        "certain": stepwise(led(by=0)),
        "wrong": stepwise(led(by=1)),
        "far": stepwise(far),
    },
    "upstream": {"ordinary": normal},
    "low": {"ordinary": below(normal), "far": below(far)},
    "high": {"ordinary": beyond(normal), "far": beyond(far)},
    "positive": {
        "zeros": filled(1.0),
        "equal": filled(0.1),
        "ordinary": positive,
        "mixed": of_all_sizes(positive),
        "near": between(1, 1 + STEP),
        "far": between(FAR - 1_000, FAR + 1_000),
        "subnormal": subnormal,
    },
    "moderate": {"ordinary": positive},
    "small": {"ordinary": filled(1e-8)},
    "share": {
        "ordinary": between(0.05, 0.95),
        "equal": filled(0.5),
        "far": filled(1 - 2.0**-10),
    },
    "probabilities": {
        "equal": alike,
        "ordinary": distributions,
        "ties": two_alike,
        "certain": nearly_certain,
    },
    "likely": {"ordinary": between(0, 1), "saturated": whole(0, 2)},
    "unreached": {"ordinary": either_sign(between(1.5, 3))},
    "targets": {"ordinary": distributions, "certain": one_hot},
    "counts": {
        "equal": filled(7.0),
        "ordinary": whole(1, 30),
        "large": whole(100, 1000),
        "far": nearly_diagonal,
    },
    "rotation": {"ordinary": orthogonal},
}
