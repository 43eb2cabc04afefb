"""A net of two layers, small enough for paper, with all its numbers: forward and backward.

Every number comes from `nn`; the parameters are those of the chapter's listing.
"""

from dataclasses import dataclass

import numpy as np

from nn.activation import sigmoid, sigmoid_prime
from nn.linear import linear, linear_grad_b, linear_grad_W, linear_grad_X
from nn.loss import cross_entropy_grad_P, negative_log_likelihood
from nn.softmax import softmax, softmax_vjp

Array = np.ndarray

X = np.array([[1.0, 2.0]])  # one example
t = np.array([1])  # its class, counted from 0
PARAMETERS = {
    "W1": np.array([[0.5, -1.0], [-0.5, 0.5]]),
    "b1": np.array([0.5, 1.0]),
    "W2": np.array([[1.0, -2.0], [2.0, 0.5]]),
    "b2": np.array([-0.5, 0.5]),
}


@dataclass(frozen=True)
class Number:
    """Entries of an array, and the derivative of the loss with respect to each."""

    value: Array
    gradient: Array


def numbers(X: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Number]:
    """Go forward, keep every value, and go back from the loss with the functions of the book."""
    Z1 = linear(X, W1, b1)
    A1 = sigmoid(Z1)
    Z2 = linear(A1, W2, b2)
    P = softmax(Z2)
    by_P = cross_entropy_grad_P(P, np.eye(len(b2))[t])
    by_Z2 = softmax_vjp(Z2, by_P)
    by_A1 = linear_grad_X(W2, by_Z2)
    by_Z1 = by_A1 * sigmoid_prime(Z1)
    return {
        "X": Number(X, linear_grad_X(W1, by_Z1)),
        "W1": Number(W1, linear_grad_W(X, by_Z1)),
        "b1": Number(b1, linear_grad_b(by_Z1)),
        "Z1": Number(Z1, by_Z1),
        "A1": Number(A1, by_A1),
        "W2": Number(W2, linear_grad_W(A1, by_Z2)),
        "b2": Number(b2, linear_grad_b(by_Z2)),
        "Z2": Number(Z2, by_Z2),
        "P": Number(P, by_P),
        "L": Number(np.array([[negative_log_likelihood(P, t)]]), np.ones((1, 1))),
    }
