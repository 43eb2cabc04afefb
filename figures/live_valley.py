"""The valley of docs/optimizer.md as a figure that computes: paths of its rules, and errors."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import sympy as sp

from derivations import optimizer as chapter
from verify.live.drawing import Drawing
from verify.live.model import Input, Live, Path

STEPS = 30
RULES = ("gradient descent", "momentum", "Nesterov")
eta, mu, curvature = chapter.eta, chapter.mu, chapter.lambda_
start, z = chapter.w, chapter.z
velocity, gradient = chapter.g[1], chapter.g[2]  # in the second step of the chapter's paths
RULE = sp.Symbol("rule", real=True)
ONE = sp.Integer(1)  # the curvature along the valley

PLAIN = sp.cancel(chapter.x[1] / chapter.x[0])  # what gradient descent multiplies by
BALANCE = sp.Rational(1, 2000)  # a factor that is nearer to one neither grows nor falls
DIGITS = 10**5  # a setting that a button makes has five decimals
WIDTH, SCALE, MIDDLE, FLOOR = 440, 26, (220, 114), 228  # the valley: its lowest point is MIDDLE
LEFT, RIGHT, TOP, DECADE = 42, 432, 302, 20  # the errors: TOP is an error of a hundred
LARGEST, LEAST = 2, -6  # powers of ten
FAR = 2000  # units: a path that leaves ends there
MINE = {"fill": "none", "stroke": "currentColor", "marker_mid": "url(#dot)"}
THIN = {"style": "stroke-width:1.2"}
LOOKS: tuple[dict[str, Any], ...] = (MINE, {"kind": "line-0"} | THIN, {"kind": "line-1"} | THIN)
DOTTED = {"kind": "grey", "stroke_dasharray": "2 3"}
IN_THE_VALLEY, IN_THE_PLOT = {"clip_path": "url(#valley)"}, {"clip_path": "url(#errors)"}
TEST = """\
import numpy as np
from nn.optimizer import GradientDescent, Momentum, Nesterov


def test_where_30_steps_lead():
    rule = [GradientDescent({eta}), Momentum({eta}, {mu}), Nesterov({eta}, {mu})][{rule}]
    z = {{"z": np.array([{w_1}, {w_2}], float)}}
    state = rule.start(z)
    for step in range(30):
        rule.step(z, {{"z": z["z"] * [1, {curvature}]}}, state)
    np.testing.assert_allclose(z["z"], [{z_1}, {z_2}], rtol=1e-8, atol=1e-12)
"""
TORCH = """\
import torch

z = torch.tensor([{w_1}, {w_2}], dtype=torch.float64, requires_grad=True)
mu = {mu} * ({rule} > 0)
rule = torch.optim.SGD([z], lr={eta}, momentum=mu, nesterov=mu > 0 and {rule} > 1)
for step in range(30):
    rule.zero_grad()
    ((z[0] ** 2 + {curvature} * z[1] ** 2) / 2).backward()
    rule.step()
there = torch.tensor([{z_1}, {z_2}], dtype=torch.float64)
torch.testing.assert_close(z.detach(), there, rtol=1e-8, atol=1e-12)
"""


def height() -> sp.Expr:
    """The chapter's valley, with any curvature across."""
    return chapter.f.subs(chapter.kappa, curvature)


def chosen(values: Sequence[sp.Expr]) -> sp.Expr:
    """The value for the chosen rule."""
    plain, heavy, ahead = values
    return sp.Piecewise((plain, RULE < 0.5), (heavy, RULE < 1.5), (ahead, True))


def moved(path: Sequence[np.ndarray]) -> list[sp.Expr]:
    """The next point of a path: what the chapter's path adds in its second step.

    There the velocity is the first gradient, so the two gradients stand for any velocity and the
    gradient of any point.
    """
    return [x + after - at for x, at, after in zip(z, *path[1:3], strict=True)]


def left_by_a_step(near: sp.Expr) -> sp.Expr:
    """The part of the error that a step of the chosen rule leaves along an axis."""
    factors = sp.Abs(PLAIN), chapter.momentum_factor, chapter.nesterov_factor
    return chosen([factor.subs(curvature, near) for factor in factors])


def largest_rate() -> sp.Expr:
    """The largest stable rate of the chosen rule; without memory that of momentum is plain."""
    heavy = chapter.momentum_largest_rate
    return chosen([heavy.subs(mu, 0), heavy, chapter.nesterov_largest_rate])


def best() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """The best rate of gradient descent, and the best pair of momentum."""
    valley = {chapter.lambda_1: 1, chapter.lambda_2: curvature}
    pair = chapter.best_rate.subs(valley), chapter.best_memory.subs(valley)
    return 2 / (1 + curvature), *pair


def live_valley() -> Live:
    """The figure: the chosen rule, and beside it gradient descent and momentum at their best."""
    live = Live(
        [
            Input(RULE, 1, 0, 2, 1, "rule", "choice", RULES),
            Input(eta, 0.02, 0.002, 0.4, 0.002, "rate η"),
            Input(mu, 0.9, 0, 0.98, 0.01, "memory μ"),
            Input(curvature, 20, 5, 40, 1, "curvature across λ"),
            Input(start[0], -7, -8, 8, 0.1, "start along"),
            Input(start[1], 2, -4, 4, 0.1, "start across"),
        ]
    )
    rate, best_rate, best_memory = best()
    plain, heavy, ahead = map(moved, (chapter.gradient_descent, chapter.momentum, chapter.nesterov))
    orbits = [
        _orbit(live, "z", [chosen(x) for x in zip(plain, heavy, ahead, strict=True)], {}),
        _orbit(live, "p", plain, {eta: rate}),
        _orbit(live, "m", heavy, {eta: best_rate, mu: best_memory}),
    ]
    ends = [_at(live, orbit) for orbit in orbits]
    live.pictures.append(_picture(live, orbits))
    live.button("gradient descent at its best", {RULE: 0, eta: _rounded(rate)})
    pair = {eta: _rounded(best_rate), mu: _rounded(best_memory)}
    live.button("momentum at its best", {RULE: 1} | pair)
    live.invites = "Choose the rule, and drag the large dot to start elsewhere."
    live.says = "".join(_said(live, ends))
    live.table(["", "along", "across"], list(_rows(live, ends[0])))
    names = {"eta": eta, "mu": mu, "rule": RULE, "curvature": curvature}
    names |= {"w_1": start[0], "w_2": start[1], "z_1": ends[0][0], "z_2": ends[0][1]}
    exact = {name: live.exact(value) for name, value in names.items()}
    live.takes.append(("a test for pytest", TEST.format(**exact)))
    live.takes.append(("a script for PyTorch", TORCH.format(**exact)))
    return live


def _rounded(value: sp.Expr) -> sp.Expr:
    return sp.floor(DIGITS * value + sp.Rational(1, 2)) / DIGITS


def _orbit(
    live: Live, name: str, after: Sequence[sp.Expr], settings: Mapping[sp.Symbol, sp.Expr]
) -> int:
    """The path of a rule with letters of its own: its points, and its velocity if it has one."""
    remembers = any(x.has(*velocity) for x in after)
    following = [*after, *chapter.u[2]] if remembers else [*after]
    slopes = dict(zip(gradient, (sp.diff(height(), x) for x in z), strict=True))
    own = sp.symbols(f"{name}_1:{len(following) + 1}", real=True)
    count = sp.Symbol(f"{name}_0", real=True)
    here = dict(zip([*z, *velocity], own, strict=False))
    return live.orbit(
        {count: 0} | dict(zip(own, [*start, 0, 0], strict=False)),
        {count: count + 1}
        | {
            x: after.subs(slopes).subs(settings).xreplace(here)
            for x, after in zip(own, following, strict=True)
        },
        STEPS,
    )


def _at(live: Live, orbit: int) -> tuple[sp.Symbol, ...]:
    return live.orbits[orbit].state[1:3]


def _error(point: Sequence[sp.Expr]) -> sp.Expr:
    return sp.sqrt(point[0] ** 2 + point[1] ** 2)


def _near(place: sp.Expr) -> sp.Expr:
    """A place to half a unit, which the eye can't tell from it and which is short in the page."""
    return sp.floor(2 * place + sp.Rational(1, 2)) / 2


def _clamped(place: sp.Expr) -> sp.Expr:
    return sp.Max(-FAR, sp.Min(FAR, place))


def _up(error: Any) -> sp.Expr:
    """The place of an error on the axis."""
    return TOP + DECADE * (LARGEST - sp.log(error) / float(np.log(10)))


def _picture(live: Live, orbits: Sequence[int]) -> str:
    bottom = TOP + DECADE * (LARGEST - LEAST)
    drawing = Drawing(live, WIDTH, bottom + 36)
    drawing.still(
        '<marker id="dot" markerWidth="4" markerHeight="4" refX="2" refY="2" '
        'markerUnits="userSpaceOnUse"><circle cx="2" cy="2" r="1.8"/></marker>'
        f'<clipPath id="valley"><rect width="{WIDTH}" height="{FLOOR}"/></clipPath><clipPath '
        f'id="errors"><rect x="{LEFT}" y="{TOP}" width="{RIGHT - LEFT}" '
        f'height="{bottom - TOP}"/></clipPath>'
    )
    _valley(drawing, orbits)
    _legend(drawing)
    _errors(drawing, orbits, bottom)
    return drawing.svg()


def _valley(drawing: Drawing, orbits: Sequence[int]) -> None:
    """Lines of equal height, the paths, the lowest point, and the start as a handle."""
    x0, y0 = MIDDLE
    for level in (4, 40):
        x, y = SCALE * np.sqrt(2.0 * level), SCALE * sp.sqrt(2 * level / curvature)
        drawing._add("ellipse", {"cx": x0, "cy": y0, "rx": x, "ry": y}, "grey", **IN_THE_VALLEY)
    for orbit, look in [*zip(orbits, LOOKS, strict=True)][::-1]:
        x, y = _at(drawing.live, orbit)
        x, y = x0 + SCALE * x, y0 - SCALE * y
        if orbit == orbits[0]:  # the others never leave
            x, y = _clamped(x), _clamped(y)
        drawing.path(Path(_near(x), _near(y), orbit=orbit), **look, **IN_THE_VALLEY)
    drawing.circle(x0, y0, 4, fill="none", stroke="currentColor")
    drawing.handle(*start, (x0, SCALE), (y0, -SCALE))


def _legend(drawing: Drawing) -> None:
    words = ("the chosen rule", "gradient descent, best rate", "momentum, best pair")
    places = ((4, 0), (4, 18), (224, 18), (224, 0))
    looks = (*LOOKS, DOTTED)
    names = (*words, "what the larger factor says")
    for (x, down), look, name in zip(places, looks, names, strict=True):
        y = FLOOR + 16 + down
        drawing.line(x, y, x + 24, y, **look)
        drawing.text(x + 30, y + 4, name)


def _errors(drawing: Drawing, orbits: Sequence[int], bottom: float) -> None:
    """The distances step by step, and the line that falls as the larger factor says."""
    wide = (RIGHT - LEFT) / STEPS
    powers = (LARGEST, 0, -3, LEAST)
    for power, name in zip(powers, ("100", "1", "0.001", "10⁻⁶"), strict=True):
        y = TOP + DECADE * (LARGEST - power)
        drawing.line(LEFT, y, RIGHT, y, stroke="#808080", stroke_width=0.3)
        drawing.text(LEFT - 4, y + 4, name, kind="end")
    for count in range(0, STEPS + 1, 10):
        drawing.text(LEFT + wide * count, bottom + 16, str(count), kind="middle")
    drawing.text((LEFT + RIGHT) / 2, bottom + 32, "step", kind="middle")
    drawing.text(4, TOP - 12, "distance from the lowest point", kind="quiet")
    first, best_rate = _up(sp.Max(_error(start), 1e-9)), best()[0]
    larger = sp.Max(left_by_a_step(ONE), left_by_a_step(curvature))
    plain = PLAIN.subs(curvature, 1).subs(eta, best_rate)  # both factors, but for the sign
    for factor, look in ((larger, DOTTED), (plain, LOOKS[1])):
        last = first + STEPS * (_up(factor) - _up(1))
        drawing.line(LEFT, first, RIGHT, last, **look, **IN_THE_PLOT)
    for orbit, look in ((orbits[2], LOOKS[2]), (orbits[0], LOOKS[0])):
        x = LEFT + wide * drawing.live.orbits[orbit].state[0]
        y = _up(_error(_at(drawing.live, orbit)))
        drawing.path(Path(x, _near(y), orbit=orbit), **look, **IN_THE_PLOT)


def _said(live: Live, ends: Sequence[Sequence[sp.Symbol]]) -> Iterator[str]:
    along, across = left_by_a_step(ONE), left_by_a_step(curvature)
    larger = sp.Max(along, across)
    steps = sp.ceiling(sp.log(1e-6) / sp.log(sp.Min(larger, 1 - BALANCE)))
    limit, sideways = live.number(largest_rate(), "p3"), live.number(across, "p3")
    yield (
        f"In the long run a step leaves {live.number(along, 'p3')} of the error along the valley "
        f"and {sideways} across it. "
    )
    falls = (
        f"The larger counts: a millionth takes about {live.number(steps, 'f0')} steps, and more "
        "where the two roots are nearly equal. "
    )
    stays = f"The rate is {limit}, the largest stable one: an error across does not fade. "
    grows = (
        f"The rate is above {limit}, the largest stable one: an error across grows without end. "
    )
    yield _when(live, 1 - BALANCE - larger, falls)
    yield _when(live, BALANCE - sp.Abs(larger - 1), stays)
    yield _when(live, larger - 1 - BALANCE, grows)
    mine, plain, heavy = (live.number(_error(end), "p3") for end in ends)
    yield (
        f"After {STEPS} steps the distance is {mine}; of gradient descent at its best rate "
        f"{plain}, of momentum with the best pair {heavy}."
    )


def _when(live: Live, positive: sp.Expr, words: str) -> str:
    return live.when(positive, words)


def _rows(live: Live, end: Sequence[sp.Symbol]) -> Iterator[list[str]]:
    axes = ONE, curvature
    rows = (
        ("a step leaves", [left_by_a_step(near) for near in axes]),
        ("largest stable rate", [largest_rate().subs(curvature, near) for near in axes]),
        (f"after {STEPS} steps", end),
    )
    for name, values in rows:
        yield [name, *(live.number(value, "p4") for value in values)]
