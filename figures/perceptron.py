"""Figures of docs/perceptron.md."""

from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from figures.live_perceptron import live_corrections
from nn.perceptron import corrected_b, corrected_w, perceptron
from verify.live.model import Live

B = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND, OR = (np.array([1.0, 1.0]), -1.5), (np.array([1.0, 1.0]), -0.5)
NAND = (np.array([-1.0, -1.0]), 1.5)
LOW, HIGH = -0.45, 1.45
LEARNT = np.array([0.0, 0.0, 0.0, 1.0])  # the answers of AND
Neuron = tuple[np.ndarray, float]  # weights and bias


def corrections() -> Live:
    """A neuron that learns by corrections, with its last four lines, the newest solid.

    The square holds the point that was corrected last; a filled point is a yes.
    The neuron says yes where the plane is tinted, and the numbers are the scores.
    After a hundred corrections the figure stops.
    """
    return live_corrections()


def learning() -> list[list[str]]:
    """Every correction of the neuron that learns AND: the mistake, and the parameters after it."""
    rows = [["correction", "example", "answer", "right answer", "$w_1$", "$w_2$", "$b$"]]
    for number, (n, before, (w, b)) in enumerate(history(), start=1):
        example = f"$({B[n, 0]:.0f}, {B[n, 1]:.0f})$"
        said, right = perceptron(B[[n]], *before)[0], LEARNT[n]
        parameters = (f"{x:.0f}".replace("-", "−") for x in (*w, b))
        rows.append([str(number), example, f"{said:.0f}", f"{right:.0f}", *parameters])
    return rows


def history() -> list[tuple[int, Neuron, Neuron]]:
    """Each correction on the way to AND: the number of the example, and the neurons around it."""
    neuron: Neuron = (np.zeros(2), 0.0)
    found: list[tuple[int, Neuron, Neuron]] = []
    while (perceptron(B, *neuron) != LEARNT).any():
        for n, (x, t) in enumerate(zip(B, LEARNT, strict=True)):
            before = neuron
            neuron = (corrected_w(x, *before, t), float(corrected_b(x, *before, t)))
            if perceptron(x[np.newaxis], *before)[0] != t:
                found.append((n, before, neuron))
    return found


def neuron() -> Figure:
    """A neuron: inputs come in from the left, are weighted and added up, and the step decides."""
    figure = Figure(figsize=(4.2, 1.65))  # a phone is narrow
    axes = figure.subplots()
    for name, weight, height in (("$x_1$", "$w_1$", 1.0), ("$x_2$", "$w_2$", 0.0)):
        axes.text(0, height, name, ha="center", va="center", size="large")
        _arrow(axes, (0.2, height), (1.62, 0.55 + 0.2 * (height - 0.5)))
        beside = 0.5 + 1.1 * (height - 0.5)
        axes.text(0.95, beside, weight, ha="center", va="center", color="C0")
    axes.text(2, 1.25, "$b$", ha="center", va="center", color="C0")
    _arrow(axes, (2, 1.13), (2, 0.9))
    for center, sign in ((2.0, r"$\sum$"), (3.4, "")):
        axes.add_patch(Circle((center, 0.5), 0.38, fill=False, edgecolor="C0", linewidth=2))
        axes.text(center, 0.5, sign, ha="center", va="center", size="x-large")
    axes.plot([3.2, 3.4, 3.4, 3.6], [0.38, 0.38, 0.64, 0.64], color="black", linewidth=1.5)
    _arrow(axes, (2.4, 0.5), (3.0, 0.5))
    axes.text(2.7, 0.6, "$z$", ha="center", va="bottom")
    _arrow(axes, (3.8, 0.5), (4.4, 0.5))
    axes.text(4.55, 0.5, "$y$", ha="center", va="center", size="large")
    axes.set(xlim=(-0.2, 4.75), ylim=(-0.2, 1.4), aspect="equal")
    axes.axis("off")
    return figure


def gates() -> Figure:
    """AND, OR and NAND: each fires in the tinted half of the plane; a filled corner is a 1."""
    figure = Figure(figsize=(6.8, 2.7))
    for axes, (name, gate) in zip(
        figure.subplots(1, 3), {"AND": AND, "OR": OR, "NAND": NAND}.items(), strict=True
    ):
        _region(axes, lambda P, gate=gate: P @ gate[0] + gate[1])
        _corners(axes, B, perceptron(B, *gate))
        axes.set_title(name, size="medium")
    return figure


def sixteen() -> Figure:
    """All sixteen functions of two bits: XOR and XNOR alone have no neuron that computes them."""
    neurons = list(product([-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0], [-1.5, -0.5, 0.5, 1.5]))
    figure = Figure(figsize=(6.8, 2.3))
    for axes, answers in zip(figure.subplots(2, 8).flat, product([0, 1], repeat=4), strict=True):
        fits = (
            (np.array(w), b)
            for *w, b in neurons
            if (perceptron(B, np.array(w), b) == answers).all()
        )
        found = next(fits, None)
        if found is None:
            axes.set_title({0: "XOR", 1: "XNOR"}[answers[0]], color="C1", size="medium")
        else:
            w, b = found
            _region(axes, lambda P, w=w, b=b: P @ w + b)
        _corners(axes, B, np.array(answers), size=25)
        axes.set(xticks=[], yticks=[], xlabel="", ylabel="")
    return figure


def xor() -> Figure:
    """The inputs: XOR fires between two lines. The hidden layer: one line will do."""
    figure = Figure(figsize=(5.6, 2.7))
    left, right = figure.subplots(1, 2)
    A = np.column_stack([perceptron(B, *NAND), perceptron(B, *OR)])
    answers = perceptron(A, *AND)
    _region(left, lambda P: np.minimum(P @ NAND[0] + NAND[1], P @ OR[0] + OR[1]), straight=False)
    _corners(left, B, answers)
    left.set_title("inputs", size="medium")
    _region(right, lambda P: P @ AND[0] + AND[1])
    _corners(right, A, answers)
    right.annotate(
        "(0, 1) and (1, 0)", A[1], (-8, 9), textcoords="offset points", ha="center", size="small"
    )
    right.set(xlabel="NAND", ylabel="OR")
    right.set_title("hidden layer", size="medium")
    return figure


def _region(axes: Axes, score, straight: bool = True) -> None:
    """Tint where the score is positive, and draw the line where it is zero."""
    side = np.linspace(LOW, HIGH, 3 if straight else 39)
    P, Q = np.meshgrid(side, side)
    scores = score(np.stack([P, Q], axis=-1))
    if scores.max() > 0:
        axes.contourf(P, Q, scores, levels=[0, scores.max()], colors=["C0"], alpha=0.2)
    if scores.min() < 0 < scores.max():
        axes.contour(P, Q, scores, levels=[0], colors=["C0"], linewidths=1.5)


def _corners(axes: Axes, points: np.ndarray, answers: np.ndarray, size: float = 60) -> None:
    yes = answers == 1
    axes.scatter(*points[yes].T, s=size, color="C0", zorder=3)
    axes.scatter(*points[~yes].T, s=size, facecolor="none", edgecolor="C0", linewidth=1.5, zorder=3)
    axes.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal", xticks=[0, 1], yticks=[0, 1])
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.grid(visible=False)


def _arrow(axes: Axes, start: tuple, end: tuple) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "C7"})
