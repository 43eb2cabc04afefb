"""Figures and tables of docs/worked_2_2_2.md."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import mpmath
import numpy as np
from matplotlib.figure import Figure

from derivations import worked_2_2_2 as example
from figures.worked import Net, draw, path, start, step
from nn.worked_2_2_2 import sigmoid_net_error_grad_b, sigmoid_net_error_grad_c
from verify.proving.numeric import DIGITS, value

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


def mixed_step(net: Net, eta: float = 0.5) -> Net:
    """Move the output weights first, and send the error back through the new ones."""
    V = step(net, eta).V
    delta = V.T @ sigmoid_net_error_grad_c(**net.parameters) * net.hidden * (1 - net.hidden)
    W = net.W - eta * np.outer(delta, net.i)
    return replace(net, w=np.concatenate([W.ravel(), V.ravel()]))


def step_with_biases(net: Net, eta: float = 0.5) -> Net:
    """Move the weights and the biases, each neuron with its own bias."""
    return replace(
        step(net, eta),
        b=net.b - eta * sigmoid_net_error_grad_b(**net.parameters),
        c=net.c - eta * sigmoid_net_error_grad_c(**net.parameters),
    )


STEPS = {"all at once": step, "mixed": mixed_step, "with biases": step_with_biases}


@lru_cache
def run(kind: str) -> tuple[Net, ...]:
    """The network after 0, 1, 2 ... ten thousand updates of one kind."""
    return path(start(example), STEPS[kind], SHOWN[-1])


def trajectory() -> list[list[str]]:
    """Error and outputs along the way, for each way to update."""
    rows = [["updates", "$E$", "$out_{o1}$", "$out_{o2}$", "$E$, mixed", "$E$, with biases"]]
    for updates in SHOWN:
        net, mixed, biased = (run(kind)[updates] for kind in STEPS)
        o1, o2 = net.outputs
        numbers = (net.error, o1, o2, mixed.error, biased.error)
        rows.append([f"{updates:,}".replace(",", " "), *(f"{x:.9g}" for x in numbers)])
    return rows


def comparison() -> list[list[str]]:
    """Every printed number beside the exact one, with a verdict."""
    rows = [["quantity", "printed", "exact", ""]]
    for name, printed, expression in PRINTED:
        rows.append(_row(name, printed, value(expression, example.given)))
    net = run("all at once")[-1]
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
    return draw(start(example), height=2.7)


def learning() -> Figure:
    """The error over ten thousand updates: the two algorithms can hardly be told apart."""
    figure = Figure(figsize=(6, 2.9), layout="constrained")
    axes = figure.subplots()
    at = np.unique(np.geomspace(1, SHOWN[-1], 120).astype(int))
    for kind, style in zip(STEPS, ("-", "--", ":"), strict=True):
        axes.loglog(at, [run(kind)[n].error for n in at], style, label=kind)
    axes.set(xlabel="updates", ylabel="total error $E$")
    axes.legend(frameon=False)
    return figure
