"""The difference quotient of a root on a computer that rounds: its digits, and what it is off by.

Root, sum and quotient are rounded exactly as the formats of IEEE 754 ask for it, by an expression.
Its value is the same with 30 digits, where it rounds, and in double precision, where most of it
is rounded already; so the figure shows, to the last bit, what NumPy computes.
"""

from typing import Any

import sympy as sp

from derivations import numerical_differentiation as chapter
from verify.live.drawing import Drawing, letter
from verify.live.model import DIGITS, Input, Live, Path

X = 2  # where the slope is wanted
BITS = {"float16": 11, "float32": 24, "float64": 53}
FIRST = 30  # bits of the slope that are subtracted first
SMALLEST = -54  # exponent of the shortest step: lost in every format
STEP, KIND = sp.symbols("exponent quotient", real=True)
ALONG = sp.Symbol("along", real=True)
FORWARD, CENTRAL = range(2)
EPSILON = chapter.epsilon
WIDTH, HEIGHT = 440, 452
DIGIT, PLACES, ROW = 9.5, 15, 19  # how far apart digits stand, decimals, height of a row
LEFT = 122  # where the digits begin
# The panel of the errors: powers of two across, powers of ten up.
LOW, HIGH = -13, 1
PANEL = 56, 196, 428, 412  # left, top, right, bottom
LEGEND = (
    (56, "measured", "measured"),
    (174, "rounding, at most", "line-2"),
    (330, "truncation", "line-0"),
)


def root(x: Any) -> Any:
    """The function whose slope is wanted: its values near 2 lie between 1 and 2."""
    return sp.sqrt(x)


_x = sp.Symbol("x", positive=True)
F, SLOPE, M_2, M_3 = (abs(sp.diff(root(_x), _x, n).subs(_x, X)) for n in range(4))
SIZES = {chapter.F: F, chapter.M_2: M_2, chapter.M_3: M_3}


def either(central: Any, forward: Any) -> sp.Expr:
    """What belongs to the quotient that the reader has chosen."""
    return KIND * central + (1 - KIND) * forward


def counted(value: sp.Expr) -> sp.Expr:
    """By how many units of the last place a number between 1 and 2 is above 1, rounded.

    A root is never half-way. Nothing is added before cutting off: that would round once more
    where a number has all its 53 bits already. Counted from 0, some sums would have 55 bits.
    """
    units = (value - 1) / (2 * EPSILON)
    return sp.floor(2 * units) - sp.floor(units)


def reaches(h: sp.Expr, unit: sp.Expr) -> sp.Expr:
    """1 if a step is as long as a unit, else 0."""
    return sp.Min(1, sp.floor(h / unit))


class Rounded:
    """Both quotients for a step, from points, roots and differences that are rounded."""

    def __init__(self, h: sp.Expr):
        # Above 2 numbers are twice as far apart as below; half-way, the even one is 2.
        up, down = reaches(h, 4 * EPSILON), reaches(h, 2 * EPSILON)
        self.lost = 1 - either(down, up)
        distance = h * (up + KIND * down + self.lost)  # never 0
        units = [counted(root(point)) for point in (X + h * up, X - h * KIND * down)]
        self.values = [1 + n * 2 * EPSILON for n in units]
        self.difference = (units[0] - units[1]) * 2 * EPSILON
        self.quotient = self.difference / distance
        # The slope in two parts: double precision has not enough digits of it for all errors.
        near = sp.Rational(sp.floor(SLOPE * 2**FIRST), 2**FIRST)
        rest = sp.Float(sp.N(SLOPE - near, DIGITS), DIGITS)
        self.error = sp.Abs((self.difference - near * distance) / distance - rest)


def decimals_before(x: sp.Expr) -> sp.Expr:
    """How many zeros a number below 1 has behind its point; at most as many as are shown."""
    least = sp.Float(0.9) * sp.Float(10) ** -PLACES
    return sp.floor(-sp.log(sp.Max(x, least)) / sp.log(10))


def inputs() -> list[Input]:
    """The step, the quotient; without a control the format, and the letters of the formulas."""
    unit = 2.0 ** -BITS["float64"]
    return [
        Input(STEP, -20, SMALLEST, 0, 1, r"$\log_2 h$"),
        Input(KIND, CENTRAL, 0, 1, 1, "quotient", "choice", ("forward", "central")),
        Input(EPSILON, unit, unit, 2.0 ** -BITS["float16"], kind="state"),
        *(Input(symbol, float(size), 0.01, 2, kind="state") for symbol, size in SIZES.items()),
    ]


def is_format(name: str) -> sp.Expr:
    """Positive while numbers have this format."""
    unit = sp.Integer(2) ** -BITS[name]
    return sp.Piecewise((0, sp.Abs(EPSILON - unit) > unit / 2), (1, True))


def live_rounding(test: str, torch: str) -> Live:
    """The figure, with templates of the programs that hold its numbers."""
    live = Live(inputs())
    h = sp.Integer(2) ** STEP
    now = Rounded(h)
    parts = {part: either(*models) for part, models in _models(h).items()}
    best = either(
        live.derived("central_best_step", chapter.central_best_step),
        live.derived("forward_best_step", chapter.forward_best_step),
    )
    live.pictures.append(_picture(live, now, best))
    for name, bits in BITS.items():
        live.button(name, {EPSILON: sp.Integer(2) ** -bits})
    live.says = _said(live, h, now, parts, best)
    live.table(["", "value"], _rows(live, h, now, parts, best))
    bits = sum(16 * 2**k * is_format(name) for k, name in enumerate(BITS))
    exact = {
        "bits": bits, "h": h, "quotient": now.quotient, "best": best, "lost": now.lost,
        "kind": KIND, "epsilon": EPSILON, "F": chapter.F, "M_2": chapter.M_2, "M_3": chapter.M_3,
    }  # fmt: skip
    shown = {name: live.exact(x) for name, x in exact.items()}
    live.takes += [
        ("a test for pytest", test.format(**shown)),
        ("a script for PyTorch", torch.format(**shown)),
    ]
    return live


def _models(h: sp.Expr) -> dict[str, tuple[sp.Expr, sp.Expr]]:
    """The two parts of the chapter's bounds: of the central quotient, then of the forward one."""
    terms = [bound.as_ordered_terms() for bound in (chapter.E_c, chapter.E_f)]
    rounding, truncation = (
        tuple(
            next(t for t in both if t.has(EPSILON) == rounded).xreplace({chapter.h: h})
            for both in terms
        )
        for rounded in (True, False)
    )
    return {"truncation": truncation, "rounding": rounding}


def _format(live: Live) -> str:
    return "".join(live.when(is_format(name), name) for name in BITS)


def _said(live: Live, h: sp.Expr, now: Rounded, parts: dict[str, sp.Expr], best: sp.Expr) -> str:
    longer = sp.Piecewise((1, parts["rounding"] > parts["truncation"]), (0, True))
    zeros, right = decimals_before(now.difference), decimals_before(now.error)
    cases = {
        now.lost: f"In {_format(live)} the step $h$ = {live.number(h, 's2')} is lost: the points "
        "round to the same number, and <code>nn</code> refuses the step. ",
        (1 - now.lost): f"In {_format(live)}, with $h$ = {live.number(h, 's2')}, the difference "
        f"loses {live.number(zeros, 'f0')} of 15 decimals, and the quotient has "
        f"{live.number(right, 'f0')} of 15 right. Truncation explains an error of "
        f"{live.number(parts['truncation'], 'e1')}, "
        f"rounding one of up to {live.number(parts['rounding'], 'e1')}: ",
        (1 - now.lost) * longer: "a longer step is better. ",
        (1 - now.lost) * (1 - longer): "a shorter step is better. ",
        sp.Integer(1): f"The best one is predicted to be {live.number(best, 's2')}.",
    }
    return "".join(live.when(when, words) if when != 1 else words for when, words in cases.items())


def _rows(
    live: Live, h: sp.Expr, now: Rounded, parts: dict[str, sp.Expr], best: sp.Expr
) -> list[list[str]]:
    """The numbers of the picture."""
    above, below = now.values

    def unless_lost(value: sp.Expr, form: str) -> str:
        return live.when(1 - now.lost, live.number(value, form)) + live.when(now.lost, "lost")

    return [
        ["$h$", live.number(h, "e2")],
        ["$f(x + h)$", live.number(above, f"f{PLACES}")],
        [
            live.when(KIND, "$f(x - h)$") + live.when(1 - KIND, "$f(x)$"),
            live.number(below, f"f{PLACES}"),
        ],
        ["difference", live.number(now.difference, "e2")],
        ["quotient", unless_lost(now.quotient, f"f{PLACES}")],
        ["exact slope", live.number(SLOPE, f"f{PLACES}")],
        ["error", unless_lost(now.error, "e2")],
        ["truncation, predicted", live.number(parts["truncation"], "e2")],
        ["rounding, at most", live.number(parts["rounding"], "e2")],
        ["best step, predicted", live.number(best, "e2")],
    ]


def _picture(live: Live, now: Rounded, best: sp.Expr) -> str:
    drawing = Drawing(live, WIDTH, HEIGHT)
    _digits(drawing, now)
    _errors(drawing, now, best)
    return drawing.svg()


def _digits(drawing: Drawing, now: Rounded) -> None:
    """The digits below each other; grey boxes where they cancel, orange where they are wrong."""
    live = drawing.live
    above, below = now.values
    minus = f'<tspan data-when="{live.at(KIND)}">−{letter("h")}</tspan>'
    rows = [
        (f"√(2+{letter('h')})", above),
        (f"√(2{minus})", below),
        ("difference", now.difference),
        ("quotient", now.quotient),
        ("exact slope", SLOPE),
        ("error", now.error),
    ]
    heights = [20 + ROW * k + 14 * (k > 2) for k in range(len(rows))]
    here = 1 - now.lost
    zeros, right = decimals_before(now.difference), decimals_before(now.error)
    cancel, wrong = 2 + zeros, PLACES - right
    drawing.rect(LEFT - 3, heights[2] - 13, cancel * DIGIT + 3, 17, "grey", when=here)
    left = LEFT + (2 + right) * DIGIT
    drawing.rect(left, heights[3] - 13, wrong * DIGIT + 3, 17, "mark", when=here)
    for height, (name, value) in zip(heights, rows, strict=True):
        drawing.text(LEFT - 12, height, name, kind="end")
        number = drawing.number(value, f"f{PLACES}")
        length = (PLACES + 2) * DIGIT
        drawing.text(LEFT, height, number, kind="digits", when=here, textLength=length)
    beside = LEFT + (PLACES + 2) * DIGIT + 12
    drawing.text(
        beside, heights[2], drawing.number(zeros, "f0"), " cancel", when=here, kind="quiet"
    )
    drawing.text(beside, heights[3], drawing.number(wrong, "f0"), " wrong", when=here, kind="back")
    drawing.text(LEFT, heights[0], "the step is lost", kind="back", when=now.lost)


def _across(exponent: Any) -> Any:
    left, _, right, _ = PANEL
    return left + (right - left) * sp.Rational(1, -SMALLEST) * (exponent - SMALLEST)


def _up(error: Any) -> Any:
    _, top, _, bottom = PANEL
    power = sp.log(error) / sp.log(10)
    return bottom - sp.Rational(bottom - top, HIGH - LOW) * (power - LOW)


def _errors(drawing: Drawing, now: Rounded, best: sp.Expr) -> None:
    """The error at every step, and the two parts that were predicted."""
    _, top, right, bottom = PANEL
    _frame(drawing)
    inside = {"clip_path": "url(#inside-errors)"}
    h = sp.Integer(2) ** ALONG
    # Powers of two down to the last one that is not lost.
    shortest = sp.log(either(2 * EPSILON, 4 * EPSILON)) / sp.log(2)
    place = sp.Max(ALONG, sp.floor(shortest + sp.Rational(1, 2)))
    measured = Rounded(sp.Integer(2) ** place).error
    path = Path(_across(place), _up(measured), variable=ALONG, low=SMALLEST, count=-SMALLEST)
    drawing.path(path, "measured", **inside)
    models = _models(h)
    for part, kind in (("truncation", "line-0"), ("rounding", "line-2")):
        path = Path(
            _across(ALONG), _up(either(*models[part])), variable=ALONG, low=SMALLEST, count=1
        )
        drawing.path(path, kind, **inside)
    at = _across(sp.log(best) / sp.log(2))
    drawing.line(at, top, at, bottom, "line-3")
    drawing.text(sp.Min(at, right - 26), top - 6, "best step", kind="middle")
    here = sp.And(now.lost < 0.5, now.error > sp.Integer(10) ** LOW)
    drawing.line(_across(STEP), top, _across(STEP), bottom, "grey")
    drawing.circle(_across(STEP), _up(sp.Max(now.error, 1e-20)), 5, "point", when=here)


def _frame(drawing: Drawing) -> None:
    left, top, right, bottom = PANEL
    drawing.still(
        f'<clipPath id="inside-errors"><rect x="{left}" y="{top}" width="{right - left}" '
        f'height="{bottom - top}"/></clipPath>'
    )
    drawing.line(left, bottom, right, bottom, "axis")
    drawing.line(left, top, left, bottom, "axis")
    for power in (0, -4, -8, -12):
        y = float(_up(sp.Integer(10) ** power))
        drawing.line(left - 4, y, left, y, "axis")
        drawing.text(left - 7, y + 4, _power(power), kind="end")
    for power in (0, -4, -8, -12, -16):
        x = float(_across(sp.log(sp.Integer(10) ** power) / sp.log(2)))
        drawing.line(x, bottom, x, bottom + 4, "axis")
        drawing.text(x, bottom + 20, _power(power), kind="middle")
    drawing.text((left + right) / 2, bottom + 37, f"step {letter('h')}", kind="middle")
    drawing.text(left - 46, top - 6, "error")
    for x, name, kind in LEGEND:
        drawing.line(x, top - 35, x + 26, top - 35, kind)
        drawing.text(x + 32, top - 31, name)


def _power(exponent: int) -> str:
    if not exponent:
        return "1"
    return f'10<tspan dy="-5" class="sub">−{-exponent}</tspan>'
