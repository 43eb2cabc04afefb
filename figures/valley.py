"""The stretched valley of optimizer and adam: runs in it, and searches of settings."""

from functools import cache
from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from figures.styles import AUXILIARY, OPTIMIZERS, TEXT
from nn.adam import AdaGrad, Adam, RMSProp
from nn.optimizer import GradientDescent, Momentum, Nesterov

KAPPA = 20.0  # how much steeper the valley is across than along
START = np.array([-7.0, 2.0])
STEPS = 30
RATES = tuple(float(rate) for rate in np.geomspace(0.001, 10, 41))
MEMORIES = tuple(round(0.05 * k, 2) for k in range(20))
SHARES = (0.9, 0.99, 0.999)  # of mean squares


def height(z: np.ndarray) -> np.ndarray:
    """The valley: the last axis holds a point's two coordinates."""
    return (z[..., 0] ** 2 + KAPPA * z[..., 1] ** 2) / 2


def run(
    rule: GradientDescent, steps: int = STEPS, start: np.ndarray = START, turned: bool = False
) -> np.ndarray:
    """The points that a rule visits, before the first step and after each, along the axes.

    Where the valley is turned, its axes lie at 45 degrees to those of the parameters.
    """
    axes = np.array([[1, 1], [-1, 1]]) / np.sqrt(2) if turned else np.eye(2)
    second = axes.T @ np.diag([1, KAPPA]) @ axes
    parameters = {"z": start @ axes}
    state = rule.start(parameters)
    path = [start]
    for _ in range(steps):
        rule.step(parameters, {"z": parameters["z"] @ second}, state)
        path.append(parameters["z"] @ axes.T)
    return np.array(path)


def starts(number: int = 8) -> np.ndarray:
    """Points as high as the start of the figures, all round the valley."""
    angle = 2 * np.pi * (np.arange(number) + 0.5) / number
    radius = np.sqrt(2 * height(START))
    return radius * np.column_stack([np.cos(angle), np.sin(angle) / np.sqrt(KAPPA)])


def worst(rule: GradientDescent, turned: bool = False) -> float:
    """How high a rule stands after thirty steps, from the worst of the starts."""
    with np.errstate(over="ignore", invalid="ignore"):
        end = height(run(rule, STEPS, starts(), turned)[-1]).max()
    return float(end) if np.isfinite(end) else np.inf


GRIDS: dict[str, tuple[type[GradientDescent], dict[str, tuple[float, ...]]]] = {
    "gradient descent": (GradientDescent, {"eta": RATES}),
    "momentum": (Momentum, {"eta": RATES, "mu": MEMORIES}),
    "Nesterov": (Nesterov, {"eta": RATES, "mu": MEMORIES}),
    "AdaGrad": (AdaGrad, {"eta": RATES}),
    "RMSProp": (RMSProp, {"eta": RATES, "rho": SHARES}),
    "Adam": (Adam, {"eta": RATES, "beta_1": MEMORIES, "beta_2": SHARES}),
}


@cache
def searched(name: str, turned: bool = False) -> GradientDescent:
    """The rule with those settings of its grid with which its worst run ends lowest."""
    make, grid = GRIDS[name]
    every = (dict(zip(grid, values, strict=True)) for values in product(*grid.values()))
    return min((make(**settings) for settings in every), key=lambda rule: worst(rule, turned))


def settings(rule: GradientDescent) -> str:
    """The settings that were searched, as formulas."""
    names = {
        "eta": r"\eta",
        "mu": r"\mu",
        "rho": r"\rho",
        "beta_1": r"\beta_1",
        "beta_2": r"\beta_2",
    }
    found = {name: value for name, value in vars(rule).items() if name in names}
    return ", ".join(f"${names[name]} = {value:.3g}$" for name, value in found.items())


def draw_path(axes: Axes, rule: GradientDescent, color: str) -> None:
    """The first steps of a rule from the start, over lines of equal height."""
    radii = np.sqrt(2 * np.array([[4], [40]]) / [1, KAPPA])  # lighter than contours
    ellipses = [Path.unit_circle().transformed(Affine2D().scale(*radius)) for radius in radii]
    rings = Path.make_compound_path(*ellipses)
    axes.add_patch(PathPatch(rings, fill=False, edgecolor=AUXILIARY, linewidth=0.6))
    axes.plot(*run(rule).T, marker=".", markersize=4, linewidth=1, color=color)
    axes.plot(0, 0, marker="*", markersize=9, color=TEXT)
    axes.grid(visible=False)
    axes.set(xlim=(-8, 5), ylim=(-4.5, 4.5), xticks=[-5, 0, 5], ylabel="z₂")


def draw_heights(axes: Axes, rules: dict[str, np.ndarray], floor: float) -> None:
    """Heights step by step, each line with the name of its rule in a legend above."""
    for name, heights in rules.items():
        axes.semilogy(heights, linewidth=1.4, label=name, **OPTIMIZERS[name])
        axes.set_xlim(0, len(heights) - 1)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    axes.set(xlabel="step", ylabel="height above the floor", ylim=(floor, 1e3))
    axes.grid(False)
