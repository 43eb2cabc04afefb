"""Activation functions and their derivatives. Chapter: docs/activation.md."""

from derivations import show
from derivations.calculus import by_case, derivative, exp, scalar

x = scalar("x")  # score, one entry of Z


def u(x):  # unit step
    return by_case((1, x > 0), (0, True))


def sigma(x):  # sigmoid
    return 1 / (1 + exp(-x))


def ReLU(x):  # rectified linear unit
    return by_case((x, x > 0), (0, True))


def id(x):  # identity
    return x


def SiLU(x):  # smooth relative of ReLU
    return x * sigma(x)


# The definitions.
step = u(x)
sigmoid = sigma(x)
tanh = (exp(x) - exp(-x)) / (exp(x) + exp(-x))  # hyperbolic tangent
relu = ReLU(x)
identity = id(x)

# Differentiate them: SymPy takes the branch that holds at 0, so the slope of ReLU is 0 there.
sigmoid_prime = derivative(sigmoid, x)
tanh_prime = derivative(tanh, x)
relu_prime = derivative(relu, x)
identity_prime = derivative(identity, x)

# Exercise: a straight piece of a sum of ReLUs, from one kink to the next.
a, b = scalar("a"), scalar("b")  # a kink, the next kink

if __name__ == "__main__":
    show(__file__)
