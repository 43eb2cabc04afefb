"""A small classifier that learns, and the same with one mistake at a time.

The examples are the digits of a pocket calculator: seven bars, lit or not, with noise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nn.network import Network

Array = np.ndarray
Parameters = Mapping[str, Array]

LIT = (  # the bars of 0 to 9: top, upper left and right, middle, lower left and right, bottom
    *("1110111", "0010010", "1011101", "1011011", "0111010"),
    *("1101011", "1101111", "1010010", "1111111", "1111011"),
)
BARS = np.array([[float(bar) for bar in digit] for digit in LIT])
NOISE, EXAMPLES = 0.3, 1000
NET = Network((7, 20, 10))
ETA, BATCH, PASSES = 0.5, 50, 20


@dataclass(frozen=True)
class Run:
    """How to train: what is changed is a mistake."""

    eta: float = ETA
    passes: int = PASSES
    scale: float = 1.0  # of the inputs
    shuffled: bool = True  # before each pass
    start: Callable[[Array], Array] = np.copy  # what becomes of the drawn weights
    classes: Callable[[Array], Array] = np.copy  # what becomes of the labels before training


def _mixed(t: Array) -> Array:
    return np.random.default_rng(4).permutation(t)


RUNS = {
    "nothing": Run(),
    "not trained yet": Run(passes=0),
    "all weights zero": Run(start=np.zeros_like),
    "learning rate 10": Run(eta=10.0),
    "inputs 100 times as large": Run(scale=100.0),
    "sorted by class": Run(passes=1, shuffled=False),
    "labels mixed up": Run(classes=_mixed),
    "labels off by one": Run(classes=lambda t: (t + 1) % 10),
}


def examples(seed: int) -> tuple[Array, Array]:
    """Noisy digits and their classes."""
    rng = np.random.default_rng(seed)
    t = rng.integers(0, 10, EXAMPLES)
    return BARS[t] + NOISE * rng.normal(size=(EXAMPLES, 7)), t


@lru_cache
def trained(mistake: str) -> dict[str, Array]:
    """The parameters that a run ends with."""
    run, rng = RUNS[mistake], np.random.default_rng(2)
    p = NET.initialize(rng)
    p = {name: run.start(array) if name[0] == "W" else array for name, array in p.items()}
    X, t = examples(0)
    if not run.shuffled:
        order = np.argsort(t, kind="stable")
        X, t = X[order], t[order]
    X, t = run.scale * X, run.classes(t)
    for _ in range(run.passes):
        order = rng.permutation(len(X)) if run.shuffled else np.arange(len(X))
        for k in range(0, len(X), BATCH):
            rows = order[k : k + BATCH]
            gradients = NET.gradients(p, X[rows], t[rows])
            p = {name: array - run.eta * gradients[name] for name, array in p.items()}
    return p


def not_learning() -> list[list[str]]:
    """What each run ends with: its loss in training, and what it makes of other examples."""
    rows = [["what is wrong", "loss", "classes named", "the most frequent", "right", "dead units"]]
    for mistake, run in RUNS.items():
        p = trained(mistake)
        X, t = examples(0)
        loss = NET.loss(p, run.scale * X, run.classes(t))
        X, t = examples(1)
        named = NET.predict(p, run.scale * X)
        counts = np.bincount(named, minlength=10)
        A, _ = NET.forward_pass(p, run.scale * X)
        dead = (A[1] == 0).all(axis=0).sum()
        shares = f"{counts.max() / len(t):.0%}", f"{(named == t).mean():.0%}"
        rows.append([mistake, f"{loss:.1f}", str(np.count_nonzero(counts)), *shares, str(dead)])
    return rows
