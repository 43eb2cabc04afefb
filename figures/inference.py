"""Figures and tables of docs/inference.md, drawn from a recorded run."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from figures.packing import unpack
from figures.pictures import WIDTH, grey, grid, signed
from figures.powers import typeset
from figures.styles import AUXILIARY, DASHED, INPUTS, REFERENCE
from nn.inference import (
    arithmetic_intensity,
    call_time,
    covariance,
    feature_mean,
    pca_whiten,
    zca_whiten,
)
from nn.network import operation_count
from verify.book import runs

SIZES = (784, 50, 100, 10)
ROWS = 3  # of the recorded images, or the page is too heavy
SHOWN = 9  # of so many recorded losses one is drawn, or the page is too heavy
ROOFED = (1, 2, 5, 10, 20, 100)  # batches that are drawn below the roofline
FLOAT = 4  # bytes of a number in float32
PRINTED = 0.09352  # the accuracy that the tutorial prints
NAMES = {
    "bytes": "0 to 255",
    "scaled": "0 to 1",
    "normalized": "0 to 1, each pixel",
    "standardized": "standardized",
    "PCA": "whitened, PCA",
    "ZCA": "whitened, ZCA",
}
LOOKS = {name: INPUTS[words] for name, words in NAMES.items()}
POINTS = np.array([[5.0, 3.0], [1.0, -1.0], [4.0, 0.0], [2.0, 2.0]])  # those of the example by hand
REACH = 3.7  # how far the figure of whitening reaches from its middle


def guesses(record: dict | None = None) -> Figure:
    """How many of the untrained nets have which accuracy.

    Above a bar is the digit whose share of the images it is, if there is one; the dotted line is
    the number that [3] prints.
    """
    found = _results(record)["untrained"]
    figure = Figure(figsize=(WIDTH, 2.7), layout="constrained")
    axes = figure.subplots()
    accuracies, counts = np.transpose(found["accuracies"])
    axes.bar(accuracies, counts, width=0.0006, color="C0")
    for share, count in found["accuracies"]:
        digits = [str(k) for k, s in enumerate(found["shares"]) if abs(s - share) < 1e-9]
        axes.text(share, count, ",".join(digits), ha="center", va="bottom", size="small")
    axes.axvline(PRINTED, **REFERENCE)
    axes.set(xlabel="accuracy", ylabel="nets")
    axes.grid(False, axis="x")
    return figure


def images_per_second(record: dict | None = None) -> Figure:
    """Images a second by the size of the batches: dots are measured, the line is the model."""
    calls = _results(record)["throughput"]["calls"]
    sizes = np.array([call["batch_size"] for call in calls])
    low, middle, high = np.transpose([call["seconds"] for call in calls])
    figure = Figure(figsize=(WIDTH, 3), layout="constrained")
    axes = figure.subplots()
    model = sizes / [_model(call["batch_size"], record) for call in calls]
    axes.plot(sizes, model, color="C1", linewidth=1.2, label="model")
    spread = np.abs(sizes / np.array([high, low]) - sizes / middle)
    dots = axes.errorbar(sizes, sizes / middle, spread, fmt="o", markersize=4, color="C0")
    dots.set_label("measured")
    ticks = 10 ** np.arange(len(str(sizes[-1])))
    axes.set(xscale="log", yscale="log", xlabel="images in a batch", ylabel="images a second")
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.set_yticks(
        [30_000, 100_000, 300_000, 1_000_000], ["30,000", "100,000", "300,000", "1 million"]
    )
    axes.minorticks_off()
    axes.legend()
    return figure


def roofline(record: dict | None = None) -> Figure:
    """The most that the processor could do (line), and what the net does (dots).

    Above a dot is the size of its batch.
    """
    found = _results(record)["throughput"]
    beta, gamma = found["beta"], found["gamma"]
    figure = Figure(figsize=(WIDTH, 3), layout="constrained")
    axes = figure.subplots()
    ends = np.array([0.4, gamma / beta, 50])
    axes.plot(ends, np.minimum(beta * ends, gamma) / 1e9, color="C1", linewidth=1.2)
    for call in found["calls"]:
        if (size := call["batch_size"]) in ROOFED:
            done = operation_count(found["sizes"], size) / call["seconds"][1] / 1e9
            place = arithmetic_intensity(found["sizes"], size, FLOAT), done
            axes.plot(*place, "o", markersize=4, color="C0")
            axes.annotate(str(size), place, (0, 5), textcoords="offset points", ha="center")
    axes.set(xscale="log", yscale="log", ylim=(1, 200))
    axes.set(xlabel="operations for each byte", ylabel="billion operations a second")
    axes.set_xticks([0.5, 1, 2, 5, 10, 20, 50], ["0.5", "1", "2", "5", "10", "20", "50"])
    axes.set_yticks([1, 3, 10, 30, 100], ["1", "3", "10", "30", "100"])
    axes.minorticks_off()
    return figure


def calls(record: dict | None = None) -> list[list[str]]:
    """Microseconds for an image: measured, by the model, and what it is made of."""
    head = ["batch", "measured", "quartiles", "the same images again", "model", "sigmoids"]
    rows = [head]
    for call in _results(record)["throughput"]["calls"]:
        size = call["batch_size"]
        if size not in (1, 10, 100, 1000, 10_000):
            continue
        low, middle, high = (f"{1e6 * t / size:.2f}" for t in call["seconds"])
        again, sigmoid, model = (
            f"{1e6 * t / size:.2f}" for t in (call["again"], call["sigmoid"], _model(size, record))
        )
        rows.append([f"{size:,}", middle, f"{low} to {high}", again, model, sigmoid])
    return rows


def inputs(record: dict | None = None) -> Figure:
    """Test images, a row each: as they are, standardized, whitened by PCA and by ZCA.

    Teal is above 0, orange below.
    """
    shown = _results(record)["pixels"]["shown"]
    columns = [grey(unpack(shown["images"]), shown["white"])]
    for name in ("standardized", "PCA", "ZCA"):
        centred = unpack(shown[name]).astype(float) - shown["centre"]
        columns.append(signed(centred / (shown["centre"] - 1)))
    rows = [image for row in zip(*columns, strict=True) for image in row][: ROWS * len(columns)]
    heads = ["0 to 1", "standardized", "PCA", "ZCA"]
    return grid(np.array(rows), heads + [""] * (len(rows) - len(heads)), columns=len(heads))


def whitening() -> Figure:
    """The four points, the ellipse through them, and a cloud of the same mean and covariance.

    Whitening makes the ellipse a circle and the cloud round. ZCA rescales along the axes of the
    ellipse and leaves their directions; PCA makes them those of the picture.
    """
    mu = feature_mean(POINTS)
    lambda_, U = np.linalg.eigh(covariance(POINTS, mu))
    angles = np.linspace(0, 2 * np.pi, 41)
    circle = np.sqrt(2) * np.column_stack([np.cos(angles), np.sin(angles)])  # see the four points
    ellipse = mu + circle * np.sqrt(lambda_) @ U.T
    quarters = ellipse[::10]  # where the axes end
    cloud = np.random.default_rng(seed=243).multivariate_normal(mu, U * lambda_ @ U.T, size=12)
    maps = {
        "as they are": lambda X: X,
        "PCA": lambda X: pca_whiten(X, mu, U, lambda_, epsilon=0.0),
        "ZCA": lambda X: zca_whiten(X, mu, U, lambda_, epsilon=0.0),
    }
    figure = Figure(figsize=(6.9, 2.6), layout="constrained")
    for axes, (name, moved) in zip(figure.subplots(1, 3), maps.items(), strict=True):
        axes.plot(*moved(cloud).T, ".", color=AUXILIARY, markersize=3)
        axes.plot(*moved(ellipse).T, color="C0", linewidth=1.4)
        for ends in (quarters[:3:2], quarters[1:4:2]):
            axes.plot(*moved(ends).T, linestyle=DASHED, color="C0", linewidth=1)
        (centre,) = moved(mu[np.newaxis])
        for number, place in enumerate(moved(POINTS), start=1):
            outwards = 10 * (place - centre) / np.hypot(*(place - centre))
            axes.plot(*place, "o", color="C1", markersize=5)
            axes.annotate(
                str(number), place, outwards, textcoords="offset points", ha="center", va="center"
            )
        axes.set_title(name, fontsize="medium")
        left, bottom = centre - REACH
        axes.set(xlim=(left, left + 2 * REACH), ylim=(bottom, bottom + 2 * REACH), aspect="equal")
        axes.xaxis.set_major_locator(MultipleLocator(2))
        axes.yaxis.set_major_locator(MultipleLocator(2))
        axes.grid(False)
    return figure


def curves(record: dict | None = None) -> Figure:
    """Mean loss of ten batches at a time, the middle one of five trainings: a small rate above."""
    figure = Figure(figsize=(WIDTH, 4.8), layout="constrained")
    for axes, rate in zip(figure.subplots(2, 1, sharex=True), (0.1, 1.0), strict=True):
        for one in _results(record)["prepared"]:
            if one["learning_rate"] != rate or one["inputs"] in ("normalized", "ZCA"):
                continue
            steps = (np.arange(len(one["losses"])) + 0.5) * one["losses_every"]
            drawn = steps[::SHOWN], one["losses"][::SHOWN]
            name = one["inputs"]
            axes.plot(*drawn, linewidth=1.2, label=NAMES[name], **LOOKS[name])
        axes.set(ylabel=f"loss, η = {rate}", ylim=(0, 2.5))
    axes.set_xlabel("step")
    figure.axes[0].legend(ncols=2, fontsize="small")
    return figure


def accuracies(record: dict | None = None) -> list[list[str]]:
    """How large the inputs are, what the first layer makes of them, and the validation accuracy."""
    size = _results(record)["sizes"]
    found = _results(record)["prepared"]
    rates = sorted({one["learning_rate"] for one in found})
    by = {(one["inputs"], one["learning_rate"]): one["validation_accuracy"] for one in found}
    rows = [
        [
            NAMES[name],
            f"{size[name]['root_mean_square']:.2f}",
            f"{size[name]['slope']:.3f}",
            *(_share(by[name, rate]) for rate in rates),
        ]
        for name in NAMES
    ]
    head = ["inputs", "size", "slope", *(f"$\\eta$ = {rate}" for rate in rates)]
    return [head, *rows]


def descent(record: dict | None = None) -> Figure:
    """How far the loss of a linear layer is above the least one, by the steps made."""
    results = _results(record)
    figure = Figure(figsize=(WIDTH, 3.4), layout="constrained")
    axes = figure.subplots()
    for name, found in results["conditioning"].items():
        steps = results["conditioning_steps"]
        axes.plot(steps, found["losses"], linewidth=1.4, label=NAMES[name], **LOOKS[name])
    axes.set(xscale="log", yscale="log", xlabel="step", ylabel="loss above the least")
    axes.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    axes.set_yticks([0.001, 0.01, 0.1], ["0.001", "0.01", "0.1"])
    axes.minorticks_off()
    figure.legend(loc="outside lower center", ncols=2, fontsize="small", frameon=False)
    return figure


def conditions(record: dict | None = None) -> list[list[str]]:
    """Largest curvature, largest stable rate, and condition number, for each kind of inputs."""
    head = [
        "inputs",
        r"$\lambda_{\max}$",
        r"largest rate $2 / \lambda_{\max}$",
        "directions kept",
        r"$\kappa$",
    ]
    rows = [
        [
            NAMES[name],
            f"{found['largest']:,.3g}" if found["largest"] < 1e5 else f"{found['largest']:,.0f}",
            typeset(2 / found["largest"]),
            str(found["kept"]),
            f"{found['largest'] / found['smallest']:,.0f}",
        ]
        for name, found in _results(record)["conditioning"].items()
    ]
    return [head, *rows]


FIGURES = (guesses, images_per_second, roofline, inputs, curves, descent)


def call(size: int) -> dict[str, Any]:
    """The recorded call with a batch of this size, for the numbers of the text."""
    calls = _results(None)["throughput"]["calls"]
    return next(found for found in calls if found["batch_size"] == size)


def per_second(size: int) -> float:
    """How many images a second the recorded run reads in batches of this size."""
    return size / call(size)["seconds"][1]


def measured(name: str) -> float:
    """A constant of the model, as the recorded run measured it."""
    return _results(None)["throughput"][name]


def modelled(size: int) -> float:
    """The seconds that the model gives a batch of this size, with the recorded constants."""
    return _model(size, None)


def roof(size: int) -> float:
    """Which share of the operations that a processor offers the bytes of a batch leave it."""
    intensity = arithmetic_intensity(SIZES, size, FLOAT)
    return min(1.0, measured("beta") * intensity / measured("gamma"))


def used(size: int) -> float:
    """Which share of these operations a batch uses, with all that its call takes."""
    return operation_count(SIZES, size) / call(size)["seconds"][1] / measured("gamma")


def shares() -> list[float]:
    """The share of each digit among the images that the untrained nets read."""
    return _results(None)["untrained"]["shares"]


def share(inputs: str, rate: float) -> float:
    """The validation accuracy, the middle of five, with these inputs and this rate."""
    found = _results(None)["prepared"]
    return next(
        one["validation_accuracy"]
        for one in found
        if (one["inputs"], one["learning_rate"]) == (inputs, rate)
    )


def _share(accuracy: float | None) -> str:
    return "diverged" if accuracy is None else f"{accuracy:.3f}"


def _model(size: int, record: dict | None) -> float:
    """Seconds that a call takes by the model."""
    found = _results(record)["throughput"]
    constants = found["alpha"], found["beta"], found["gamma"]
    return call_time(found["sizes"], size, FLOAT, *constants)


def _results(record: dict | None) -> dict[str, Any]:
    """The results of a run: of the one that the book quotes, if no other is given."""
    return (record or runs.load("inference").record)["results"]
