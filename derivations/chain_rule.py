"""The chain rule: derivatives of functions of functions. Chapter: docs/chain_rule.md."""

from derivations import show
from derivations.calculus import (
    derivative,
    diag,
    exp,
    function,
    functions,
    matrix,
    numbers,
    scalar,
    tanh,
    vector,
)

D, H, K = 2, 4, 5  # inputs, intermediate values, outputs: all different, so no axis can hide

t = scalar("t")  # a number


def f(x):  # any differentiable function
    return function("f", x)


def h(x):  # any other differentiable function
    return function("h", x)


# Two ways from t to F.
alpha = function("alpha", t)  # depends on t in any way
beta = function("beta", t)  # depends on t in another way
F = function("F", alpha, beta)  # depends on α and β in any way

# From many numbers to many.
x = vector("x", D)  # inputs
u = functions("u", H, x)  # intermediate values, made from x
y = functions("y", K, u)  # outputs, made from u
L = function("L", y)  # loss, made from y
J = derivative(y, x)  # Jacobian: row i is the gradient of entry i of y

# A graph with three nodes.
a, b, c = scalar("a"), scalar("b"), scalar("c")  # an input of the first graph
q = a + b  # sum of a and b
E = q * c  # product of q and c

# A neuron, step by step.
w = vector("w", D + 1)  # weights of a neuron, the last one its bias
given = numbers((a, -2), (b, 5), (c, -4), (w[:3], [2, -3, -3]), (x[:2], [-1, -2]))


def sigma(x):  # sigmoid
    return 1 / (1 + exp(-x))


z = w[:D] @ x + w[D]  # score
r = exp(-z)  # exponential
s = 1 + r  # denominator
sigmoid_neuron = p = 1 / s  # output of the neuron
sigmoid_neuron_grad_w = derivative(p, w)
sigmoid_neuron_grad_x = derivative(p, x)

# Three maps in a row: a matrix, tanh, a matrix.
A = matrix("A", H, D)  # weights of the first map
B = matrix("B", K, H)  # weights of the last map
g = vector("g", K)  # upstream gradient: that of L with respect to y
v = vector("v", D)  # direction in which the inputs move
u_tilde = tanh(A @ x)  # intermediate values, after tanh
composition = y_tilde = B @ u_tilde  # outputs, after the last map
composition_jacobian = J_tilde = derivative(y_tilde, x)  # Jacobian of the three maps
composition_jvp = (J_tilde * v).sum(axis=1)
L_tilde = g @ B @ u_tilde  # any loss, made from ỹ, to first order
composition_vjp = derivative(L_tilde, x)

# Multiply the Jacobians of M maps: map l turns n_l numbers into n_(l + 1).
M = 6  # maps in a row
n = vector("n", M + 1, positive=True)  # how many numbers there are before, between, after the maps
_entries = n[1:] * n[:-1]  # of each Jacobian
forward_multiplications = C_f = _entries[1:].sum() * n[0]  # multiplications from the input on
backward_multiplications = C_b = n[M] * _entries[:-1].sum()  # multiplications from the output back
m = scalar("m", positive=True)  # how many numbers there are everywhere, if all are alike

if __name__ == "__main__":
    show(__file__)
