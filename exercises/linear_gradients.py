"""Pull a gradient back through a linear layer. Chapter: docs/linear.md."""

import numpy as np


def linear_gradients(X, W, G):
    """Return the gradients for X, for W and for the bias, from the upstream gradient G."""
    raise NotImplementedError("write linear_gradients")
