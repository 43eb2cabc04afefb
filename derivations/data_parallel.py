"""One training on many machines. Chapter: docs/data_parallel.md."""

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import (
    functions,
    log,
    matrix,
    numbers,
    parts,
    scalar,
    sqrt,
    sums_of_parts,
    unknown,
    vector,
)

# A batch of N examples in R parts, and any loss of an example.
N, R, D = 7, 3, 2  # examples in the batch, parts, parameters
n = parts(N, R)  # examples in each part
s = [0, *np.cumsum(n)]  # number of the last example in each part
w = vector("w", D)  # parameters
ell = functions("ell", N, w)  # loss of each example
L = ell.sum() / N  # loss of the batch


def _means(x):
    return sums_of_parts(x, n) / n


Lambda = _means(ell)  # loss of each part

# The gradients of the parts, whatever they are, and what the rules of the optimizers do with them.
g = matrix("g", R, D)  # gradient of each part
mean_of_shards = g_bar = n @ g / N  # gradient of the batch
eta = scalar("eta", positive=True)  # learning rate
mu = scalar("mu", positive=True)  # how much of the velocity is kept
u = vector("u", D)  # velocity
given = numbers((g[:3, 0], ["2", "1", "4"]))

# A number that every example has, such as the score of a hidden unit.
x = vector("x", N)  # any number, one for each example
m = _means(x)  # mean of each part
v = _means(x**2) - m**2  # variance of each part


def E(x):  # mean over all entries of x
    return x.sum() / x.size


variance_of_shards = E(x**2) - E(x) ** 2


def Var(x):  # mean square distance from the mean
    return E((x - E(x)) ** 2)


# What an all-reduce takes: every message costs the latency, and every byte its time.
p = scalar("p", positive=True)  # processes
M = scalar("M", positive=True)  # bytes of the gradient
alpha = scalar("alpha", positive=True)  # latency: seconds a message
beta = scalar("beta", positive=True)  # seconds a byte
k = log(p) / log(2)  # rounds in which pairs reach everybody
ring_time = t_r = 2 * (p - 1) * (alpha + M / p * beta)  # all-reduce round a ring
doubling_time = t_2 = k * (alpha + M * beta)  # all-reduce in pairs
halving_time = t_h = 2 * (k * alpha + (p - 1) / p * M * beta)  # all-reduce in halves

# What a step takes.
B = scalar("B", positive=True)  # examples in the batch of all processes
b = scalar("b", positive=True)  # examples a process
c = scalar("c", positive=True)  # seconds to compute an example
c_0 = scalar("c_0", positive=True)  # seconds of a step, whatever the batch
t = scalar("t", positive=True)  # seconds of an all-reduce
step_time = tau = c_0 + b * c + t  # seconds of a step
speed_up = S = (c_0 + B * c) / (c_0 + B / p * c + t)  # how many times as fast as one process
weak_efficiency = phi = (c_0 + b * c) / (c_0 + b * c + t)  # share of a step that is work
tau_r = c_0 + B / p * c + t_r  # seconds of a step with a ring
p_r = sqrt((B * c - 2 * M * beta) / (2 * alpha))  # processes of the fastest ring
p_c = (  # processes with whom a ring takes as long as the computing
    alpha - M * beta + sqrt((alpha + M * beta) ** 2 + 2 * alpha * B * c)
) / (2 * alpha)

# A gradient that is sent in buckets while the backward pass goes on.
a = scalar("a", positive=True)  # seconds of the backward pass
Q = scalar("Q", positive=True)  # buckets in which the gradient is sent
overlapped_time = tau_o = sp.Max(a / Q + t, a + t / Q)  # seconds until all is computed and sent

# A network of P weights: a product and a sum for each, forward once, backward twice.
P = scalar("P", positive=True)  # parameters
F = scalar("F", positive=True)  # operations a second
smallest_shard = b_s = sp.Rational(4, 3) * F * beta  # examples that take as long as the messages

f = scalar("f", positive=True)  # share of a step that cannot be shared out

# Checkpoints.
C = scalar("C", positive=True)  # seconds to write a checkpoint
h = scalar("h", positive=True)  # seconds between two checkpoints
mu_1 = scalar("mu_1", positive=True)  # seconds to the failure of a machine, on average
rho = C / h + h / (2 * mu_1 / p)  # share of the time that is lost
checkpoint_interval = h_s = sqrt(2 * C * mu_1 / p)  # seconds between checkpoints that lose least

if __name__ == "__main__":
    show(__file__)
