"""Numerical differentiation: slopes from values. Chapter: docs/numerical_differentiation.md."""

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import derivative, scalar, sqrt, vector

i = sp.I  # the imaginary unit
x = scalar("x")  # where the slope is wanted
h = scalar("h", positive=True)  # step
_f = np.frompyfunc(sp.Function("f"), 1, 1)


def f(x):  # any smooth function that is real for real x
    return _f(x)


def Im(z):  # imaginary part; f of the conjugate is the conjugate of f
    return sp.expand((z - sp.sympify(z).xreplace({i: -i})) / (2 * i))


# The three difference quotients.
forward_difference = (f(x + h) - f(x)) / h
central_difference = (f(x + h) - f(x - h)) / (2 * h)
complex_step = Im(f(x + i * h)) / h

# What rounding adds, and the step at which the sum is least.
epsilon = scalar("epsilon", positive=True)  # relative error of a computed value of f
F = scalar("F", positive=True)  # size of f near x
M_2, M_3 = (scalar(f"M_{n}", positive=True) for n in (2, 3))  # size of f'', size of f'''
E_f = 2 * epsilon * F / h + h * M_2 / 2  # largest error of the forward difference
E_c = epsilon * F / h + h**2 * M_3 / 6  # largest error of the central difference
forward_best_step = h_f = 2 * sqrt(epsilon * F / M_2)  # best step of the forward difference
h_i = sqrt(6 * epsilon)  # longest step at which the complex step is right to rounding
central_best_step = h_c = (3 * epsilon * F / M_3) ** sp.Rational(
    1, 3
)  # best step of the central difference

# Many parameters. The loss is any function f of one neuron's sum, with the inputs c.
D = 2  # parameters
w = vector("w", D)  # parameters, in one row
c = vector("c", D)  # inputs of a neuron
v = vector("v", D)  # direction
e = [None, *np.array(sp.eye(D))]  # unit vector along each axis


def L(w):  # loss, an unknown function of one neuron's weighted sum
    return f(c @ w)


def _difference(v):
    return (L(w + h * v) - L(w - h * v)) / (2 * h)


numerical_gradient = g = np.array([_difference(u) for u in e[1:]])  # estimated gradient of L
directional_difference = _difference(v)

# Two gradients, compared.
a = vector("a", D)  # a gradient, from the formula
b = vector("b", D)  # a gradient, from difference quotients


def _norm(a):
    return sp.sqrt((a**2).sum())


relative_error = r = _norm(a - b) / sp.Max(_norm(a), _norm(b))  # relative error

if __name__ == "__main__":
    show(__file__)
