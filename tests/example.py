"""A small chapter to test the reader with: a derivation, and formulas that are read against it."""

from verify.book.displays import Display
from verify.proving.formula import Reading, read
from verify.proving.namespace import Symbols
from verify.reading.tokens import LatexError

SOURCE = """
import numpy as np

from derivations.calculus import by_case, derivative, diag, exp, log, matrix, ones, scalar, vector

K = 3
z = vector("z", K)
g = vector("g", K)
x = scalar("x")
y = scalar("y")
h = scalar("h", positive=True)
a = scalar("a", positive=True)
net_h1 = scalar("net_h1")
y_hat = scalar("y_hat")
w_plus = scalar("w_plus")
epsilon = scalar("epsilon", positive=True)

def sigma(x):
    return 1 / (1 + exp(-x))

def u(x):
    return by_case((1, x > 0), (0, True))

def f(x, y):
    return x * y**2

S = exp(z).sum()
p = exp(z) / S
softmax = p
softmax_jacobian = J = derivative(p, z)
L = g @ p
softmax_vjp = derivative(L, z)

N, D, H = 2, 4, 5
X = matrix("X", N, D)
W = matrix("W", D, H)
b = vector("b", H)
W2 = matrix("W2", H, D)
one = ones(N)
linear = Y = X @ W + np.outer(one, b)
t = np.array([2, 0])
P = matrix("P", N, K, positive=True)
c = np.array([P[0, 2], P[1, 0]])
M = X @ X.T
A = matrix("A", K, K)

m = [scalar(f"m_{step}") for step in range(4)]
r = [None, *(scalar(f"r_{step}") for step in (1, 2, 3))]
"""
SYMBOLS = Symbols("example", SOURCE)


def display(latex: str, label: str | None = None) -> Display:
    """The formula as if it stood in docs/example.md, from the third line on."""
    command = rf"\\label{{eq:{label}}}".replace("\\\\", "\\") if label else ""
    source = f"# Example\n$$\n{latex}\n{command}$$\n"
    start = source.index("$$") + 2
    return Display("example", source, start, source.rindex("$$"))


def reading(latex: str, label: str | None = None) -> Reading:
    """The formula as it is read; raises `LatexError`."""
    return read(display(latex, label), SYMBOLS)


def verdict(latex: str, label: str | None = None) -> str:
    """What is wrong with a formula, with its place, or nothing."""
    try:
        steps = reading(latex, label).steps
    except LatexError as error:
        return f"{display(latex, label).place(error.at)}: {error}"
    return next((step.problem for step in steps if not step.ok), "")
