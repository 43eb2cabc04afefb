"""Figures and tables of docs/worked_2_2_2.md."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

import mpmath
import numpy as np
from matplotlib.figure import Figure

from derivations import worked_2_2_2 as example
from nn.activation import sigmoid
from nn.worked_2_2_2 import (
    sigmoid_net,
    sigmoid_net_error,
    sigmoid_net_error_grad_b,
    sigmoid_net_error_grad_c,
    sigmoid_net_error_grad_V,
    sigmoid_net_error_grad_W,
)
from verify.numeric import DIGITS, value

SHOWN = (1, 10, 100, 1000, 10_000)  # updates
PRINTED = [  # every number that Mazur (2015) prints for this example, and what it stands for
    ("$net_{h1}$", "0.3775", example.net_h1),
    ("$out_{h1}$", "0.593269992", example.out_h1),
    ("$out_{h2}$", "0.596884378", example.out_h2),
    ("$net_{o1}$", "1.105905967", example.net_o1),
    ("$out_{o1}$", "0.75136507", example.out_o1),
    ("$out_{o2}$", "0.772928465", example.out_o2),
    ("$E_{o1}$", "0.274811083", example.E_o1),
    ("$E_{o2}$", "0.023560026", example.E_o2),
    ("$E$", "0.298371109", example.E),
    (r"$\partial E/\partial out_{o1}$", "0.74136507", example.out_o1 - example.t[0]),
    (
        r"$\partial out_{o1}/\partial net_{o1}$",
        "0.186815602",
        example.out_o1 * (1 - example.out_o1),
    ),
    (r"$\delta_{o1}$", "0.138498562", example.delta_o1),
    (r"$\partial E/\partial w_5$", "0.082167041", example.delta_o1 * example.out_h1),
    ("$w_5^+$", "0.35891648", example.w_plus[4]),
    ("$w_6^+$", "0.408666186", example.w_plus[5]),
    ("$w_7^+$", "0.511301270", example.w_plus[6]),
    ("$w_8^+$", "0.561370121", example.w_plus[7]),
    (r"$\partial E_{o1}/\partial out_{h1}$", "0.055399425", example.delta_o1 * example.w[4]),
    (r"$\partial E_{o2}/\partial out_{h1}$", "-0.019049119", example.delta_o2 * example.w[6]),
    (
        r"$\partial E/\partial out_{h1}$",
        "0.036350306",
        example.delta_o1 * example.w[4] + example.delta_o2 * example.w[6],
    ),
    (
        r"$\partial out_{h1}/\partial net_{h1}$",
        "0.241300709",
        example.out_h1 * (1 - example.out_h1),
    ),
    (r"$\partial E/\partial w_1$", "0.000438568", example.delta_h1 * example.i[0]),
    ("$w_1^+$", "0.149780716", example.w_plus[0]),
    ("$w_2^+$", "0.19956143", example.w_plus[1]),
    ("$w_3^+$", "0.24975114", example.w_plus[2]),
    ("$w_4^+$", "0.29950229", example.w_plus[3]),
    ("$E$ after 1 update", "0.291027924", example.E_plus),
]
PRINTED_AT_THE_END = [  # after 10 000 updates: the error and the two outputs
    ("$E$ after 10 000 updates", "0.0000351085"),
    ("$out_{o1}$ after 10 000 updates", "0.015912196"),
    ("$out_{o2}$ after 10 000 updates", "0.984065734"),
]
AGREES, DIFFERS = "✓", "✗"


@dataclass(frozen=True)
class Net:
    """The parameters of the example at one moment."""

    W: np.ndarray
    V: np.ndarray
    b: np.ndarray
    c: np.ndarray
    i: np.ndarray
    t: np.ndarray

    @property
    def error(self) -> float:
        return float(sigmoid_net_error(self.W, self.V, self.b, self.c, self.i, self.t))

    @property
    def outputs(self) -> np.ndarray:
        return sigmoid_net(self.W, self.V, self.b, self.c, self.i)


def start() -> Net:
    """The example as it begins."""
    names = ("W", "V", "b", "c", "i", "t")
    return Net(*(_number(getattr(example, name)) for name in names))


def _number(symbols: np.ndarray) -> np.ndarray:
    return np.vectorize(lambda s: float(example.given[s]), otypes=[float])(symbols)


def step(net: Net, eta: float = 0.5) -> Net:
    """Compute both gradients where the weights are, then move both."""
    now = vars(net)
    return replace(
        net,
        W=net.W - eta * sigmoid_net_error_grad_W(**now),
        V=net.V - eta * sigmoid_net_error_grad_V(**now),
    )


def mixed_step(net: Net, eta: float = 0.5) -> Net:
    """Move the output weights first, and send the error back through the new ones."""
    V = net.V - eta * sigmoid_net_error_grad_V(**vars(net))
    h = sigmoid(net.W @ net.i + net.b)
    delta = V.T @ sigmoid_net_error_grad_c(**vars(net)) * h * (1 - h)
    return replace(net, W=net.W - eta * np.outer(delta, net.i), V=V)


def step_with_biases(net: Net, eta: float = 0.5) -> Net:
    """Move the weights and the biases, each neuron with its own bias."""
    now = vars(net)
    return replace(
        step(net, eta),
        b=net.b - eta * sigmoid_net_error_grad_b(**now),
        c=net.c - eta * sigmoid_net_error_grad_c(**now),
    )


STEPS = {"all at once": step, "mixed": mixed_step, "with biases": step_with_biases}


@lru_cache
def path(kind: str, updates: int = SHOWN[-1]) -> tuple[Net, ...]:
    """The network after 0, 1, 2 ... updates of one kind."""
    return tuple(_path(STEPS[kind], updates))


def _path(update, updates: int) -> Iterator[Net]:
    net = start()
    yield net
    for _ in range(updates):
        net = update(net)
        yield net


def trajectory() -> list[list[str]]:
    """Error and outputs along the way, for each way to update."""
    rows = [["updates", "$E$", "$out_{o1}$", "$out_{o2}$", "$E$, mixed", "$E$, with biases"]]
    for updates in SHOWN:
        net, mixed, biased = (path(kind)[updates] for kind in STEPS)
        o1, o2 = net.outputs
        numbers = (net.error, o1, o2, mixed.error, biased.error)
        rows.append([f"{updates:,}".replace(",", " "), *(f"{x:.9g}" for x in numbers)])
    return rows


def comparison() -> list[list[str]]:
    """Every printed number beside the exact one, with a verdict."""
    rows = [["quantity", "printed", "exact", ""]]
    for name, printed, expression in PRINTED:
        rows.append(_row(name, printed, value(expression, example.given)))
    net = path("all at once")[-1]
    for (name, printed), number in zip(PRINTED_AT_THE_END, (net.error, *net.outputs), strict=True):
        rows.append(_row(name, printed, mpmath.mpf(number)))
    return rows


def agreeing() -> int:
    """How many of the printed numbers are the exact ones, rounded."""
    return sum(row[-1] == AGREES for row in comparison()[1:])


def _row(name: str, printed: str, exact: mpmath.mpf) -> list[str]:
    """Two digits more than printed; the verdict is half a unit in the last printed place."""
    decimals = len(printed.partition(".")[2])
    with mpmath.workdps(DIGITS):
        agrees = abs(exact - mpmath.mpf(printed)) <= mpmath.mpf(10) ** -decimals / 2
    shown = f"{Decimal(mpmath.nstr(exact, 20)):.{decimals + 2}f}"
    return [name, printed, shown, AGREES if agrees else DIFFERS]


def network() -> Figure:
    """The network with what each neuron puts out: two inputs, two hidden neurons, two outputs."""
    net = start()
    layers = [net.i, sigmoid(net.W @ net.i + net.b), net.outputs]
    names = ["i", "out_{h%d}", "out_{o%d}"]
    figure = Figure(figsize=(6, 2.9), layout="constrained")
    axes = figure.subplots()
    for layer, weights in enumerate((net.W, net.V)):
        for (to, source), weight in np.ndenumerate(weights):
            ends = ([layer, layer + 1], [-source, -to])
            axes.plot(*ends, color="C0", linewidth=1, zorder=1)
            at = 0.3 if to == source else 0.22  # so that crossing lines keep their numbers apart
            label = f"$w_{4 * layer + 2 * to + source + 1} = {weight:.2f}$"
            height = -source + at * (source - to)
            axes.text(layer + at, height + 0.03, label, size="x-small", ha="center", va="bottom")
    for layer, values in enumerate(layers):
        for k, output in enumerate(values):
            axes.scatter(layer, -k, s=1500, facecolor="white", edgecolor="C0", zorder=2)
            axes.text(layer, -k, f"{output:.4f}", ha="center", va="center", color="C0", zorder=3)
            name = f"i_{k + 1}" if layer == 0 else names[layer] % (k + 1)
            axes.text(layer, -k - 0.27, f"${name}$", ha="center", va="top", size="small")
    axes.set(xlim=(-0.35, 2.35), ylim=(-1.6, 0.35))
    axes.axis("off")
    return figure


def learning() -> Figure:
    """The error over ten thousand updates: the two algorithms can hardly be told apart."""
    figure = Figure(figsize=(6, 2.9), layout="constrained")
    axes = figure.subplots()
    at = np.unique(np.geomspace(1, SHOWN[-1], 120).astype(int))
    for kind, style in zip(STEPS, ("-", "--", ":"), strict=True):
        axes.loglog(at, [path(kind)[n].error for n in at], style, label=kind)
    axes.set(xlabel="updates", ylabel="total error $E$")
    axes.legend(frameon=False)
    return figure
