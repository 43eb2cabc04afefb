"""Backpropagation: every gradient of a two-layer network. Chapter: docs/backprop.md."""

import numpy as np

from derivations import show
from derivations.calculus import (
    classes,
    derivative,
    exp,
    log,
    matrix,
    one_hot,
    ones,
    unknown,
    vector,
)

N, D, H, K = 2, 5, 3, 4  # examples, inputs, hidden neurons, classes
X = matrix("X", N, D)  # inputs, one example a row
W1 = matrix("W1", D, H)  # weights of layer 1
b1 = vector("b1", H)  # biases of layer 1
W2 = matrix("W2", H, K)  # weights of layer 2
b2 = vector("b2", K)  # biases of layer 2
t = classes("t", N, K)  # class of each example
T = one_hot(t, K)  # targets, one-hot
one = ones(N)  # column of ones, one for each example
one_H = ones(H)  # column of ones, one for each hidden neuron


def sigma(x):  # sigmoid
    return 1 / (1 + exp(-x))


# The forward pass.
Z1 = X @ W1 + np.outer(one, b1)  # scores of layer 1
A1 = sigma(Z1)  # activations of layer 1
Z2 = A1 @ W2 + np.outer(one, b2)  # scores of layer 2
P = exp(Z2) / exp(Z2).sum(axis=1, keepdims=True)  # probabilities
two_layer_loss = L = -(T * log(P)).sum() / N  # mean cross-entropy

# The deltas: how L changes with the scores of a layer.
Delta2 = (P - T) / N  # delta of layer 2
Delta1 = (Delta2 @ W2.T) * A1 * (1 - A1)  # delta of layer 1

# The gradients, each by differentiating the loss itself.
two_layer_loss_grad_W2 = derivative(L, W2)
two_layer_loss_grad_b2 = derivative(L, b2)
two_layer_loss_grad_W1 = derivative(L, W1)
two_layer_loss_grad_b1 = derivative(L, b1)

# Any activation and any loss: phi is not known, and G is the gradient of the loss by Z.
phi = unknown("phi")  # any activation function
Z = matrix("Z", N, H)  # scores of a layer
A = phi(Z)  # activations of a layer
U = A @ W2 + np.outer(one, b2)  # scores of the next layer
G = matrix("G", N, K)  # delta of the next layer
M = (G * U).sum()  # a loss with the delta G, to first order

# The same network with examples as columns.
X_c = X.T  # inputs, one example a column
V1 = W1.T  # weights of layer 1, a row for each neuron
V2 = W2.T  # weights of layer 2, a row for each class
A1_c = sigma(V1 @ X_c + np.outer(b1, one))  # activations of layer 1, one example a column
Delta2_c = Delta2.T  # delta of layer 2, one example a column
Delta1_c = Delta1.T  # delta of layer 1, one example a column

# What a step costs, in operations.
F = 2 * N * (D * H + H * K)  # operations of the forward pass
B = 2 * N * (D * H + 2 * H * K)  # operations of the backward pass

if __name__ == "__main__":
    show(__file__)
