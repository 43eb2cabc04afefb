"""Figures and tables of docs/optimizer.md, all from runs in the stretched valley."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator, MultipleLocator
from matplotlib.transforms import Affine2D

from figures.styles import AUXILIARY, DOTS, LINES, OPTIMISERS, REFERENCE, TEXT
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
    figure = Figure(figsize=(4.6, 5.8), layout="constrained")
    panels = figure.subplots(3, 2, sharex=True, sharey=True)
    radii = np.sqrt(2 * np.array([[2], [15], [45]]) / [1, KAPPA])  # lighter than contours
    ellipses = [Path.unit_circle().transformed(Affine2D().scale(*radius)) for radius in radii]
    rings = Path.make_compound_path(*ellipses)
    for axes, (name, rule) in zip(panels.ravel(), RULES.items(), strict=True):
        axes.add_patch(PathPatch(rings, fill=False, edgecolor=AUXILIARY, linewidth=0.6))
        path = run(rule)
        color = OPTIMISERS[name]["color"]
        axes.plot(*path.T, marker=".", markersize=4, linewidth=1, color=color)
        axes.plot(0, 0, marker="*", markersize=9, color=TEXT)
        axes.set_title(f"{name}, η = {rule.eta:g}", fontsize="small")
        axes.grid(visible=False)
    panels[0, 0].set(xlim=(-8, 5), ylim=(-3, 3), xticks=[-5, 0, 5])
    for axes in panels[-1]:
        axes.set_xlabel("z₁")
    for axes in panels[:, 0]:
        axes.set_ylabel("z₂")
    for axes in panels[:-1].ravel():
        axes.tick_params(bottom=False)
    for axes in panels[:, 1]:
        axes.tick_params(left=False)
    return figure


def speeds() -> Figure:
    """How far above the floor each rule of the last figure stands, step by step.

    Gradient descent and AdaGrad end on straight lines: each step leaves the same part of the
    height. The others overshoot and come back, so their lines have dents. RMSProp comes nearest of
    all and climbs up again.
    """
    figure = Figure(figsize=(6.9, 3.1), layout="constrained")
    names = list(RULES)
    for axes, shown in zip(figure.subplots(1, 2), (names[:3], names[3:]), strict=True):
        for name in shown:
            heights = height(run(RULES[name], 80))
            axes.semilogy(heights, linewidth=1.4, **OPTIMISERS[name])
            axes.text(82, heights[-1], name, va="center", size="small")
        axes.set(xlabel="step", ylabel="height above the floor", xlim=(0, 80), ylim=(1e-14, 1e3))
        axes.set_yticks([1, 1e-4, 1e-8, 1e-12])
        axes.grid(False)
    return figure


def left_by(eta: float, mu: float) -> float:
    """The part of the error that a step of momentum leaves in the long run, at worst.

    A step takes position and velocity to new ones, by a matrix for each axis of the valley: its
    columns are what a step makes of a position alone and of a velocity alone. The larger
    eigenvalue of both matrices is what is left.
    """
    rule, columns = Momentum(eta, mu), []
    for position, velocity in np.eye(2):
        theta, u = np.full(2, position), np.full(2, velocity)
        rule.move(theta, np.array([1, KAPPA]) * theta, 1, u)
        columns.append([theta, u])
    matrices = np.transpose(columns, (2, 1, 0))  # axis of the valley, row, column
    return float(np.abs(np.linalg.eigvals(matrices)).max())


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
    drawn = RULES["momentum"].eta, Momentum.mu
    marked = {
        "*": ("best pair", suited(), (12, 0)),
        "o": ("without memory", (2 / (1 + KAPPA), 0.0), (20, 7)),
        "^": ("in the figures above", drawn, (0, 12)),
    }
    for marker, (name, pair, shift) in marked.items():
        axes.plot(*pair, marker, color="C1", markersize=10 if marker == "*" else 6, clip_on=False)
        words = f"{name}: {left_by(*pair):.3f}"
        axes.annotate(words, pair, shift, textcoords="offset points", va="center", size="small")
    axes.set(xlabel="learning rate η", ylabel="memory μ", xlim=(0, 0.21), ylim=(0, 1))
    axes.set_xticks([0, 0.05, 0.1, 0.15, 0.2])
    axes.grid(visible=False)
    return figure


def adams_means(gradients: np.ndarray, rule: Adam) -> np.ndarray:
    """What Adam keeps after each step along gradients of one parameter: mean, and mean square."""
    theta, m, v = np.zeros((3, 1))
    kept = []
    for t, g in enumerate(gradients, start=1):
        rule.move(theta, np.array([g]), t, m, v)
        kept.append([m[0], v[0]])
    return np.transpose(kept)


def corrections() -> Figure:
    """Adam's means along thirty gradients drawn from one distribution, and what they estimate.

    Dots: the gradients and their squares. Both means start at 0; the first has nearly come up
    after thirty steps, the second has hardly left the ground. The corrected ones are about right
    from the first step on.
    """
    rule, expected, spread = Adam(), 1.0, 0.4
    g = np.random.default_rng(seed=0).normal(expected, spread, size=STEPS)
    m, v = adams_means(g, rule)
    t = np.arange(1, STEPS + 1)
    figure = Figure(figsize=(6.9, 3.1), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes, dots, names, mean, beta, level in (
        (left, g, ("mₜ", "m\u0302ₜ", "E[gₜ]"), m, rule.beta_1, expected),
        (right, g**2, ("vₜ", "v\u0302ₜ", "E[gₜ²]"), v, rule.beta_2, expected**2 + spread**2),
    ):
        axes.plot(t, dots, ".", color=AUXILIARY, markersize=4, clip_on=False)
        axes.plot(t, mean, linewidth=1.6, label=names[0], **LINES[0])
        axes.plot(t, mean / (1 - beta**t), linewidth=1.6, label=names[1], **LINES[1])
        axes.axhline(level, label=names[2], **REFERENCE)
        axes.set(xlabel="step t", xlim=(0, STEPS), ylim=(-0.1, None))
        axes.xaxis.set_major_locator(MultipleLocator(10))
        axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 5, 10]))
        axes.grid(False)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3)
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
        label = f"{name}λ = {curvature:g}"
        axes.plot(eta, np.abs(1 - eta * curvature), label=label, **LINES[axis])
        axes.plot(dots, left[:, axis], linestyle="none", markersize=4, **DOTS[axis])
    axes.axhline(1, **REFERENCE)
    axes.set(xlabel="learning rate η", ylabel="|1 − ηλ|", xlim=(0, 0.125), ylim=(0, 1.5))
    axes.set_xticks([0, 0.05, 0.1])
    axes.set_yticks([0, 0.5, 1, 1.5])
    axes.legend(loc="lower right")
    return figure
