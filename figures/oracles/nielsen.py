"""Nielsen's Neural Networks and Deep Learning: the toy neuron of chapter 3, and darkness."""

import numpy as np

from figures.oracles.published import Oracle, Source, numbers
from nn.chain_rule import sigmoid_neuron, sigmoid_neuron_grad_w
from nn.evaluation import confusion_matrix

SOURCE = Source(
    "Nielsen (2015)",
    "https://github.com/mnielsen/neural-networks-and-deep-learning",
    "72db53d750f571bef8804de4a52224e44dcab3a1",
)
EPOCHS, RATE = 300, 0.15
DARKNESS = "2225"  # of the ten thousand test images


def neuron(weight: float, bias: float) -> list[float]:
    """What the neuron says of 1 before and after it has learnt to say 0, with a squared error."""
    x, w = np.ones(1), np.array([weight, bias])
    before = sigmoid_neuron(x, w)
    for _ in range(EPOCHS):
        w = w - RATE * sigmoid_neuron(x, w) * sigmoid_neuron_grad_w(x, w)
    return [float(before), float(sigmoid_neuron(x, w))]


def by_darkness(X: np.ndarray, t: np.ndarray, X_test: np.ndarray, t_test: np.ndarray) -> int:
    """How many test images are of the digit whose average darkness is nearest to theirs."""
    averages = np.array([X[t == digit].sum() / np.sum(t == digit) for digit in range(10)])
    dark = X_test.reshape(len(X_test), -1).sum(axis=1)
    guesses = np.abs(dark[:, np.newaxis] - averages).argmin(axis=1)
    return int(confusion_matrix(t_test.astype(int), guesses, 10).trace())


FUNCTIONS = (sigmoid_neuron, sigmoid_neuron_grad_w)
ORACLES = (
    Oracle("neuron from 0.6, 0.9", FUNCTIONS, numbers("0.82 0.09"), lambda: neuron(0.6, 0.9)),
    Oracle("neuron from 2, 2", FUNCTIONS, numbers("0.98 0.20"), lambda: neuron(2.0, 2.0)),
)
