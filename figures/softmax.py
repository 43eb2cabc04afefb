"""Figures of docs/softmax.md."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from figures.styles import ABOVE, BELOW, LINES
from nn.softmax import softmax, softmax_jacobian

# Towards zero the colours fade into the page, which may be light or dark.
FADING = LinearSegmentedColormap.from_list(
    "fading", [(0, f"{BELOW}cc"), (0.5, f"{BELOW}00"), (0.5, f"{ABOVE}00"), (1, f"{ABOVE}cc")]
)


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


def jacobian() -> Figure:
    """The Jacobian as a heat map: undecided on the left, nearly sure of a class on the right."""
    figure = Figure(figsize=(7, 3), layout="constrained")
    panels = figure.subplots(1, 2)
    for axes, title, z in zip(
        panels,
        ("1/8, 2/8, 5/8", "1/20, 2/20, 17/20"),
        (np.log([1.0, 2.0, 5.0]), np.log([1.0, 2.0, 17.0])),
        strict=True,
    ):
        J = softmax_jacobian(z)
        image = axes.imshow(J, cmap=FADING, vmin=-0.25, vmax=0.25)
        for (i, j), entry in np.ndenumerate(J):
            axes.text(j, i, f"{entry:.3f}", ha="center", va="center")
        axes.set_title(f"probabilities {title}", size="medium")
        axes.set(xlabel="score $j$", ylabel="probability $i$")
        axes.set_xticks(range(3), ("1", "2", "3"))
        axes.set_yticks(range(3), ("1", "2", "3"))
        axes.grid(False)
    figure.colorbar(image, ax=panels)
    return figure
