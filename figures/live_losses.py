"""Four losses of one score as a figure that computes: curves, slopes, and steps along them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import sympy as sp

from derivations import loss as example
from derivations.calculus import derivative
from verify.live.drawing import Drawing, letter
from verify.live.model import Input, Live, Path

WIDTH, HEIGHT = 460, 412
z = example.z
score, others = z[0], z[1:]  # that of the right class, and those of the others
ADDED, FLOOR = sp.Rational(1, 10**7), sp.Rational(1, 10**10)
LOWEST, HIGHEST, STOP = -26, 6, 2  # of the picture; how far the score can be chosen
START, STEPS, MOST = -20, 30, 50
OTHERS = 3  # how far the scores of the others go, which stay 0 here
p = example.p[0]
eta, steps = example.eta, sp.Symbol("steps", real=True)
s = sp.Symbol("s", real=True)  # a score along the picture
COUNT = 48  # of the places of a curve
RADII = (8, 6, 5, 4)  # of the dots, so that one below another is seen
LEFT, UNIT = 36, 13  # where the lowest score is, and how wide a unit
LOSSES = (250, 112, 28)  # the panel of the losses: where is zero, where the end, and its value
SLOPES = (282, 382, -1)
TEST = """\
import numpy as np
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.softmax import softmax, softmax_jacobian

Z, RIGHT, ETA = np.array([[{score}, 0.0, 0.0]]), np.array([0]), {eta}


def cross_entropy(Z):
    return softmax_cross_entropy_grad_Z(Z, RIGHT)[0, 0]


def squared_error(Z):
    return (softmax(Z[0])[0] - 1) * softmax_jacobian(Z[0])[0, 0]


def constant_added(Z):
    return -softmax_jacobian(Z[0])[0, 0] / (softmax(Z[0])[0] + 1e-7)


def floor(Z):
    return cross_entropy(Z) if softmax(Z[0])[0] > 1e-10 else 0


def test_the_loss_and_its_slope():
    np.testing.assert_allclose(softmax_cross_entropy(Z, RIGHT), {loss}, rtol=1e-12)
    np.testing.assert_allclose(cross_entropy(Z), {slope}, rtol=1e-12)


def test_where_the_steps_lead():
    ends = []
    for slope in cross_entropy, squared_error, constant_added, floor:
        now = Z.copy()
        for _ in range({steps}):
            now[0, 0] -= ETA * slope(now)
        ends.append(now[0, 0])
    np.testing.assert_allclose(ends, {ends}, rtol=1e-9, atol=1e-9)
"""
TORCH = """\
import torch

torch.set_default_dtype(torch.float64)
ends = []
for loss in (
    lambda log_p: -log_p,
    lambda log_p: (log_p.exp() - 1) ** 2 / 2,
    lambda log_p: -torch.log(log_p.exp() + 1e-7),
    lambda log_p: -torch.log(log_p.exp().clamp(min=1e-10)),
):
    z = torch.tensor([{score}, 0.0, 0.0], requires_grad=True)
    for _ in range({steps}):
        [slope] = torch.autograd.grad(loss(torch.log_softmax(z, 0)[0]), z)
        with torch.no_grad():
            z[0] -= {eta} * slope[0]
    ends.append(z[0].item())
expected = torch.tensor({ends}, dtype=torch.float64)
torch.testing.assert_close(torch.tensor(ends), expected, rtol=1e-9, atol=1e-9)
print(ends)
"""


@dataclass(frozen=True)
class Loss:
    """A loss of the right class's score, as an expression of all scores."""

    name: str
    short: str  # what its symbol is called
    value: sp.Expr

    @cached_property
    def slope(self) -> sp.Expr:
        """Along the score of the right class; as products, in which nothing cancels."""
        found = derivative(self.value, z)[0]
        if isinstance(found, sp.Piecewise):
            return found.func(*((sp.factor(value), where) for value, where in found.args))
        return sp.factor(found)

    @cached_property
    def end(self) -> sp.Symbol:
        """The score after the steps."""
        return sp.Symbol(f"z_{self.short}", real=True)

    @property
    def right(self) -> sp.Expr:
        """Positive if the right class has the largest score then."""
        return self.end - sp.Max(*others)


FOUR = (
    Loss("cross-entropy", "c", example.ell[0]),
    Loss("squared error", "s", (p - 1) ** 2 / 2),
    Loss("10⁻⁷ added", "a", example.ell_tilde[0].xreplace({example.epsilon: ADDED})),
    Loss("floor of 10⁻¹⁰", "f", example.ell_bar[0].xreplace({example.epsilon: FLOOR})),
)
[JUMP] = sp.solve(p - FLOOR, score)  # the score at which the floor begins


def live_losses() -> Live:
    """The figure of the chapter; its caption is there."""
    live = Live([*_inputs()])
    live.derived("log_softmax", example.log_softmax)
    for loss in FOUR:
        after = loss.end - eta * loss.slope.xreplace({score: loss.end})
        live.orbit({loss.end: score}, {loss.end: after}, steps)
    live.pictures.append(_picture(live))
    live.says = "".join(_said(live))
    first = [(loss.name, (loss.value, "p5"), (loss.slope, "p5")) for loss in FOUR]
    last = [(loss.name, (loss.end, "f6"), (_probability(loss), "p5")) for loss in FOUR]
    for head, rows in (
        (["at first", "loss", "slope"], first),
        (["after the steps", "score", "probability"], last),
    ):
        live.table(head, [[name, *(live.number(*one) for one in row)] for name, *row in rows])
    values = {"score": live.exact(score), "eta": live.exact(eta), "steps": live.exact(steps)}
    values["ends"] = f"[{', '.join(live.exact(loss.end) for loss in FOUR)}]"
    values |= {"loss": live.exact(FOUR[0].value), "slope": live.exact(FOUR[0].slope)}
    live.takes += [
        ("a test for pytest", TEST.format(**values)),
        ("a script for PyTorch", TORCH.format(**values)),
    ]
    return live


def _inputs() -> Iterator[Input]:
    yield Input(score, START, LOWEST, STOP, 0.5, "score $z_1$ of the right class =")
    yield Input(steps, STEPS, 0, MOST, 1, "steps:")
    yield Input(eta, 1, 0.5, 3, 0.5, r"learning rate $\eta$ =")
    for each in others:
        yield Input(each, 0, -OTHERS, OTHERS, kind="state")


def _probability(loss: Loss) -> sp.Expr:
    return p.xreplace({score: loss.end})


def _across(place: sp.Expr) -> sp.Expr:
    return LEFT + UNIT * (place - LOWEST)


def _picture(live: Live) -> str:
    drawing = Drawing(live, WIDTH, HEIGHT)
    _legend(drawing)
    _panel(drawing, [loss.value for loss in FOUR], *LOSSES)
    _panel(drawing, [loss.slope for loss in FOUR], *SLOPES)
    for (zero, far, most), marks in ((LOSSES, (0, 10, 20)), (SLOPES, (0, -1))):
        for mark in marks:
            height = zero + (far - zero) * mark / most
            drawing.text(LEFT - 6, height + 5, f"{mark}".replace("-", "−"), kind="end")
    right = _across(HIGHEST)
    drawing.text(right, LOSSES[1] + 12, "loss", kind="end")
    drawing.text(right, SLOPES[1] - 6, "slope", kind="end")
    for place in (-20, -10, 0):
        for bottom in (LOSSES[0], SLOPES[1]):
            drawing.line(_across(place), bottom, _across(place), bottom + 4, "axis")
        drawing.text(_across(place), SLOPES[1] + 17, f"{place}".replace("-", "−"), kind="middle")
    drawing.text(right, SLOPES[1] + 17, "score ", letter("z", "1"), kind="end")
    return drawing.svg()


def _legend(drawing: Drawing) -> None:
    """The looks of the four losses, and where the steps along each have led."""
    drawing.text(6, 14, "after ", drawing.number(steps, "x"), f" step{_plural(drawing.live)} along")
    for x, word in ((248, "score"), (352, "probability"), (416, "answer")):
        drawing.text(x, 14, word, kind="end")
    for k, loss in enumerate(FOUR):
        y = 33 + 18 * k
        drawing.line(6, y - 4, 40, y - 4, f"line-{k}")
        drawing.text(48, y, loss.name)
        drawing.text(248, y, drawing.number(loss.end, "f2"), kind="end")
        drawing.text(352, y, drawing.number(_probability(loss), "p3"), kind="end")
        drawing.text(416, y, "right", kind="end", when=loss.right)
        drawing.text(416, y, "wrong", kind="end", when=_not(loss.right))


def _plural(live: Live) -> str:
    """The ending of a word inside of a picture."""
    return live.plural(steps).replace("span", "tspan")


def _not(positive: sp.Expr) -> sp.Expr:
    return sp.Piecewise((0, positive > 0), (1, True))


def _panel(drawing: Drawing, curves: list[sp.Expr], zero: float, far: float, most: int) -> None:
    """Four curves over the score, and on each a dot where its steps have led.

    The panel goes from zero to a height that stands for ``most``.
    """
    left, right = _across(LOWEST), _across(HIGHEST)
    unit = sp.Rational(far - zero, most)
    drawing.line(left, zero, right, zero, "axis")
    drawing.line(left, zero, left, far, "axis")
    drawing.line(_across(score), zero, _across(score), far, "grey")
    for k, curve in enumerate(curves):
        if isinstance(curve, sp.Piecewise):  # beyond the floor it is the cross-entropy
            height = zero + unit * curve.args[-1][0]
            drawing.line(left, height, _across(JUMP), height, f"line-{k}")
            continue
        height = zero + unit * curve.xreplace({score: s})
        path = Path(_across(s), height, None, s, LOWEST, HIGHEST, COUNT)
        band = {"style": "stroke-width: 5px"} if k == 0 else {}  # the others run along it
        drawing.path(path, f"line-{k}", **band)
    for k, (loss, curve) in enumerate(zip(FOUR, curves, strict=True)):
        height = zero + unit * curve.xreplace({score: loss.end})
        drawing.circle(_across(loss.end), height, RADII[k], f"fill-{k}")


def _said(live: Live) -> Iterator[str]:
    cross, squared = FOUR[:2]
    yield (
        f"The right class begins with the probability {live.number(p, 'p3')}, where the slope of "
        f"the cross-entropy is {live.number(cross.slope, 'p3')} and that of the squared error "
        f"{live.number(squared.slope, 'p3')}. After {live.number(steps, 'x')} "
        f"step{live.plural(steps)} the answer is "
    )
    ends = (" along the cross-entropy, ", " along the squared error, ")
    for loss, words in zip(
        FOUR, (*ends, " with 10⁻⁷ added, and ", " with the floor."), strict=True
    ):
        yield live.when(loss.right, "right")
        yield live.when(_not(loss.right), "wrong") + words
