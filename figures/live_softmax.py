"""Softmax as a figure that computes: scores, probabilities at a temperature, and the slopes."""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations import softmax as example
from derivations.calculus import derivative
from verify.live.drawing import Drawing, letter
from verify.live.model import Input, Live

WIDTH, HEIGHT = 460, 324
K, z, tau = example.K, example.z, example.tau
q = example.q
START, LARGEST = (0, 1, 2), 6  # the scores; how far from zero they go
COLDEST, HOTTEST, STEP = 0.5, 8, 0.25
CELL = sp.Symbol("cell", real=True)  # of the Jacobian, row by row
FIRST = 1  # the cell that is written out at the start: row 1, column 2
CELLS = [(i, j) for i in range(K) for j in range(K)]
SUBSCRIPTS = "₁₂₃"
TOP, ROW = 26, 24  # of the bars
ZERO, UNIT = 146, 12  # where a score of 0 is, and how long a score of 1
FULL, BAR = 322, 130  # where the bars of the probabilities begin, and how long is certainty
LEFT, ABOVE, WIDE, HIGH = 36, 148, 141, 58  # the cells
STEEPEST, LENGTH = 1 / (4 * COLDEST), 125  # the largest slope, and how long its bar is
TEST = """\
import numpy as np
from nn.softmax import softmax, softmax_jacobian

Z, TAU = np.array({z}, dtype=float), {tau}


def test_the_probabilities():
    np.testing.assert_allclose(softmax(Z / TAU), {q}, rtol=1e-12)


def test_the_slopes():
    slopes = softmax_jacobian(Z / TAU) / TAU
    np.testing.assert_allclose(slopes, {J}, rtol=1e-9, atol=1e-15)
"""
TORCH = """\
import torch

torch.set_default_dtype(torch.float64)
z, tau = torch.tensor({z}, dtype=torch.float64), {tau}
q = torch.softmax(z / tau, 0)
J = torch.autograd.functional.jacobian(lambda z: torch.softmax(z / tau, 0), z)
torch.testing.assert_close(q, torch.tensor({q}), rtol=1e-12, atol=0)
torch.testing.assert_close(J, torch.tensor({J}), rtol=1e-9, atol=1e-15)
print(q, J)
"""


def live_softmax() -> Live:
    """The figure of the chapter; its caption is there."""
    live = Live([*_scores(), _temperature(), _cell()])
    live.derived("softmax", example.softmax)
    at_one = live.derived("softmax_jacobian", example.softmax_jacobian)
    slopes = np.vectorize(_uncancelled, otypes=[object])(derivative(q, z))
    live.pictures.append(_picture(live, slopes))
    live.button("add 1 to all", {each: each + 1 for each in z})
    live.says = "".join([*_written_out(live, slopes), *_columns(live, slopes)])
    live.table(
        ["class", "score", "probability", "at temperature 1"],
        [
            [f"{k + 1}", live.number(z[k], "x")]
            + [live.number(one[k], "f6") for one in (q, example.p)]
            for k in range(K)
        ],
    )
    live.table(
        ["slope", "value", "at temperature 1"],
        [
            [f"${_slope(i, j)}$", live.number(slopes[i, j], "f6"), live.number(at_one[i, j], "f6")]
            for i, j in CELLS
        ],
    )
    values = {"z": _list(live, z), "tau": live.exact(tau), "q": _list(live, q)}
    values["J"] = f"[{', '.join(_list(live, row) for row in slopes)}]"
    live.takes += [
        ("a test for pytest", TEST.format(**values)),
        ("a script for PyTorch", TORCH.format(**values)),
    ]
    return live


def _scores() -> Iterator[Input]:
    for k, (score, start) in enumerate(zip(z, START, strict=True), start=1):
        yield Input(score, start, -LARGEST, LARGEST, STEP, f"score $z_{k}$ =")


def _temperature() -> Input:
    return Input(tau, 1, COLDEST, HOTTEST, STEP, r"temperature $\tau$ =")


def _cell() -> Input:
    choices = tuple(f"∂q{SUBSCRIPTS[i]}/∂z{SUBSCRIPTS[j]}" for i, j in CELLS)
    return Input(CELL, FIRST, 0, len(CELLS) - 1, 1, "write out the slope", "choice", choices)


def _uncancelled(slope: sp.Expr) -> sp.Expr:
    """As one product: the difference of two nearly equal numbers would lose its digits."""
    return sp.factor(slope)


def _picture(live: Live, slopes: np.ndarray) -> str:
    drawing = Drawing(live, WIDTH, HEIGHT)
    _bars(drawing)
    drawing.text(LEFT, ABOVE - 26, "slope of each probability (row) along each score (column)")
    for k in range(K):
        at = LEFT + WIDE * (k + 0.5), ABOVE + HIGH * (k + 0.5)
        drawing.text(at[0], ABOVE - 7, letter("z", str(k + 1)), kind="middle")
        drawing.text(LEFT - 8, at[1] + 5, letter("q", str(k + 1)), kind="end")
    for i, j in CELLS:
        _draw_cell(drawing, i, j, slopes[i, j])
    return drawing.svg()


def _bars(drawing: Drawing) -> None:
    """The scores on both sides of zero, and the probabilities as parts of one."""
    drawing.text(4, 14, "scores")
    drawing.text(240, 14, "probabilities at ", letter("τ"), " = ", drawing.number(tau, "x"))
    bottom = TOP + K * ROW
    for k in range(K):
        y = TOP + k * ROW
        drawing.text(4, y + 14, letter("z", str(k + 1)))
        drawing.text(69, y + 14, drawing.number(z[k], "f2"), kind="end")
        drawing.rect(ZERO + UNIT * sp.Min(z[k], 0), y + 2, UNIT * sp.Abs(z[k]), 16, "fill-2")
        drawing.text(240, y + 14, letter("q", str(k + 1)))
        drawing.text(312, y + 14, drawing.number(q[k], "f3"), kind="end")
        drawing.rect(FULL, y + 2, BAR, 16, "grey")
        drawing.rect(FULL, y + 2, BAR * q[k], 16, "fill-0")
    drawing.line(ZERO, TOP - 2, ZERO, bottom, "axis")


def _draw_cell(drawing: Drawing, i: int, j: int, slope: sp.Expr) -> None:
    """Its formula in numbers, its value with the sign, and a bar, hollow if it is negative."""
    x, y = LEFT + WIDE * j, ABOVE + HIGH * i
    drawing.rect(x + 3, y + 3, WIDE - 6, HIGH - 6, "grey", on=_is(i, j))
    row, column = drawing.number(q[i], "f3"), drawing.number(q[j], "f3")
    product = f"{row} (1 − {row})" if i == j else f"−{row} × {column}"
    value = f"{'+' if i == j else ''}{drawing.number(slope, 'f3')}"
    over = f"/ {drawing.number(tau, 'x')} = "
    middle = x + WIDE / 2
    drawing.text(middle, y + 20, product, kind="middle")
    drawing.text(middle, y + 37, over, f'<tspan class="strong">{value}</tspan>', kind="middle")
    look = "fill-0" if i == j else "minus"
    drawing.rect(x + 8, y + 44, LENGTH / STEEPEST * sp.Abs(slope), 7, look)


def _is(i: int, j: int) -> sp.Expr:
    return sp.Rational(1, 2) - sp.Abs(CELL - CELLS.index((i, j)))


def _slope(i: int, j: int) -> str:
    return rf"\partial q_{i + 1}/\partial z_{j + 1}"


def _written_out(live: Live, slopes: np.ndarray) -> Iterator[str]:
    """A sentence for each cell: what happens, the formula, and its numbers."""
    over = f" / {live.number(tau, 'x')}"
    for i, j in CELLS:
        row, column = live.number(q[i], "f3"), live.number(q[j], "f3")
        if i == j:
            moves, formula = "rises", rf"q_{i + 1} (1 - q_{i + 1})/\tau"
            numbers = f"{row} × (1 − {row}){over}"
        else:
            moves, formula = "falls", rf"-q_{i + 1} q_{j + 1}/\tau"
            numbers = f"−{row} × {column}{over}"
        yield (
            live.when(
                _is(i, j),
                f"Raise $z_{j + 1}$ a little, and "
                f"$q_{i + 1}$ {moves}: ${_slope(i, j)} = {formula}$ = {numbers} = "
                f"{live.number(slopes[i, j], 'f3')}. ",
            )
        )


def _columns(live: Live, slopes: np.ndarray) -> Iterator[str]:
    """A sentence for each score: who pays for what its class gains."""
    for j in range(K):
        others = [i for i in range(K) if i != j]
        here = sum(sp.Piecewise((1, _is(i, j) > 0), (0, True)) for i in range(K))
        losses = " and ".join(live.number(-slopes[i, j], "f3") for i in others)
        names = " and ".join(f"$q_{i + 1}$" for i in others)
        yield (
            live.when(
                here,
                f"What $q_{j + 1}$ gains, "
                f"{live.number(slopes[j, j], 'f3')}, {names} lose: {losses}.",
            )
        )


def _list(live: Live, values: np.ndarray) -> str:
    return f"[{', '.join(live.exact(value) for value in values)}]"
