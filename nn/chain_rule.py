"""The chain rule at work, forward and backward. Chapter: docs/chain_rule.md."""

import numpy as np
from jaxtyping import Float, Real

from nn.activation import sigmoid, sigmoid_prime, tanh, tanh_prime
from nn.checks import check_layers
from nn.shapes import shapes_checked

Array = np.ndarray


@shapes_checked
def sigmoid_neuron(x: Float[Array, " d"], w: Float[Array, " d+1"]) -> np.floating:
    """Weigh the inputs, add the bias, which is the last entry of w, and squash the sum.

    Example:
        >>> sigmoid_neuron(x=[3.0], w=[2.0, -6.0])
        np.float64(0.5)
    """
    return sigmoid(_score(x, w))[0]


@shapes_checked
def sigmoid_neuron_grad_w(x: Float[Array, " d"], w: Float[Array, " d+1"]) -> Float[Array, " d+1"]:
    """Differentiate the neuron with respect to its weights and its bias.

    Example:
        >>> sigmoid_neuron_grad_w(x=[3.0], w=[2.0, -6.0])
        array([0.75, 0.25])
    """
    return sigmoid_prime(_score(x, w)) * np.append(x, x.dtype.type(1))


@shapes_checked
def sigmoid_neuron_grad_x(x: Float[Array, " d"], w: Float[Array, " d+1"]) -> Float[Array, " d"]:
    """Differentiate the neuron with respect to its inputs.

    Example:
        >>> sigmoid_neuron_grad_x(x=[3.0], w=[2.0, -6.0])
        array([0.5])
    """
    return sigmoid_prime(_score(x, w)) * w[:-1]


@shapes_checked
def composition(
    x: Float[Array, " d"], A: Float[Array, "h d"], B: Float[Array, "k h"]
) -> Float[Array, " k"]:
    """Apply three maps in a row: a product with A, tanh, a product with B.

    Example:
        >>> composition(x=[1.0], A=[[2.0]], B=[[3.0]]).round(3)
        array([2.892])
    """
    return B @ tanh(A @ x)


@shapes_checked
def composition_jacobian(
    x: Float[Array, " d"], A: Float[Array, "h d"], B: Float[Array, "k h"]
) -> Float[Array, "k d"]:
    """Multiply the three Jacobians: to read, not to train with; see `composition_vjp`.

    Example:
        >>> composition_jacobian(x=[0.0], A=[[2.0]], B=[[3.0]])
        array([[6.]])
    """
    return B @ np.diag(tanh_prime(A @ x)) @ A


@shapes_checked
def composition_jvp(
    x: Float[Array, " d"], A: Float[Array, "h d"], B: Float[Array, "k h"], v: Float[Array, " d"]
) -> Float[Array, " k"]:
    """Push a direction v of the inputs forward: how the outputs start to move along it.

    Example:
        >>> composition_jvp(x=[0.0], A=[[2.0]], B=[[3.0]], v=[0.5])
        array([3.])
    """
    return B @ (tanh_prime(A @ x) * (A @ v))


@shapes_checked
def composition_vjp(
    x: Float[Array, " d"], A: Float[Array, "h d"], B: Float[Array, "k h"], g: Float[Array, " k"]
) -> Float[Array, " d"]:
    """Pull the upstream gradient g = dL/dy back to the inputs without forming a Jacobian.

    Example:
        >>> composition_vjp(x=[0.0], A=[[2.0]], B=[[3.0]], g=[0.5])
        array([3.])
    """
    return A.T @ (tanh_prime(A @ x) * (B.T @ g))


@shapes_checked
def forward_multiplications(n: Real[Array, " m"]) -> np.number:
    """Count the multiplications that multiply the Jacobians of maps from the input on.

    Map l turns n[l] numbers into n[l + 1].

    Raises:
        ValueError: there is no map: n has fewer than two sizes.

    Example:
        >>> forward_multiplications([2, 3, 4, 1])
        np.int64(32)
    """
    check_layers("forward_multiplications", "n", n)
    return n[0] * (n[2:] * n[1:-1]).sum()


@shapes_checked
def backward_multiplications(n: Real[Array, " m"]) -> np.number:
    """Count the multiplications that multiply the same Jacobians from the output back.

    Raises:
        ValueError: there is no map: n has fewer than two sizes.

    Example:
        >>> backward_multiplications([2, 3, 4, 1])
        np.int64(18)
    """
    check_layers("backward_multiplications", "n", n)
    return n[-1] * (n[1:-1] * n[:-2]).sum()


def _score(x: Float[Array, " d"], w: Float[Array, " d+1"]) -> Float[Array, " 1"]:
    return x @ w[:-1] + w[-1:]
