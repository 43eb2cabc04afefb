"""The squared distance without its factor 1/2. Chapter: docs/worked_2_3_2.md."""

import numpy as np

from nn.shapes import shapes_checked
from nn.worked_2_2_2 import (
    Hidden,
    HiddenWeights,
    Inputs,
    Outputs,
    OutputWeights,
    sigmoid_net_error,
    sigmoid_net_error_grad_V,
    sigmoid_net_error_grad_W,
)


@shapes_checked
def squared_distance(
    W: HiddenWeights, V: OutputWeights, b: Hidden, c: Outputs, i: Inputs, t: Outputs
) -> np.floating:
    """Sum the squared differences of outputs and targets.

    Example:
        >>> squared_distance([[0.0]], [[1.0]], [0.0], [-0.5], [3.0], [1.0])
        np.float64(0.25)
    """
    return 2 * sigmoid_net_error(W, V, b, c, i, t)


@shapes_checked
def squared_distance_grad_W(
    W: HiddenWeights, V: OutputWeights, b: Hidden, c: Outputs, i: Inputs, t: Outputs
) -> HiddenWeights:
    """Differentiate with respect to the hidden weights.

    Example:
        >>> squared_distance_grad_W([[0.0]], [[1.0]], [0.0], [-0.5], [3.0], [1.0])
        array([[-0.1875]])
    """
    return 2 * sigmoid_net_error_grad_W(W, V, b, c, i, t)


@shapes_checked
def squared_distance_grad_V(
    W: HiddenWeights, V: OutputWeights, b: Hidden, c: Outputs, i: Inputs, t: Outputs
) -> OutputWeights:
    """Differentiate with respect to the output weights.

    Example:
        >>> squared_distance_grad_V([[0.0]], [[1.0]], [0.0], [-0.5], [3.0], [1.0])
        array([[-0.125]])
    """
    return 2 * sigmoid_net_error_grad_V(W, V, b, c, i, t)
