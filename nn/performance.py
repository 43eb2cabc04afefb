"""What a training step computes, and what a faster one gains. Chapter: docs/performance.md."""

import numpy as np
from jaxtyping import Float

from nn.shapes import shapes_checked

Number = int | float | np.floating | Float[np.ndarray, " m"]


@shapes_checked
def step_operations(N: Number, D: Number, H: Number, K: Number) -> Number:
    """Count the multiplications and additions of the matrix products of a training step.

    The net has D inputs, H hidden units and K outputs; N examples make a batch.

    Example:
        >>> step_operations(N=1, D=2, H=3, K=4)
        96
    """
    return 4 * N * D * H + 6 * N * H * K


@shapes_checked
def speedup(p: Number, s: Number) -> Number:
    """Compute how many times faster a program gets if a share p of its time gets s times faster.

    Follows Amdahl (1967).

    Example:
        >>> speedup(p=0.75, s=3)
        2.0
    """
    return 1 / (1 - p + p / s)
