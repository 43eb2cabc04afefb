"""Pull a gradient back through two matrices with tanh between them. Chapter: docs/chain_rule.md."""

import numpy as np


def pull_back(x, A, B, g):
    """Turn the gradient g with respect to B tanh(A x) into that with respect to x."""
    raise NotImplementedError("write pull_back")
