"""The activation functions and their slopes at a score that a reader moves."""

from typing import Any, NamedTuple

import sympy as sp

from derivations import activation as chapter
from verify.live.drawing import Drawing, letter
from verify.live.model import Input, Live, Path

X, KIND = chapter.x, sp.Symbol("function", real=True)
T = sp.Symbol("t", real=True)
LAST = 5  # score at the ends of the axis
IN_A_ROW = 10  # layers
WIDTH, HEIGHT, UNIT = 440, 424, 40
LEFT, ROW = 30, 18
VALUES = 126, 286  # top and bottom of the upper panel
SLOPES, HIGH = 384, 66  # bottom of the lower panel, how high a slope of 1 is
NEXT = 1e-9  # right of a jump
INSIDE = {"clip_path": "url(#inside-values)"}


class Function(NamedTuple):
    """An activation function with its slope, as expressions, and how it is drawn."""

    name: str
    value: sp.Expr
    slope: sp.Expr
    kind: str


FUNCTIONS = (
    Function("step", chapter.step, sp.Integer(0), "line-3"),
    Function("sigmoid", chapter.sigmoid, chapter.sigmoid_prime, "line-1"),
    Function("tanh", chapter.tanh, chapter.tanh_prime, "line-2"),
    Function("ReLU", chapter.relu, chapter.relu_prime, "line-0"),
    Function("identity", chapter.identity, chapter.identity_prime, "measured"),
)
LABELS = ("step", "sigmoid", "tanh", "relu", "identity")
PRIMES = ("sigmoid_prime", "tanh_prime", "relu_prime", "identity_prime")


AT_0 = sp.Piecewise((0, sp.Abs(X) > sp.Rational(1, 1000)), (1, True))


def is_chosen(order: int) -> sp.Expr:
    """Positive while a function is the chosen one."""
    return sp.Piecewise((0, sp.Abs(KIND - order) > sp.Rational(1, 2)), (1, True))


def live_activation(test: str, torch: str) -> Live:
    """The figure, with templates of the programs that hold its numbers."""
    names = tuple(f.name for f in FUNCTIONS)
    live = Live([
        Input(X, 1, -LAST, LAST, 0.1, "score $x$"),
        Input(KIND, 1, 0, len(names) - 1, 1, "function", "choice", names),
    ])  # fmt: skip
    for label in (*LABELS, *PRIMES):
        live.derived(label, getattr(chapter, label))
    live.pictures.append(_picture(live))
    live.says = _said(live)
    live.table(["function", "value", "slope", f"slope, {IN_A_ROW} times"], _rows(live))
    shown = {f.name: live.exact(f.value) for f in FUNCTIONS}
    slopes = {f"{f.name}_slope": live.exact(f.slope) for f in FUNCTIONS}
    live.takes += [
        ("a test for pytest", test.format(x=live.exact(X), **shown, **slopes)),
        ("a script for PyTorch", torch.format(x=live.exact(X), **shown, **slopes)),
    ]
    return live


def _rows(live: Live) -> list[list[str]]:
    return [
        [
            f.name,
            live.number(f.value, "p4"),
            _unless_jump(live, k, live.number(f.slope, "p4")),
            _unless_jump(live, k, live.number(f.slope**IN_A_ROW, "p2")),
        ]
        for k, f in enumerate(FUNCTIONS)
    ]


def _unless_jump(live: Live, order: int, number: str) -> str:
    """The step has no slope where it jumps."""
    return number if order else live.when(1 - AT_0, number) + live.when(AT_0, "–")


def _said(live: Live) -> str:
    names = "".join(live.when(is_chosen(k), f.name) for k, f in enumerate(FUNCTIONS))
    value = sum(is_chosen(k) * f.value for k, f in enumerate(FUNCTIONS))
    slope = sum(is_chosen(k) * f.slope for k, f in enumerate(FUNCTIONS))
    kinks = {
        is_chosen(0) * AT_0: " At the jump it has no slope.",
        is_chosen(3) * AT_0: " At the kink the slope is a choice, and 0 is that of this book.",
    }
    kinked = "".join(live.when(when, words) for when, words in kinks.items())
    sloped = (
        f", and its slope {live.number(slope, 'p4')}; ten in a row, all with this slope, would "
        f"leave {live.number(slope**IN_A_ROW, 'p2')} of a gradient"
    )
    return (
        f"At $x$ = {live.number(X, 'f1')} the value of {names} is {live.number(value, 'p4')}"
        f"{live.when(1 - is_chosen(0) * AT_0, sloped)}.{kinked}"
    )


def _across(x: Any) -> Any:
    return LEFT + UNIT * (x + LAST)


def _up(y: Any) -> Any:
    return VALUES[0] + UNIT * (sp.Rational(5, 2) - y)


def _up_slope(y: Any) -> Any:
    return SLOPES - HIGH * y


def _picture(live: Live) -> str:
    drawing = Drawing(live, WIDTH, HEIGHT)
    _frame(drawing)
    drawing.text(236, 14, "value", kind="end quiet")
    drawing.text(326, 14, "slope", kind="end quiet")
    for k, f in enumerate(FUNCTIONS):
        height = 14 + ROW * (k + 1)
        drawing.line(56, height - 4, 92, height - 4, f.kind, on=is_chosen(k))
        drawing.text(100, height, f.name)
        drawing.text(236, height, drawing.number(f.value, "p4"), kind="end")
        slope = drawing.number(f.slope, "p4")
        drawing.text(326, height, slope, kind="end", when=None if k else 1 - AT_0)
    drawing.text(326, 14 + ROW, "–", kind="end", when=AT_0)
    drawing.line(_across(X), VALUES[0], _across(X), SLOPES, "grey")
    for k, f in enumerate(FUNCTIONS):
        for expression, up in ((f.value, _up), (f.slope, _up_slope)):
            _curve(drawing, expression.xreplace({X: T}), up, f.kind, is_chosen(k))
    for k, f in enumerate(FUNCTIONS):
        here = is_chosen(k)
        sloped = here if k else here * (1 - AT_0)
        run = sp.Rational(6, 5)
        rise = run * f.slope
        ends = _across(X - run), _up(f.value - rise), _across(X + run), _up(f.value + rise)
        drawing.line(*ends, "tangent", when=sloped, **INSIDE)
        drawing.circle(_across(X), _up(f.value), 5, "point", when=here, **INSIDE)
        drawing.circle(_across(X), _up_slope(f.slope), 5, "point", when=sloped)
    return drawing.svg()


def _curve(drawing: Drawing, expression: sp.Expr, up: Any, kind: str, chosen: sp.Expr) -> None:
    """Left and right of 0 on its own, so that a jump is not a slope; straight ones in one piece."""
    bent, broken = expression.has(sp.exp), expression.has(sp.Piecewise)
    for low, high in [(-LAST, 0), (NEXT, LAST)] if broken else [(-LAST, LAST)]:
        count = 80 if bent else 1
        path = Path(_across(T), up(expression), variable=T, low=low, high=high, count=count)
        drawing.path(path, kind, on=chosen, **(INSIDE if up is _up else {}))


def _frame(drawing: Drawing) -> None:
    left, right = _across(-LAST), _across(LAST)
    top, bottom = VALUES
    drawing.still(
        f'<clipPath id="inside-values"><rect x="{left}" y="{top}" width="{right - left}" '
        f'height="{bottom - top}"/></clipPath>'
    )
    drawing.line(left, _up(0), right, _up(0), "axis")
    drawing.line(left, SLOPES, right, SLOPES, "axis")
    drawing.line(_across(0), top, _across(0), bottom, "axis")
    drawing.line(_across(0), SLOPES - HIGH - 8, _across(0), SLOPES, "axis")
    for x in (-4, -2, 2, 4):
        drawing.line(_across(x), SLOPES, _across(x), SLOPES + 4, "axis")
        drawing.text(_across(x), SLOPES + 19, f"{x}".replace("-", "−"), kind="middle")
    drawing.text(_across(0), SLOPES + 19, "0", kind="middle")
    for y in (-1, 1, 2):
        drawing.line(_across(0) - 4, _up(y), _across(0), _up(y), "axis")
        drawing.text(_across(0) - 8, _up(y) + 4, f"{y}".replace("-", "−"), kind="end")
    drawing.text(left - 6, _up_slope(1) + 4, "1", kind="end")
    drawing.text(left, top + 10, "value")
    drawing.text(left, SLOPES - HIGH - 6, "slope")
    drawing.text(right, SLOPES + 36, f"score {letter('x')}", kind="end")
