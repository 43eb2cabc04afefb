"""Initialization: random weights of the right size. Chapter: docs/initialization.md."""

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import (
    derivative,
    distributions,
    expectation,
    matrix,
    ones,
    replaced,
    scalar,
    sqrt,
    unknown,
    vector,
)

N, D, H, K = 2, 3, 4, 5  # examples, inputs, neurons, outputs
X = matrix("X", N, D)  # inputs of a batch, one example a row
W = matrix("W", D, H)  # weights of the layer
b = vector("b", H)  # biases of the layer
U = matrix("U", H, K)  # weights of the next layer
G = matrix("G", N, K)  # delta of the next layer
one = ones(N)  # column of ones, one for each example
phi = unknown("phi")  # any activation function

# Two layers, and any loss with this delta.
Z = X @ W + np.outer(one, b)  # scores of the layer
A = phi(Z)  # activations of the layer
L = (G * (A @ U)).sum()  # loss, to first order

# A start at which all neurons of the layer are alike.
w = vector("w", D)  # weights of every neuron, if all are alike
c = scalar("c")  # bias of every neuron, if all are alike
u = vector("u", K)  # weights from every neuron, if all are alike
alike = (W, np.outer(w, ones(H))), (b, c * ones(H)), (U, np.outer(ones(H), u))
alpha = X @ w + c  # score of every neuron for each example, if all are alike


def S(x):  # what x is where all neurons are alike
    return replaced(x, *alike)


# Weights drawn at random, independently of each other and of the inputs.
s = scalar("s", positive=True)  # standard deviation of the weights
x = vector("x", D)  # inputs of one example, drawn alike
g = vector("g", H)  # gradients at the scores, drawn alike
y = scalar("y")  # a number from any distribution
zeta = scalar("zeta")  # a number from a distribution that is symmetric about 0
z = x @ W  # scores of one example
e = W @ g  # gradients at the inputs

# The means of what is drawn, and of its square: nothing else is said about the distributions.
q = scalar("q", positive=True)  # mean square of an input
r = scalar("r", positive=True)  # mean square of a gradient
x_mean, g_mean = vector("x_mean", D), vector("g_mean", H)  # means of inputs, means of gradients
beta = vector("beta", 3, positive=True)  # sizes that y and ζ can have
rho = distributions("rho", 1, 3)[0]  # probabilities of the sizes β
_mean = expectation(
    (W, [0, s**2]),
    (x, [x_mean, q]),
    (g, [g_mean, r]),
    (y, [beta[0], beta[1], -beta[2]], rho),
    (zeta, [*beta, *-beta], [*rho / 2, *rho / 2]),
)


def E(k):  # expectation, the mean over all that can be drawn
    return _mean(k)


def Var(k):  # variance, the mean squared distance from the expectation
    return E((k - E(k)) ** 2)


# The standard deviations that keep the size of what goes through.
lecun_std = s_LeCun = sqrt(sp.Rational(1, D))  # standard deviation that keeps the size of scores
xavier_std = s_Xavier = sqrt(sp.Rational(2, D + H))  # standard deviation for forward and backward
he_std = s_He = sqrt(sp.Rational(2, D))  # standard deviation that keeps sizes between ReLUs

# Many layers with D inputs and D neurons each, and ReLU between them.
v = [scalar("v_0", positive=True)]  # mean square of the inputs, then of the activations of a layer
for _ in range(3):
    v.append(D * s**2 / 2 * v[-1])
a = scalar("a")  # a small number

if __name__ == "__main__":
    show(__file__)
