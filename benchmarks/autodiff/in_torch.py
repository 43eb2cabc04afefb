"""The forward passes in PyTorch, and its derivatives of them."""

from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from benchmarks.autodiff.question import Question

VERSION = torch.__version__
HOW = {
    "grad": "torch.autograd.grad",
    "prime": "torch.func.grad",
    "jacobian": "torch.func.jacrev",
    "vjp": "torch.autograd.grad",
    "jvp": "torch.func.jvp",
}


def answer(question: Question) -> np.ndarray:
    """What PyTorch says, in float64."""
    arguments = list(map(_tensor, question.arguments))
    before, x, after = _split(arguments, question.by)
    vector = _tensor(question.vector)

    def f(x: Any) -> Any:
        return FORWARDS[question.forward](*before, x, *after)

    def back() -> Any:
        moved = torch.as_tensor(x, dtype=torch.float64).clone().requires_grad_()
        return torch.autograd.grad(f(moved), moved, vector)[0]

    ways = {
        "value": lambda: f(x),
        "grad": back,
        "prime": lambda: torch.func.vmap(torch.func.grad(f))(x.ravel()).reshape(x.shape),
        "jacobian": lambda: torch.func.jacrev(f)(x),
        "vjp": back,
        "jvp": lambda: torch.func.jvp(f, (x,), (vector,))[1],
    }
    return ways[question.kind]().detach().numpy()


def _tensor(value: Any) -> Any:
    return torch.from_numpy(value) if isinstance(value, np.ndarray) else value


def _split(arguments: list[Any], by: int) -> tuple[list[Any], Any, list[Any]]:
    return arguments[:by], arguments[by], arguments[by + 1 :]


def _own(Z: Any, t: Any) -> Any:
    return torch.softmax(Z, dim=1).gather(1, t[:, None]).squeeze(1)


def _sigmoid_net(W: Any, V: Any, b: Any, c: Any, i: Any) -> Any:
    return torch.sigmoid(F.linear(torch.sigmoid(F.linear(i, W, b)), V, c))


def _network(activation: str, X: Any, t: Any, *layers: Any) -> Any:
    phi = {
        "relu": torch.relu,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "identity": torch.nn.Identity(),
    }[activation]
    *hidden, (W, b) = zip(layers[::2], layers[1::2], strict=True)
    for V, c in hidden:
        X = phi(F.linear(X, V.T, c))
    return F.cross_entropy(F.linear(X, W.T, b), t)


FORWARDS = {
    # activation
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "identity": torch.nn.Identity(),
    "maximum": lambda x: torch.maximum(x, torch.zeros_like(x)),  # for its kink only
    # backprop and network
    "two_layer_loss": lambda X, W1, b1, W2, b2, t: _network("sigmoid", X, t, W1, b1, W2, b2),
    "Network": _network,
    # chain_rule
    "sigmoid_neuron": lambda x, w: torch.sigmoid(torch.dot(w[:-1], x) + w[-1]),
    "composition": lambda x, A, B: torch.mv(B, torch.tanh(torch.mv(A, x))),
    # descent
    "neuron_loss": lambda X, y, w, b: F.binary_cross_entropy_with_logits(torch.mv(X, w) + b, y),
    # errata
    "floored_loss": lambda Z, t, epsilon: -torch.clamp(_own(Z, t), min=epsilon).log().mean(),
    "shifted_loss": lambda Z, t, epsilon: -torch.log(_own(Z, t) + epsilon).mean(),
    # linear and matmul
    "linear": lambda X, W, b: torch.addmm(b, X, W),
    "matmul": torch.matmul,
    # loss
    "squared_error": lambda Y, T: F.mse_loss(Y, T, reduction="sum") / (2 * len(Y)),
    "cross_entropy": lambda P, T: -torch.special.xlogy(T, P).sum(dim=1).mean(),
    "mean_squared_error": F.mse_loss,
    "log_softmax": lambda z: torch.log_softmax(z, dim=-1),
    "softmax_cross_entropy": F.cross_entropy,
    "soft_cross_entropy": F.cross_entropy,  # which takes distributions, too
    "weighted_cross_entropy": F.cross_entropy,
    "binary_cross_entropy": F.binary_cross_entropy_with_logits,
    # softmax and softmax_regression
    "softmax": lambda z: torch.softmax(z, dim=-1),
    "softmax_regression_loss": lambda X, W, b, t: F.cross_entropy(F.linear(X, W.T, b), t),
    # worked_2_2_2 and worked_2_3_2
    "sigmoid_net_error": lambda W, V, b, c, i, t: (
        F.mse_loss(_sigmoid_net(W, V, b, c, i), t, reduction="sum") / 2
    ),
    "squared_distance": lambda W, V, b, c, i, t: F.mse_loss(
        _sigmoid_net(W, V, b, c, i), t, reduction="sum"
    ),
    # values only
    "log_sum_exp": lambda z: torch.logsumexp(z, dim=-1),
    "negative_log_likelihood": lambda P, t: F.nll_loss(P.log(), t),
    "perceptron": lambda X, w, b: torch.heaviside(torch.mv(X, w) + b, torch.zeros(1).double()),
    "sigmoid_net": _sigmoid_net,
    "softmax_regression": lambda X, W, b: torch.softmax(F.linear(X, W.T, b), dim=1),
    "step": lambda x: torch.heaviside(x, torch.zeros(1).double()),
    "three_layer_network": lambda X, W1, b1, W2, b2, W3, b3: F.linear(
        torch.sigmoid(F.linear(torch.sigmoid(F.linear(X, W1.T, b1)), W2.T, b2)), W3.T, b3
    ),
}
