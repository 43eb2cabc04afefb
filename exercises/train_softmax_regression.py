"""Train softmax regression. Chapter: docs/softmax_regression.md."""

import numpy as np


def train_softmax_regression(X, t, K, eta, steps):
    """Start with W and b zero, make so many steps with all examples, and return W and b.

    X has an example in each row, t the number of its class, below K; eta is the learning rate.
    """
    raise NotImplementedError("write train_softmax_regression")
