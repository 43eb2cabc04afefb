"""Losses: one number for how wrong a batch is. Chapter: docs/loss.md."""

import numpy as np

from derivations import show
from derivations.calculus import (
    by_case,
    classes,
    derivative,
    distributions,
    exp,
    log,
    matrix,
    one_hot,
    scalar,
    vector,
)

N, K = 2, 3  # examples, outputs or classes
T = distributions("T", N, K)  # targets, one example a row; for classes, each row sums to one
t = classes("t", N, K)  # class of each example

# Squared error, for numbers.
Y = matrix("Y", N, K)  # predictions
E = squared_error = ((Y - T) ** 2).sum() / (2 * N)  # squared error
squared_error_grad_Y = derivative(E, Y)
M = mean_squared_error = ((Y - T) ** 2).sum() / (N * K)  # mean of the squares
mean_squared_error_grad_Y = derivative(M, Y)
a = scalar("a", positive=True)  # a factor in front of the loss
eta = scalar("eta", positive=True)  # learning rate

# Cross-entropy, for classes. The entries of P are free here: each moves on its own.
P = matrix("P", N, K, positive=True)  # probabilities
C = cross_entropy = -(T * log(P)).sum() / N  # cross-entropy
cross_entropy_grad_P = derivative(C, P)
negative_log_likelihood = -(one_hot(t, K) * log(P)).sum() / N

# One example: its scores, its probabilities, and its loss for each class it may belong to.
z = vector("z", K)  # scores of one example
p = exp(z) / exp(z).sum()  # probabilities: softmax of z
ell = -log(p)  # loss of one example if class i is right
c = scalar("c")  # a shift, the same for every score
log_sum_exp = log(exp(z).sum())
log_softmax = log(p)
g = vector("g", K)  # upstream gradient, with respect to the logarithms of the probabilities
log_softmax_vjp = derivative(g @ log(p), z)

# Softmax and cross-entropy in one, for a batch of scores.
Z = matrix("Z", N, K)  # scores
P_hat = exp(Z) / exp(Z).sum(axis=1, keepdims=True)  # probabilities: softmax of each row of Z
L = softmax_cross_entropy = -(one_hot(t, K) * log(P_hat)).sum() / N  # loss of the classes t
softmax_cross_entropy_grad_Z = derivative(L, Z)
C_hat = -(T * log(P_hat)).sum() / N  # cross-entropy of any targets T and the scores Z
soft_cross_entropy = C_hat
soft_cross_entropy_grad_Z = derivative(C_hat, Z)
w = vector("w", K, positive=True)  # weight of each class
V = weighted_cross_entropy = -(one_hot(t, K) * w * log(P_hat)).sum() / w[t].sum()  # weighted mean
weighted_cross_entropy_grad_Z = derivative(V, Z)


# Two classes, told apart by one score an example.
def sigma(x):  # sigmoid
    return 1 / (1 + exp(-x))


s = vector("s", N)  # score of each example for the first of two classes
y = vector("y", N, positive=True)  # probability that it should have
B = -(y * log(sigma(s)) + (1 - y) * log(1 - sigma(s))).sum() / N  # cross-entropy of two classes
binary_cross_entropy = B
binary_cross_entropy_grad_s = derivative(B, s)

# A small constant that keeps the logarithm from 0: added, or as a floor.
epsilon = scalar("epsilon", positive=True)  # a small constant, added to probabilities
ell_tilde = -log(p + epsilon)  # loss with the constant added
ell_bar = np.frompyfunc(
    lambda p_i: by_case((-log(p_i), p_i > epsilon), (-log(epsilon), True)), 1, 1
)(p)  # loss with a floor

# Two distributions, to compare.
u = vector("u", K, positive=True)  # probabilities of what happens
v = vector("v", K, positive=True)  # probabilities that were predicted

if __name__ == "__main__":
    show(__file__)
