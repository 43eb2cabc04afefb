"""Figures of docs/performance.md, drawn from recorded measurements, and its tables."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from figures.measured import (
    NAMES,
    losses,
    of,
    run_ratio,
    step_ratio,
    time,
    widest,
    worst,
    worst_place,
    worst_ratio,
)
from figures.measured_tables import (
    all_steps,
    bars,
    cores,
    differences,
    epochs,
    floors,
    kernels,
    kinks,
    machine,
    profile,
    reasons,
    regressions,
    startups,
    step_times,
    threads,
    whole_runs,
    witnesses,
)
from figures.pictures import WIDTH
from figures.styles import PROGRAMS, REFERENCE
from verify.book import ROOT

__all__ = [  # what the page asks for by name
    "all_steps", "bars", "cores", "differences", "epochs", "floors", "growth", "kernels", "kinks",
    "losses", "machine", "parts", "profile", "proofs", "reasons", "regressions", "run_ratio",
    "slowest_link", "startups", "step_ratio", "step_times", "steps", "threads", "time",
    "whole_runs", "widest", "witnesses", "worst", "worst_place", "worst_ratio",
]  # fmt: skip
TICKS = (0.03, 0.06, 0.12, 0.25, 0.5, 1, 2, 4, 8, 16)
ROOM = 1.15  # so that no dot lies on the edge
DRAWN = {
    "torch": "o",
    "torch_compiled": "P",
    "jax": "s",
    "sklearn": "D",
    "source": "^",
    "products": "v",
}


def slowest_chapter() -> str:
    """The chapter whose formulas take longest to prove."""
    return of("checking")["slowest"]


def slowest_link() -> str:
    """A link to it, under its heading."""
    page = f"{slowest_chapter()}.md"
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return f"[{text.partition(chr(10))[0].removeprefix('# ')}]({page})"


def steps() -> Figure:
    """Time of this book's step divided by that of the others, for three widths of the hidden layer.

    Below 1 this book is faster; the thin bars are quartiles.
    """
    found = of("step")
    widths = [h for h in found["widths"] if f"{found['batches'][0]}x{h}" in found["cells"]]
    figure = Figure(figsize=(WIDTH, 2.3 * len(widths) + 0.4), layout="constrained")
    for axes, hidden in zip(figure.subplots(len(widths), 1, squeeze=False)[:, 0], widths,
                            strict=True):  # fmt: skip
        _ratios(axes, found, hidden)
        axes.set_title(f"{hidden} hidden units", fontsize="medium")
    axes.set_xlabel("batch")
    figure.get_layout_engine().set(h_pad=0.1)  # a title is not the label of the panel above
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def parts() -> Figure:
    """How the time of a step divides with 50 hidden units, by the size of the batch.

    The numbers in the bars are the shares of the products.
    """
    sizes = of("step")["batches"]
    figure = Figure(figsize=(WIDTH, 2.3), layout="constrained")
    axes = figure.subplots()
    for place, size in enumerate(sizes):
        share = 100 * time(f"{size}x50", "products") / time(f"{size}x50", "nn")
        for name, left, width, color in (
            ("the products", 0, share, "C0"),
            ("all the rest", share, 100 - share, "C1"),
        ):
            label = name if place == 0 else None
            style = {"facecolor": (color, 0.4), "edgecolor": color}
            axes.barh(place, width, left=left, height=0.7, label=label, **style)
        axes.text(share / 2, place, f"{share:.0f}%", ha="center", va="center")
    axes.set_yticks(range(len(sizes)), [f"{size:,}" for size in sizes])
    axes.set(xlabel="share of the time, in percent", ylabel="batch", xlim=(0, 100))
    axes.invert_yaxis()
    axes.grid(False)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return figure


def proofs() -> Figure:
    """Seconds that all formulas up to a chapter take to prove, by the number of displays."""
    found = of("checking")
    figure = Figure(figsize=(WIDTH, 3.0), layout="constrained")
    axes = figure.subplots()
    displays, seconds = (np.cumsum([0, *found[key]]) for key in ("displays", "seconds"))
    axes.plot(displays, seconds, color="C0")
    axes.plot(displays, seconds, "o", color="C0", markersize=3, clip_on=False)
    axes.plot(displays[[0, -1]], seconds[[0, -1]], **REFERENCE)
    axes.set(xlabel="displays", ylabel="seconds", xlim=(0, displays[-1]), ylim=(0, seconds[-1]))
    return figure


def growth() -> Figure:
    """What the first chapters cost: seconds to prove, to build and to test them, and the site.

    Dotted lines join the first point and the last. The proofs and the tests are those of the
    chapters alone; a build proves them too, and makes the other pages as well.
    """
    rows = of("growth")["rows"]
    chapters = [row["chapters"] for row in rows]
    proved = np.cumsum([0, *of("checking")["seconds"]])
    panels = (
        ("proofs, seconds", range(len(proved)), proved),
        ("building, seconds", chapters, [row["build"] for row in rows]),
        ("site, MB", chapters, [row["bytes"] / 1e6 for row in rows]),
        ("tests, seconds", chapters, [row["tests"] for row in rows]),
    )
    figure = Figure(figsize=(WIDTH, 4.2), layout="constrained")
    grid = figure.subplots(2, 2, sharex=True)
    for axes, (label, x, y) in zip(grid.flat, panels, strict=True):
        axes.plot(x, y, "o-", color="C0", markersize=3, clip_on=False)
        axes.plot([x[0], x[-1]], [y[0], y[-1]], **REFERENCE)
        axes.set(title=label, xlim=(0, chapters[-1]), ylim=(0, max(y)))
    for axes in grid[1]:
        axes.set_xlabel("chapters")
    return figure


def _ratios(axes: Axes, found: dict, hidden: int) -> None:
    sizes = [size for size in found["batches"] if f"{size}x{hidden}" in found["cells"]]
    for name, marker in DRAWN.items():
        ratios = [found["cells"][f"{size}x{hidden}"]["ratios"].get(name) for size in sizes]
        if None in ratios:
            continue
        middle, low, high = (np.array([r[k] for r in ratios]) for k in ("median", "low", "high"))
        axes.errorbar(
            sizes, middle, [middle - low, high - middle], label=NAMES[name], marker=marker,
            markersize=4, linewidth=1.5, elinewidth=1, **PROGRAMS[NAMES[name]],
        )  # fmt: skip
    axes.axhline(1, **REFERENCE)
    ends = [
        cell["ratios"][name][end]
        for cell in found["cells"].values()
        for name in DRAWN.keys() & cell["ratios"].keys()
        for end in ("low", "high")
    ]
    low, high = min(ends) / ROOM, max(ends) * ROOM
    ticks = [tick for tick in TICKS if low <= tick <= high]
    axes.set(
        xscale="log", yscale="log", ylabel="ratio", xticks=sizes, yticks=ticks,
        xlim=(min(sizes) / ROOM, max(sizes) * ROOM), ylim=(low, high),
    )  # fmt: skip
    axes.minorticks_off()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:g}"))
