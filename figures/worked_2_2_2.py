"""Figures and tables of docs/worked_2_2_2.md."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from matplotlib.figure import Figure

from derivations import worked_2_2_2 as example
from figures import worked
from figures.live_net import FOLLOWED, MIXED, Step, live_net, long_run
from figures.paths import Names, numbers, of_hidden, of_output, to_hidden, to_output
from figures.pictures import WIDTH
from figures.styles import UPDATES
from figures.worked import Net, path, start, step
from nn.worked_2_2_2 import sigmoid_net_error_grad_b, sigmoid_net_error_grad_c
from verify.book.cited import number
from verify.live.model import Live
from verify.live.numbers import MINUS, shown
from verify.proving.numeric import DIGITS, value

SHOWN = (1, 10, 100, 1000, 10_000)  # updates
FORMS = "f12", "f9", "f9", "f12", "f12"  # of errors and outputs after them
FLOOR = 1e-9  # far below the frame of the curves; of a smaller error rounding leaves little
ALONG = np.unique(np.geomspace(1, SHOWN[-1], 120).astype(int)).tolist()  # updates, of curves
PRINTED = {  # every number that Mazur (2015) prints for this example, and what it stands for
    "net_h1": ("$net_{h1}$", example.net_h1),
    "out_h1": ("$out_{h1}$", example.out_h1),
    "out_h2": ("$out_{h2}$", example.out_h2),
    "net_o1": ("$net_{o1}$", example.net_o1),
    "out_o1": ("$out_{o1}$", example.out_o1),
    "out_o2": ("$out_{o2}$", example.out_o2),
    "E_o1": ("$E_{o1}$", example.E_o1),
    "E_o2": ("$E_{o2}$", example.E_o2),
    "E": ("$E$", example.E),
    "E_out_o1": (r"$\partial E/\partial out_{o1}$", example.out_o1 - example.t[0]),
    "out_net_o1": (
        r"$\partial out_{o1}/\partial net_{o1}$",
        example.out_o1 * (1 - example.out_o1),
    ),
    "delta_o1": (r"$\delta_{o1}$", example.delta_o1),
    "E_w5": (r"$\partial E/\partial w_5$", example.delta_o1 * example.out_h1),
    "w5_plus": ("$w_5^+$", example.w_plus[4]),
    "w6_plus": ("$w_6^+$", example.w_plus[5]),
    "w7_plus": ("$w_7^+$", example.w_plus[6]),
    "w8_plus": ("$w_8^+$", example.w_plus[7]),
    "E_o1_out_h1": (r"$\partial E_{o1}/\partial out_{h1}$", example.delta_o1 * example.w[4]),
    "E_o2_out_h1": (r"$\partial E_{o2}/\partial out_{h1}$", example.delta_o2 * example.w[6]),
    "E_out_h1": (
        r"$\partial E/\partial out_{h1}$",
        example.delta_o1 * example.w[4] + example.delta_o2 * example.w[6],
    ),
    "out_net_h1": (
        r"$\partial out_{h1}/\partial net_{h1}$",
        example.out_h1 * (1 - example.out_h1),
    ),
    "E_w1": (r"$\partial E/\partial w_1$", example.delta_h1 * example.i[0]),
    "w1_plus": ("$w_1^+$", example.w_plus[0]),
    "w2_plus": ("$w_2^+$", example.w_plus[1]),
    "w3_plus": ("$w_3^+$", example.w_plus[2]),
    "w4_plus": ("$w_4^+$", example.w_plus[3]),
    "E_plus": ("$E$ after 1 update", example.E_plus),
}
PRINTED_AT_THE_END = {  # after 10 000 updates: the error and the two outputs
    "E_end": "$E$ after 10 000 updates",
    "out_o1_end": "$out_{o1}$ after 10 000 updates",
    "out_o2_end": "$out_{o2}$ after 10 000 updates",
}
BY_THE_SWITCH = {  # what those are when the hidden weights use the new output weights
    "E_w1": example.delta_tilde[0] * example.i[0],
    **{f"w{k + 1}_plus": example.w_tilde[k] for k in range(4)},
    "E_plus": example.E_tilde,
}
AGREES, DIFFERS = "✓", "✗"
LABELS = (  # what the page computes and `nn` does too
    "sigmoid_net",
    "sigmoid_net_error",
    "sigmoid_net_error_grad_c",
    "sigmoid_net_error_grad_b",
    "sigmoid_net_error_grad_V",
    "sigmoid_net_error_grad_W",
    "sigmoid_net_step",
)


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
        found = net.error, o1, o2, mixed.error, biased.error
        rows.append([_spaced(updates), *map(shown, found, FORMS)])
    return rows


def _spaced(updates: int) -> str:
    return f"{updates:,}".replace(",", " ")


def comparison() -> list[list[str]]:
    """Every printed number beside the exact one, with a verdict."""
    rows = [["quantity", "printed", "exact", ""]]
    for key, (name, _) in PRINTED.items():
        rows.append(_row(name, number(f"mazur2015.{key}"), exact(key)))
    net = run("all at once")[-1]
    for (key, name), found in zip(
        PRINTED_AT_THE_END.items(), (net.error, *net.outputs), strict=True
    ):
        rows.append(_row(name, number(f"mazur2015.{key}"), mpmath.mpf(found)))
    return rows


def exact(key: str) -> mpmath.mpf:
    """The exact number beside a printed one, or one that the derivation has a name for."""
    known = PRINTED[key][1] if key in PRINTED else getattr(example, key)
    return value(known, example.given)


def agreeing() -> int:
    """How many of the printed numbers are the exact ones, rounded."""
    return sum(row[-1] == AGREES for row in comparison()[1:])


def _row(name: str, printed: str, exact: mpmath.mpf) -> list[str]:
    """Two digits more than printed; the verdict is half a unit in the last printed place."""
    decimals = len(printed.partition(".")[2])
    with mpmath.workdps(DIGITS):
        agrees = abs(exact - mpmath.mpf(printed)) <= mpmath.mpf(10) ** -decimals / 2
    found = f"{Decimal(mpmath.nstr(exact, 20)):.{decimals + 2}f}"
    shown = (text.replace("-", MINUS) for text in (printed, found))
    return [name, *shown, AGREES if agrees else DIFFERS]


def given() -> list[list[str]]:
    """All that the example is given."""
    return worked.given(example)


def path_of_w5() -> Figure:
    """The path from one output weight to the error: every value, and in orange every slope.

    The product of the orange numbers is how the error changes with the weight.
    """
    return to_output(of_output(start(example), 0, 0, Names()))


def paths_of_w1() -> Figure:
    """The two paths from one hidden weight to the error, through one output each.

    The orange numbers multiply along each path, and the two products add up.
    """
    return to_hidden(of_hidden(start(example), 0, 0, Names()))


def learning() -> Figure:
    """The error over ten thousand updates: all at once and mixed can hardly be told apart.

    With biases that learn, the error falls faster.
    That is so for the book's net; the curves follow what is changed above, within their frame.
    """
    figure = Figure(figsize=(WIDTH, 2.9), layout="constrained")
    axes = figure.subplots()
    for kind in STEPS:
        errors = [run(kind)[n].error for n in ALONG]
        axes.loglog(ALONG, errors, label=kind, gid=f"curve {kind}", **UPDATES[kind])
    axes.set(xlabel="updates", ylabel="total error $E$", ylim=(1e-6, 1))
    axes.legend()
    return figure


STEP = Step(
    example,
    net_h=np.array([example.net_h1, example.net_h2]),
    out_h=np.array([example.out_h1, example.out_h2]),
    net_o=np.array([example.net_o1, example.net_o2]),
    out_o=np.array([example.out_o1, example.out_o2]),
    delta_o=example.delta_o,
)
LIT = (  # displays of the chapter, one for each stage
    "net_{h1} = w_1 i_1",
    "net_{o1} &= w_5",
    "E_{o1} &=",
    r"\delta_{o1} &=",
    r"\delta_{h1} &=",
    r"\frac{\partial E}{\partial w_1} &= \delta_{h1} i_1",
    "w_1^+ &=",
)


def step_by_step() -> Live:
    """The network with what each neuron puts out: two inputs, two hidden neurons, two outputs.

    Beside the neurons stand their biases and targets; the learning rate is 0.5 at first.
    Orange are the deltas and the gradients, which come back.
    """
    live = live_net(STEP, LIT, LABELS)
    live.invites = FOLLOWED
    after_many = _follow_trajectory(live)
    _follow_comparison(live, after_many)
    live.follow_picture("path_of_w5", "f4", *numbers(of_output(STEP.net, 0, 0, Names())))
    live.follow_picture("paths_of_w1", "f4", *numbers(of_hidden(STEP.net, 0, 0, Names())))
    return live


def _follow_trajectory(live: Live) -> list[sp.Expr]:
    """Let the table iterate its three steps, and give error and outputs at the end of it."""
    moved = [*example.w, *example.b, *example.c]
    biased = [*example.w_plus, *example.b_plus, *example.c_plus]
    seen = [example.E, *example.o]

    def followed(moved: Any, after: Any, seen: Sequence[Any]) -> dict[int, list[sp.Symbol]]:
        """The numbers of a way to update; its curve is the error, in powers of ten."""

        def height(now: np.ndarray) -> list[sp.Expr]:
            error = example.E.xreplace(dict(zip(moved, now, strict=True)))
            return [sp.log(sp.Max(error, FLOOR, evaluate=False)) / sp.log(10)]

        [found] = long_run(live, moved, after, SHOWN, seen, curves=height, along=ALONG)
        return found

    right = followed(example.w, example.w_plus, seen)
    mixed = followed(example.w, example.w_tilde, seen)
    other = followed(moved, biased, seen[:1])
    for updates in SHOWN:
        cells = *right[updates], mixed[updates][0], other[updates][0]
        live.follow_row("trajectory", _spaced(updates), *zip(cells, FORMS, strict=True))
    ends = zip(mixed[SHOWN[-1]], right[SHOWN[-1]], strict=True)
    return [_switched(*pair) for pair in ends]


def _follow_comparison(live: Live, after_many: Sequence[sp.Expr]) -> None:
    """Let what is beside each printed number follow; the printed one is a quotation."""
    known = {key: _switched(BY_THE_SWITCH.get(key, x), x) for key, (_, x) in PRINTED.items()}
    known |= dict(zip(PRINTED_AT_THE_END, after_many, strict=True))
    names = {key: name for key, (name, _) in PRINTED.items()} | PRINTED_AT_THE_END
    for key, expression in known.items():
        printed = number(f"mazur2015.{key}")
        decimals = len(printed.partition(".")[2])
        near = sp.Rational(1, 2 * 10**decimals) - sp.Abs(expression - sp.Rational(printed))
        cells = None, (expression, f"f{decimals + 2}"), (near, "v")
        live.follow_row("comparison", names[key], *cells)


def _switched(mixed: Any, right: Any) -> sp.Expr:
    """What the reader's switch chooses."""
    return sp.Piecewise((mixed, MIXED > 0), (right, True))
