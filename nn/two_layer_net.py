"""What a batch drawn at random knows of all examples. Chapter: docs/two_layer_net.md.

The net itself is a `nn.network.Network`.
"""

import numpy as np
from jaxtyping import Float

from nn.checks import check_entries
from nn.shapes import shapes_checked

Array = np.ndarray


@shapes_checked
def batch_variance(ell: Float[Array, " m"], B: int) -> np.floating:
    """Compute the variance of the mean loss of B examples, each drawn from all losses ell.

    Raises:
        ValueError: there is no loss.

    Example:
        >>> batch_variance([1.0, 3.0], B=2)
        np.float64(0.5)
    """
    check_entries("batch_variance", "ell", ell)
    return ell.var() / B


@shapes_checked
def unseen_share(M: int, B: int) -> float:
    """Compute which share of M examples is not among B draws, on average.

    Example:
        >>> unseen_share(M=2, B=3)
        0.125
    """
    return (1 - 1 / M) ** B
