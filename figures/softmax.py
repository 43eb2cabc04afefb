"""Figures of docs/softmax.md."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from figures.live_softmax import live_softmax
from figures.styles import AUXILIARY, LINES
from nn.softmax import softmax
from verify.live.model import Live

SCORES = np.log([1.0, 2.0, 5.0])  # of the chapter's example
TEMPERATURES = {"1/2": 0.5, "1": 1.0, "2": 2.0, "8": 8.0}
CORNERS = np.array([[0, 0], [1, 0], [0.5, 0.75**0.5]])  # of a triangle with sides of length 1


def one_score_moves() -> Figure:
    """The probabilities of three classes while the score of the first one rises."""
    figure = Figure(figsize=(4.2, 2.8), layout="constrained")  # narrow enough for a phone
    axes = figure.subplots()
    score = np.linspace(-5, 7, 241)
    p = softmax(np.column_stack([score, np.full_like(score, 1), np.full_like(score, 0)]))
    for probability, label, look in zip(p.T, ("$p_1$", "$p_2$", "$p_3$"), LINES[:3], strict=True):
        axes.plot(score, probability, label=label, **look)
    axes.set_xlabel("$z_1$, with $z_2 = 1$ and $z_3 = 0$")
    axes.legend()
    return figure


def temperatures() -> Figure:
    r"""The probabilities of the scores $\log 1$, $\log 2$ and $\log 5$ at four temperatures."""
    figure = Figure(figsize=(7, 2.4), layout="constrained")
    panels = figure.subplots(1, 4, sharey=True)
    for axes, (name, tau) in zip(panels, TEMPERATURES.items(), strict=True):
        q = softmax(SCORES / tau)
        bars = axes.bar(range(3), q, width=0.6)
        axes.bar_label(bars, [f"{each:.3f}" for each in q], padding=2)
        axes.set_xticks(range(3), ("$q_1$", "$q_2$", "$q_3$"))
        axes.set_title(f"$\\tau = {name}$", size="medium")
        axes.set_ylim(0, 1)
        axes.grid(visible=False)
    return figure


def triangle() -> Figure:
    """The three probabilities as a point: a corner is certainty, the middle is a third for each.

    On the dashed lines two of them tie for the largest; the curve is the path of the example
    through all temperatures, from the middle to a corner.
    """
    figure = Figure(figsize=(4.2, 3), layout="constrained")
    axes = figure.subplots()
    axes.fill(*CORNERS.T, fill=False, edgecolor=AUXILIARY, linewidth=1.5)
    for k, corner in enumerate(CORNERS):
        tie = np.full(3, 0.5)
        tie[k] = 0
        axes.plot(*_place([tie, np.full(3, 1 / 3)]).T, "--", color=AUXILIARY, linewidth=1)
        shift, upright = ((0, -0.03), "top") if k < 2 else ((0, 0.02), "bottom")
        axes.text(*(corner + shift), f"class {k + 1}", ha="center", va=upright)
        at = _place([0.55 * np.eye(3)[k] + 0.15])[0] - (0.09 * (k == 2), 0.05 * (k == 2))
        axes.text(*at, f"$p_{k + 1}$\nlargest", ha="center", va="center")
    path = softmax(SCORES / np.geomspace(0.02, 1000, 400)[:, np.newaxis])
    axes.plot(*_place(path).T, color="C1")
    for name, tau in list(TEMPERATURES.items())[:3]:
        q = softmax(SCORES / tau)
        (at,) = _place([q])
        axes.plot(*at, "o", color="C1", markersize=6)
        axes.plot([at[0], 0.8], [at[1], at[1]], ":", color=AUXILIARY, linewidth=1)
        axes.text(0.82, at[1], f"$\\tau = {name}${eighths(q)}", va="center")
    axes.set(aspect="equal", xlim=(-0.12, 1.28))
    axes.axis("off")
    return figure


def eighths(q: np.ndarray) -> str:
    """The probabilities as fractions, where that is what they are."""
    whole = np.round(8 * q)
    return ": " + ", ".join(f"{k:.0f}/8" for k in whole) if np.allclose(whole, 8 * q) else ""


def _place(p: ArrayLike) -> np.ndarray:
    """Where in the triangle the probabilities of each row are."""
    return np.asarray(p) @ CORNERS


def slopes() -> Live:
    """Three scores, their probabilities at a temperature, and the slope of each along each score.

    The sign of a slope stands before it; a bar shows its size, and is hollow below zero.
    """
    return live_softmax()
