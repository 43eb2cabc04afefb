"""Where a function has no derivative, or a formula no value: what each library says there."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.autodiff.question import Question
from nn.activation import relu_prime
from nn.errata import floored_loss_grad_Z
from nn.loss import cross_entropy_grad_P

ZERO = np.zeros(1)
P = T = np.array([[0.0, 1.0]])
FLOORED = np.zeros((1, 2)), np.array([0]), 0.5  # both probabilities are on the floor

KINKS = {  # where it is, the gradient of `nn` with its arguments, and the question
    "ReLU": ("x = 0", relu_prime, (ZERO,), Question("relu", (ZERO,), 0, "prime")),
    "maximum of x and 0": ("x = 0", relu_prime, (ZERO,), Question("maximum", (ZERO,), 0, "prime")),
    "floored loss": (
        "a probability on the floor",
        floored_loss_grad_Z,
        FLOORED,
        Question("floored_loss", FLOORED, 0, "grad"),
    ),
    "cross-entropy": (
        "target 0 and probability 0",
        cross_entropy_grad_P,
        (P, T),
        Question("cross_entropy", (P, T), 0, "grad"),
    ),
}


def kinks(libraries: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The first entry of each gradient, as text: NaN is an answer too."""
    return {
        name: {
            "at": at,
            "nn": _first(gradient(*arguments)),
            **{key: _first(library.answer(question)) for key, library in libraries.items()},
        }
        for name, (at, gradient, arguments, question) in KINKS.items()
    }


def _first(values: np.ndarray) -> str:
    return f"{values.flat[0] + 0.0:g}"  # no -0
