"""Figures and tables of docs/performance.md, drawn from recorded measurements."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

from figures.pictures import WIDTH
from figures.styles import PROGRAMS, REFERENCE
from verify.book import ROOT, runs

NAMES = {
    "nn": "this book",
    "torch": "PyTorch",
    "torch_bytes": "PyTorch, from bytes",
    "jax": "JAX",
    "sklearn": "scikit-learn",
    "source": "the tutorial",
    "products": "the products alone",
    "structured": "what changes",
    "loop": "the loop",
    "approx_fprime": "SciPy's `approx_fprime`",
    "gradcheck": "PyTorch's `gradcheck`",
}
DRAWN = {"torch": "o", "jax": "s", "sklearn": "D", "source": "^", "products": "v"}
COMPUTES = {
    "structured": "central differences, all of them",
    "loop": "the same",
    "approx_fprime": "forward differences, all of them",
    "gradcheck": "central differences and backpropagation, and whether they agree",
}


def of(subject: str) -> dict[str, Any]:
    """What a benchmark has found."""
    return runs.load(f"benchmarks/{subject}").record["results"]


def time(at: str, name: str) -> float:
    """Seconds of a step."""
    return of("step")["cells"][at]["seconds"][name]["median"]


def step_ratio(at: str, name: str) -> dict[str, float] | None:
    """The time of a step of this book in times of another's; nothing where that is missing."""
    return of("step")["cells"][at]["ratios"].get(name)


def run_ratio(*names: str) -> dict[str, float] | None:
    """The time of the whole run in times of another's: of several ways, the fastest."""
    found = [of("training")["ratios"][name] for name in names if name in of("training")["ratios"]]
    return max(found, key=lambda ratio: ratio["median"]) if found else None


def slowest_chapter() -> str:
    """The chapter whose formulas take longest to prove."""
    return of("checking")["slowest"]


def slowest_link() -> str:
    """A link to it, under its heading."""
    page = f"{slowest_chapter()}.md"
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return f"[{text.partition(chr(10))[0].removeprefix('# ')}]({page})"


def bars() -> list[list[str]]:
    """What was promised before anything was measured, what came out, and whether it holds."""
    small, large = "100x50", "512x50"
    promised = [
        ("a step, batch of 100, PyTorch", 0.75, step_ratio(small, "torch")),
        ("a step, batch of 512, PyTorch", 0.9, step_ratio(large, "torch")),
        ("a step, batch of 100, JAX", 1.0, step_ratio(small, "jax")),
        ("a step, batch of 512, JAX", 1.0, step_ratio(large, "jax")),
        ("a step, batch of 512, the products alone", 1.35, step_ratio(large, "products")),
        ("the whole run, the tutorial", 0.45, run_ratio("source")),
        ("the whole run, PyTorch", 0.8, run_ratio("torch", "torch_bytes")),
        ("the whole run, JAX", 1.0, run_ratio("jax")),
    ]
    rows = [["This book's time, in times of that of", "at most", "measured", ""]]
    for what, most, ratio in promised:
        rows.append([what, f"{most:.2f}", spread(ratio), verdict(ratio and ratio["median"], most)])
    megabytes = of("training")["runs"]["nn"]["megabytes"]
    rows.append(["memory of the whole run, MB", "200", f"{megabytes:.0f}", verdict(megabytes, 200)])
    return rows


def verdict(measured: float | None, most: float) -> str:
    """Whether a promise was kept."""
    if measured is None:
        return "not measured"
    return "kept" if measured <= most else "**missed**"


def spread(ratio: dict[str, float] | None) -> str:
    """The median, and the quartiles behind it."""
    return "" if ratio is None else "{median:.2f} ({low:.2f}–{high:.2f})".format(**ratio)


def machine() -> list[list[str]]:
    """Where and with what the steps were measured."""
    record = runs.load("benchmarks/step").record
    found, versions = record["machine"], record["versions"]
    named = ("python", "numpy", "openblas", "torch", "jax", "scikit-learn", "scipy")
    return [
        ["What", "Which"],
        ["processor", f"{found['processor']}, {found['cores']} cores, {found['system']}"],
        ["threads", f"{record['settings']['threads']} for each program"],
        ["load at the end", f"{found.get('load', 'unknown')}, where 1 is this program alone"],
        *([name, f"`{versions[name]}`"] for name in named if name in versions),
        ["measured", f"{record['date']}, commit `{record['commit']}`"],
    ]


def cores() -> list[list[str]]:
    """Cores that were busy during the steps with batches of 512, on average."""
    seconds = of("step")["cells"]["512x50"]["seconds"]
    names = list(seconds)
    return [[NAMES[n] for n in names], [f"{seconds[n]['cores']:.2f}" for n in names]]


def witnesses() -> list[list[str]]:
    """The largest error of each chapter's gradients beside each library's."""
    found = of("witness")
    rows = [["Chapter", "Gradients", *(NAMES[key] for key in found["libraries"])]]
    for chapter in dict.fromkeys(each["chapter"] for each in found["gradients"].values()):
        of_chapter = [
            e["witnesses"] for e in found["gradients"].values() if e["chapter"] == chapter
        ]
        largest = (max(e[key]["error"] for e in of_chapter) for key in found["libraries"])
        errors = (f"{error:.0e}".replace("e-0", "e-") if error else "0" for error in largest)
        rows.append([f"[{chapter}]({chapter}.md)", str(len(of_chapter)), *errors])
    return rows


def kinks() -> list[list[str]]:
    """What each library says where there is no derivative."""
    found = of("witness")
    rows = [["Derivative of", "at", NAMES["nn"], *(NAMES[key] for key in found["libraries"])]]
    for name, each in found["kinks"].items():
        rows.append([name, each["at"], *(each[key] for key in ("nn", *found["libraries"]))])
    return rows


def steps() -> Figure:
    """Time of this book's step in times of the others', for three widths of the hidden layer.

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
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def parts() -> Figure:
    """How the time of a step divides with 50 hidden units, by the size of the batch.

    In the bars stands the share of the products.
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
        axes.text(share / 2, place, f"{share:.0f} %", ha="center", va="center")
    axes.set_yticks(range(len(sizes)), [f"{size:,}" for size in sizes])
    axes.set(xlabel="share of the time, in per cent", ylabel="batch", xlim=(0, 100))
    axes.invert_yaxis()
    axes.grid(False)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return figure


def step_times() -> list[list[str]]:
    """Microseconds of a step with 50 hidden units, by batch."""
    found = of("step")
    names = list(found["cells"]["100x50"]["seconds"])
    rows = [["Batch", *(NAMES[name] for name in names)]]
    for size in found["batches"]:
        rows.append([str(size), *(f"{time(f'{size}x50', name) * 1e6:,.0f}" for name in names)])
    return rows


def epochs() -> list[list[str]]:
    """Seconds of an epoch, by batch and width."""
    cells = of("epoch")["cells"]
    names = list(next(iter(cells.values()))["seconds"])
    rows = [["Batch", "Hidden", *(NAMES[name] for name in names)]]
    for at, cell in cells.items():
        rows.append([*at.split("x"), *(f"{cell['seconds'][name]['median']:.2f}" for name in names)])
    return rows


def whole_runs() -> list[list[str]]:
    """The run of the two-layer net in each program."""
    return _runs("training")


def regressions() -> list[list[str]]:
    """The run of softmax regression in both programs."""
    return _runs("regression")


def differences() -> list[list[str]]:
    """What each way to a numerical gradient computes, how long it takes, and how far it is off."""
    found = of("gradient")
    rows = [["", "computes", "seconds", "times as long", "relative error"]]
    for name, seconds in found["seconds"].items():
        times = f"{found['ratios'][name]['median']:.1f}" if name in found["ratios"] else ""
        error = f"{found['errors'][name]:.0e}" if name in found["errors"] else ""
        took = f"{seconds['median']:.3g}"
        rows.append([NAMES[name], COMPUTES[name], took, times, error])
    return rows


def proofs() -> Figure:
    """Seconds that all formulas up to a chapter take to prove, by the number of displays."""
    found = of("checking")
    figure = Figure(figsize=(WIDTH, 3.0), layout="constrained")
    axes = figure.subplots()
    displays, seconds = (np.cumsum([0, *found[key]]) for key in ("displays", "seconds"))
    axes.plot(displays, seconds, color="C0")
    axes.plot(displays, seconds, "o", color="C0", markersize=3, clip_on=False)
    axes.plot(displays[[0, -1]], seconds[[0, -1]], **REFERENCE)
    axes.set(xlabel="displays", ylabel="seconds", xlim=(0, None), ylim=(0, None))
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
    axes.set(
        xscale="log", yscale="log", ylabel="ratio", xticks=sizes,
        yticks=[0.1, 0.25, 0.5, 1, 2, 4, 8],
    )  # fmt: skip
    axes.minorticks_off()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(ScalarFormatter())


def _runs(subject: str) -> list[list[str]]:
    found = of(subject)
    rows = [["", "seconds", "this book's share of it", "test accuracy", "memory, MB"]]
    for name, run in found["runs"].items():
        rows.append(
            [
                NAMES[name],
                f"{run['seconds']['median']:.2f}",
                spread(found["ratios"].get(name)),
                f"{run['test_accuracy']:.4f}",
                f"{run['megabytes']:.0f}",
            ]
        )
    return rows
