"""Softmax regression: one layer that classifies. Chapter: docs/softmax_regression.md."""

import numpy as np

from derivations import show
from derivations.calculus import (
    classes,
    derivative,
    exp,
    log,
    matrix,
    one_hot,
    ones,
    scalar,
    vector,
)

N, D, K = 2, 4, 3  # examples, inputs, classes
X = matrix("X", N, D)  # inputs, one example a row
W = matrix("W", D, K)  # weights, a class a column
b = vector("b", K)  # bias
t = classes("t", N, K)  # class of each example
T = one_hot(t, K)  # targets, one-hot
one = ones(N)  # column of ones, one for each example
eta = scalar("eta", positive=True)  # learning rate

# The model.
Z = X @ W + np.outer(one, b)  # scores
softmax_regression = P = exp(Z) / exp(Z).sum(axis=1, keepdims=True)  # probabilities

# Its loss, and how that changes with the parameters.
L = softmax_regression_loss = -(T * log(P)).sum() / N  # loss
softmax_regression_loss_grad_W = derivative(L, W)
softmax_regression_loss_grad_b = derivative(L, b)

# One step of gradient descent.
W_tilde = W - eta * softmax_regression_loss_grad_W  # weights after a step
b_tilde = b - eta * softmax_regression_loss_grad_b  # bias after a step

# What all classes have in common, and the exercises.
x = vector("x", D)  # one image
s = vector("s", D)  # an image that is added to every column of weights
u, v = scalar("u"), scalar("v")  # score of an image for one of two classes
lambda_ = scalar("lambda", positive=True)  # price of large weights


def sigma(x):  # sigmoid
    return 1 / (1 + exp(-x))


if __name__ == "__main__":
    show(__file__)
