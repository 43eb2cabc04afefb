"""Momentum: steps with a velocity that remembers earlier gradients.

Chapter: docs/optimizer.md.
"""

import numpy as np


def heavy_ball(w, gradient, eta, mu, steps):
    """Make so many steps of momentum from w, and return where they end.

    The gradient is a function: `gradient(w)` is the gradient at w.
    """
    w, u = np.array(w, dtype=float), np.zeros(np.shape(w))
    for _ in range(steps):
        u = mu * u + gradient(w)
        w = w - eta * u
    return w
