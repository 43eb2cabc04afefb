"""Let a perceptron learn by Rosenblatt's rule. Chapter: docs/perceptron.md."""

import numpy as np


def learn_perceptron(X, t, passes):
    """Return the weights and the bias that Rosenblatt's rule finds from 0, and the passes it took.

    X holds one example a row, t the right answers, 0 or 1. A score of 0 is a no. A pass without a
    mistake is counted and is the last one; if there is none, it ends after so many passes.
    """
    w, b = np.zeros(X.shape[1]), 0.0
    for done in range(1, passes + 1):
        mistakes = 0
        for x, right in zip(X, t, strict=True):
            error = right - float(w @ x + b > 0)
            w, b = w + error * x, b + error
            mistakes += error != 0
        if mistakes == 0:
            return w, b, done
    return w, b, passes
