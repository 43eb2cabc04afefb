"""Softmax: scores to probabilities. Chapter: docs/softmax.md."""

from derivations import show
from derivations.calculus import derivative, diag, exp, scalar, unknown, vector

K = 3  # classes: the smallest number with two different off-diagonal entries
z = vector("z", K)  # scores, one for each class
g = vector("g", K)  # upstream gradient: that of L with respect to p
c = scalar("c")  # a shift, the same for every score
tau = scalar("tau", positive=True)  # temperature


def sigma(x):  # sigmoid
    return 1 / (1 + exp(-x))


# The definition.
S = exp(z).sum()  # what the exponentials add up to
softmax = p = exp(z) / S  # probabilities
q = exp(z / tau) / exp(z / tau).sum()  # probabilities at the temperature τ

# Differentiate it.
softmax_jacobian = J = derivative(p, z)  # Jacobian: row i is the gradient of entry i of p

# Pull a gradient back: L is any loss whose gradient at p is g.
L = g @ p  # loss, to first order
softmax_vjp = derivative(L, z)

# Another function in the place of the exponential.
f = unknown("f")  # any function in the place of the exponential
a, beta = scalar("a"), scalar("beta")  # a score; the slope of f, divided by f

if __name__ == "__main__":
    show(__file__)
