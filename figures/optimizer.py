"""Figures and tables of docs/optimizer.md, all from runs in the stretched valley."""

import numpy as np
from matplotlib.figure import Figure

from figures.styles import DOTS, LINES, REFERENCE
from nn.optimizer import (
    AdaGrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
)

KAPPA = 20.0  # how much steeper the valley is across than along
START = np.array([-7.0, 2.0])
STEPS = 30
RULES = {
    "gradient descent": GradientDescent(0.09),
    "momentum": Momentum(0.02),
    "Nesterov": Nesterov(0.02),
    "AdaGrad": AdaGrad(1.5),
    "RMSProp": RMSProp(0.4),
    "Adam": Adam(0.6),
}


def height(z: np.ndarray) -> np.ndarray:
    """The valley: the last axis holds a point's two coordinates."""
    return (z[..., 0] ** 2 + KAPPA * z[..., 1] ** 2) / 2


def run(rule: GradientDescent, steps: int = STEPS, start: np.ndarray = START) -> np.ndarray:
    """The points that a rule visits: before the first step and after each."""
    parameters = {"z": start.copy()}
    state = rule.start(parameters)
    path = [start]
    for _ in range(steps):
        rule.step(parameters, {"z": np.array([1, KAPPA]) * parameters["z"]}, state)
        path.append(parameters["z"].copy())
    return np.array(path)


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
        Momentum: (r"$2 (1 + \mu) / \lambda$", 2 * (1 + mu) / KAPPA),
        Nesterov: (r"$2 (1 + \mu) / (\lambda (1 + 2 \mu))$", 2 * (1 + mu) / (1 + 2 * mu) / KAPPA),
    }
    rows = [["rule", "formula", "derived", "found by bisection"]]
    for rule, name in zip(derived, RULES, strict=False):
        formula, rate = derived[rule]
        rows.append([name, formula, f"{rate:.5f}", f"{largest_rate(rule):.5f}"])
    return rows


def heights() -> list[list[str]]:
    """How far above the floor each rule stands after so many steps."""
    shown = (0, 10, 30, 100)
    rows = [["rule", *(f"after {n}" if n else "at the start" for n in shown)]]
    for name, rule in RULES.items():
        reached = height(run(rule, max(shown)))[list(shown)]
        rows.append([f"{name}, $\\eta = {rule.eta:g}$", *(f"{h:.2g}" for h in reached)])
    return rows


def suited() -> tuple[float, float]:
    """The rate and the memory with which momentum comes down this valley fastest."""
    root = np.sqrt(KAPPA)
    return float((2 / (1 + root)) ** 2), float(((root - 1) / (root + 1)) ** 2)


def paths() -> Figure:
    """Thirty steps of each rule from the same start. Lines: equal heights of the valley.

    Gradient descent jumps from side to side, because the rate that suits the slope along the
    valley is nearly too large for the slope across. Momentum averages the jumps away and swings
    past the end. The last three give each axis a rate of its own.
    """
    figure = Figure(figsize=(4.6, 5.6), layout="constrained")
    panels = figure.subplots(3, 2, sharex=True, sharey=True)
    across, up = np.meshgrid(np.linspace(-8, 5, 80), np.linspace(-3, 3, 60))
    heights = height(np.stack([across, up], axis=-1))
    for axes, (name, rule) in zip(panels.ravel(), RULES.items(), strict=True):
        axes.contour(
            across, up, heights, levels=[1, 5, 15, 30, 50, 80], colors="C7", linewidths=0.6
        )
        path = run(rule)
        axes.plot(*path.T, marker=".", markersize=4, linewidth=1, color="C1")
        axes.plot(0, 0, marker="*", markersize=9, color="C0")
        axes.set_title(rf"{name}, $\eta$ = {rule.eta:g}", fontsize="small")
        axes.grid(visible=False)
    panels[0, 0].set(xlim=(-8, 5), ylim=(-3, 3), xticks=[-5, 0, 5])
    return figure


def rates() -> Figure:
    """What a step of gradient descent leaves of the error. Lines: derived. Dots: measured.

    Along the valley a larger rate is better all the way; across it, the factor passes 0 and then
    grows, and from 1 on the path leaves the valley. The best rate is where the lines cross.
    """
    figure = Figure(figsize=(4.6, 3), layout="constrained")
    axes = figure.subplots()
    eta = np.linspace(0.001, 0.12, 200)
    dots = np.linspace(0.005, 0.115, 12)
    left = np.array([np.abs(run(GradientDescent(rate), 1)[1] / START) for rate in dots])
    for axis, (curvature, name) in enumerate([(1, "along, "), (KAPPA, "across, ")]):
        label = rf"{name}$\lambda = {curvature:g}$"
        axes.plot(eta, np.abs(1 - eta * curvature), label=label, **LINES[axis])
        axes.plot(dots, left[:, axis], linestyle="none", markersize=4, **DOTS[axis])
    axes.axhline(1, **REFERENCE)
    axes.set(xlabel=r"learning rate $\eta$", ylabel=r"$|1 - \eta \lambda|$", ylim=(0, 1.5))
    axes.legend(loc="lower right")
    return figure
