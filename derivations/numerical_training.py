"""Central differences of a net with one hidden layer. Chapter: docs/numerical_training.md."""

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import (
    at_each_place,
    classes,
    exp,
    log,
    matrix,
    multiplied_out,
    one_hot,
    ones,
    rows,
    scalar,
    sqrt,
    unknown,
    vector,
)

N, D, H, K = 2, 6, 3, 5  # examples, inputs, hidden units, classes
assert N * H * K < 40  # for more the quotients would be too long
D_tilde, H_tilde = D + 1, H + 1  # inputs and the 1, hidden units and the 1
X = matrix("X", N, D)  # inputs, one example a row
one = ones(N)  # column of ones, one for each example
W1 = matrix("W1", D, H)  # weights of layer 1
b1 = vector("b1", H)  # biases of layer 1
W2 = matrix("W2", H, K)  # weights of layer 2
b2 = vector("b2", K)  # biases of layer 2
t = classes("t", N, K)  # class of each example
T = one_hot(t, K)  # targets, one-hot
h = scalar("h", positive=True)  # step of the difference quotients
_phi = unknown("phi")


def phi(x):  # any activation function
    return _phi(multiplied_out(x))


# A bias is the weight of an input that is always 1.
X_tilde = np.column_stack([X, one])  # inputs, followed by a 1
Theta1 = np.vstack([W1, b1])  # parameters of layer 1: the weights, and below them the biases
Theta2 = np.vstack([W2, b2])  # parameters of layer 2
P = Theta1.size + Theta2.size  # parameters

# The forward pass.
Z1 = X_tilde @ Theta1  # scores of layer 1
A = phi(Z1)  # activations of layer 1
A_tilde = np.column_stack([A, one])  # activations, followed by a 1
Z2 = A_tilde @ Theta2  # scores of layer 2
z = rows(Z2)  # scores of one example
w = rows(W2)  # weights that lead on from one hidden unit


def ell(z, c):  # loss of an example of class c with the scores z
    z = multiplied_out(z)
    return log(exp(z).sum()) - z[c]


def _losses(Theta1, Theta2):
    Z2 = multiplied_out(np.column_stack([phi(X_tilde @ Theta1), one]) @ Theta2)
    return log(exp(Z2).sum(axis=1)) - (T * Z2).sum(axis=1)


def L(Theta1, Theta2):  # mean loss of the batch
    return _losses(Theta1, Theta2).sum() / N


# The central differences by definition: every parameter moves for itself.
u = rows(np.eye(D_tilde, dtype=object))  # rows with a single 1: a place in layer 1
v = rows(np.eye(H, dtype=object))  # columns with a single 1: a place in layer 1
u_tilde = rows(np.eye(H_tilde, dtype=object))  # rows with a single 1: a place in layer 2
v_tilde = rows(np.eye(K, dtype=object))  # columns with a single 1: a place in layer 2

ell_plus = at_each_place(
    lambda E: _losses(Theta1 + h * E, Theta2), D_tilde, H
)  # losses, moved forward
ell_minus = at_each_place(
    lambda E: _losses(Theta1 - h * E, Theta2), D_tilde, H
)  # losses, moved back
first_layer_quotients = Q1 = at_each_place(
    lambda E: (L(Theta1 + h * E, Theta2) - L(Theta1 - h * E, Theta2)) / (2 * h), D_tilde, H
)  # difference quotients of layer 1


def _sums(Theta2):
    return exp(multiplied_out(A_tilde @ Theta2)).sum(axis=1)


s = _sums(Theta2)  # sum of the exponentials of an example's scores
s_plus = at_each_place(lambda E: _sums(Theta2 + h * E), H_tilde, K)  # sum of exponentials, forward
s_minus = at_each_place(lambda E: _sums(Theta2 - h * E), H_tilde, K)  # sum of exponentials, back
second_layer_quotients = Q2 = at_each_place(
    lambda E: (L(Theta1, Theta2 + h * E) - L(Theta1, Theta2 - h * E)) / (2 * h), H_tilde, K
)  # difference quotients of layer 2

# Pixels of equal value. For one image and one unit the loss is a function f of the score's move.
G = 8  # values other than 0 that an image has
y = matrix("y", N, G)  # the values of each image
_values = classes("values", N * D, G + 1).reshape(N, D)  # which of them, 0 for the pixel 0
S = np.eye(G + 1, dtype=int)[_values, 1:]  # 1 where a pixel has a value
x = np.array([S[n] @ y[n] for n in range(N)])  # pixels, some of them alike and one of them 0
f = unknown("f")  # any smooth function
M1 = 2 * np.empty((N, G + 1, H)).size  # losses for layer 1: image, value or bias, unit
M2 = 2 * np.empty((N, H_tilde, K)).size  # losses for layer 2: image, unit or bias, class

# Pixels that are not divided by the largest.
gamma = scalar("gamma", positive=True)  # the largest pixel
r = scalar("r")  # any number
theta = scalar("theta")  # a weight of a net that is given raw pixels
eta = scalar("eta", positive=True)  # learning rate
theta_tilde = theta - eta * sp.diff(f(sqrt(gamma) * theta), theta)  # the weight after a step

if __name__ == "__main__":
    show(__file__)
