"""Two layers of sigmoids on one example, a column of inputs. Chapter: docs/worked_2_2_2.md."""

from typing import TypeAlias

import numpy as np
from jaxtyping import Float

from nn.activation import sigmoid, sigmoid_prime
from nn.shapes import shapes_checked

Array = np.ndarray
Inputs: TypeAlias = Float[Array, " d"]
Hidden: TypeAlias = Float[Array, " h"]
Outputs: TypeAlias = Float[Array, " k"]
HiddenWeights: TypeAlias = Float[Array, "h d"]
OutputWeights: TypeAlias = Float[Array, "k h"]


@shapes_checked
def sigmoid_net(W: HiddenWeights, V: OutputWeights, b: Hidden, c: Outputs, i: Inputs) -> Outputs:
    """Compute the outputs; a row of W or V holds the weights of one neuron.

    Example:
        >>> sigmoid_net([[0.0]], [[1.0]], [0.0], [-0.5], [3.0])
        array([0.5])
    """
    return sigmoid(V @ sigmoid(W @ i + b) + c)


@shapes_checked
def sigmoid_net_error(
    W: HiddenWeights, V: OutputWeights, b: Hidden, c: Outputs, i: Inputs, t: Outputs
) -> np.floating:
    """Halve the squared distance of the outputs to the targets.

    Example:
        >>> sigmoid_net_error([[0.0]], [[1.0]], [0.0], [-0.5], [3.0], [1.0])
        np.float64(0.125)
    """
    return ((t - sigmoid_net(W, V, b, c, i)) ** 2).sum() / 2


@shapes_checked
def sigmoid_net_error_grad_c(
    W: HiddenWeights, V: OutputWeights, b: Hidden, c: Outputs, i: Inputs, t: Outputs
) -> Outputs:
    """Differentiate with respect to the output biases: the output deltas.

    Example:
        >>> sigmoid_net_error_grad_c([[0.0]], [[1.0]], [0.0], [-0.5], [3.0], [1.0])
        array([-0.125])
    """
    net = V @ sigmoid(W @ i + b) + c
    return (sigmoid(net) - t) * sigmoid_prime(net)


@shapes_checked
def sigmoid_net_error_grad_b(
    W: HiddenWeights, V: OutputWeights, b: Hidden, c: Outputs, i: Inputs, t: Outputs
) -> Hidden:
    """Differentiate with respect to the hidden biases: the hidden deltas.

    Example:
        >>> sigmoid_net_error_grad_b([[0.0]], [[1.0]], [0.0], [-0.5], [3.0], [1.0])
        array([-0.03125])
    """
    return V.T @ sigmoid_net_error_grad_c(W, V, b, c, i, t) * sigmoid_prime(W @ i + b)


@shapes_checked
def sigmoid_net_error_grad_V(
    W: HiddenWeights, V: OutputWeights, b: Hidden, c: Outputs, i: Inputs, t: Outputs
) -> OutputWeights:
    """Differentiate with respect to the output weights.

    Example:
        >>> sigmoid_net_error_grad_V([[0.0]], [[1.0]], [0.0], [-0.5], [3.0], [1.0])
        array([[-0.0625]])
    """
    return np.outer(sigmoid_net_error_grad_c(W, V, b, c, i, t), sigmoid(W @ i + b))


@shapes_checked
def sigmoid_net_error_grad_W(
    W: HiddenWeights, V: OutputWeights, b: Hidden, c: Outputs, i: Inputs, t: Outputs
) -> HiddenWeights:
    """Differentiate with respect to the hidden weights.

    Example:
        >>> sigmoid_net_error_grad_W([[0.0]], [[1.0]], [0.0], [-0.5], [3.0], [1.0])
        array([[-0.09375]])
    """
    return np.outer(sigmoid_net_error_grad_b(W, V, b, c, i, t), i)


@shapes_checked
def sigmoid_net_step(
    w: Float[Array, " w"],
    b: Hidden,
    c: Outputs,
    i: Inputs,
    t: Outputs,
    eta: float | Float[Array, "1"],
) -> Float[Array, " w"]:
    """Move all weights once along their gradients, every one computed at the old weights.

    The weights come in the order of the worked examples: those of the hidden neurons, row by
    row, then those of the output neurons.

    Raises:
        ValueError: there are more weights, or fewer, than the layers have.

    Example:
        >>> sigmoid_net_step([0.0, 1.0], [0.0], [-0.5], [3.0], [1.0], 1.0)
        array([0.09375, 1.0625 ])
    """
    hidden = len(b) * len(i)
    if len(w) != hidden + len(c) * len(b):
        raise ValueError(
            f"sigmoid_net_step expects the weights of {len(i)} inputs, {len(b)} hidden neurons and "
            f"{len(c)} outputs, {hidden + len(c) * len(b)} in all; got {len(w)}"
        )
    W, V = w[:hidden].reshape(len(b), len(i)), w[hidden:].reshape(len(c), len(b))
    h = sigmoid(W @ i + b)
    delta_o = (sigmoid(V @ h + c) - t) * sigmoid_prime(V @ h + c)
    delta_h = V.T @ delta_o * sigmoid_prime(W @ i + b)
    gradient = np.concatenate([np.outer(delta_h, i).ravel(), np.outer(delta_o, h).ravel()])
    return w - eta * gradient
