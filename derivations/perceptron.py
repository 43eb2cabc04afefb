"""The perceptron: a neuron that says yes or no. Chapter: docs/perceptron.md."""

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import by_case, matrix, ones, scalar, vector

N, D = 4, 2  # examples, inputs
X = matrix("X", N, D)  # inputs, one example a row
w = vector("w", D)  # weights, one for each input
b = scalar("b")  # bias
x = vector("x", D)  # inputs of one example
s = scalar("s")  # score
one = ones(4)  # column of ones, one for each example
half = sp.Rational(1, 2)


def u(s):  # unit step: 1 for a positive score, 0 for any other
    return np.frompyfunc(lambda score: by_case((1, score > 0), (0, True)), 1, 1)(s)


def z(x_1, x_2):  # score of a neuron with two inputs
    return w[0] * x_1 + w[1] * x_2 + b


# The definition.
perceptron = y = u(X @ w + b)  # outputs, 1 for yes and 0 for no


# One correction, after the answer to one example.
t = scalar("t")  # target: the right answer to the example
a = u(w @ x + b)  # answer to the example
corrected_w = w_plus = w + (t - a) * x  # weights after a correction
corrected_b = b_plus = b + (t - a)  # bias after a correction


# Three neurons with two inputs, and what they make of the four pairs of bits.
def AND(x_1, x_2):  # 1 if both inputs are 1
    return u(x_1 + x_2 - 3 * half)


def OR(x_1, x_2):  # 1 if at least one input is 1
    return u(x_1 + x_2 - half)


def NAND(x_1, x_2):  # 1 unless both inputs are 1
    return u(3 * half - x_1 - x_2)


# The four pairs of bits; weights and biases of AND, OR and NAND, in columns; all their scores.
B = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) * sp.Integer(1)  # the four pairs of bits, one a row
V = np.array([[1, 1, -1], [1, 1, -1]]) * sp.Integer(1)  # weights of AND, OR and NAND, as columns
c = np.array([-3, -1, 3]) * half  # biases of AND, OR and NAND
S = B @ V + np.outer(one, c)  # scores of AND, OR and NAND, a pair of bits a row


# Two layers: NAND and OR look at the inputs, AND looks at their answers.
def XOR(x_1, x_2):  # 1 if exactly one input is 1
    return AND(NAND(x_1, x_2), OR(x_1, x_2))


# What NAND and OR answer to the four pairs, and the scores that AND makes of it.
A = np.column_stack([NAND(B[:, 0], B[:, 1]), OR(B[:, 0], B[:, 1])])  # answers of NAND and OR
r = A @ ones(2) - 3 * half * one  # scores of AND for the answers of NAND and OR

if __name__ == "__main__":
    show(__file__)
