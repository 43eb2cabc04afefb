"""Optimizers: from a gradient to a step. Chapter: docs/optimizer.md."""

from itertools import combinations

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import matrix, numbers, scalar, sqrt, vector

T, D = 3, 2  # steps, parameters
w = vector("w", D)  # where every path starts
g = [None, *matrix("g", T, D)]  # gradient of each step, from the first on
zero = np.array([sp.Integer(0)] * D)
eta = scalar("eta", positive=True)  # learning rate
mu = scalar("mu", positive=True)  # how much of the velocity is kept
rho = scalar("rho", positive=True)  # how much of the mean square is kept
beta_1 = scalar("beta_1", positive=True)  # how much of the mean is kept
beta_2 = scalar("beta_2", positive=True)  # how much of the mean square is kept, in Adam
epsilon = scalar("epsilon", positive=True)  # a small number that keeps divisions finite

# Gradient descent.
theta = [w]  # path of gradient descent
for gradient in g[1:]:
    theta.append(theta[-1] - eta * gradient)
gradient_descent = theta

# Momentum, and Nesterov's look ahead.
u = [zero]  # velocity
for gradient in g[1:]:
    u.append(mu * u[-1] + gradient)
theta_bar = [w]  # path with momentum
for velocity in u[1:]:
    theta_bar.append(theta_bar[-1] - eta * velocity)
momentum = theta_bar
theta_tilde = [  # path of Nesterov's method: where it computes its gradients
    place - eta * mu * velocity for place, velocity in zip(theta_bar, u, strict=True)
]
nesterov = theta_tilde

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

# Mini-batches: of N examples, B are drawn, every set of B equally often.
N, B = 6, 4  # examples, examples in a batch
assert B < N  # a batch of all examples leaves nothing to chance
h = vector("h", N)  # slope of the loss of each example, by one parameter
h_bar = h.sum() / N  # slope of the mean loss
r = vector("r", N)  # 1 for the examples of the batch, 0 for the others
h_hat = (r * h).sum() / B  # slope of the loss of a batch
batches = [[sp.Integer(n in batch) for n in range(N)] for batch in combinations(range(N), B)]

# What is drawn at random, with the means of its powers; gradients of a parameter are drawn alike.
first, second = vector("first", D), vector("second", D)
means = {
    symbol: (sp.Integer(1), first[i], second[i])
    for gradient in g[1:]
    for i, symbol in enumerate(gradient)
}


def E(x):  # expectation, the mean over all that can be drawn
    x = sum(sp.sympify(x).xreplace(dict(zip(r, batch, strict=True))) for batch in batches)
    terms = sp.Poly(x / len(batches), *means).terms()
    moments = list(means.values())
    return sum(c * sp.prod(moments[i][k] for i, k in enumerate(powers)) for powers, c in terms)


def Var(x):  # variance, the mean squared distance from the expectation
    return E((x - E(x)) ** 2)


# A valley, and a path of gradient descent along one of its axes.
z = vector("z", 2)  # a point of the valley
kappa = scalar("kappa", positive=True)  # how much steeper the valley is across than along
f = (z[0] ** 2 + kappa * z[1] ** 2) / 2  # height of the valley
lambda_ = scalar("lambda", positive=True)  # curvature along one axis
c = scalar("c")  # where the path on the parabola starts


def p(x):  # parabola with the curvature λ
    return lambda_ * x**2 / 2


x = [c]  # path of gradient descent on the parabola
for _ in range(T):
    x.append(x[-1] - eta * lambda_ * x[-1])

# Exercises: gradients that are always the same.
d = scalar("d", positive=True)  # a gradient that never changes
b = [sp.Integer(0)]  # velocity under the gradient d
a = [None]  # sum of the squares of d, from the first step on
for _ in range(T):
    b.append(mu * b[-1] + d)
    a.append(d**2 * len(a))

given = numbers((beta_1, "0.9"), (beta_2, "0.999"), (mu, "0.9"), (kappa, "20"))

if __name__ == "__main__":
    show(__file__)
