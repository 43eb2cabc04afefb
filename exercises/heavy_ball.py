"""Momentum: steps with a velocity that remembers earlier gradients.

Chapter: docs/optimizer.md.
"""

import numpy as np


def heavy_ball(w, gradient, eta, mu, steps):
    """Make so many steps of momentum from w, and return where they end.

    The gradient is a function: `gradient(w)` is the gradient at w.
    """
    raise NotImplementedError("write heavy_ball")
