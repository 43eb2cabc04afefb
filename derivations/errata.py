"""Mistakes of five tutorials, and what is right. Chapter: docs/errata.md."""

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import (
    by_case,
    classes,
    derivative,
    exp,
    log,
    matrix,
    one_hot,
    scalar,
    vector,
)

# Two losses that keep the logarithm from 0, with the gradients that belong to them.
N, K = 2, 3  # examples, classes or outputs
Z = matrix("Z", N, K)  # scores, one example a row
t = classes("t", N, K)  # class of each example
T = one_hot(t, K)  # targets, one-hot
epsilon = scalar("epsilon", positive=True)  # a small constant
P = exp(Z) / exp(Z).sum(axis=1, keepdims=True)  # probabilities: softmax of each row of Z
p = (P * T).sum(axis=1)  # probability of each example's own class
_floored = np.frompyfunc(lambda q: by_case((log(q), q > epsilon), (log(epsilon), True)), 1, 1)
floored_loss = L = -_floored(p).sum() / N  # loss with a floor under the probabilities
floored_loss_grad_Z = derivative(L, Z)
shifted_loss = L_tilde = -log(p + epsilon).sum() / N  # loss with the constant added
shifted_loss_grad_Z = derivative(L_tilde, Z)

# Squares: their sum, half of it, and their mean.
Y = matrix("Y", N, K)  # predictions
C = matrix("C", N, K)  # targets
J = ((Y - C) ** 2).sum()  # sum of squares
E = J / 2  # half the sum of squares
M = J / (N * K)  # mean of the squares

# A short step in any direction. The loss is any function f of one neuron's weighted sum.
D = 4  # parameters
w = vector("w", D)  # parameters
x = vector("x", D)  # inputs of the neuron
v = vector("v", D)  # direction of a step
eta = scalar("eta", positive=True)  # learning rate
_f = sp.Function("f", real=True)


def ell(w):  # loss of a neuron, an unknown function of its weighted sum
    return _f(x @ w)


g = vector("g", D)  # a gradient

if __name__ == "__main__":
    show(__file__)
