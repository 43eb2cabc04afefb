"""Figures and tables of docs/numerical_training.md, drawn from recorded runs."""

from collections.abc import Iterable
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures import paper
from figures.pictures import WIDTH
from figures.styles import AUXILIARY, DOTTED, LINES, SOLID, TEXT
from nn.numerical_training import first_layer_quotients
from verify.book import cited, runs

CLASSES = 10  # the digits
CLAIM = float(cited.number("toymoban_6.accuracy")) / 100  # the tutorial reports per cent
POINTS = 40  # of each curve, evenly on the axis
AFTER = (20, 60, 100, 1000)  # iterations whose accuracies the table shows
SIZES, MOVED = (5, 4, 3), (1, 1, 0)  # of the net that is drawn, and what is moved in each layer
PIXELS = np.array([[0.0, 0.5, 1.0, 0.5]])  # the image of the example by hand
LOOKS = sorted(LINES, key=lambda look: look["linestyle"] == DOTTED)  # which "matched" has
STYLES = {
    "divided": {},
    "raw": {"linewidth": 5, "linestyle": SOLID},
    "matched": {"linestyle": DOTTED, "color": TEXT},
}


def touched() -> Figure:
    """What a moved parameter changes, in the first layer and in the second: all that is orange."""
    figure = Figure(figsize=(WIDTH, 2.6), layout="constrained")
    for axes, layer in zip(figure.subplots(1, 2), (1, 2), strict=True):
        pixel, unit, score = MOVED
        if layer == 1:
            _net(axes, {(1, pixel, unit), *((2, unit, k) for k in range(SIZES[2]))})
        else:
            _net(axes, {(2, unit, score)})
        axes.set_title(f"a weight of layer {layer}", size="medium")
    return figure


def moved() -> Figure:
    """A weight is moved by a half, forward and back, and with it all that comes after it.

    In each box the middle number is as it was, the one above it is moved forward and the one below
    it back. Of the three pixels in the boxes on the left the first is the one whose weight moves.
    """
    pixels, weights, on = (np.array(each) for each in ([0.5, 0, 0.5], [1, -1, -0.5], [2, -2]))
    hidden = np.array([pixels @ (weights + move * np.eye(3)[0]) for move in (0.5, 0, -0.5)])
    scores = np.maximum(hidden, 0)[:, np.newaxis] * on
    losses = np.log(np.exp(scores).sum(axis=1)) - scores[:, 0]
    figure, axes = paper.canvas(72 * WIDTH, 140)
    middles = [98, 62, 26]
    for pixel, weight, y in zip(pixels, weights, middles, strict=True):
        first = y == middles[0]
        paper.box(axes, (24, y), 32, 20)
        paper.write(axes, (24, y), f"{pixel:g}")
        paper.arrow(axes, (42, y), (106, 62 + (y - 62) / 3), color="C1" if first else AUXILIARY)
        at, colour = (72, y + (62 - y) / 3 + 8), "C1" if first else paper.FORWARD
        paper.write(axes, at, f"{weight:g}".replace("-", "−"), colour)
    _stack(axes, (128, 62), hidden, 2)
    for k, y in enumerate((90, 34)):
        paper.arrow(axes, (150, 62), (198, y))
        paper.write(
            axes, (172, 62 + (y - 62) / 2 + (9 if k == 0 else -9)), f"{on[k]:g}".replace("-", "−")
        )
        _stack(axes, (220, y), scores[:, k], 1)
        paper.arrow(axes, (242, y), (274, 62))
    _stack(axes, (300, 62), losses, 4, width=50)
    for x, words in ((24, "pixels"), (128, "hidden score"), (220, "scores"), (300, "loss")):
        paper.write(axes, (x, 131), words)
    return figure


def values() -> Figure:
    """An image of four pixels, its values other than 0, and a slope of the loss for each pixel.

    Each value is moved once, however many pixels have it, and all of them get its slope.
    A pixel that is 0 moves nothing, and its slope is 0.
    """
    X, t, Theta2 = PIXELS, np.array([0]), np.array([[1.0, -1.0], [0.0, 0.0]])
    slopes = first_layer_quotients(X, np.zeros((X.size + 1, 1)), Theta2, t, 1e-4, lambda x: x)
    found = [value for value in np.unique(X) if value]
    middles = {
        value: place for place, value in zip(np.linspace(0.8, 2.2, len(found)), found, strict=True)
    }
    figure = Figure(figsize=(WIDTH, 2.2), layout="constrained")
    axes = figure.subplots()
    for place, (value, slope) in enumerate(zip(X[0], slopes[:-1, 0], strict=True)):
        _box(axes, place, 2, value)
        _box(axes, place, 0, slope)
        if value:
            _arrow(axes, (place, 2), (middles[value], 1))
            _arrow(axes, (middles[value], 1), (place, 0))
    for value, place in middles.items():
        _box(axes, place, 1, value)
    axes.set_yticks([2, 1, 0], ["pixels", "values", "slopes"])
    axes.set(xlim=(-0.4, 3.4), ylim=(-0.3, 2.3), xticks=[])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    return figure


def costs(record: dict | None = None) -> list[list[str]]:
    """How many losses of an example each way computes for one batch, and what one costs."""
    record = record or runs.load("numerical_training").record
    found, settings = record["results"], record["settings"]
    D, G = (found["groups"][name] for name in ("inputs", "values"))
    N, H, K = settings["batch_size"], settings["hidden"], CLASSES
    losses = [2 * found["gradient"]["parameters"] * N, 2 * N * (G + 1) * H, 2 * N * (H + 1) * K]
    products = [D * H + H * K, K, 1]
    names = ["the loop", "layer 1, by values", "layer 2, by terms"]
    head = ["", "losses of an example", "multiplications for each", "together"]
    return [head] + [
        [name, f"{round(many):,}", f"{each:,}", f"{round(many * each):,}"]
        for name, many, each in zip(names, losses, products, strict=True)
    ]


def accuracies(record: dict | None = None) -> Figure:
    """Test accuracy against iterations, for each rate the mean of its trainings.

    For divided pixels a band is from the worst of them to the best; the grey line is the
    claim of [4].
    """
    figure = Figure(figsize=(WIDTH, 4.4), layout="constrained")
    axes = figure.subplots()
    at = np.array(_results(record)["tested_after"])
    shown = np.unique(np.geomspace(1, len(at), POINTS).astype(int) - 1)
    shown = shown[at[shown] > 0]  # the axis has no 0
    for number, (name, trainings) in enumerate(_variants(record).items()):
        shares = np.array([training["test_accuracies"] for training in trainings])
        style = LOOKS[number] | STYLES[trainings[0]["pixels"]]
        axes.plot(at[shown], shares.mean(axis=0)[shown], label=name, **style)
        if trainings[0]["pixels"] == "divided":
            bounds = shares.min(axis=0)[shown], shares.max(axis=0)[shown]
            axes.fill_between(at[shown], *bounds, color=style["color"], alpha=0.15, linewidth=0)
    axes.axhline(CLAIM, color=AUXILIARY, linewidth=1)
    axes.set(xscale="log", xlabel="iterations", ylabel="test accuracy", ylim=(0, 1))
    figure.legend(loc="outside lower center", ncols=2, fontsize="small", frameon=False)
    return figure


def reached(record: dict | None = None) -> list[list[str]]:
    """The range of the accuracies after some iterations, and when the claim is reached first."""
    at = _results(record)["tested_after"]
    after = [steps for steps in AFTER if steps in at]
    rows = [["pixels, rate $\\eta$", *(f"after {n}" for n in after), "67% after"]]
    for name, trainings in _variants(record).items():
        shares = np.array([training["test_accuracies"] for training in trainings])
        found = [_range(f"{share:.0%}" for share in shares[:, at.index(n)]) for n in after]
        firsts = [training["reached"] for training in trainings]
        rows.append([name, *found, "never" if None in firsts else _range(map(str, firsts))])
    return rows


FIGURES = (accuracies,)


def _net(axes: Axes, changed: set[tuple[int, int, int]]) -> None:
    """A small net from left to right; the connections that are changed, and where they lead."""
    places = [
        [(layer, (size - 1) / 2 - unit) for unit in range(size)] for layer, size in enumerate(SIZES)
    ]
    lit = {(layer, end) for layer, _, end in changed}
    for layer in (1, 2):
        for start, tail in enumerate(places[layer - 1]):
            for end, tip in enumerate(places[layer]):
                on = (layer, start, end) in changed
                style = {"color": "C1", "linewidth": 1.6} if on else {"color": "C7"}
                axes.plot(*zip(tail, tip, strict=True), zorder=1 + on, **{"linewidth": 0.6} | style)
    for layer, row in enumerate(places):
        colors = ["C1" if (layer, unit) in lit else "C7" for unit in range(len(row))]
        fills = [color if color == "C1" else "none" for color in colors]
        marks = {"marker": "so"[layer > 0], "edgecolors": colors, "facecolors": fills}
        axes.scatter(*zip(*row, strict=True), s=70, zorder=3, **marks)
    axes.set_xticks(range(3), ["pixels", "hidden", "scores"])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.margins(0.15)


def _stack(
    axes: Axes, at: tuple[float, float], numbers: np.ndarray, places: int, width: float = 42
) -> None:
    """A box with a number moved forward, as it was, and moved back, from above."""
    paper.box(axes, at, width, 44)
    for number, shift, colour in zip(numbers, (13, 0, -13), ("C1", TEXT, "C2"), strict=True):
        paper.write(axes, (at[0], at[1] + shift), paper.decimals(number, places), colour)


def _box(axes: Axes, x: float, y: float, number: float) -> None:
    """A number in a box."""
    words = f"{number + 0:.2g}".replace("-", "−")
    frame = {"boxstyle": "square", "facecolor": "none", "edgecolor": AUXILIARY}
    axes.text(x, y, words, ha="center", va="center", bbox=frame)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """An arrow between two boxes."""
    style = {"arrowstyle": "->", "color": "C1", "shrinkA": 14, "shrinkB": 18}
    axes.annotate("", end, start, arrowprops=style)


def _results(record: dict | None) -> dict:
    """The results of a run: of the one that the book quotes, if no other is given."""
    return (record or runs.load("numerical_training").record)["results"]


def _variants(record: dict | None) -> dict[str, list[dict]]:
    """The trainings that differ in nothing but the seed, under what the figures call them."""
    trainings = _results(record)["trainings"]
    grouped = groupby(trainings, lambda training: (training["pixels"], training["rate"]))
    return {f"{pixels}, {rate:.4g}": list(group) for (pixels, rate), group in grouped}


def _range(texts: Iterable[str]) -> str:
    """From the least to the largest of some numbers as they are shown."""
    least, *_, largest = sorted(2 * list(texts), key=lambda text: float(text.rstrip("%")))
    return least if least == largest else f"{least.rstrip('%')}–{largest}"
