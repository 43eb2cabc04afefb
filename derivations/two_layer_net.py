"""A net with one hidden layer, trained on batches. Chapter: docs/two_layer_net.md."""

from itertools import product

import numpy as np

from derivations import show
from derivations.calculus import exp, log, scalar, vector

# Batches drawn at random: M examples, of which a batch takes B, each one drawn from all.
M, B = 3, 2
ell = vector("ell", M)  # loss of each example
m = np.array([sum(batch) / B for batch in product(ell, repeat=B)])  # loss of each possible batch


def E(values):  # mean over all draws, which are equally likely
    return values.sum() / len(values)


def Var(values):  # mean square distance from the mean
    return E((values - E(values)) ** 2)


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
