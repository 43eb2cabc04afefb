"""Optimizers: from a gradient to a step. Chapter: docs/optimizer.md."""

from itertools import combinations

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import by_case, matrix, numbers, scalar, sqrt, vector

T, D = 3, 2  # steps, parameters
w = vector("w", D)  # where every path starts
g = [None, *matrix("g", T, D)]  # gradient of each step, from the first on
zero = np.array([sp.Integer(0)] * D)
eta = scalar("eta", positive=True)  # learning rate
mu = scalar("mu", positive=True)  # how much of the velocity is kept

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

# Mini-batches: of N examples, B are drawn, every set of B equally often.
N, B = 6, 4  # examples, examples in a batch
assert B < N  # a batch of all examples leaves nothing to chance
h = vector("h", N)  # slope of the loss of each example, by one parameter
h_bar = h.sum() / N  # slope of the mean loss
r = vector("r", N)  # 1 for the examples of the batch, 0 for the others
h_hat = (r * h).sum() / B  # slope of the loss of a batch
batches = [[sp.Integer(n in batch) for n in range(N)] for batch in combinations(range(N), B)]


def E(x):  # expectation, the mean over all batches
    x = sum(sp.sympify(x).xreplace(dict(zip(r, batch, strict=True))) for batch in batches)
    return sp.expand(x / len(batches))


def Var(x):  # variance, the mean squared distance from the expectation
    return E((x - E(x)) ** 2)


# A valley, and paths along one of its axes.
z = vector("z", 2)  # a point of the valley
kappa = scalar("kappa", positive=True)  # how much steeper the valley is across than along
f = (z[0] ** 2 + kappa * z[1] ** 2) / 2  # height of the valley
lambda_ = scalar("lambda", positive=True)  # curvature along one axis
c = scalar("c")  # where the paths on the parabola start


def p(x):  # parabola with the curvature λ
    return lambda_ * x**2 / 2


x = [c]  # path of gradient descent on the parabola
for _ in range(T):
    x.append(x[-1] - eta * lambda_ * x[-1])

# A slope that is off by chance: the variance that comes back after a step.
s = scalar("s", positive=True)  # size of the chance in a slope
noise_floor = V = (
    eta * s**2 / (lambda_ * (2 - eta * lambda_))
)  # variance that a step leaves as it is

# Momentum on the parabola, and Nesterov's points ahead.
k = [sp.Integer(0)]  # velocity on the parabola
y = [c]  # path with momentum on the parabola
a = [sp.Integer(0)]  # velocity on the parabola, with Nesterov
y_tilde = [c]  # path of Nesterov's points ahead on the parabola
for _ in range(T):
    k.append(mu * k[-1] + lambda_ * y[-1])
    y.append(y[-1] - eta * k[-1])
    a.append(mu * a[-1] + lambda_ * y_tilde[-1])
    y_tilde.append(y_tilde[-1] - eta * (lambda_ * y_tilde[-1] + mu * a[-1]))
# What takes two neighbouring places of the path to the next two.
momentum_matrix = M = np.array(
    [[1 + mu - eta * lambda_, -mu], [sp.Integer(1), sp.Integer(0)]]
)  # a step of momentum, as a matrix

# The numbers ρ with ρ² = τ ρ - ν, and the size of the larger one.
tau = scalar("tau")  # sum of two roots
nu = scalar("nu")  # product of two roots
rho_1, rho_2 = (
    (tau + sign * sqrt(tau**2 - 4 * nu)) / 2 for sign in (1, -1)
)  # larger root, smaller root


def q(tau, nu):  # size of the larger root
    inside = tau**2 - 4 * nu
    return by_case((sqrt(nu), inside < 0), ((sp.Abs(tau) + sqrt(inside)) / 2, True))


larger_root = q(tau, nu)
momentum_factor = Q_m = q(1 + mu - eta * lambda_, mu)  # what momentum leaves of the error
nesterov_factor = Q_n = q(  # what Nesterov's method leaves of the error
    (1 + mu) * (1 - eta * lambda_), mu * (1 - eta * lambda_)
)
momentum_largest_rate = eta_m = 2 * (1 + mu) / lambda_  # largest stable learning rate of momentum
nesterov_largest_rate = eta_n = (
    2 * (1 + mu) / (lambda_ * (1 + 2 * mu))
)  # largest stable learning rate with Nesterov
critical_mu = mu_c = (
    1 - sqrt(eta * lambda_)
) ** 2  # how much of the velocity is kept where both roots are one

# A valley with curvatures from one to another, and the best pair of momentum.
lambda_1 = scalar("lambda_1", positive=True)  # the least curvature
lambda_2 = scalar("lambda_2", positive=True)  # the largest curvature
best_rate = eta_b = (2 / (sqrt(lambda_1) + sqrt(lambda_2))) ** 2  # best learning rate of momentum
best_memory = mu_b = (  # how much of the velocity the best pair keeps
    (sqrt(lambda_2) - sqrt(lambda_1)) / (sqrt(lambda_2) + sqrt(lambda_1))
) ** 2

beta = scalar("beta", positive=True)  # the most that a step leaves of the error

# The other two forms of momentum.
k_hat = [zero]  # velocity with the rate inside
m = [zero]  # fading mean of the gradients
alpha = scalar("alpha", positive=True)  # learning rate of the fading mean
theta_hat, chi = [w], [w]  # path of momentum with the rate inside, path of the fading mean
for gradient in g[1:]:
    k_hat.append(mu * k_hat[-1] - eta * gradient)
    m.append(mu * m[-1] + (1 - mu) * gradient)
    theta_hat.append(theta_hat[-1] + k_hat[-1])
    chi.append(chi[-1] - alpha * m[-1])
momentum_inside = theta_hat
momentum_mean = chi

# A gradient that is always the same.
d = scalar("d", positive=True)  # a gradient that never changes
b = [sp.Integer(0)]  # velocity under the gradient d
for _ in range(T):
    b.append(mu * b[-1] + d)

given = numbers((mu, "0.9"), (kappa, "20"))

if __name__ == "__main__":
    show(__file__)
