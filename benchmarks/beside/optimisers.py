"""The optimisers of `nn` beside those of `torch.optim`, along the same gradients."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.beside.values import BOUND, difference
from experiments.errors import InputError
from nn import optimizer

STEPS, PARAMETERS = 8, 5
SETTINGS = 50  # rates and the like, drawn at random for each
SEED = 0


@dataclass(frozen=True)
class Peer:
    """A class of `torch.optim`, how it is made, and what is drawn at random for it."""

    name: str
    make: Callable[..., Any]
    drawn: tuple[str, ...] = ()


def peers() -> dict[str, Peer]:
    """Of each function of the chapter, its peer; the arguments have the chapter's names."""
    from torch import optim

    return {
        "gradient_descent": Peer("SGD", lambda w, eta: optim.SGD(w, eta)),
        "momentum": Peer("SGD, momentum", lambda w, eta, mu: optim.SGD(w, eta, mu), ("mu",)),
        "nesterov": Peer(
            "SGD, nesterov", lambda w, eta, mu: optim.SGD(w, eta, mu, nesterov=True), ("mu",)
        ),
        "adagrad": Peer(
            "Adagrad", lambda w, eta, epsilon: optim.Adagrad(w, eta, eps=epsilon), ("epsilon",)
        ),
        "rmsprop": Peer(
            "RMSprop",
            lambda w, eta, rho, epsilon: optim.RMSprop(w, eta, rho, epsilon),
            ("rho", "epsilon"),
        ),
        "adam": Peer(
            "Adam",
            lambda w, eta, beta_1, beta_2, epsilon: optim.Adam(w, eta, (beta_1, beta_2), epsilon),
            ("beta_1", "beta_2", "epsilon"),
        ),
    }


def chosen(peer: Peer, rng: np.random.Generator) -> dict[str, float]:
    """A rate, and whatever else a rule wants."""
    found = {"eta": float(10 ** rng.uniform(-4, -0.5))}
    for name in peer.drawn:
        tiny = name == "epsilon"
        found[name] = float(10 ** rng.uniform(-10, -4) if tiny else rng.uniform(0.5, 0.999))
    return found


def paths(settings: int) -> dict[str, dict[str, Any]]:
    """The largest difference of both paths, relative to the largest parameter, for each rule.

    Raises:
        InputError: one is larger than rounding explains.
    """
    found = {}
    for name, peer in peers().items():
        rng, errors = np.random.default_rng(SEED), []
        for _ in range(settings):
            w, g = rng.standard_normal(PARAMETERS), rng.standard_normal((STEPS, PARAMETERS))
            setting = chosen(peer, rng)
            own = getattr(optimizer, name)(w, g, **setting)
            errors.append(difference(own, _path(peer, w, g, setting)))
        worst = float(np.max(errors))
        if not worst <= BOUND:
            raise InputError(
                f"expected nn.optimizer.{name} to go the way of torch.optim's {peer.name}, to "
                f"{BOUND:.0e}; got a relative difference of {worst:.1e}; one of the two is wrong"
            )
        found[name] = {"peer": peer.name, "settings": settings, "error": float(f"{worst:.1e}")}
    return found


def _path(peer: Peer, w: np.ndarray, g: np.ndarray, setting: dict[str, float]) -> np.ndarray:
    import torch

    theta = torch.nn.Parameter(torch.from_numpy(w.copy()))
    rule, path = peer.make([theta], **setting), [w]
    for gradient in g:
        theta.grad = torch.from_numpy(gradient)
        rule.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)
