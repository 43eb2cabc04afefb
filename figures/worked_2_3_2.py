"""Figures and tables of docs/worked_2_3_2.md."""

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import sympy as sp
from matplotlib.figure import Figure

from derivations import worked_2_3_2 as example
from figures import worked
from figures.live_net import FOLLOWED, Step, live_net, long_run
from figures.paths import Names, numbers, of_hidden, of_output, to_hidden, to_output
from figures.pictures import WIDTH
from figures.styles import AUXILIARY, DASHED, DASHES
from figures.worked import Net, path, start, step
from verify.live.model import Live
from verify.live.numbers import shown

SHOWN = (0, 1, 10, 100, 1000)  # updates
FORMS = "f12", "f12", "f10", "f10"  # of errors and outputs after them
ALONG = np.unique(np.geomspace(1, SHOWN[-1], 60).astype(int)).tolist()  # updates, of curves
UPDATES = 5000  # of each run that is compared with the others
RATES = (0.5, 2.0, 5.0)
NAMES = Names("(net_h)_{}", "(out_h)_{}", "(net_o)_{}", "o_{}")  # as the chapter calls its values
STARTS = 3  # random ones
PAIRS = (0.4, 0.45), (1.5, -1.5), (-1.5, 1.5)  # of $w_7$ and $w_8$
LEVELS = (0.01, 0.1, 0.2, 0.3, 0.4)  # of the error of the first output
CORNERS = -5.0, 2.0  # of the map of this error


@lru_cache
def run(eta: float = 0.5) -> tuple[Net, ...]:
    """The network after 0, 1, 2 ... a thousand updates."""
    return path(start(example), partial(step, eta=eta), SHOWN[-1])


@lru_cache
def runs() -> dict[str, Net]:
    """Where other learning rates and other starts have arrived after five thousand updates."""
    nets = {_at_rate(eta): (start(example), eta) for eta in RATES}
    for seed in range(STARTS):
        nets[_from_random(seed)] = replace(start(example), w=_random(seed)), 0.5
    return {
        name: path(net, partial(step, eta=eta), UPDATES)[-1] for name, (net, eta) in nets.items()
    }


def _at_rate(eta: float) -> str:
    return f"$\\eta = {eta}$"


def _from_random(seed: int) -> str:
    return f"random start {seed + 1}"


def _random(seed: int) -> np.ndarray:
    """Twelve weights to start with."""
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.uniform(0, 0.5, 6), rng.uniform(0, 1, 6)])


def iterations() -> list[list[str]]:
    """Error and outputs after some updates."""
    rows = [["updates", "$E$", "$J = 2 E$", "$o_1$", "$o_2$"]]
    for updates in SHOWN:
        net = run()[updates]
        found = net.error, 2 * net.error, *net.outputs
        rows.append([str(updates), *map(shown, found, FORMS)])
    return rows


def final_weights() -> list[list[str]]:
    """The twelve weights before and after a thousand updates."""
    first, last = run()[0].w, run()[-1].w
    rows = [["weight", "at the start", "after 1000 updates", "moved by"]]
    for k, (before, after) in enumerate(zip(first, last, strict=True)):
        found = shown(before, "m2"), shown(after, "f9"), shown(after - before, "f9")
        rows.append([_weight(k), *found])
    return rows


def _weight(k: int) -> str:
    return f"$w_{{{k + 1}}}$"


def endings() -> list[list[str]]:
    """Outputs and some weights that different runs end with."""
    rows = [["run", "$o_1$", "$o_2$", "$w_1$", "$w_7$", "$w_{10}$"]]
    for name, net in runs().items():
        found = (*net.outputs, net.W[0, 0], net.V[0, 0], net.V[1, 0])
        rows.append([name, *(shown(x, "f6") for x in found)])
    return rows


def given() -> list[list[str]]:
    """All that the example is given."""
    return worked.given(example)


def path_of_w7() -> Figure:
    """The path from one output weight to the error: every value, and in orange every slope.

    The product of the orange numbers is how the error changes with the weight.
    """
    return to_output(of_output(start(example), 0, 0, NAMES))


def paths_of_w1() -> Figure:
    """The two paths from one hidden weight to the error, through one output each.

    The slope of the hidden neuron is small, and both paths lead through it.
    """
    return to_hidden(of_hidden(start(example), 0, 0, NAMES))


STEP = Step(
    example,
    net_h=example.net_h,
    out_h=example.out_h,
    net_o=example.net_o,
    out_o=example.o,
    delta_o=example.delta_o,
)
LIT = (  # displays of the chapter, one for each stage
    "net_h = W i + b",
    "net_o = V out_h + c",
    r"E = \frac{1}{2} \left(",
    r"\delta_o = (o - t)",
    r"\delta_h = (V^\top",
    r"\frac{\partial E}{\partial W} = \delta_h i^\top",
    "W^+ = W",
)
LABELS = "squared_distance", "squared_distance_grad_W", "squared_distance_grad_V"


def step_by_step() -> Live:
    """The network with what each neuron puts out before it learns: both outputs are near 0.9.

    Beside the neurons stand their biases and targets; the learning rate is 0.5 at first.
    Orange are the deltas and the gradients, which come back.
    """
    live = live_net(STEP, LIT, LABELS)
    live.invites = FOLLOWED
    _follow_runs(live)
    _follow_valley(live)
    live.follow_picture("path_of_w7", "f4", *numbers(of_output(STEP.net, 0, 0, NAMES)))
    live.follow_picture("paths_of_w1", "f4", *numbers(of_hidden(STEP.net, 0, 0, NAMES)))
    return live


def _follow_runs(live: Live) -> None:
    """Let the tables iterate the step, each run with its own rate or its own start."""
    e = example
    starts: dict[str, list[Any]] = {"": [*e.w, e.eta]}
    starts |= {_at_rate(rate): [*e.w, rate] for rate in RATES}
    for seed in range(STARTS):
        starts[_from_random(seed)] = [*map(float, _random(seed)), e.eta]
    updates, seen = [*SHOWN, UPDATES], [e.E, e.J, *e.o, *e.w]
    moved, after = [*e.w, e.eta], [*e.w_plus, e.eta]
    found = long_run(
        live, moved, after, updates, seen, [*starts.values()],
        lambda now: [here - first for here, first in zip(now, e.w, strict=False)], ALONG,
    )  # fmt: skip
    first, *others = found
    for done in SHOWN:
        live.follow_row("iterations", str(done), *zip(first[done], FORMS, strict=False))
    for k, (before, last) in enumerate(zip(e.w, first[SHOWN[-1]][4:], strict=True)):
        cells = (before, "m2"), (last, "f9"), (last - before, "f9")
        live.follow_row("final_weights", _weight(k), *cells)
    for name, ends in zip([*starts][1:], others, strict=True):
        _, _, o_1, o_2, *w = ends[UPDATES]
        cells = ((x, "f6") for x in (o_1, o_2, w[0], w[6], w[9]))
        live.follow_row("endings", name, *cells)


def _follow_valley(live: Live) -> None:
    """Let its straight lines follow, each from one end to the other, and the ends of its runs."""
    e, (left, right) = example, CORNERS
    (w_7, w_8), (h_1, h_2, h_3) = e.w[6:8], e.out_h
    target, rest, x = e.t[0], e.w[8] * h_3 + e.c[0], sp.Symbol("x", real=True)
    lines = []
    for level in (0, *LEVELS):
        o = target + sp.sqrt(2 * level)
        lines.append((x, (sp.log(o / (1 - o)) - rest - h_1 * x) / h_2))
    live.run([x], [[left]], [sp.Float(right)], [1], [], lines, [0, 1])
    slope = (e.o[0] - target) * e.o[0] * (1 - e.o[0])
    places, after = [], []
    for k in range(len(PAIRS)):
        place = sp.symbols(f"x_{k} y_{k}", real=True)
        here = dict(zip((w_7, w_8), place, strict=True))
        places.append(place)
        after += [(w - e.eta * slope * h).xreplace(here) for w, h in ((w_7, h_1), (w_8, h_2))]
    state = [x for place in places for x in place]
    begun = [[x for pair in PAIRS for x in pair]]
    live.run(state, begun, after, [UPDATES], [], places, [0, UPDATES])


def moves() -> Figure:
    """How far the weights move: the hidden ones hardly, for their neurons are saturated.

    That is so for the book's net; the curves follow what is changed above, within their frames.
    """
    figure = Figure(figsize=(WIDTH, 4.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    for axes, name, size in ((upper, "W", 6), (lower, "V", 6)):
        first = getattr(run()[0], name).ravel()
        offset = 1 if name == "W" else size + 1
        inputs = getattr(run()[0], name).shape[1]
        for k in range(size):
            moved = [getattr(run()[n], name).ravel()[k] - first[k] for n in ALONG]
            look = {"color": f"C{k // inputs + 3 * (name == 'V')}", "linestyle": DASHES[k]}
            apart = _weight(k + offset - 1).replace("_{", r"_{\,")  # else index and letter touch
            look |= {"label": apart, "gid": f"curve {k + offset}"}
            axes.semilogx(ALONG, moved, linewidth=1, **look)
        axes.set(ylabel="moved by", ylim=(-2.6, 2.6))
        axes.legend(loc="upper right", fontsize="small", ncols=2)
    upper.set_title("hidden layer", size="medium")
    lower.set_title("output layer", size="medium")
    lower.set_xlabel("updates")
    return figure


def valley() -> Figure:
    """The error of the first output over two weights: a valley, and runs from three starts (dots).

    On the dashed line the error is 0, and on the others it is 0.01, 0.1, 0.2, 0.3 and 0.4. Each run
    goes down at right angles to them, and after five thousand updates is near the dashed line.
    That is so for the book's net; the lines follow what is changed above, within their frame.
    """
    net = start(example)
    rest, target = net.V[0, 2] * net.hidden[2] + net.c[0], net.t[0]
    across = np.array(CORNERS)
    figure = Figure(figsize=(WIDTH, 4.4), layout="constrained")
    axes = figure.subplots()
    for level in (0, *LEVELS):
        o = target + np.sqrt(2 * level)
        up = (np.log(o / (1 - o)) - rest - net.hidden[0] * across) / net.hidden[1]
        floor = {"color": "C0", "linestyle": DASHED, "linewidth": 1.6}
        look = {"color": AUXILIARY, "linewidth": 0.8} if level else floor
        axes.plot(across, up, gid=f"curve at {level}", **look)
    for pair in PAIRS:
        way = np.transpose([pair, ended(*pair)[6:8]])
        axes.plot(*way, color="C1", linewidth=1.4, gid=f"curve from {pair}")
        axes.plot(*pair, "o", color="C1", markersize=5)
    axes.set(xlim=CORNERS, ylim=CORNERS, aspect="equal", xlabel=r"$w_{\,7}$", ylabel=r"$w_{\,8}$")
    return figure


def ended(w_7: float, w_8: float) -> np.ndarray:
    """All weights after five thousand updates from this start, in which only these two move."""
    first = start(example)
    w, moving = first.w.copy(), [6, 7]
    w[moving] = w_7, w_8
    for _ in range(UPDATES):
        w[moving] = step(replace(first, w=w), eta=0.5).w[moving]
    return w
