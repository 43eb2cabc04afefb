"""The secants of the difference quotients and the tangent, for any point and a step on a slider."""

from typing import Any

import numpy as np
import sympy as sp

from derivations import numerical_differentiation as chapter
from verify.live.compared import State
from verify.live.drawing import Drawing, letter
from verify.live.model import Input, Live, Path

FUNCTIONS = ("third power", "square", "max(x, 0)")
KIND, STEP = sp.symbols("function exponent", real=True)
T = sp.Symbol("t", real=True)
X, H = chapter.x, sp.Integer(2) ** STEP
WIDTH, HEIGHT = 440, 384
PANEL = 30, 84, 428, 360  # left, top, right, bottom
ACROSS, UP = (-1.5, 2.0), (-2.0, 4.0)
QUOTIENTS = {
    "forward": chapter.forward_difference,
    "central": chapter.central_difference,
    "complex step": chapter.complex_step,
}
LABELS = {
    "forward": "forward_difference",
    "central": "central_difference",
    "complex step": "complex_step",
}
OF_NUMPY = (lambda x: x**3, lambda x: x**2, lambda x: np.maximum(x, 0))  # the functions
LINES = {"tangent": "line-3", "forward": "line-1", "central": "line-0"}


def one_of(*values: Any) -> sp.Expr:
    """What belongs to the function that the reader has chosen."""
    first, second, third = values
    return sp.Piecewise((first, KIND < 0.5), (second, KIND < 1.5), (third, True))


def at(x: Any) -> sp.Expr:
    """The chosen function."""
    return one_of(x**3, x**2, sp.Max(x, 0))


def slope(x: sp.Symbol) -> sp.Expr:
    """Its slope; at the kink the one that the book says, 0."""
    return one_of(3 * x**2, 2 * x, sp.Piecewise((1, x > 0), (0, True)))


def quotient(name: str, h: sp.Expr) -> sp.Expr:
    """A quotient of the chapter for the chosen function."""
    formula = QUOTIENTS[name]
    powers = [_of_power(formula, n).subs(chapter.h, h) for n in (3, 2)]
    if name != "complex step":
        return one_of(*powers, _of_f(formula, lambda x: sp.Max(x, 0)).subs(chapter.h, h))
    # Left of the kink max keeps the 0, to its right and on it the complex number.
    return one_of(*powers, sp.Piecewise((1, X >= 0), (0, True)))


def _of_power(formula: sp.Expr, n: int) -> sp.Expr:
    return sp.expand(_of_f(formula, lambda x: x**n))


def _of_f(formula: sp.Expr, function: Any) -> sp.Expr:
    return formula.replace(sp.Function("f"), function)


def _arguments(state: State) -> dict[str, Any]:
    """What a quotient of `nn` takes."""
    f = OF_NUMPY[round(state[KIND])]
    return {"f": f, "x": float(state[X]), "h": 2.0 ** state[STEP]}


def live_secants(test: str, torch: str) -> Live:
    """The figure, with templates of the programs that hold its numbers."""
    live = Live([
        Input(STEP, -1, -6, 0, 0.25, r"$\log_2 h$"),
        Input(X, 1, -1, 1.25, 0.125, "$x$"),
        Input(KIND, 0, 0, 2, 1, "function", "choice", FUNCTIONS),
    ])  # fmt: skip
    for name, label in LABELS.items():
        live.called(label, quotient(name, H), _arguments)
    live.pictures.append(_picture(live))
    live.says = _said(live)
    live.table(["quotient", "slope", "error", "error with $h / 2$"], _rows(live))
    exact = {"x": X, "h": H, "kind": KIND} | {
        name.split()[0]: quotient(name, H) for name in QUOTIENTS
    }
    shown = {name: live.exact(x) for name, x in exact.items()}
    live.takes += [
        ("a test for pytest", test.format(**shown)),
        ("a script for PyTorch", torch.format(**shown, slope=live.exact(slope(X)))),
    ]
    return live


def _off(name: str, h: sp.Expr) -> sp.Expr:
    return sp.Abs(quotient(name, h) - slope(X))


def _rows(live: Live) -> list[list[str]]:
    rows = [
        [
            name,
            live.number(quotient(name, H), "f6"),
            live.number(_off(name, H), "f6"),
            live.number(_off(name, H / 2), "f6"),
        ]
        for name in QUOTIENTS
    ]
    return [*rows, ["tangent", live.number(slope(X), "f6"), "", ""]]


def _said(live: Live) -> str:
    kinked = KIND > 1.5
    chosen = ": at the kink itself it is a choice, and 0 is that of this book"
    above = at(X + H) > sp.Rational(UP[1])
    across = one_of(0, 0, sp.Piecewise((1, sp.And(X > -H, X < H)), (0, True)))
    beside = one_of(0, 0, sp.Piecewise((0, sp.And(X > -H, X < H)), (1, True)))
    cases = {
        sp.Piecewise((0, kinked), (1, True)): "Half the step would make the error of the forward "
        f"difference {live.number(_off('forward', H / 2), 'f4')} instead of "
        f"{live.number(_off('forward', H), 'f4')}, and that of the central one "
        f"{live.number(_off('central', H / 2), 'f4')} instead of "
        f"{live.number(_off('central', H), 'f4')}.",
        across: "The step reaches across the kink: the central difference is "
        f"{live.number(quotient('central', H), 'f4')} and the forward one "
        f"{live.number(quotient('forward', H), 'f4')}, where the slope is "
        f"{live.number(slope(X), 'f0')}{live.when(sp.Eq(X, 0), chosen)}.",
        beside: "The step does not reach across the kink: the central difference is "
        f"{live.number(quotient('central', H), 'f4')}, and so is the slope.",
    }
    said = "".join(live.when(when, words) for when, words in cases.items())
    outside = live.when(above, " The dot a step to the right is above the picture.")
    return f"With $h$ = {live.number(H, 'f4')}: {said}{outside}"


def _across(x: Any) -> Any:
    left, _, right, _ = PANEL
    low, high = map(sp.Rational, ACROSS)
    return left + (right - left) / (high - low) * (x - low)


def _up(y: Any) -> Any:
    _, top, _, bottom = PANEL
    low, high = map(sp.Rational, UP)
    return bottom - (bottom - top) / (high - low) * (y - low)


def _picture(live: Live) -> str:
    drawing = Drawing(live, WIDTH, HEIGHT)
    _frame(drawing)
    inside = {"clip_path": "url(#inside-secants)"}
    along = {"variable": T, "low": ACROSS[0], "high": ACROSS[1]}
    drawing.path(Path(_across(T), _up(at(T)), count=42, **along), "curve", **inside)
    lines = {
        "tangent": at(X) + slope(X) * (T - X),
        "forward": at(X) + quotient("forward", H) * (T - X),
        "central": at(X + H) + quotient("central", H) * (T - X - H),
    }
    slopes = {"tangent": slope(X)} | {name: quotient(name, H) for name in ("forward", "central")}
    for k, (name, y) in enumerate(lines.items()):
        kind = LINES[name]
        drawing.path(Path(_across(T), _up(y), count=1, **along), kind, **inside)
        height = 18 + 20 * k
        drawing.line(32, height - 4, 66, height - 4, kind)
        drawing.text(74, height, f"{name}, slope ", drawing.number(slopes[name], "f4"))
    drawing.line(262, 14, 296, 14, "curve")
    for k, name in enumerate(FUNCTIONS):
        drawing.text(304, 18, name, when=one_of(*(int(k == j) for j in range(3))))
    for x in (X - H, X, X + H):
        drawing.circle(_across(x), _up(at(x)), 4.5, "point")
    return drawing.svg()


def _frame(drawing: Drawing) -> None:
    left, top, right, bottom = PANEL
    drawing.still(
        f'<clipPath id="inside-secants"><rect x="{left}" y="{top}" width="{right - left}" '
        f'height="{bottom - top}"/></clipPath>'
    )
    drawing.line(left, _up(0), right, _up(0), "axis")
    drawing.line(_across(0), top, _across(0), bottom, "axis")
    for x in (-1, 1, 2):
        drawing.line(_across(x), _up(0), _across(x), _up(0) + 4, "axis")
        drawing.text(
            _across(x) - 4 * (x == 2), _up(0) + 18, f"{x}".replace("-", "−"), kind="middle"
        )
    for y in (-1, 1, 2, 3):
        drawing.line(_across(0) - 4, _up(y), _across(0), _up(y), "axis")
        drawing.text(_across(0) - 8, _up(y) + 4, f"{y}".replace("-", "−"), kind="end")
    drawing.text(right - 14, _up(0) - 7, letter("x"))
