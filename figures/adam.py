"""Figures and tables of docs/adam.md: runs in the stretched valley, noise, and schedules."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from figures.live_bend import live_bend
from figures.powers import typeset
from figures.styles import AUXILIARY, LINES, OPTIMIZERS, REFERENCE
from figures.valley import (
    GRIDS,
    STEPS,
    draw_heights,
    draw_path,
    height,
    run,
    searched,
    settings,
    worst,
)
from nn.adam import AdaGrad, Adam, AdamW, RMSProp, warm_cosine
from nn.optimizer import GradientDescent, noise_floor
from verify.live.model import Live

RULES = {"AdaGrad": AdaGrad(1.5), "RMSProp": RMSProp(0.4), "Adam": Adam(0.6)}


def table_of_searched() -> list[list[str]]:
    """The best settings of a grid in both valleys, and the height of the worst run with them."""
    rows = [["rule", "not turned", "height", "turned by 45°", "height there"]]
    for name in GRIDS:
        row = [name]
        for turned in (False, True):
            rule = searched(name, turned)
            row += [settings(rule), typeset(worst(rule, turned), 1)]
        rows.append(row)
    return rows


def paths() -> Figure:
    """Thirty steps of three rules from the same start. Lines: equal heights of the valley.

    Each gives each axis a rate of its own, so the first step is as long along both.
    """
    figure = Figure(figsize=(4.6, 5.6), layout="constrained")
    panels = figure.subplots(3, 1, sharex=True)
    for axes, (name, rule) in zip(panels, RULES.items(), strict=True):
        draw_path(axes, rule, OPTIMIZERS[name]["color"])
        axes.set_title(f"{name}, η = {rule.eta:g}", fontsize="small")
    panels[-1].set_xlabel("z₁")
    return figure


def speeds() -> Figure:
    """How far above the floor of the turned valley each rule stands, step by step.

    The settings are those of the table. Momentum ends lowest, Adam comes next, and AdaGrad
    is slowest.
    """
    figure = Figure(figsize=(4.6, 3.6), layout="constrained")
    heights = {name: height(run(searched(name, True), 40, turned=True)) for name in GRIDS}
    draw_heights(figure.subplots(), heights, 1e-13)
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


def decayed(rule: Adam, l2: float, sizes: np.ndarray, steps: int) -> np.ndarray:
    """Weights that start at 1, whose gradients are noise of these sizes, and a price l2."""
    rng = np.random.default_rng(seed=0)
    parameters = {"w": np.ones(len(sizes))}
    state, path = rule.start(parameters), [np.ones(len(sizes))]
    for _ in range(steps):
        noise = sizes * rng.standard_normal(len(sizes))
        rule.step(parameters, {"w": noise + l2 * parameters["w"]}, state)
        path.append(parameters["w"].copy())
    return np.array(path)


def decays() -> Figure:
    """The mean of 200 weights that start at 1, for large and for small gradients of pure noise.

    L2 in Adam: the price is in the loss, and Adam divides it with the rest: it brings the weights
    with small gradients down, and those with large ones far less. AdamW brings both down alike.
    """
    sizes, steps, gamma = np.repeat([10.0, 0.1], 200), 2000, 0.2
    rules = {"L2 in Adam": (Adam(0.005), gamma), "AdamW": (AdamW(0.005, gamma=gamma), 0.0)}
    figure = Figure(figsize=(6.9, 2.9), layout="constrained")
    for axes, (title, (rule, l2)) in zip(figure.subplots(1, 2), rules.items(), strict=True):
        path = decayed(rule, l2, sizes, steps)[::40]
        t = 40 * np.arange(len(path))
        for look, name, part in zip(LINES, ("large", "small"), np.split(path, 2, 1), strict=False):
            axes.plot(t, part.mean(axis=1), label=f"{name} gradients", **look)
        axes.plot(t, (1 - rule.eta * gamma) ** t, label="(1 − ηγ)ᵗ", **REFERENCE)
        axes.set(
            xlabel="step", title=title, xlim=(0, steps), ylim=(-0.05, 1.05), yticks=[0, 0.5, 1]
        )
        axes.set_xticks([0, 1000, 2000])
        axes.grid(False)
    axes.legend(loc="upper right")
    figure.axes[0].set_ylabel("mean weight")
    return figure


def noisy(rates: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """The root mean square of 400 noisy runs of gradient descent on a parabola, step by step."""
    rng = np.random.default_rng(seed=0)
    x = np.full(400, 5.0)
    path = [5.0]
    for rate in rates:
        if rate > 0:
            slopes = {"x": curvature * x + rng.standard_normal(len(x))}
            rule = GradientDescent(float(rate))
            rule.step({"x": x}, slopes, rule.start({"x": x}))
        path.append(float(np.sqrt(np.mean(x**2))))
    return np.array(path)


def schedule() -> Figure:
    """Above: a constant rate, and one that warms up for 10 steps of 200 and falls as a cosine.

    Below: the distance from the lowest point of a parabola under noisy slopes. The constant rate
    stays at the dotted floor of the noise; with the schedule the path settles below it.
    """
    steps, eta = 200, 0.3
    figure = Figure(figsize=(4.6, 4.2), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    k = np.arange(1, steps + 1)
    cosine = np.array([warm_cosine(float(step), eta, 10.0, float(steps)) for step in k])
    for look, name, rates in zip(
        LINES, ("constant", "warm-up and cosine"), (np.full(steps, eta), cosine), strict=False
    ):
        above.plot(k, rates, label=name, **look)
        below.semilogy(np.arange(steps + 1), noisy(rates), **look)
    below.axhline(np.sqrt(noise_floor(eta, 1.0, 1.0)), **REFERENCE)
    above.set(ylabel="rate", ylim=(0, 0.33), yticks=[0, 0.1, 0.2, 0.3])
    below.set(xlabel="step", ylabel="distance", xlim=(0, steps), ylim=(0.03, 10))
    above.legend(loc="lower left")
    for axes in (above, below):
        axes.grid(False)
    return figure


def bend() -> Live:
    """Forty steps of a rule in a valley that bends, from the large dot.

    Below, the loss on the way. Grey: lines of equal loss; the circle is the lowest point.
    The table has the factor of each direction near the lowest point; above 1 a rule leaves it.
    """
    return live_bend()
