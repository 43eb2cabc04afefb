"""The chain rule at work, forward and backward. Chapter: docs/chain_rule.md."""

import numpy as np
from jaxtyping import Float, Real

from nn.activation import sigmoid, sigmoid_prime, tanh, tanh_prime

Array = np.ndarray


def sigmoid_neuron(x: Float[Array, " d"], w: Float[Array, " d+1"]) -> np.floating:
    """Weigh the inputs, add the bias, which is the last entry of w, and squash the sum."""
    return sigmoid(_score(x, w))[0]


def sigmoid_neuron_grad_w(x: Float[Array, " d"], w: Float[Array, " d+1"]) -> Float[Array, " d+1"]:
    """Differentiate the neuron by its weights and its bias."""
    return sigmoid_prime(_score(x, w)) * np.append(x, x.dtype.type(1))


def sigmoid_neuron_grad_x(x: Float[Array, " d"], w: Float[Array, " d+1"]) -> Float[Array, " d"]:
    """Differentiate the neuron by its inputs."""
    return sigmoid_prime(_score(x, w)) * w[:-1]


def composition(
    x: Float[Array, " d"], A: Float[Array, "h d"], B: Float[Array, "k h"]
) -> Float[Array, " k"]:
    """Apply three maps in a row: a product with A, tanh, a product with B."""
    _require_maps(x, A, B)
    return B @ tanh(A @ x)


def composition_jacobian(
    x: Float[Array, " d"], A: Float[Array, "h d"], B: Float[Array, "k h"]
) -> Float[Array, "k d"]:
    """Multiply the three Jacobians: to read, not to train with; see `composition_vjp`."""
    _require_maps(x, A, B)
    return B @ np.diag(tanh_prime(A @ x)) @ A


def composition_jvp(
    x: Float[Array, " d"], A: Float[Array, "h d"], B: Float[Array, "k h"], v: Float[Array, " d"]
) -> Float[Array, " k"]:
    """Push a direction v of the inputs forward: how the outputs start to move along it."""
    _require_maps(x, A, B, v=v)
    return B @ (tanh_prime(A @ x) * (A @ v))


def composition_vjp(
    x: Float[Array, " d"], A: Float[Array, "h d"], B: Float[Array, "k h"], g: Float[Array, " k"]
) -> Float[Array, " d"]:
    """Pull the upstream gradient g = dL/dy back to the inputs without forming a Jacobian."""
    _require_maps(x, A, B, g=g)
    return A.T @ (tanh_prime(A @ x) * (B.T @ g))


def forward_multiplications(n: Real[Array, " m"]) -> np.number:
    """Count the multiplications that multiply the Jacobians of maps from the input on.

    Map l turns n[l] numbers into n[l + 1].
    """
    return n[0] * (n[2:] * n[1:-1]).sum()


def backward_multiplications(n: Real[Array, " m"]) -> np.number:
    """Count the multiplications that multiply the same Jacobians from the output back."""
    return n[-1] * (n[1:-1] * n[:-2]).sum()


def _require_maps(
    x: Array, A: Array, B: Array, v: Array | None = None, g: Array | None = None
) -> None:
    """Refuse what NumPy would broadcast, such as a batch in place of one example."""
    fits = A.ndim == B.ndim == 2 and x.shape == A.shape[1:] and A.shape[:1] == B.shape[1:]
    expected, shapes = "x (D,), A (H, D), B (K, H)", [x.shape, A.shape, B.shape]
    if v is not None:
        fits &= v.shape == x.shape
        expected, shapes = f"{expected}, v (D,)", [*shapes, v.shape]
    if g is not None:
        fits &= g.shape == B.shape[:1]
        expected, shapes = f"{expected}, g (K,)", [*shapes, g.shape]
    if not fits:
        raise ValueError(
            f"expected {expected}; got {', '.join(map(str, shapes))}; call it once for each example"
        )


def _score(x: Float[Array, " d"], w: Float[Array, " d+1"]) -> Float[Array, " 1"]:
    if w.ndim != 1 or x.ndim != 1 or len(w) != len(x) + 1:
        raise ValueError(
            f"expected x (D,) and w (D + 1,), whose last entry is the bias; got x {x.shape} and "
            f"w {w.shape}"
        )
    return x @ w[:-1] + w[-1:]
