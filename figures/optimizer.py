"""Figures and tables of docs/optimizer.md, all from runs in the stretched valley."""

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from derivations import optimizer as chapter
from figures.live_valley import live_valley
from figures.powers import typeset
from figures.styles import AUXILIARY, LINES, TEXT
from figures.valley import (
    KAPPA,
    height,
    run,
    searched,
    settings,
    worst,
)
from nn.optimizer import (
    GradientDescent,
    Momentum,
    Nesterov,
    best_memory,
    best_rate,
    momentum_factor,
    momentum_largest_rate,
    nesterov_largest_rate,
)
from verify.live.model import Live

PLAIN = GradientDescent(2 / (1 + KAPPA))
HEAVY = Momentum(0.02)
SUITED = Momentum(best_rate(1.0, KAPPA), best_memory(1.0, KAPPA))
NAMES = ("gradient descent", "momentum", "Nesterov")
LABELS = (  # what the page computes and `nn` does too
    "momentum_factor",
    "nesterov_factor",
    "momentum_largest_rate",
    "nesterov_largest_rate",
)


def largest_rate(rule: type[GradientDescent], steps: int = 1000, halvings: int = 20) -> float:
    """Bisect for the learning rate from which on a rule no longer comes nearer to the floor."""
    low, high = 0.0, 1.0
    for _ in range(halvings):
        middle = (low + high) / 2
        with np.errstate(over="ignore", invalid="ignore"):
            half, end = np.abs(run(rule(middle), steps)[[steps // 2, steps]]).max(axis=1)
        low, high = (middle, high) if end < half else (low, middle)
    return low


def largest_rates() -> list[list[str]]:
    """The largest stable learning rate of three rules, as derived and as found."""
    mu = Momentum.mu
    derived = {
        GradientDescent: (r"$2 / \lambda$", 2 / KAPPA),
        Momentum: (r"$2 (1 + \mu) / \lambda$", momentum_largest_rate(mu, KAPPA)),
        Nesterov: (r"$2 (1 + \mu) / (\lambda (1 + 2 \mu))$", nesterov_largest_rate(mu, KAPPA)),
    }
    rows = [["rule", "formula", "derived", "found by bisection"]]
    for rule, name in zip(derived, NAMES, strict=True):
        formula, rate = derived[rule]
        rows.append([name, formula, f"{rate:.5f}", f"{largest_rate(rule):.5f}"])
    return rows


def steps_to(factor: float, left: float = 1e-6) -> int:
    """After how many steps no more is left of the error."""
    return math.ceil(math.log(left) / math.log(factor))


def steps_of_momentum(kappa: float, left: float = 1e-6) -> int:
    """After how many steps with the best pair no more is left of the error, along and across."""
    rule, z = Momentum(best_rate(1.0, kappa), best_memory(1.0, kappa)), {"z": np.ones(2)}
    state, above, t = rule.start(z), 0, 0
    while t < 2 * above + 10:  # it may come back after a swing through 0
        t += 1
        rule.step(z, {"z": z["z"] * [1, kappa]}, state)
        above = t if np.abs(z["z"]).max() > left else above
    return above + 1


def gains() -> list[list[str]]:
    """What a step of gradient descent and of momentum leaves at best, and the steps they take."""
    rows = [
        [r"$\kappa$", "gradient descent leaves", "steps", "momentum leaves", "steps of momentum"]
    ]
    for kappa in (4.0, 20.0, 100.0, 10_000.0):
        plain = (kappa - 1) / (kappa + 1)
        ball = momentum_factor(best_rate(1.0, kappa), best_memory(1.0, kappa), 1.0)
        steps, of_momentum = f"{steps_to(plain):,}", f"{steps_of_momentum(kappa):,}"
        rows.append([f"{kappa:,.0f}", f"{plain:.4f}", steps, f"{ball:.4f}", of_momentum])
    return rows


def table_of_searched() -> list[list[str]]:
    """The best settings of a grid, and how far above the floor the rules stand."""
    after_30 = "height after 30 steps"
    heights = [f"{after_30}, worst of eight starts", f"{after_30}, start of the figures"]
    rows = [["rule", "settings", *heights, "after 100 steps, the same start"]]
    listed = [(name, searched(name)) for name in NAMES]
    listed.insert(1, ("momentum, not searched", HEAVY))
    for name, rule in listed:
        reached = height(run(rule, 100))[[30, 100]]
        shown = [typeset(one, 1) for one in (worst(rule), *reached)]
        rows.append([name, settings(rule), *shown])
    return rows


def paths() -> Live:
    """Thirty steps of a rule, and of two at their best; grey: equal heights.

    They begin at the large dot, and the circle is the lowest point.
    """
    live = live_valley()
    for label in LABELS:
        live.derived(label, getattr(chapter, label))
    return live


def roots() -> Figure:
    """The two roots of momentum, for a memory of 0.4, as the rate grows from 0 to too much.

    They start at 1 and at the memory, meet, and travel on the inner circle as long as they are
    complex; they meet again on the other side, and one leaves through −1. Outer circle: size 1.
    """
    mu = 0.4
    figure = Figure(figsize=(4.6, 3.6), layout="constrained")
    axes = figure.subplots()
    for radius in (1, np.sqrt(mu)):
        axes.add_patch(Circle((0, 0), radius, fill=False, edgecolor=AUXILIARY, linestyle=":"))
    turned = np.linspace(0, np.pi, 41)  # the angle of a complex root
    circle = 1 + mu - 2 * np.sqrt(mu) * np.cos(turned)  # rate times curvature
    x = np.concatenate([[0], circle, [1.06 * 2 * (1 + mu)]])
    tau = 1 + mu - x
    root = np.sqrt(np.round(tau**2 - 4 * mu, 12).astype(complex))
    for look, found in zip(LINES, ((tau + root) / 2, (tau - root) / 2), strict=False):
        axes.plot(found.real, found.imag, linewidth=2, **look)
    axes.plot([1, mu, -1], [0, 0, 0], "o", color=TEXT, markersize=5)
    axes.text(1.05, 0.08, "ηλ = 0", size="small")
    axes.text(-1.05, 0.14, "ηλ =\n2(1 + μ)", size="small", ha="right")
    axes.set(xlabel="real part", ylabel="imaginary part", xlim=(-1.5, 1.5), ylim=(-1.1, 1.1))
    axes.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    axes.set_aspect("equal")
    axes.grid(visible=False)
    return figure


def left_by(eta: float, mu: float) -> float:
    """The part of the error that a step of momentum leaves in the long run, at worst."""
    return max(momentum_factor(eta, mu, curvature) for curvature in (1.0, KAPPA))


def region(left: float) -> np.ndarray:
    """The corners of all pairs (eta, mu) with which a step leaves at most this part of the error.

    Both roots of r^2 - (1 + mu - eta lambda) r + mu lie within a circle of the radius ``left`` if
    mu is at most left^2, and 1 + mu - eta lambda between plus and minus left + mu / left. So the
    borders are straight: mu ends at left^2, and eta goes from where it is enough for the curvature
    1 to where it is too much for KAPPA.
    """
    tip = max(0.0, left * (KAPPA * (1 - left) - (1 + left)) / (KAPPA * (1 - left) + 1 + left))
    mu = np.array([left**2, tip, tip, left**2])
    least, most = (1 - left) * (1 - mu / left), (1 + left) * (1 + mu / left) / KAPPA
    return np.column_stack([np.where([1, 1, 0, 0], least, most), mu])


def pairs() -> Figure:
    """What a step of momentum leaves of the error in the long run, for each rate and each memory.

    The pairs on a line leave what its number says; the stronger the colour, the less.
    Outside of the thick line the path leaves the valley. Where a line is level the memory alone
    decides: whatever the rate, its root is left.
    """
    figure = Figure(figsize=(4.6, 3.6), layout="constrained")
    axes = figure.subplots()
    for left in (1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7):
        corners = region(left)
        thick = 3 if left == 1 else 0.8
        axes.fill(*corners.T, facecolor=("C0", 0.14), edgecolor="C0", linewidth=thick)
        middle = corners[[0, 3], 0] @ [0.3, 0.7]
        axes.text(middle, left**2 - 0.01, f"{left:g}", ha="center", va="top", size="small")
    drawn = HEAVY.eta, HEAVY.mu
    marked = {
        "*": ("best pair", (SUITED.eta, SUITED.mu), (12, 0)),
        "o": ("without memory", (2 / (1 + KAPPA), 0.0), (20, 7)),
        "^": ("at first in the first figure", drawn, (0, 12)),
    }
    for marker, (name, pair, shift) in marked.items():
        axes.plot(*pair, marker, color="C1", markersize=10 if marker == "*" else 6, clip_on=False)
        words = f"{name}: {left_by(*pair):.3f}"
        axes.annotate(words, pair, shift, textcoords="offset points", va="center", size="small")
    axes.set(xlabel="learning rate η", ylabel="memory μ", xlim=(0, 0.21), ylim=(0, 1))
    axes.set(xticks=[0, 0.1, 0.2], yticks=[0, 0.5, 1])
    axes.grid(visible=False)
    return figure
