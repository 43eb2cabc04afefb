"""The gradients of `nn`, found by their names, and what a library is asked about each of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from inspect import isclass, signature
from typing import Any

import numpy as np

from benchmarks.autodiff.question import Question
from experiments.errors import InputError
from nn import (
    activation,
    backprop,
    chain_rule,
    descent,
    errata,
    linear,
    loss,
    matmul,
    network,
    numerical_differentiation,
    numerical_training,
    softmax,
    softmax_regression,
    worked_2_2_2,
    worked_2_3_2,
)

Array = np.ndarray
Sizes = Mapping[str, Any]  # an integer for "n", a shape for "*n"

MODULES = (
    activation, backprop, chain_rule, descent, errata, linear, loss, matmul, network,
    numerical_differentiation, numerical_training, softmax, softmax_regression, worked_2_2_2,
    worked_2_3_2,
)  # fmt: skip
GRADIENT = re.compile(r"\w+_(prime|jacobian|jvp|vjp|grad_\w+)|(\w+_)?gradients?")
NAME = re.compile(r"(?P<f>\w+?)(?P<both>_and)?_(?P<kind>prime|jacobian|jvp|vjp|grad)_?(?P<by>\w*)")
SCALE = 0.5  # of random numbers
SHARES = {("y", "n"), ("w", "k")}  # probabilities of examples, and weights of classes
STEP = 1e-4  # of central differences, whose error is of the order of its square


Answered = tuple[Array, Question]  # what `nn` found, and the question


def names(module: Any) -> Iterator[str]:
    """The public functions and methods of a module that are called like gradients."""
    for name, member in vars(module).items():
        if name.startswith("_") or getattr(member, "__module__", "") != module.__name__:
            continue
        if isclass(member):
            # A property that gives a function, such as the slope of an activation, is no gradient.
            methods = (m for m, own in vars(member).items() if m[0] != "_" and callable(own))
            yield from (f"{name}.{method}" for method in methods if GRADIENT.fullmatch(method))
        elif callable(member) and GRADIENT.fullmatch(name):
            yield name


def gradients() -> dict[str, str]:
    """Every gradient of `nn`, with its chapter."""
    found = {
        name: module.__name__.partition(".")[2] for module in MODULES for name in names(module)
    }
    return found | {"sigmoid_net_step": "worked_2_2_2"}  # which has them written out once more


def axes(name: str) -> set[str]:
    """The letters of the sizes that the arguments of a gradient have."""
    if name in SPECIAL:
        return set("ndhk")
    function, forward, _ = _pair(name)
    annotations = [_annotation(p) for f in (function, forward) for p in parameters(f).values()]
    texts = (axis for each in annotations if each for axis in each.dim_str.split())
    return {axis.partition("+")[0] for axis in texts}


def ask(name: str, sizes: Sizes, rng: np.random.Generator) -> Iterator[Answered]:
    """Call a gradient at a random point, and put the questions that it has answered."""
    if name in SPECIAL:
        yield from SPECIAL[name](sizes, rng)
        return
    function, forward, match = _pair(name)
    values = {
        each: draw(parameter, sizes, rng)
        for f in (forward, function)
        for each, parameter in parameters(f).items()
    }
    inputs = [*parameters(forward)]
    upstream = next((values[each] for each in parameters(function) if each not in inputs), None)
    kind = "vjp" if match["kind"] == "grad" and upstream is not None else match["kind"]
    by = inputs.index(match["by"] or inputs[0])
    arguments = tuple(values[each] for each in inputs)
    found = function(**{each: values[each] for each in parameters(function)})
    if match["both"]:
        value, found = found
        yield value, Question(match["f"], arguments, by, "value")
    yield found, Question(match["f"], arguments, by, kind, upstream)


def parameters(function: Callable[..., Any]) -> Mapping[str, Any]:
    """The parameters that a function has to be given, in their order."""
    found = signature(function).parameters
    return {name: each for name, each in found.items() if each.default is each.empty}


def draw(parameter: Any, sizes: Sizes, rng: np.random.Generator) -> Any:
    """A random argument: labels, probabilities (P and T are some), normal numbers, or one number.

    They are small enough for no sigmoid to saturate, where s (1 - s) loses digits in the libraries.
    """
    annotation = _annotation(parameter)
    if annotation is None:
        return rng.uniform(0.1, 0.5)
    shape: list[int] = []
    for axis in annotation.dim_str.split():
        letter, _, more = axis.partition("+")
        shape += sizes[axis] if axis.startswith("*") else [sizes[letter] + int(more or 0)]
    if "float64" not in annotation.dtypes:
        return rng.integers(0, sizes["k"], shape)
    if parameter.name in ("P", "T"):
        return rng.dirichlet(np.ones(shape[-1]), shape[:-1])
    if (parameter.name, annotation.dim_str) in SHARES:
        return rng.uniform(0.1, 0.9, shape)
    return SCALE * rng.standard_normal(shape)


def _annotation(parameter: Any) -> Any:
    """What says the axes of an array; nothing for a number."""
    return parameter.annotation if hasattr(parameter.annotation, "dim_str") else None


def _pair(name: str) -> tuple[Callable[..., Any], Callable[..., Any], re.Match[str]]:
    """A gradient, the function that it differentiates, and its name in parts."""
    match = NAME.fullmatch(name)
    module = next(module for module in MODULES if name in names(module))
    forward = getattr(module, match["f"], None) if match else None
    if match is None or forward is None:
        raise InputError(
            f"expected a function of {module.__name__} that {name} differentiates; got none; put "
            "its questions into SPECIAL of benchmarks/autodiff/questions.py"
        )
    return getattr(module, name), forward, match


# -- gradients that don't say by their names what they differentiate


def _network(method: str, sizes: Sizes, rng: np.random.Generator) -> Iterator[Answered]:
    """Networks with every activation; one to three layers, one more with each of them."""
    d, h, k = (sizes[letter] for letter in "dhk")
    for number, name in enumerate(network.ACTIVATIONS):
        hidden = (h, h + 1)[:number]
        net = network.Network((d, *hidden, k), name)
        held, X, t = _problem(net, sizes, rng)
        found = getattr(net, method)(held, X, t)
        if method == "loss_and_gradients":
            value, found = found
            yield value, Question("Network", (name, X, t, *held.values()), 1, "value")
        yield from _by_parameters(name, held, X, t, found)


def _differences(method: str, sizes: Sizes, rng: np.random.Generator) -> Iterator[Answered]:
    net = network.Network(tuple(sizes[letter] for letter in "dhk"), "tanh")
    held, X, t = _problem(net, sizes, rng)
    ways = numerical_training.CentralDifferences("tanh", STEP)
    yield from _by_parameters("tanh", held, X, t, getattr(ways, method)(held, X, t))


def _problem(net: network.Network, sizes: Sizes, rng: np.random.Generator) -> Any:
    held = {name: SCALE * rng.standard_normal(shape) for name, shape in net.shapes.items()}
    n, d, k = sizes["n"], net.sizes[0], net.sizes[-1]
    return held, SCALE * rng.standard_normal((n, d)), rng.integers(0, k, n)


def _by_parameters(name: str, held: Any, X: Array, t: Array, found: Any) -> Iterator[Answered]:
    for place, parameter in enumerate(held, start=3):
        arguments = (name, X, t, *held.values())
        yield found[parameter], Question("Network", arguments, place, "grad")


def _numerical(sizes: Sizes, rng: np.random.Generator) -> Iterator[Answered]:
    Z, t = rng.standard_normal((sizes["n"], sizes["k"])), rng.integers(0, sizes["k"], sizes["n"])
    found = numerical_differentiation.numerical_gradient(
        lambda moved: loss.softmax_cross_entropy(moved, t), Z, STEP
    )
    yield found, Question("softmax_cross_entropy", (Z, t), 0, "grad")


def _step(sizes: Sizes, rng: np.random.Generator) -> Iterator[Answered]:
    """How far a step of gradient descent goes, in parts of its rate."""
    forward, eta = worked_2_2_2.sigmoid_net_error, 0.5
    drawn = {each: draw(parameter, sizes, rng) for each, parameter in parameters(forward).items()}
    W, V, *rest = drawn.values()
    w = np.concatenate([W.ravel(), V.ravel()])
    gone = (w - worked_2_2_2.sigmoid_net_step(w, *rest, eta)) / eta
    for place, found in enumerate(np.split(gone, [W.size])):
        shape = (W, V)[place].shape
        yield found.reshape(shape), Question("sigmoid_net_error", (W, V, *rest), place, "grad")


SPECIAL: dict[str, Callable[[Sizes, np.random.Generator], Iterator[Answered]]] = {
    "Network.gradients": lambda *a: _network("gradients", *a),
    "Network.loss_and_gradients": lambda *a: _network("loss_and_gradients", *a),
    "CentralDifferences.gradients": lambda *a: _differences("gradients", *a),
    "CentralDifferences.generic_gradients": lambda *a: _differences("generic_gradients", *a),
    "numerical_gradient": _numerical,
    "sigmoid_net_step": _step,
}
APPROXIMATE = {"CentralDifferences.gradients", "CentralDifferences.generic_gradients",
               "numerical_gradient"}  # fmt: skip
