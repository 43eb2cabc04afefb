"""A network of two layers to read other people's notes against: layers, examples, an update."""

from verify.book.displays import Display
from verify.proving.formula import read
from verify.proving.namespace import Symbols
from verify.reading.tokens import LatexError

SOURCE = """
from derivations.calculus import derivative, exp, matrix, scalar, vector

L, N, D0, D1, D2 = 2, 5, 2, 4, 3
a0 = vector("a0", D0)
W1 = matrix("W1", D1, D0)
b1 = vector("b1", D1)
W2 = matrix("W2", D2, D1)
b2 = vector("b2", D2)

def sigma(x):
    return 1 / (1 + exp(-x))

z1 = W1 @ a0 + b1
a1 = sigma(z1)
z2 = W2 @ a1 + b2
a2 = sigma(z2)
C = (a2**2).sum() / 2
delta2 = a2 * a2 * (1 - a2)
delta1 = (W2.T @ delta2) * a1 * (1 - a1)
X = matrix("X", N, D0)
w = vector("w", D0)
y = X @ w
x = scalar("x")
eta = scalar("eta")
w_new = w - eta * derivative((w @ w) / 2, w)
"""
NETWORK = Symbols("network", SOURCE)
NETWORK.examples = frozenset({"X", "y"})


def verdict(latex: str) -> str:
    """What is wrong with a formula of the network, or nothing."""
    source = f"$$\n{latex}\n$$"
    try:
        steps = read(Display("network", source, 2, len(source) - 2), NETWORK).steps
    except LatexError as error:
        return str(error)
    return next((step.problem for step in steps if not step.ok), "")
