"""The loop that trains, line by line: on the small net with its numbers, on digits with shapes."""

import numpy as np

from figures.small_net import PARAMETERS, X, t
from figures.traced import Made, arrays_made
from nn.network import Network

TRACED = (Network.forward_pass, Network.loss_and_gradients, Network.backward_pass)
SMALL, DIGITS = Network((2, 2, 2), "sigmoid"), Network((784, 50, 10), "sigmoid")
FORMULAS = {  # what each array of a network of two layers is, in the order of the program
    "Z[1]": r"$Z^{(1)}$",
    "A[1]": r"$A^{(1)}$",
    "Z[2]": r"$Z^{(2)}$",
    "loss": r"$L$",
    "Delta, 2": r"$\Delta^{(2)}$",
    "gradients['W2']": r"$\partial L / \partial W^{(2)}$",
    "gradients['b2']": r"$\partial L / \partial b^{(2)}$",
    "upstream": r"$\partial L / \partial A^{(1)}$",
    "Delta, 1": r"$\Delta^{(1)}$",
    "gradients['W1']": r"$\partial L / \partial W^{(1)}$",
    "gradients['b1']": r"$\partial L / \partial b^{(1)}$",
}


def line_by_line() -> list[list[str]]:
    """Each line of the loop that makes an array: the line, what it makes, and how it comes out."""
    rows = [["line", "makes", "small net", "digits"]]
    rng = np.random.default_rng(0)
    images, classes = rng.random((100, 784)), rng.integers(0, 10, 100)
    small = _run(SMALL, PARAMETERS, X, t)
    digits = _run(DIGITS, DIGITS.initialize(rng), images, classes)
    for formula, here, there in zip(FORMULAS.values(), small, digits, strict=True):
        shape = " × ".join(map(str, np.shape(there.value))) or "number"
        rows.append([f"`{here.code}`", formula, f"`{_numbers(here.value)}`", shape])
    return rows


def _run(
    net: Network, parameters: dict[str, np.ndarray], X: np.ndarray, t: np.ndarray
) -> list[Made]:
    return arrays_made(lambda: net.loss_and_gradients(parameters, X, t), *TRACED)


def _numbers(value: np.ndarray) -> str:
    """With two decimals; nothing is minus zero."""
    rounded = np.round(value, 2) + 0
    return str(rounded.tolist()) if np.ndim(value) else f"{rounded:.2f}"
