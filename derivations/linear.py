"""Linear layer: an affine map of each example. Chapter: docs/linear.md."""

import numpy as np

from derivations import show
from derivations.calculus import derivative, matrix, ones, scalar, vector

N, D, K = 2, 3, 4  # examples, inputs, outputs: all different, so a transpose cannot hide
X = matrix("X", N, D)  # inputs, one example a row
W = matrix("W", D, K)  # weights
b = vector("b", K)  # bias
one = ones(N)  # column of ones, one for each example
G = matrix("G", N, K)  # upstream gradient: that of L with respect to Y

# The definition.
linear = Y = X @ W + np.outer(one, b)  # outputs, one example a row

# Pull a gradient back: L is any loss whose gradient at Y is G.
L = (G * Y).sum()  # loss, to first order
linear_grad_X = derivative(L, X)
linear_grad_W = derivative(L, W)
linear_grad_b = derivative(L, b)

# Exercises: weights stored the other way round, a second layer, and a step downhill.
V = matrix("V", K, D)  # weights of the other layout, one output a row
Y_tilde = X @ V.T + np.outer(one, b)  # outputs of the other layout
L_tilde = (G * Y_tilde).sum()  # loss of the other layout
H = 5  # outputs of a second layer
U = matrix("U", K, H)  # weights of a second layer
c = vector("c", H)  # bias of a second layer
x = vector("x", D)  # inputs of a new example
eta = scalar("eta", positive=True)  # learning rate

if __name__ == "__main__":
    show(__file__)
