"""The forward passes in JAX, and its derivatives of them."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.nn import log_softmax, relu, sigmoid, softmax
from jax.scipy.special import logsumexp

from benchmarks.autodiff.question import Question

VERSION = jax.__version__
HOW = {
    "grad": "jax.grad",
    "prime": "jax.grad",
    "jacobian": "jax.jacrev",
    "vjp": "jax.vjp",
    "jvp": "jax.jvp",
}


def answer(question: Question) -> np.ndarray:
    """What JAX says, in float64."""
    with jax.enable_x64(True):
        arguments = list(map(_array, question.arguments))
        before, x, after = _split(arguments, question.by)
        vector = _array(question.vector)

        def f(x: Any) -> Any:
            return FORWARDS[question.forward](*before, x, *after)

        ways = {
            "value": lambda: f(x),
            "grad": lambda: jax.grad(f)(x),
            "prime": lambda: jax.vmap(jax.grad(f))(x.ravel()).reshape(x.shape),
            "jacobian": lambda: jax.jacrev(f)(x),
            "vjp": lambda: jax.vjp(f, x)[1](vector)[0],
            "jvp": lambda: jax.jvp(f, (x,), (vector,))[1],
        }
        return np.asarray(ways[question.kind]())


def _array(value: Any) -> Any:
    return jnp.asarray(value) if isinstance(value, np.ndarray) else value


def _split(arguments: list[Any], by: int) -> tuple[list[Any], Any, list[Any]]:
    return arguments[:by], arguments[by], arguments[by + 1 :]


def _of_classes(log_P: Any, t: Any) -> Any:
    return jnp.take_along_axis(log_P, t[:, None], axis=1)[:, 0]


def _cross_entropy(Z: Any, t: Any) -> Any:
    return -_of_classes(log_softmax(Z, axis=1), t).mean()


def _sigmoid_net(W: Any, V: Any, b: Any, c: Any, i: Any) -> Any:
    return sigmoid(jnp.dot(V, sigmoid(jnp.dot(W, i) + b)) + c)


def _network(activation: str, X: Any, t: Any, *layers: Any) -> Any:
    phi = {"relu": relu, "sigmoid": sigmoid, "tanh": jnp.tanh, "identity": lambda x: x}[activation]
    *hidden, (W, b) = zip(layers[::2], layers[1::2], strict=True)
    for V, c in hidden:
        X = phi(jnp.matmul(X, V) + c)
    return _cross_entropy(jnp.matmul(X, W) + b, t)


FORWARDS = {
    # activation
    "sigmoid": sigmoid,
    "tanh": jnp.tanh,
    "relu": relu,
    "identity": lambda x: x,
    "maximum": lambda x: jnp.maximum(x, 0),  # for its kink only
    # backprop and network
    "two_layer_loss": lambda X, W1, b1, W2, b2, t: _network("sigmoid", X, t, W1, b1, W2, b2),
    "Network": _network,
    # chain_rule
    "sigmoid_neuron": lambda x, w: sigmoid(jnp.vdot(w[:-1], x) + w[-1]),
    "composition": lambda x, A, B: jnp.matmul(B, jnp.tanh(jnp.matmul(A, x))),
    # descent
    "neuron_loss": lambda X, y, w, b: (
        jnp.logaddexp(0, jnp.dot(X, w) + b) - y * (jnp.dot(X, w) + b)
    ).mean(),
    # errata
    "floored_loss": lambda Z, t, epsilon: (
        -jnp.log(jnp.clip(_of_classes(softmax(Z, axis=1), t), epsilon)).mean()
    ),
    "shifted_loss": lambda Z, t, epsilon: (
        -jnp.log(_of_classes(softmax(Z, axis=1), t) + epsilon).mean()
    ),
    # linear and matmul
    "linear": lambda X, W, b: jnp.einsum("nd,dk->nk", X, W) + b,
    "matmul": jnp.matmul,
    # loss
    "squared_error": lambda Y, T: jnp.square(Y - T).sum(axis=1).mean() / 2,
    "cross_entropy": lambda P, T: -jax.scipy.special.xlogy(T, P).sum(axis=1).mean(),
    "mean_squared_error": lambda Y, T: jnp.square(Y - T).mean(),
    "log_softmax": jax.nn.log_softmax,
    "softmax_cross_entropy": _cross_entropy,
    "soft_cross_entropy": lambda Z, T: -(T * jax.nn.log_softmax(Z)).sum(axis=1).mean(),
    "weighted_cross_entropy": lambda Z, t, w: (
        -(w[t] * _of_classes(jax.nn.log_softmax(Z), t)).sum() / w[t].sum()
    ),
    "binary_cross_entropy": lambda s, y: (jnp.logaddexp(0, s) - y * s).mean(),
    # softmax and softmax_regression
    "softmax": softmax,
    "softmax_regression_loss": lambda X, W, b, t: _network("identity", X, t, W, b),
    # worked_2_2_2 and worked_2_3_2
    "sigmoid_net_error": lambda W, V, b, c, i, t: (
        jnp.square(t - _sigmoid_net(W, V, b, c, i)).sum() / 2
    ),
    "squared_distance": lambda W, V, b, c, i, t: (
        jnp.linalg.vector_norm(t - _sigmoid_net(W, V, b, c, i)) ** 2
    ),
    # values only
    "log_sum_exp": lambda z: logsumexp(z, axis=-1),
    "negative_log_likelihood": lambda P, t: -_of_classes(jnp.log(P), t).mean(),
    "perceptron": lambda X, w, b: jnp.heaviside(jnp.dot(X, w) + b, 0.0),
    "sigmoid_net": _sigmoid_net,
    "softmax_regression": lambda X, W, b: softmax(jnp.matmul(X, W) + b, axis=1),
    "step": lambda x: jnp.heaviside(x, 0.0),
    "three_layer_network": lambda X, W1, b1, W2, b2, W3, b3: (
        sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2) @ W3 + b3
    ),
}
