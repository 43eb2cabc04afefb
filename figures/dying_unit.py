"""A unit that dies in one step: a figure of docs/two_layer_net.md, from the small digits."""

from functools import cache

import numpy as np
from matplotlib.figure import Figure

from figures.pictures import WIDTH
from figures.styles import REFERENCE
from nn.linear import linear
from nn.network import Network
from nn.optimizer import GradientDescent
from verify.book import ROOT

RATE, BATCH = 2.0, 50


@cache
def small_digits() -> tuple[np.ndarray, np.ndarray]:
    """The digits of the whole program: images from 0 to 1, an image a row, and their labels."""
    table = np.loadtxt(ROOT / "examples" / "digits.csv.gz", np.uint8, delimiter=",", skiprows=1)
    return table[:, 1:] / 16, table[:, 0]


@cache
def death() -> tuple[np.ndarray, np.ndarray]:
    """The scores that a hidden unit gives all images before the step that kills it, and after.

    Of all units that die in one step, it is the one that told most images apart before.
    """
    X, t = small_digits()
    net, rule, rng = Network((64, 50, 10)), GradientDescent(RATE), np.random.default_rng(seed=0)
    parameters = net.initialize(rng)
    state = rule.start(parameters)
    found: tuple[np.ndarray, np.ndarray] | None = None
    most = 0.0
    before = linear(X, parameters["W1"], parameters["b1"])
    for _ in range(100):
        rows = rng.integers(0, len(t), BATCH)
        rule.step(parameters, net.gradients(parameters, X[rows], t[rows]), state)
        after = linear(X, parameters["W1"], parameters["b1"])
        fires = (before > 0).mean(axis=0)
        parts = np.minimum(fires, 1 - fires) * (after <= 0).all(axis=0)
        if parts.max() > most:
            most, unit = float(parts.max()), int(parts.argmax())
            found = before[:, unit], after[:, unit]
        before = after
    assert found is not None, "no unit died"
    return found


def dying() -> Figure:
    """A histogram of the scores of that unit before its last step, and one after it."""
    figure = Figure(figsize=(WIDTH, 3.6), layout="constrained")
    edges = np.linspace(*_ends(), 41)
    for axes, scores, when in zip(
        figure.subplots(2, 1, sharex=True), death(), ("before", "after"), strict=True
    ):
        axes.hist(scores, edges, color="C0")
        axes.axvline(0, **REFERENCE)
        axes.set(ylabel=f"images, {when}")
    figure.axes[1].set_xlabel("score")
    return figure


def _ends() -> tuple[float, float]:
    together = np.concatenate(death())
    return float(together.min()), max(float(together.max()), 0.0)
