"""The spread of activations and gradients through ten layers, for a size that a reader moves.

ReLU lets a factor through, so a spread is a power of the size times what it is for the size 1.
With tanh it is measured, at every size that the slider has.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import sympy as sp

from derivations import initialization as chapter
from verify.live.drawing import Drawing, letter
from verify.live.model import Input, Live
from verify.live.numbers import MINUS

K = sp.Symbol("doublings", real=True)
LAST, STEP = 3.5, 0.5
FINE = 20_000  # parts of a power of ten to which a spread is kept
WIDTH, HEIGHT = 440, 470
LEFT, RIGHT, HIGH = 62, 384, 176  # of a panel
TOPS = {"tanh": 62, "ReLU": 260}
LOW, UP = -12, 10  # powers of ten
FORWARD, BACK = "activations", "gradient"
KINDS = {FORWARD: "line-0", BACK: "line-1"}
Spreads = Callable[[float], tuple[Sequence[float], Sequence[float]]]


def sizes() -> list[float]:
    """The places of the slider."""
    return [float(k) for k in np.arange(-LAST, LAST + STEP / 2, STEP)]


class Spread(NamedTuple):
    """A spread, and its power of ten, which is a height in the picture."""

    value: sp.Expr
    power: sp.Expr


def of_relu(at_1: Sequence[float], s: sp.Expr, back: bool) -> list[Spread]:
    """Spreads at each layer from those for the size 1: each layer passed is a factor."""
    layers = len(at_1) - 1
    found = []
    for layer, x in enumerate(at_1):
        value = sp.Float(repr(float(x)), 17) * s ** (layers - layer if back else layer)
        found.append(Spread(value, sp.log(value) / sp.log(10)))
    return found


def of_tanh(measured: Sequence[Sequence[float]]) -> list[Spread]:
    """Spreads at each layer as measured for each place of the slider, as powers of ten."""
    borders = [sp.Float(k + STEP / 2) for k in sizes()[:-1]]
    found = []
    for layer in zip(*measured, strict=True):
        powers = [sp.Integer(round(FINE * float(np.log10(x)))) for x in layer]
        pieces = ((power, border > K) for power, border in zip(powers, borders, strict=False))
        power = sp.Piecewise(*pieces, (powers[-1], True)) / FINE
        found.append(Spread(sp.Integer(10) ** power, power))
    return found


def live_spread(
    spreads: dict[str, Spreads],
    references: dict[str, float],
    width: int,
    test: str,
    torch: str,
) -> Live:
    """The figure.

    Args:
        spreads: for each activation the spreads of activations and of the gradient, layer by layer.
        references: sizes whose activations are drawn in grey, by their names.
        width: neurons of a layer.
        test: a template for pytest.
        torch: a template for PyTorch.
    """
    live = Live([Input(K, 0, -LAST, LAST, STEP, r"$k$ in $s = 2^k \sqrt{1 / D}$")])
    s = sp.Integer(2) ** K * sp.sqrt(sp.Rational(1, width))
    live.called("lecun_std", s, lambda _: {"D": width}, held={K: 0})
    live.called("xavier_std", s, lambda _: {"D": width, "H": width}, held={K: 0})
    live.called("he_std", s, lambda _: {"D": width}, held={K: 0.5})
    lecun = width**-0.5
    measured = [spreads["tanh"](2**k * lecun) for k in sizes()]
    found = {
        "tanh": {
            FORWARD: of_tanh([forward for forward, _ in measured]),
            BACK: of_tanh([back for _, back in measured]),
        },
        "ReLU": {
            kind: of_relu(at_1, s, kind == BACK)
            for kind, at_1 in zip((FORWARD, BACK), spreads["ReLU"](1.0), strict=True)
        },
    }
    # The derivation has D = 3 inputs; what counts is D times the square of s.
    ratio = chapter.v[1] / chapter.v[0]
    factor = sp.sqrt(ratio.xreplace({chapter.s: s * sp.sqrt(sp.Rational(width, chapter.D))}))
    grey = {
        name: {each: spreads[each](size)[0] for each in TOPS} for name, size in references.items()
    }
    live.pictures.append(_picture(live, found, factor, grey, s))
    live.button("Xavier", {K: sp.Integer(0)})
    live.button("He", {K: sp.Rational(1, 2)})
    live.says = _said(live, found, factor, s)
    live.table(
        ["layer", *(f"{kind}, {name}" for name in found for kind in KINDS)],
        [
            [
                f"{layer}",
                *(live.number(x[layer].value, "p2") for f in found.values() for x in f.values()),
            ]
            for layer in range(len(found["tanh"][FORWARD]))
        ],
    )
    shown = {f"{name}_{kind}": live.exact(x[-(kind == FORWARD)].value)
             for name, of in found.items() for kind, x in of.items()}  # fmt: skip
    live.takes += [
        ("a test for pytest", test.format(s=live.exact(s), **shown)),
        ("a script for PyTorch", torch.format(s=live.exact(s), **shown)),
    ]
    return live


def _said(
    live: Live, found: dict[str, dict[str, list[Spread]]], factor: sp.Expr, s: sp.Expr
) -> str:
    after = {name: live.number(of[FORWARD][-1].value, "p2") for name, of in found.items()}
    before = {name: live.number(of[BACK][0].value, "p2") for name, of in found.items()}
    low, high = sp.Rational(19, 20), sp.Rational(21, 20)
    cases = {
        factor < low: "so the signal fades",
        factor > high: "so the signal explodes",
        sp.And(factor >= low, factor <= high): "so the signal stays",
    }
    verdict = "".join(live.when(when, words) for when, words in cases.items())
    return (
        f"With $s$ = {live.number(s, 'p3')} the activations of layer 10 have the spread "
        f"{after['tanh']} with tanh and {after['ReLU']} with ReLU, and the gradient at the inputs "
        f"{before['tanh']} and {before['ReLU']}. A layer with ReLU multiplies by "
        f"{live.number(factor, 'p3')}, {verdict}."
    )


def _across(layer: Any) -> Any:
    return LEFT + sp.Rational(RIGHT - LEFT, 10) * layer


def _height(top: float, power: Any) -> Any:
    """A power of ten as a height; what is smaller than the panel stands at its bottom."""
    return sp.Min(top + HIGH, top + sp.Rational(HIGH, UP - LOW) * (UP - power))


def _picture(
    live: Live,
    found: dict[str, dict[str, list[Spread]]],
    factor: sp.Expr,
    grey: dict[str, dict[str, Sequence[float]]],
    s: sp.Expr,
) -> str:
    drawing = Drawing(live, WIDTH, HEIGHT)
    drawing.text(8, 16, letter("s"), " = ", drawing.number(s, "p3"))
    for x, name, kind in (
        (8, "activations", "line-0"),
        (132, "gradient", "line-1"),
        (238, "predicted for ReLU", "line-3"),
    ):
        drawing.line(x, 34, x + 26, 34, kind)
        drawing.text(x + 32, 38, name)
    drawing.text(8, TOPS["tanh"] - 6, "spread")
    for name, top in TOPS.items():
        _frame(drawing, name, top)
        _references(drawing, {size: of[name] for size, of in grey.items()}, top)
    for name, top in TOPS.items():
        for kind, look in KINDS.items():
            _line(drawing, found[name][kind], top, look)
        drawing.text(LEFT + 8, top + 12, name, kind="halo")
    top = TOPS["ReLU"]
    ends = _across(0), _height(top, 0), _across(10), _height(top, 10 * sp.log(factor) / sp.log(10))
    drawing.line(*ends, "line-3")
    return drawing.svg()


def _line(drawing: Drawing, spreads: list[Spread], top: float, look: str) -> None:
    places = [(_across(layer), _height(top, x.power)) for layer, x in enumerate(spreads)]
    for one, other in pairwise(places):
        drawing.line(*one, *other, look)
    for x, y in places if look == "line-0" else ():
        drawing.circle(x, y, 3, "fill-0")


def _references(drawing: Drawing, spreads: dict[str, Sequence[float]], top: float) -> None:
    """Grey lines, each with its name; names that would stand on each other share a place."""
    ends: list[tuple[float, str]] = []
    for name, heights in spreads.items():
        places = [
            (float(_across(k)), float(_height(top, np.log10(x)))) for k, x in enumerate(heights)
        ]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        drawing.still(f'<polyline points="{points}" class="grey"/>')
        ends.append((places[-1][1], name))
    ends.sort()
    while ends:
        y, names = ends[0][0], [name for y, name in ends if y - ends[0][0] < 9]
        ends = ends[len(names) :]
        for row, name in enumerate(names):
            drawing.text(RIGHT + 7, y + 4 + 12 * row, name, kind="quiet small")


def _frame(drawing: Drawing, name: str, top: float) -> None:
    bottom = top + HIGH
    drawing.line(LEFT, top, LEFT, bottom, "axis")
    drawing.line(LEFT, bottom, RIGHT, bottom, "axis")
    for power in range(LOW, UP + 1, 4):
        y = float(_height(top, power))
        drawing.line(LEFT - 4, y, LEFT, y, "axis")
        sign = MINUS if power < 0 else ""
        words = f'10<tspan dy="-5" class="sub">{sign}{abs(power)}</tspan>' if power else "1"
        drawing.text(LEFT - 7, y + 4, words, kind="end")
    for layer in range(0, 11, 2):
        x = float(_across(layer))
        drawing.line(x, bottom, x, bottom + 4, "axis")
        drawing.text(x, bottom + 17, f"{layer}", kind="middle small")
    if name == "ReLU":
        drawing.text((LEFT + RIGHT) / 2, bottom + 32, "layer", kind="middle")
