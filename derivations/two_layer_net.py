"""A net with one hidden layer, trained on batches. Chapter: docs/two_layer_net.md."""

from itertools import product

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import exp, expectation, log, ones, scalar, vector

# Batches drawn at random: every draw is from all examples, so that one may come twice.
M, B = 4, 2  # examples, draws of a batch
assert M**B < 100  # so many batches are drawn
ell = vector("ell", M)  # loss of each example
x = vector("x", B)  # loss of each draw
m = x.sum() / B  # loss of the batch
_draws = list(product(range(M), repeat=B))  # all batches that can be drawn
_left_out = [sp.Rational(M - len(set(batch)), M) for batch in _draws]
v = np.reshape(_left_out, M**B)  # share not in the batch, for each batch that can be drawn
_mean = expectation((x, ell, ones(M) / M))  # over all draws, which are equally likely


def E(k):  # expectation; of all that can be drawn, the mean
    return _mean(k.sum() / k.size if isinstance(k, np.ndarray) else k)


def Var(k):  # mean square distance from the mean
    return E((k - E(k)) ** 2)


batch_variance = Var(m)
unseen_share = E(v)

# The tutorial's loss of one example, with a small number inside the logarithm.
K = 3
z = vector("z", K)  # scores
p = exp(z) / exp(z).sum()  # probabilities
t = 2  # class, counted from 1
epsilon = scalar("epsilon", positive=True)  # a small number
c = -log(p[t - 1] + epsilon)  # the tutorial's loss
L = -log(p[t - 1])  # cross-entropy

if __name__ == "__main__":
    show(__file__)
