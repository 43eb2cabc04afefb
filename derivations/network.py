"""A network: layers in a row, computed forward. Chapter: docs/network.md."""

import numpy as np

from derivations import show
from derivations.calculus import exp, matrix, numbers, ones, vector

N, M = 6, 4  # examples in a batch, layers of a network of any width
x = vector("x", 2)  # inputs of one example
X = matrix("X", N, 2)  # inputs of a batch, one example a row
one = ones(N)  # column of ones, one for each example
W1 = matrix("W1", 2, 3)  # weights of layer 1, a column for each of its neurons
b1 = vector("b1", 3)  # biases of layer 1
W2 = matrix("W2", 3, 2)  # weights of layer 2, a column for each of its neurons
b2 = vector("b2", 2)  # biases of layer 2
W3 = matrix("W3", 2, 2)  # weights of layer 3, a column for each of its neurons
b3 = vector("b3", 2)  # biases of layer 3
w1 = W1.T  # weights of layer 1, one by one: first the neuron they lead to, then where from
w2 = W2.T
w3 = W3.T


def sigma(z):  # sigmoid
    return 1 / (1 + exp(-z))


# One example on its way through the layers.
z1 = x @ W1 + b1  # scores of layer 1
a1 = sigma(z1)  # activations of layer 1
z2 = a1 @ W2 + b2  # scores of layer 2
a2 = sigma(z2)  # activations of layer 2
y = a2 @ W3 + b3  # outputs of one example
p = exp(y) / exp(y).sum()  # the outputs as probabilities

# A batch: the same for every row.
A1 = sigma(X @ W1 + np.outer(one, b1))  # activations of layer 1, a row for each example
A2 = sigma(A1 @ W2 + np.outer(one, b2))  # activations of layer 2, a row for each example
three_layer_network = Y = A2 @ W3 + np.outer(one, b3)  # outputs of a batch

# The numbers of the example.
given = numbers(
    (x, ["1", "0.5"]),
    (W1, [["0.1", "0.3", "0.5"], ["0.2", "0.4", "0.6"]]),
    (b1, ["0.1", "0.2", "0.3"]),
    (W2, [["0.1", "0.4"], ["0.2", "0.5"], ["0.3", "0.6"]]),
    (b2, ["0.1", "0.2"]),
    (W3, [["0.1", "0.3"], ["0.2", "0.4"]]),
    (b3, ["0.1", "0.2"]),
)

# What a network of any width costs: two products of neighbours, added up over the layers.
s = vector("s", M + 1, positive=True)  # numbers of neurons: of the inputs, then of every layer
parameter_count = P = ((s[:-1] + 1) * s[1:]).sum()  # number of parameters
operation_count = C = 2 * N * (s[:-1] * s[1:]).sum()  # operations for a batch

if __name__ == "__main__":
    show(__file__)
