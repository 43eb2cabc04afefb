"""A valley that bends, as a figure that computes: paths of four rules, and the loss on the way."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import contourpy
import numpy as np
import sympy as sp

from derivations import optimizer as steps
from figures.live_valley import PLAIN
from verify.live.drawing import Drawing, letter
from verify.live.model import Input, Live, Path

RULES = ("gradient descent", "momentum", "RMSProp", "Adam")
STEPS = 40
STEEP = 5  # how much steeper the valley is across than along
EPSILON = 1e-8
PLACE = 1, 2  # of the state of the path, after the number of steps
FAR = 40  # a path that leaves ends there
RULE, EXPONENT, MU, RHO, X, Y = sp.symbols("rule exponent mu rho x_0 y_0", real=True)
K, GONE, HERE = (
    sp.Symbol("k", real=True),
    sp.Symbol("gone", real=True),
    sp.symbols("x y", real=True),
)
KEEPS = RULE < 1.5  # whether a step near the lowest point multiplies by fixed factors
STAYS = GONE < 0.5  # in the valley, as far as it is computed
MEAN, SQUARE = sp.symbols("m_1:3", real=True), sp.symbols("v_1:3", real=True)
WIDTH, SCALE, MIDDLE, FLOOR = 440, 85, (220, 205), 258  # of the valley; units from (0, 0)
LEVELS = (0.05, 0.5, 2, 6, 15)
LEFT, RIGHT, TOP, DECADE = 46, 430, 300, 17  # of the loss
LARGEST, LEAST = 2, -6  # powers of ten
NAMES = {2: "100", 0: "1", -2: "0.01", -4: "10⁻⁴", -6: "10⁻⁶"}
TEST = """\
import numpy as np
from nn.adam import Adam, RMSProp
from nn.optimizer import GradientDescent, Momentum

eta, mu, rho = {eta}, {mu}, {rho}
RULES = [
    GradientDescent(eta),
    Momentum(eta, mu),
    RMSProp(eta, rho, 1e-8),
    Adam(eta, mu, rho, 1e-8),
]


def test_where_40_steps_lead():
    z = {{"z": np.array([{x}, {y}], float)}}
    rule = RULES[int({rule})]
    state = rule.start(z)
    for step in range(40):
        x, y = z["z"]
        gradient = np.array([x - 1 - 10 * x * (y - x * x), 5 * (y - x * x)])
        rule.step(z, {{"z": gradient}}, state)
        z["z"] = np.clip(z["z"], -40, 40)
    np.testing.assert_allclose(z["z"], [{x_end}, {y_end}], rtol=1e-6, atol=1e-9)
"""
TORCH = """\
import torch

eta, mu, rho = float({eta}), float({mu}), {rho}
z = torch.tensor([{x}, {y}], dtype=torch.float64, requires_grad=True)
rule = [
    torch.optim.SGD([z], eta),
    torch.optim.SGD([z], eta, momentum=mu),
    torch.optim.RMSprop([z], eta, alpha=rho, eps=1e-8),
    torch.optim.Adam([z], eta, betas=(mu, rho), eps=1e-8),
][int({rule})]
for step in range(40):
    rule.zero_grad()
    x, y = z
    (((x - 1) ** 2 + 5 * (y - x * x) ** 2) / 2).backward()
    rule.step()
    with torch.no_grad():
        z.clamp_(-40, 40)
expected = torch.tensor([{x_end}, {y_end}], dtype=torch.float64)
torch.testing.assert_close(z.detach(), expected, rtol=1e-6, atol=1e-9)
print(z)
"""


def loss(x: sp.Expr, y: sp.Expr) -> sp.Expr:
    """A valley along the parabola ``y = x**2``, lowest at (1, 1)."""
    return ((x - 1) ** 2 + STEEP * (y - x**2) ** 2) / 2


def _chosen(*values: sp.Expr) -> sp.Expr:
    """The value for the chosen rule."""
    borders = (RULE < 0.5, RULE < 1.5, RULE < 2.5, True)
    return sp.Piecewise(*zip(values, borders, strict=True))


def following() -> dict[sp.Symbol, sp.Expr]:
    """What a step of the chosen rule makes of place, mean and mean square."""
    eta, count = sp.Integer(10) ** EXPONENT, K + 1
    found: dict[sp.Symbol, sp.Expr] = {K: count}
    away = []
    for at, m, v in zip(HERE, MEAN, SQUARE, strict=True):
        g = sp.diff(loss(*HERE), at)
        velocity, mean = MU * m + g, MU * m + (1 - MU) * g
        square = RHO * v + (1 - RHO) * g**2
        corrected = mean / (1 - MU**count), square / (1 - RHO**count)
        moves = (
            eta * g,
            eta * velocity,
            eta * g / (sp.sqrt(square) + EPSILON),
            eta * corrected[0] / (sp.sqrt(corrected[1]) + EPSILON),
        )
        found[at] = sp.Max(-FAR, sp.Min(FAR, at - _chosen(*moves)))
        away.append(sp.Abs(at - _chosen(*moves)) > FAR)
        found[m] = _chosen(sp.Integer(0), velocity, sp.Integer(0), mean)
        found[v] = _chosen(sp.Integer(0), sp.Integer(0), square, square)
    return found | {GONE: sp.Piecewise((1, sp.Or(*away)), (GONE, True))}


def live_bend() -> Live:
    """The figure: the path of the chosen rule, and the loss on its way."""
    live = Live(
        [
            Input(RULE, 3, 0, 3, 1, "rule", "choice", RULES),
            Input(EXPONENT, -1, -3, 0, 0.1, r"$\log_{10} \eta$"),
            Input(MU, 0.9, 0, 0.95, 0.05, r"memory $\mu$ or $\beta_1$"),
            Input(RHO, 0.99, 0.5, 0.99, 0.01, r"memory $\rho$ or $\beta_2$"),
            Input(X, -1.5, -2.4, 2.4, 0.1, "start $x$"),
            Input(Y, 2, -0.5, 2.3, 0.1, "start $y$"),
        ]
    )
    first = {K: 0, HERE[0]: X, HERE[1]: Y} | dict.fromkeys((*MEAN, *SQUARE, GONE), 0)
    orbit = live.orbit(first, following(), STEPS)
    live.walked("rmsprop", orbit, PLACE, _along(RHO), held={RULE: 2})
    live.walked("adam", orbit, PLACE, _along(MU, RHO), held={RULE: 3})
    live.pictures.append(_picture(live))
    live.invites = "Choose the rule, and drag the large dot to start elsewhere."
    live.says = "".join(_said(live))
    last = [*(live.number(x, "f4") for x in HERE), live.number(_end(), "p3")]
    there = [live.when(STAYS, cell) + live.when(sp.Not(STAYS), "–") for cell in last]
    rows = [
        ["start", *(live.number(x, "f2") for x in (X, Y)), live.number(loss(X, Y), "p3")],
        [f"after {STEPS} steps", *there],
    ]
    live.table(["", "$x$", "$y$", "loss"], rows)
    live.table(["", "along the bend", "across it"], list(_directions(live)))
    names = {"eta": sp.Integer(10) ** EXPONENT, "mu": MU, "rho": RHO, "rule": RULE}
    names |= {"x": X, "y": Y, "x_end": HERE[0], "y_end": HERE[1]}
    exact = {name: live.exact(value) for name, value in names.items()}
    live.takes += [
        ("a test for pytest", TEST.format(**exact)),
        ("a script for PyTorch", TORCH.format(**exact)),
    ]
    return live


def _along(*kept: sp.Symbol) -> Callable[..., Any]:
    """Where a rule of `nn` leads along the gradients at the places of the path, step by step."""
    gradient = sp.lambdify(HERE, [sp.diff(loss(*HERE), at) for at in HERE], "math")

    def after(rule: Callable[..., Any], inputs: Any, states: np.ndarray) -> np.ndarray:
        places = states[:-1, list(PLACE)]
        gradients = np.array([gradient(*place) for place in places])
        memories = (float(inputs[symbol]) for symbol in kept)
        path = rule(places[0], gradients, 10.0 ** inputs[EXPONENT], *memories, EPSILON)
        return np.clip(places + np.diff(path, axis=0), -FAR, FAR)

    return after


def _end() -> sp.Expr:
    return loss(*HERE)


def curvatures() -> list[sp.Expr]:
    """Those of the valley at its lowest point, along the bend and across it."""
    second = sp.hessian(loss(*HERE), HERE).subs(dict.fromkeys(HERE, 1))
    return sorted(second.eigenvals(), key=float)


def factors() -> list[sp.Expr]:
    """What a step of gradient descent or momentum leaves of a small error in each direction."""
    plain = sp.Abs(PLAIN), steps.momentum_factor
    setting = {steps.eta: sp.Integer(10) ** EXPONENT, steps.mu: MU}
    return [
        sp.Piecewise(
            *((x.subs(steps.lambda_, near).subs(setting), k + 0.5 > RULE) for k, x in
              enumerate(plain)), (0, True),
        )
        for near in curvatures()
    ]  # fmt: skip


def _directions(live: Live) -> Iterator[list[str]]:
    yield ["curvature there", *(live.number(near, "p4") for near in curvatures())]
    cells = [
        live.when(KEEPS, live.number(factor, "p4")) + live.when(sp.Not(KEEPS), "–")
        for factor in factors()
    ]
    yield ["a step leaves, near the lowest point", *cells]


def _said(live: Live) -> Iterator[str]:
    before, after = live.number(loss(X, Y), "p3"), live.number(_end(), "p3")
    low = _end() < 1e-3
    for when, words in (
        (STAYS, f"In {STEPS} steps the loss goes from {before} to {after}. "),
        (sp.Not(STAYS), "The rate is too large: the path has left the valley."),
        (sp.And(low, STAYS), "It has followed the bend to the lowest point."),
        (sp.And(sp.Not(low), STAYS), "It is still on its way, or swings from side to side."),
    ):
        yield live.when(when, words)
    along, across = factors()
    least, most = live.number(along, "p3"), live.number(across, "p3")
    yield live.when(
        KEEPS,
        f" Near that point a step leaves {least} of the error along the bend and {most} across it"
        + live.when(across > 1, ", more than all: there the rule can't settle")
        + "<span>.</span>",
    )
    yield live.when(
        sp.Not(KEEPS),
        " This rule has no factor of its own, it divides by the size of the gradients.",
    )


def _place(x: sp.Expr, y: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    return MIDDLE[0] + SCALE * x, MIDDLE[1] - SCALE * y


def _picture(live: Live) -> str:
    bottom = TOP + DECADE * (LARGEST - LEAST)
    drawing = Drawing(live, WIDTH, bottom + 34)
    drawing.still(
        f'<clipPath id="bend"><rect width="{WIDTH}" height="{FLOOR}"/></clipPath>'
        f'<clipPath id="fall"><rect x="{LEFT}" y="{TOP}" width="{RIGHT - LEFT}" '
        f'height="{bottom - TOP}"/></clipPath>'
    )
    for line in contours():
        drawing.still(f'<path class="grey" clip-path="url(#bend)" d="{_line(line)}"/>')
    x, y = _place(*HERE)
    drawing.path(Path(x, y, orbit=0), "line-0", clip_path="url(#bend)")
    centre = _place(sp.Integer(1), sp.Integer(1))
    drawing.circle(*centre, 4, fill="none", stroke="currentColor")
    drawing.handle(X, Y, (MIDDLE[0], SCALE), (MIDDLE[1], -SCALE))
    for power in range(LEAST, LARGEST + 1, 2):
        up = TOP + DECADE * (LARGEST - power)
        drawing.line(LEFT, up, RIGHT, up, stroke="#808080", stroke_width=0.3)
        drawing.text(LEFT - 4, up + 4, NAMES[power], kind="end")
    wide = (RIGHT - LEFT) / STEPS
    for count in range(0, STEPS + 1, 10):
        drawing.text(LEFT + wide * count, bottom + 15, str(count), kind="middle")
    drawing.text((LEFT + RIGHT) / 2, bottom + 31, "step", kind="middle")
    drawing.text(4, TOP - 12, "loss", kind="quiet")
    drawing.text(WIDTH - 6, FLOOR - 6, letter("x"), kind="end")
    drawing.text(8, 16, letter("y"))
    up = TOP + DECADE * (LARGEST - sp.log(sp.Max(_end(), 1e-12)) / float(np.log(10)))
    drawing.path(Path(LEFT + wide * K, up, orbit=0), "line-0", clip_path="url(#fall)")
    return drawing.svg()


def contours() -> list[np.ndarray]:
    """Lines of equal loss, in the units of the picture."""
    x = np.linspace(-2.6, 2.6, 131)
    y = np.linspace(-0.7, 2.5, 81)
    values = sp.lambdify(HERE, loss(*HERE), "numpy")(*np.meshgrid(x, y))
    generator = contourpy.contour_generator(x, y, values)
    found = [line[::2] for level in LEVELS for line in generator.lines(level)]
    return [MIDDLE + SCALE * np.array([1, -1]) * np.asarray(line) for line in found]


def _line(points: Sequence[Sequence[float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
