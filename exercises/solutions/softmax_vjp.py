"""Pull a gradient back through softmax. Chapter: docs/softmax.md."""

import numpy as np


def softmax_vjp(z, g):
    """Turn the gradient g with respect to the probabilities of z into that with respect to z."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return p * (g - (g * p).sum(axis=-1, keepdims=True))
