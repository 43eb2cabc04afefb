"""A numerical gradient of a loss, entry by entry.

Chapter: docs/numerical_differentiation.md.
"""

import numpy as np


def slope_of_loss(loss, w, h=1e-5):
    """Return the central differences of loss with respect to each entry of the array w.

    `loss(w)` is one number. w is left as it was.
    """
    w = np.array(w, dtype=float)
    g = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        kept = w[place]
        w[place] = kept + h
        above = loss(w)
        w[place] = kept - h
        below = loss(w)
        w[place] = kept
        g[place] = (above - below) / (2 * h)
    return g
