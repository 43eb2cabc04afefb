"""The optimizers of `nn` beside those of `torch.optim`, along the same gradients."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.beside.values import BOUND, difference
from experiments.errors import InputError
from nn import adam, optimizer

Array = np.ndarray
Setting = dict[str, float]
STEPS, PARAMETERS = 8, 5
SETTINGS = 50  # rates and the like, drawn at random for each rule
SEED = 0
RATES, SHARES, TINY = (-4, -0.5), (0.5, 0.999), (-10, -4)  # of rates and epsilon, the exponents


@dataclass(frozen=True)
class Peer:
    """A class of `torch.optim`, and what its arguments are called here."""

    title: str
    arguments: Mapping[str, str | tuple[str, ...]]
    more: Mapping[str, Any] = field(default_factory=dict)

    def make(self, parameters: list[Any], setting: Setting) -> Any:
        """An optimizer of PyTorch with this setting."""
        from torch import optim

        given = {
            theirs: setting[ours] if isinstance(ours, str) else tuple(setting[k] for k in ours)
            for theirs, ours in self.arguments.items()
        }
        return getattr(optim, self.title.partition(",")[0])(parameters, **given, **self.more)

    def drawn(self, rng: np.random.Generator) -> Setting:
        """Random values of all arguments, under their names here."""
        found = {}
        for name in np.hstack([*self.arguments.values()]):
            if name in ("eta", "epsilon"):
                found[str(name)] = float(10 ** rng.uniform(*(RATES if name == "eta" else TINY)))
            else:
                found[str(name)] = float(rng.uniform(*SHARES))
        return found


MOMENTUM = {"lr": "eta", "momentum": "mu"}
ADAM = {"lr": "eta", "betas": ("beta_1", "beta_2"), "eps": "epsilon"}
PEERS = {
    "gradient_descent": Peer("SGD", {"lr": "eta"}),
    "momentum": Peer("SGD, momentum", MOMENTUM),
    "nesterov": Peer("SGD, nesterov", MOMENTUM, {"nesterov": True}),
    "adagrad": Peer("Adagrad", {"lr": "eta", "eps": "epsilon"}),
    "rmsprop": Peer("RMSprop", {"lr": "eta", "alpha": "rho", "eps": "epsilon"}),
    "adam": Peer("Adam", ADAM),
    "adamw": Peer("AdamW", ADAM | {"weight_decay": "gamma"}),
}


def problems(name: str, settings: int) -> Iterator[tuple[Array, Array, Setting]]:
    """Starts, gradients and settings for a rule, the same at each call."""
    rng = np.random.default_rng(SEED)
    for _ in range(settings):
        w, g = rng.standard_normal(PARAMETERS), rng.standard_normal((STEPS, PARAMETERS))
        yield w, g, PEERS[name].drawn(rng)


def own(name: str, w: Array, g: Array, setting: Setting) -> Array:
    """The path of `nn`."""
    return getattr(adam if hasattr(adam, name) else optimizer, name)(w, g, **setting)


def paths(settings: int) -> dict[str, dict[str, Any]]:
    """The largest difference of both paths, relative to the largest parameter, for each rule.

    Also where PyTorch ends with the first setting, for whoever has no PyTorch.

    Raises:
        InputError: a difference is larger than rounding explains.
    """
    found = {}
    for name, peer in PEERS.items():
        asked = [*problems(name, settings)]
        theirs = [_path(peer, *problem) for problem in asked]
        errors = [
            difference(own(name, *problem), path)
            for problem, path in zip(asked, theirs, strict=True)
        ]
        worst = float(np.max(errors))
        if not worst <= BOUND:
            raise InputError(
                f"expected {name} of nn to go the way of torch.optim's {peer.title}, to "
                f"{BOUND:.0e}; got a relative difference of {worst:.1e}; one of the two is wrong"
            )
        found[name] = {
            "peer": peer.title,
            "settings": settings,
            "error": float(f"{worst:.1e}"),
            "end": [float(each) for each in theirs[0][-1]],
        }
    return found


def _path(peer: Peer, w: Array, g: Array, setting: Setting) -> Array:
    import torch

    theta = torch.nn.Parameter(torch.from_numpy(w.copy()))
    rule, path = peer.make([theta], setting), [w]
    for gradient in g:
        theta.grad = torch.from_numpy(gradient)
        rule.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)
