"""Values of `nn` beside those of libraries, at random points of several sizes."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.autodiff.question import Question
from benchmarks.autodiff.questions import MODULES, ask, draw, parameters
from benchmarks.witness import SIZES as OF_GRADIENTS
from experiments.errors import InputError

Array = np.ndarray
BOUND = 1e-12  # of the largest entry: float64 has 2e-16, and sums of 64 terms lose some
NETWORK = "Network.loss_and_gradients"
SIZES = tuple(sizes | {"j": sizes["h"] + 1} for sizes in OF_GRADIENTS)


def functions(library: Any) -> dict[str, tuple[str, Callable[..., Any]]]:
    """The functions of `nn` that a library has, each with its chapter."""
    return {
        name: (module.__name__.partition(".")[2], getattr(module, name))
        for module in modules()
        for name in library.FORWARDS
        if getattr(getattr(module, name, None), "__module__", "") == module.__name__
        and not isinstance(getattr(module, name), type)
    }


def modules() -> list[Any]:
    """Those with gradients, and others that have values only."""
    return [*MODULES, import_module("nn.perceptron")]


def values(library: Any, key: str, points: int) -> dict[str, dict[str, Any]]:
    """The largest difference of each function, relative to its largest entry.

    Raises:
        InputError: one is larger than rounding explains.
    """
    found = {}
    for name, (chapter, function) in functions(library).items():
        rng = np.random.default_rng(0)
        asked = [_asked(name, function, sizes, rng) for sizes in SIZES for _ in range(points)]
        found[name] = _compared(name, chapter, key, library, asked)
    if "Network" in library.FORWARDS:
        rng = np.random.default_rng(0)
        nets = [each for sizes in SIZES for _ in range(points) for each in _nets(sizes, rng)]
        found["Network.loss"] = _compared("Network.loss", "network", key, library, nets)
    return found


def _asked(name: str, function: Callable[..., Any], sizes: Any, rng: Any) -> tuple[Any, Question]:
    arguments = tuple(draw(parameter, sizes, rng) for parameter in parameters(function).values())
    return function(*arguments), Question(name, arguments, 0, "value")


def _nets(sizes: Any, rng: np.random.Generator) -> Iterator[tuple[Any, Question]]:
    return (each for each in ask(NETWORK, sizes, rng) if each[1].kind == "value")


def _compared(name: str, chapter: str, key: str, library: Any, asked: Any) -> dict[str, Any]:
    errors = [difference(found, library.answer(question)) for found, question in asked]
    worst = float(np.max(errors))  # NaN if one of them is
    if not worst <= BOUND:
        raise InputError(
            f"expected nn.{chapter}.{name} to be what {key} {library.VERSION} finds, to "
            f"{BOUND:.0e}; got a relative difference of {worst:.1e}; one of the two is wrong"
        )
    return {"chapter": chapter, "points": len(errors), "error": float(f"{worst:.1e}")}


def difference(one: Any, other: Any) -> float:
    """The largest difference of two entries, relative to the largest; infinite for other shapes."""
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape:
        return np.inf
    one, other = one.astype(float), other.astype(float)
    return float(np.abs(one - other).max() / (np.abs(other).max() or 1.0))
