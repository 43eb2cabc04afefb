"""Descent: one neuron that learns by small steps downhill. Chapter: docs/descent.md."""

from derivations import show
from derivations.calculus import derivative, exp, log, matrix, numbers, scalar, vector

N, D = 4, 2  # examples, inputs


def sigma(x):  # sigmoid
    return 1 / (1 + exp(-x))


# A slope: of the square, between two places.
x = scalar("x")  # a place
h = scalar("h", nonzero=True)  # a small step
c = scalar("c", positive=True)  # how steeply a parabola rises


def f(x):  # the square
    return x**2


# One neuron, and how wrong it is.
X = matrix("X", N, D)  # inputs, one example a row
y = vector("y", N, positive=True)  # right answers, one for each example: 1 for yes, 0 for no
w = vector("w", D)  # weights, one for each input
b = scalar("b")  # bias
z = X @ w + b  # scores, one for each example
neuron = p = sigma(z)  # probabilities of a yes, one for each example
ell = -y * log(p) - (1 - y) * log(1 - p)  # losses, one for each example
E = (p - y) ** 2 / 2  # half the squared errors, one for each example
L = neuron_loss = ell.sum() / N  # mean loss
neuron_loss_grad_w = derivative(L, w)
neuron_loss_grad_b = derivative(L, b)

# One step, and what it does to the loss if it is small.
eta = scalar("eta", positive=True)  # learning rate
w_plus = w - eta * neuron_loss_grad_w  # weights after a step
b_plus = b - eta * neuron_loss_grad_b  # bias after a step
g = vector("g", D)  # gradient

# The example that is worked by hand.
given = numbers((X[0, :2], [1, 2]), (y[:1], [1]), (w[:2], [0, 0]), (b, 0), (eta, 1))

if __name__ == "__main__":
    show(__file__)
