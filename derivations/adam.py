"""A rate for each parameter, and rates that change. Chapter: docs/adam.md."""

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import by_case, derivative, matrix, numbers, scalar, sqrt, vector

T, D = 3, 2  # steps, parameters
w = vector("w", D)  # where every path starts
g = [None, *matrix("g", T, D)]  # gradient of each step, from the first on
zero = np.array([sp.Integer(0)] * D)
eta = scalar("eta", positive=True)  # learning rate
rho = scalar("rho", positive=True)  # how much of the mean square is kept
beta_1 = scalar("beta_1", positive=True)  # how much of the mean is kept
beta_2 = scalar("beta_2", positive=True)  # how much of the mean square is kept, in Adam
epsilon = scalar("epsilon", positive=True)  # a small number that keeps divisions finite

# A learning rate for each parameter.
s = [zero]  # sum of the squares, for AdaGrad
q = [zero]  # mean square, for RMSProp
phi, psi = [w], [w]  # path of AdaGrad, path of RMSProp
for gradient in g[1:]:
    s.append(s[-1] + gradient**2)
    q.append(rho * q[-1] + (1 - rho) * gradient**2)
    phi.append(phi[-1] - eta * gradient / (sqrt(s[-1]) + epsilon))
    psi.append(psi[-1] - eta * gradient / (sqrt(q[-1]) + epsilon))
adagrad = phi
rmsprop = psi

# Adam: mean and mean square, both corrected for their start at zero.
m = [zero]  # mean of the gradients
v = [zero]  # mean square of the gradients
for gradient in g[1:]:
    m.append(beta_1 * m[-1] + (1 - beta_1) * gradient)
    v.append(beta_2 * v[-1] + (1 - beta_2) * gradient**2)
m_hat = [None, *(mean / (1 - beta_1**t) for t, mean in enumerate(m) if t)]  # corrected mean
v_hat = [
    None,
    *(square / (1 - beta_2**t) for t, square in enumerate(v) if t),
]  # corrected mean square
theta_hat = [w]  # path of Adam
for mean, square in zip(m_hat[1:], v_hat[1:], strict=True):
    theta_hat.append(theta_hat[-1] - eta * mean / (sqrt(square) + epsilon))
adam = theta_hat

# Weights that decay: on their own, or as a part of the loss.
gamma = scalar("gamma", positive=True)  # how fast weights decay
omega = [w]  # path of AdamW
for mean, square in zip(m_hat[1:], v_hat[1:], strict=True):
    omega.append((1 - eta * gamma) * omega[-1] - eta * mean / (sqrt(square) + epsilon))
adamw = omega
c = vector("c", D)  # slopes of the loss without the price on weights
L = (c * w).sum() + gamma / 2 * (w**2).sum()  # loss with a price on weights, to first order
w_plus = w - eta * derivative(L, w)  # where a path stands after a step with a price on weights

# A rate that changes from step to step.
A, B = (scalar(name, positive=True) for name in "AB")  # steps of the warm-up, steps in all
k = scalar("k", positive=True)  # step, counted from 1


def a(k):  # learning rate of step k
    half = eta / 2 * (1 + sp.cos(sp.pi * (k - A) / (B - A)))
    return by_case((eta * k / A, k <= A), (half, True))


warm_cosine = a(k)

# A path along one axis of a valley.
lambda_ = scalar("lambda", positive=True)  # curvature along one axis
x = [None, *vector("x", T, positive=True)]  # points on a parabola, from the first step on

# What is drawn at random, with the means of its powers; gradients of a parameter are drawn alike.
first, second = vector("first", D), vector("second", D)
means = {
    symbol: (sp.Integer(1), first[i], second[i])
    for gradient in g[1:]
    for i, symbol in enumerate(gradient)
}


def E(x):  # expectation, the mean over all that can be drawn
    terms = sp.Poly(sp.sympify(x), *means).terms()
    moments = list(means.values())
    return sum(c * sp.prod(moments[i][k] for i, k in enumerate(powers)) for powers, c in terms)


# A gradient that is always the same.
d = scalar("d", positive=True)  # a gradient that never changes
n = [None]  # sum of the squares of d, from the first step on
for _ in range(T):
    n.append(d**2 * len(n))

given = numbers((beta_1, "0.9"), (beta_2, "0.999"))

if __name__ == "__main__":
    show(__file__)
