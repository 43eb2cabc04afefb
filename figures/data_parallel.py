"""Figures and tables of docs/data_parallel.md: a recorded run, and a model that goes beyond it.

The model takes what a step computes from the run. Latency and bandwidth are assumed.
"""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from derivations import data_parallel as chapter
from figures import all_reduce
from figures.live_scaling import live_scaling
from figures.pictures import WIDTH
from nn.data_parallel import doubling_time, halving_time, ring_time, speed_up, weak_efficiency
from verify.book import runs
from verify.live.model import Live

EVERY = 1000  # steps from one checkpoint to the next, if nobody says otherwise
ALPHA = 2e-6  # seconds a message
BETA = 1 / 12.5e9  # seconds a byte
BATCH = 4096  # examples of all processes together
SHARD = 512  # examples a process
UP_TO = 4096  # processes
ALGORITHMS = {"ring": ring_time, "doubling": doubling_time, "halving": halving_time}
PROCESSES = 4  # whose messages are drawn
BACKWARD, MESSAGES = 8.0, 4.0  # milliseconds of the picture of an overlap


def ring() -> Figure:
    """A ring of four processes: a frame is round each piece that is sent, with an arrow to its end.

    A number says how many gradients are added up in a piece, and the piece is filled once all are.
    Where a solid arrow ends, the piece is added; where a dashed one ends, it replaces what is
    there.
    """
    return all_reduce.draw(PROCESSES, all_reduce.ring(PROCESSES))


def doubling() -> Figure:
    """Doubling, drawn like the ring: in each of two rounds everything is sent, and added."""
    return all_reduce.draw(PROCESSES, all_reduce.doubling(PROCESSES))


def halving() -> Figure:
    """Halving, drawn like the ring: a half is sent and added, then a quarter.

    On the way back, a quarter and then a half replace what is there.
    """
    return all_reduce.draw(PROCESSES, all_reduce.halving(PROCESSES))


def costs(record: dict | None = None) -> Figure:
    """A step of 1, 2 and 4 processes, for three batches: computing, the all-reduce, and the rest.

    The run had two cores, so four processes had to take turns.
    """
    rows = _results(record)["batch"]
    figure = Figure(figsize=(WIDTH, 2.8), layout="constrained")
    axes = figure.subplots()
    places = np.arange(len(rows)) + np.arange(len(rows)) // 3 * 0.6
    parts = {
        "computing": [r["seconds_computing"] for r in rows],
        "all-reduce": [r["seconds_together"] for r in rows],
        "rest": [
            r["seconds_a_step"] - r["seconds_computing"] - r["seconds_together"] for r in rows
        ],
    }
    below = np.zeros(len(rows))
    for name, seconds in parts.items():
        height = 1000 * np.maximum(seconds, 0)
        axes.bar(places, height, bottom=below, label=name)
        below += height
    axes.set_xticks(places, [str(r["count"]) for r in rows])
    for first in range(0, len(rows), 3):
        text = f"batch of {rows[first]['batch_size']}"
        axes.text(places[first + 1], -0.22, text, ha="center", transform=_below(axes))
    axes.set(ylabel="milliseconds a step")
    axes.grid(axis="x", visible=False)
    axes.legend(loc="upper left", fontsize="small")
    return figure


def scaling() -> Live:
    """Modelled: speed-up with the batch shared out; below it, efficiency with 512 for each.

    The upright line stands at the chosen number of processes.
    """
    live = live_scaling((message(), ALPHA, BETA, BATCH), step(), SHARD)
    for label in ("ring_time", "doubling_time", "halving_time"):
        live.derived(label, getattr(chapter, label))
    return live


def overlap() -> Figure:
    """A backward pass of 8 milliseconds whose messages take 4, in one bucket and in four.

    Time goes up. A bucket has the same colour where it is computed and where it is sent: of four,
    three are sent while others are computed.
    """
    figure = Figure(figsize=(WIDTH, 2.8), layout="constrained")
    axes = figure.subplots()
    for first, buckets in ((0, 1), (3, 4)):
        a, t = BACKWARD / buckets, MESSAGES / buckets
        end = 0.0
        for n in range(buckets):
            done = (n + 1) * a
            start, end = max(done, end), max(done, end) + t
            axes.bar(first, a, bottom=n * a, color=f"C{n}")
            axes.bar(first + 1, t, bottom=start, color=f"C{n}")
    axes.set_xticks([0, 1, 3, 4], ["computing", "sending"] * 2, fontsize="small")
    for at, words in ((0.5, "one bucket"), (3.5, "four buckets")):
        axes.text(at, -0.22, words, ha="center", transform=_below(axes))
    axes.set(ylabel="milliseconds", ylim=(0, 12.5), yticks=[0, 2, 4, 6, 8, 9, 12])
    axes.grid(axis="x", visible=False)
    return figure


def widths(record: dict | None = None) -> list[list[str]]:
    """What an all-reduce takes, by the size of the net."""
    rows = [r for r in _results(record)["width"] if r["count"] == 2]
    return [["hidden units", "parameters", "computing", "all-reduce"]] + [
        [
            str(r["hidden"]),
            f"{r['parameters']:,}",
            f"{1000 * r['seconds_computing']:.2f} ms",
            f"{1000 * r['seconds_together']:.2f} ms",
        ]
        for r in rows
    ]


def assumptions() -> list[list[str]]:
    """What the model takes for granted, and where it is from."""
    c_0, c = step()
    return [
        ["symbol", "value", "from"],
        ["$c$", f"{1e6 * c:.2f} µs an example", "the run, one process"],
        ["$c_0$", f"{1e6 * c_0:.0f} µs a step", "the run, one process"],
        ["$M$", f"{message():,} bytes", "the parameters of the net, four bytes each"],
        ["$\\alpha$", f"{1e6 * ALPHA:.0f} µs a message", "assumed: a network made for clusters"],
        ["$\\beta$", f"{1e9 * BETA:.2f} ns a byte", "assumed: 12.5 GB a second, each way"],
    ]


def step(record: dict | None = None) -> tuple[float, float]:
    """Seconds of a step of one process, as c_0 + c times the batch: a line through two sizes."""
    one = [r for r in _results(record)["batch"] if r["count"] == 1]
    small, large = one[0], one[-1]
    c = (large["seconds_a_step"] - small["seconds_a_step"]) / (
        large["batch_size"] - small["batch_size"]
    )
    return max(small["seconds_a_step"] - c * small["batch_size"], 0.0), c


def message(record: dict | None = None) -> int:
    """Bytes of an all-reduce: all gradients, the loss and the number of examples."""
    return 4 * (_results(record)["batch"][0]["parameters"] + 2)


def most(algorithm: str) -> tuple[int, float]:
    """The number of processes, a power of two, that is fastest, and its speed-up."""
    p, (c_0, c) = 2.0 ** np.arange(np.log2(UP_TO) + 1), step()
    found = speed_up(c_0, c, BATCH, p, ALGORITHMS[algorithm](p, message(), ALPHA, BETA))
    return int(p[found.argmax()]), float(found.max())


def crossing(algorithm: str) -> int:
    """The number of processes, a power of two, from which on messages take longer than work."""
    p, (_, c) = 2.0 ** np.arange(np.log2(UP_TO) + 1), step()
    slow = ALGORITHMS[algorithm](p, message(), ALPHA, BETA) > BATCH * c / p
    return int(p[slow.argmax()])


def weak(algorithm: str, p: int) -> float:
    """The efficiency of so many processes."""
    c_0, c = step()
    return float(weak_efficiency(c_0, c, SHARD, ALGORITHMS[algorithm](p, message(), ALPHA, BETA)))


FIGURES = (costs,)
__all__ = ["EVERY", "FIGURES"]


def _below(axes: Any) -> Any:
    """Places along the data, heights in parts of the axes."""
    return axes.get_xaxis_transform()


def _results(record: dict | None) -> dict[str, Any]:
    """The results of a run: of the one that the book quotes, if no other is given."""
    return (record or runs.load("data_parallel").record)["results"]
