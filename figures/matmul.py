"""Figures of docs/matmul.md, from runs of its two programs."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.paper import box, canvas, write
from figures.styles import BACKWARD, DOTS, LINES, MATRICES
from nn.matmul import matmul, matmul_grad_W, matmul_grad_X

M = np.array([[4.0, 5.0], [7.0, 2.0]])
START = np.array([[2.0], [6.0]])
LABEL = np.array([[14.0], [11.0]])
SOLUTION = np.array([[1.0], [2.0]])
SIDES = {"K": 36, "D": 54, "N": 72}  # of the blocks, in points


def rule() -> Figure:
    """The two products of the rule, with the rows of each matrix beside it and its columns above.

    Neighbours in a product share a size. What comes from the loss is orange.
    """
    figure, axes = canvas(304, 190)
    for middle, products in (
        (130, [("dW", "KD", BACKWARD), ("dY", "KN", BACKWARD), (r"X^\top", "ND", MATRICES["X"])]),
        (36, [("dX", "DN", BACKWARD), (r"W^\top", "DK", MATRICES["W"]), ("dY", "KN", BACKWARD)]),
    ):
        left = 20.0
        for number, (name, (rows, columns), color) in enumerate(products):
            width, height = SIDES[columns], SIDES[rows]
            centre = left + width / 2
            box(axes, (centre, middle), width, height, color)
            write(axes, (centre, middle), f"${name}$", size=11)
            write(axes, (left - 9, middle), f"${rows}$")
            write(axes, (centre, middle + height / 2 + 9), f"${columns}$")
            left += width + (44 if number == 0 else 26)
            if number == 0:
                write(axes, (left - 27, middle), "=", size=11)
    return figure


def move_the_matrix(rate: float, steps: int) -> list[np.ndarray]:
    """The matrix before each step of the first program, and at its end."""
    path = [M]
    for _ in range(steps):
        path.append(path[-1] - rate * matmul_grad_W(START, matmul(path[-1], START) - LABEL))
    return path


def move_the_input(rate: float, steps: int) -> list[np.ndarray]:
    """The input before each step of the second program, and at its end."""
    path = [START]
    for _ in range(steps):
        path.append(path[-1] - rate * matmul_grad_X(M, 2 * (matmul(M, path[-1]) - LABEL)))
    return path


def errors() -> Figure:
    """Dots: errors of the two programs as measured. Lines: what the eigenvalues predict.

    First the two outputs of the first program, then the distance of the second program's input
    along both eigenvectors. The dots leave their line where the digits of float64 end.
    """
    figure = Figure(figsize=(7, 3.1), layout="constrained")
    left, right = figure.subplots(1, 2)
    residuals = [(matmul(V, START) - LABEL).ravel() for V in move_the_matrix(0.01, 80)]
    ratio = 1 - 0.01 * (START**2).sum()
    _compare(left, np.array(residuals), np.array([ratio, ratio]), 4, ["output 1", "output 2"])
    eigenvalues, vectors = np.linalg.eigh(M.T @ M)
    distances = [((x - SOLUTION).T @ vectors).ravel() for x in move_the_input(0.001, 1000)]
    labels = ["slow direction", "fast direction"]
    _compare(right, np.array(distances), 1 - 2 * 0.001 * eigenvalues, 40, labels)
    left.set_ylabel("error")
    return figure


def valley() -> Figure:
    """The squared error over the input plane, with the first steps of the second program.

    Dashed lines show the two eigenvectors through the solution: the path first falls into the
    valley, along the fast one, and then follows its floor, along the slow one.
    """
    figure = Figure(figsize=(5.2, 3.6), layout="constrained")
    axes = figure.subplots()
    across, up = np.meshgrid(np.linspace(-2.5, 4.5, 141), np.linspace(-0.6, 6.4, 141))
    outputs = matmul(M, np.stack([across.ravel(), up.ravel()]))
    heights = ((outputs - LABEL) ** 2).sum(axis=0).reshape(across.shape)
    levels = [5, 50, 200, 500, 1000, 2000, 4000]
    axes.contour(across, up, heights, levels=levels, colors="C7", linewidths=0.8)
    for direction in np.linalg.eigh(M.T @ M)[1].T:
        axes.axline(
            SOLUTION.ravel(),
            slope=direction[1] / direction[0],
            color="C7",
            linewidth=1,
            dashes=(4, 4),
        )
    path = np.hstack(move_the_input(0.001, 300))
    axes.plot(*path, marker=".", markersize=4, color="C1", linewidth=1)
    axes.plot(*SOLUTION, marker="*", color="C0", markersize=11)
    axes.set(xlim=(-2.5, 4.5), ylim=(-0.6, 6.4), xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    axes.grid(False)
    return figure


def _compare(
    axes: Axes, measured: np.ndarray, ratios: np.ndarray, every: int, labels: list[str]
) -> None:
    """Plot each column of measured errors with the straight line that its ratio predicts."""
    steps = np.arange(len(measured))
    looks = zip(LINES, DOTS, strict=False)
    for column, ratio, label, (line, dots) in zip(measured.T, ratios, labels, looks, strict=False):
        axes.semilogy(steps, abs(column[0]) * ratio**steps, linewidth=1, label=label, **line)
        left = np.where(column == 0, np.nan, abs(column))  # an error of 0 has no logarithm
        axes.plot(steps[::every], left[::every], linestyle="none", markersize=3, **dots)
    axes.set(xlabel="steps", ylim=(1e-18, 1e3))
    axes.legend()
