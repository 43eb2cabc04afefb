"""The node cases of ONNX, each computed with the functions of `nn`, in float32 as they are."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.beside.values import difference
from experiments.errors import InputError
from nn.activation import identity, relu, sigmoid, tanh
from nn.adam import AdaGrad, Adam
from nn.linear import linear
from nn.loss import log_softmax, log_sum_exp, negative_log_likelihood, softmax_cross_entropy
from nn.matmul import matmul
from nn.optimizer import GradientDescent, Momentum, Nesterov, State
from nn.softmax import softmax

# Where ONNX has these cases: a module that is imported adds its own to a list. Its function that
# returns the list imports the modules of all operators first, which takes seconds.
MODULES = """
    adagrad adam gemm identity logsoftmax matmul momentum negativeloglikelihoodloss relu sigmoid
    softmax softmax_cross_entropy_loss tanh
"""

Array = np.ndarray
Inputs = Sequence[Any]
Attributes = dict[str, Any]


class Left(Exception):
    """What a case asks for is not among the functions of `nn`; the message says what."""


@dataclass(frozen=True)
class Case:
    """One case: an operator with its attributes, the inputs and the outputs that it is to give."""

    name: str
    operator: str
    attributes: Attributes
    inputs: Inputs
    outputs: Inputs

    def computed(self) -> Inputs:
        """The outputs by `nn`; raises `Left` for a case that it cannot express."""
        return COMPUTED[self.operator](self.attributes, *self.inputs)


@lru_cache
def cases() -> tuple[Case, ...]:
    """Every case of one node whose operator is computed here."""
    with warnings.catch_warnings():  # of casts in cases of other operators
        warnings.simplefilter("ignore")
        from onnx.backend.test.case import node

        for module in MODULES.split():
            import_module(f"{node.__name__}.{module}")
    return tuple(_cases(node._NodeTestCases))


def version() -> str:
    """The version of ONNX."""
    from onnx import __version__

    return __version__


def _cases(every: Any) -> Iterator[Case]:
    from onnx import helper

    for case in every:
        nodes = case.model.graph.node
        if len(nodes) != 1 or nodes[0].op_type not in COMPUTED or "expanded" in case.name:
            continue
        attributes = {a.name: helper.get_attribute_value(a) for a in nodes[0].attribute}
        for inputs, outputs in case.data_sets:
            yield Case(case.name, nodes[0].op_type, attributes, inputs, outputs)


# -- operators


def _along(function: Callable[[Array], Array]) -> Callable[..., Inputs]:
    """Over the axis that is asked for, in place of the last one."""

    def computed(attributes: Attributes, x: Array) -> Inputs:
        axis = attributes.get("axis", -1)
        return [np.moveaxis(function(np.moveaxis(x, axis, -1)), -1, axis)]

    return computed


def _entries(function: Callable[[Array], Array]) -> Callable[..., Inputs]:
    def computed(attributes: Attributes, x: Any) -> Inputs:
        if not isinstance(x, np.ndarray):
            raise Left("a sequence or nothing in place of an array")
        return [function(x)]

    return computed


def _rows(x: Array) -> Array:
    """Classes are the second axis there, and the last one here."""
    return np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])


def _reduced(attributes: Attributes, t: Array, losses: Array, weights: Array | None) -> Array:
    """Weights, ignored labels and the reduction, around the losses of single examples."""
    ignored = attributes.get("ignore_index")
    kept = np.ones(t.size) if ignored is None else (t.ravel() != ignored).astype(float)
    w = kept if weights is None else kept * weights[np.where(kept > 0, t.ravel(), 0)]
    losses = (w * losses).astype(np.float32)
    reduction = attributes.get("reduction", b"mean").decode()
    if reduction == "none":
        return losses.reshape(t.shape)
    return losses.sum() / (w.sum() if reduction == "mean" else 1)


def _known(t: Array, classes: int) -> Array:
    """Labels that are ignored are none, and any class will do for them."""
    return np.where((t >= 0) & (t < classes), t, 0).ravel()


def _cross_entropy(
    attributes: Attributes, x: Array, t: Array, weights: Array | None = None
) -> Inputs:
    losses = softmax_cross_entropy(_rows(x), _known(t, x.shape[1]), "none")
    logs = np.moveaxis(log_softmax(np.moveaxis(x, 1, -1)), -1, 1)
    return [_reduced(attributes, t, losses, weights), logs]


def _likelihood(attributes: Attributes, x: Array, t: Array, weights: Array | None = None) -> Inputs:
    """ONNX takes any numbers for logarithms of probabilities, and `nn` takes probabilities."""
    Z = _rows(x).astype(float)
    losses = negative_log_likelihood(softmax(Z), _known(t, x.shape[1]), "none") - log_sum_exp(Z)
    return [_reduced(attributes, t, losses, weights)]


def _gemm(attributes: Attributes, A: Array, B: Array, C: Array | None = None) -> Inputs:
    X = A.T if attributes.get("transA") else A
    W = B.T if attributes.get("transB") else B
    X = np.float32(attributes.get("alpha", 1)) * X
    added = np.zeros(1, X.dtype) if C is None else np.float32(attributes.get("beta", 1)) * C
    if added.shape == (W.shape[1],):
        return [linear(X, W, added)]
    return [linear(X, W, np.zeros(W.shape[1], X.dtype)) + added]


def _product(attributes: Attributes, A: Array, B: Array) -> Inputs:
    if (A.ndim, B.ndim) != (2, 2):
        raise Left("vectors and stacks of matrices")
    return [matmul(A, B)]


def _rule(
    make: Callable[..., tuple[GradientDescent, int]], remembers: int
) -> Callable[..., Inputs]:
    """A step of an optimizer: rate, count of steps, then parameters, gradients and memories."""

    def computed(attributes: Attributes, R: Any, T: Any, *arrays: Array) -> Inputs:
        parameters, gradients, *memory = _split(arrays, remembers + 2)
        rule, t = make(attributes, float(R), int(T))
        shrunk = attributes.get("norm_coefficient", 0.0)
        names = [str(k) for k in range(len(parameters))]
        at = {name: x.copy() for name, x in zip(names, parameters, strict=True)}
        slopes = {n: shrunk * x + g for n, x, g in zip(names, parameters, gradients, strict=True)}
        held = {n: tuple(m[k].copy() for m in memory) for k, n in enumerate(names)}
        state = State(t, held)
        rule.step(at, {n: g.astype(np.float32) for n, g in slopes.items()}, state)
        kept = [state.memory[n][k] for k in range(remembers) for n in names]
        return [*at.values(), *kept]

    return computed


def _split(arrays: Sequence[Array], kinds: int) -> list[Sequence[Array]]:
    each = len(arrays) // kinds
    return [arrays[k * each : (k + 1) * each] for k in range(kinds)]


def _adam(attributes: Attributes, R: float, T: int) -> tuple[Adam, int]:
    """ONNX corrects nothing in step 0, and then the rate alone, so epsilon is another."""
    a, b, epsilon = attributes["alpha"], attributes["beta"], attributes["epsilon"]
    t = max(T, 1)
    first, second = 1 - a**t, np.sqrt(1 - b**t)
    rate = R * first / second if T == 0 else R
    return Adam(rate, a, b, epsilon / second), t - 1


def _adagrad(attributes: Attributes, R: float, T: int) -> tuple[AdaGrad, int]:
    return AdaGrad(R / (1 + T * attributes.get("decay_factor", 0)), attributes["epsilon"]), T


def _momentum(attributes: Attributes, R: float, T: int) -> tuple[Momentum, int]:
    if T > 0 and attributes["beta"] != 1:
        raise Left("a gradient that is scaled from the second step on")
    rule = Nesterov if attributes["mode"] == b"nesterov" else Momentum
    return rule(R, attributes["alpha"]), T


COMPUTED: dict[str, Callable[..., Inputs]] = {
    "Softmax": _along(softmax),
    "LogSoftmax": _along(log_softmax),
    "SoftmaxCrossEntropyLoss": _cross_entropy,
    "NegativeLogLikelihoodLoss": _likelihood,
    "Relu": _entries(relu),
    "Sigmoid": _entries(sigmoid),
    "Tanh": _entries(tanh),
    "Identity": _entries(identity),
    "Gemm": _gemm,
    "MatMul": _product,
    "Adam": _rule(_adam, 2),
    "Adagrad": _rule(_adagrad, 1),
    "Momentum": _rule(_momentum, 1),
}
FUNCTIONS = {  # of `nn`, that an operator's cases call
    "Softmax": ("softmax",),
    "LogSoftmax": ("log_softmax",),
    "SoftmaxCrossEntropyLoss": ("softmax_cross_entropy",),
    "NegativeLogLikelihoodLoss": ("negative_log_likelihood",),
    "Relu": ("relu",),
    "Sigmoid": ("sigmoid",),
    "Tanh": ("tanh",),
    "Identity": ("identity",),
    "Gemm": ("linear",),
    "MatMul": ("matmul",),
    "Adam": ("Adam",),
    "Adagrad": ("AdaGrad",),
    "Momentum": ("Momentum", "Nesterov"),
}


# -- all of them

BOUND = 1e-6  # of the largest entry: float32 has 6e-8, and ONNX itself allows 1e-3


def nodes() -> dict[str, dict[str, Any]]:
    """How many cases of each operator are computed, and how far they are off at most.

    Raises:
        InputError: one is off by more than rounding explains.
    """
    found: dict[str, dict[str, Any]] = {
        operator: {"functions": [*names], "cases": 0, "computed": 0, "error": 0.0, "left": []}
        for operator, names in FUNCTIONS.items()
    }
    for case in cases():
        of_all = found[case.operator]
        of_all["cases"] += 1
        try:
            error = off(case)
        except Left as why:
            of_all["left"] = sorted({*of_all["left"], str(why)})
            continue
        if not error <= BOUND:
            raise InputError(
                f"expected nn to give the outputs of ONNX's {case.name} to {BOUND:.0e}; got a "
                f"relative difference of {error:.1e}; one of the two is wrong"
            )
        of_all["computed"] += 1
        of_all["error"] = max(of_all["error"], float(f"{error:.1e}"))
    return found


def off(case: Case) -> float:
    """The largest difference of a case, relative to the largest entry of each output.

    Raises:
        Left: the case asks for what is not in `nn`.
    """
    computed = case.computed()[: len(case.outputs)]  # the logarithms are an output if asked for
    return max(difference(one, other) for one, other in zip(computed, case.outputs, strict=True))
