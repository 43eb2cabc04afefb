"""One neuron as a figure that computes: its line among points, and its next step downhill."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import sympy as sp

from derivations import descent as example
from figures.live_plane import SIDE, Plane, has_line, parameters, points, yes
from verify.live.drawing import Drawing
from verify.live.model import Input, Live, Path

WIDTH, LEFT, TOP = 420, 26, 8
BELOW = TOP + SIDE + 40  # where the second picture begins
TALL, SHOWN = 130.0, 1.5  # its height, and what that is in units of the present loss
FASTEST = 12.0
LARGEST = 10  # of the parameters that can be typed
BITS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
FUNCTIONS = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "XOR": (0, 1, 1, 0)}
TAKEN, RATE = sp.symbols("steps rate", real=True)
NONE = 1e-20  # of the squared gradient: nothing moves
NUDGE, SAME = 1e-9, 1e-6  # of a second start; how near both must end
ROUNDED = 1e-12  # no difference of two losses
LOOKS = {"now": "line-0", "after 1": "line-1", "after 10": "line-2", "after 100": "line-3"}
Neuron = tuple[np.ndarray, Any]  # weights and bias
Losses = dict[str, sp.Expr]  # now, and after so many steps more

TEST = """\
import numpy as np
from numpy.testing import assert_allclose

from nn.descent import Neuron, neuron_loss, neuron_loss_grad_b, neuron_loss_grad_w

X = np.array({X}, float)
y = np.array({y}, float)
w, b, eta = np.array({w}, float), float({b}), float({eta})


def test_the_loss_and_its_gradient_are_those_of_the_figure():
    close = dict(rtol=1e-9, atol=1e-12)
    assert_allclose(neuron_loss(X, y, w, b), {L}, **close)
    assert_allclose(neuron_loss_grad_w(X, y, w, b), {grad_w}, **close)
    assert_allclose(neuron_loss_grad_b(X, y, w, b), {grad_b}, **close)


def test_one_step_leads_to_the_loss_of_the_figure():
    assert_allclose(Neuron(w, b).train(X, y, eta), {after}, rtol=1e-9, atol=1e-12)
"""
TORCH = """\
import torch

X = torch.tensor({X}, dtype=torch.float64)
y = torch.tensor({y}, dtype=torch.float64)
w = torch.tensor({w}, dtype=torch.float64, requires_grad=True)
b = torch.tensor({b}, dtype=torch.float64, requires_grad=True)
loss = torch.nn.functional.binary_cross_entropy_with_logits
here = loss(X @ w + b, y)
here.backward()
print("loss", here.item(), "here {L}")
print("gradient", w.grad, b.grad, "here {grad_w} {grad_b}")
with torch.no_grad():
    after = loss(X @ (w - {eta} * w.grad) + b - {eta} * b.grad, y)
print("after the step", after.item(), "here {after}")
"""


def scores(w: np.ndarray, b: Any) -> np.ndarray:
    """One for each example."""
    return np.array([score.xreplace(_instead(w, b)) for score in example.z])


def gradient(w: np.ndarray, b: Any) -> Neuron:
    """The slopes of the loss, as the chapter has them: no probability is divided by."""
    wrong = [(p - y).xreplace(_instead(w, b)) for p, y in zip(example.p, example.y, strict=True)]
    return example.X.T @ np.array(wrong) / example.N, sum(wrong) / example.N


def loss(w: np.ndarray, b: Any) -> sp.Expr:
    """The mean cross-entropy from the scores, so that no logarithm of 0 is taken."""
    return sum(
        sp.Max(z, 0) - y * z + sp.log(1 + sp.exp(-sp.Abs(z)))
        for z, y in zip(scores(w, b), example.y, strict=True)
    ) / sp.Integer(example.N)


def moved(w: np.ndarray, b: Any, rate: Any) -> Neuron:
    """The parameters after a step."""
    grad_w, grad_b = gradient(w, b)
    return w - rate * grad_w, b - rate * grad_b


def _instead(w: np.ndarray, b: Any) -> dict[sp.Symbol, Any]:
    return dict(zip([*example.w, example.b], [*w, b], strict=True))


def live_neuron() -> Live:
    """The figure, with the four pairs of bits and the answers of AND at the start."""
    live = Live(_inputs())
    neurons, sure = _neurons(live)
    losses = {name: loss(*neuron) for name, neuron in neurons.items()}
    drawing = Drawing(live, WIDTH, BELOW + TALL + 40)
    _draw_points(drawing, neurons, sure)
    _draw_step(drawing, losses)
    live.pictures.append(drawing.svg())
    _buttons(live)
    live.invites = "Drag a point, or take steps."
    live.says = "".join(_said(live, losses, sure["after 100"]))
    _tables(live, neurons, losses, sure)
    live.derived("neuron", example.neuron)
    live.derived("neuron_loss", losses["now"])
    grad_w, grad_b = gradient(example.w, example.b)
    live.derived("neuron_loss_grad_w", grad_w)
    live.derived("neuron_loss_grad_b", grad_b)
    live.takes += [
        ("a test for pytest", _template(live, losses, TEST)),
        ("a script for PyTorch", _template(live, losses, TORCH)),
    ]
    return live


def _inputs() -> list[Input]:
    answers = [
        Input(symbol, answer, 0, 1, 1, f"answer $y_{n}$", "number")
        for n, (symbol, answer) in enumerate(zip(example.y, FUNCTIONS["AND"], strict=True), start=1)
    ]
    return [
        Input(example.eta, 2, 0, FASTEST, 0.1, r"rate $\eta$"),
        Input(TAKEN, 0, 0, 1e9, 1, kind="state"),
        *points(example.X, BITS),
        *answers,
        *parameters(example.w, example.b, LARGEST),
    ]


def _neurons(live: Live) -> tuple[dict[str, Neuron], dict[str, Any]]:
    """The neuron now, and after so many steps more; and when that can be foretold.

    It can where a start that is a little elsewhere ends at the same place.
    """
    now = example.w, example.b
    found = {"now": now, "after 1": moved(*now, example.eta)}
    sure: dict[str, Any] = dict.fromkeys(found, sp.true)
    for times in (10, 100):
        (w, b), near = (_named(f"{kind}{times}") for kind in ("", "near_"))
        first = [*now[0], now[1], *(one + NUDGE for one in (*now[0], now[1]))]
        following = [
            one for weights, bias in (moved(w, b, example.eta), moved(*near, example.eta))
            for one in (*weights, bias)
        ]  # fmt: skip
        state = [*w, b, *near[0], near[1]]
        live.orbit(
            dict(zip(state, first, strict=True)), dict(zip(state, following, strict=True)), times
        )
        apart = sp.Max(*(sp.Abs(x - y) for x, y in zip(state[:3], state[3:], strict=True)))
        found[f"after {times}"] = w, b
        sure[f"after {times}"] = sp.Or(apart < SAME, _squared() < NONE)
    return found, sure


def _named(which: str) -> Neuron:
    weights = np.array([sp.Symbol(f"w_{d}_{which}", real=True) for d in (1, 2)])
    return weights, sp.Symbol(f"b_{which}", real=True)


def _draw_points(drawing: Drawing, neurons: dict[str, Neuron], sure: dict[str, Any]) -> None:
    plane = Plane(drawing, LEFT, TOP, "neuron-plane")
    plane.side(example.w, example.b)
    plane.frame()
    for row, (name, (w, b)) in enumerate(reversed(neurons.items())):
        seen = sp.And(has_line(w) > 0, sure[name])
        plane.line(w, b, LOOKS[name], when=seen)
        x, y = LEFT + SIDE + 8, TOP + 14 + 22 * (len(neurons) - 1 - row)
        drawing.line(x, y - 4, x + 26, y - 4, LOOKS[name], when=seen)
        drawing.text(x + 31, y, name, when=seen)
    z = scores(example.w, example.b)
    for n, (x, y) in enumerate(example.X):
        plane.mark(x, y, -_agrees(z[n], example.y[n]))
        plane.point(x, y, example.y[n])
        plane.beside(x, y, drawing.number(example.p[n], "f2"))


def _agrees(score: Any, answer: Any) -> sp.Expr:
    """Positive on the right side of the line, negative on the wrong one."""
    return (2 * answer - 1) * score


def _draw_step(drawing: Drawing, losses: Losses) -> None:
    """The loss after a step of any rate, in units of the present one, and what the slope says."""
    now, after = losses["now"], losses["after 1"]
    here = sp.Max(now, sp.Rational(1, 10**12))
    straight = now - FASTEST * _squared()
    drawing.still(
        f'<clipPath id="neuron-step"><rect x="{LEFT}" y="{BELOW}" width="{SIDE:g}" '
        f'height="{TALL:g}"/></clipPath>'
    )
    only = {"clip_path": "url(#neuron-step)"}

    def x(rate: Any) -> Any:
        return LEFT + SIDE / FASTEST * rate

    def y(height: Any) -> Any:
        return BELOW + TALL - TALL / SHOWN * height / here

    drawing.rect(LEFT, BELOW, SIDE, TALL, "grey")
    drawing.line(LEFT, y(here), LEFT + SIDE, y(here), "grey")
    drawing.line(LEFT, y(here), LEFT + SIDE, y(straight), "line-3", **only)
    curve = loss(*moved(example.w, example.b, RATE))
    drawing.path(Path(x(RATE), y(curve), None, RATE, 0, FASTEST, 96), "line-0", **only)
    drawing.line(x(example.eta), y(0), x(example.eta), y(after), "line-1", **only)
    drawing.circle(x(example.eta), y(after), 6, "back", **only)
    for rate in (0, 4, 8, 12):
        drawing.text(x(rate), BELOW + TALL + 16, str(rate), kind="middle")
    drawing.text(LEFT + SIDE / 2, BELOW + TALL + 32, "rate of the step", kind="middle")
    beside = LEFT + SIDE + 8
    drawing.text(beside, BELOW + 12, "after 1: ", drawing.number(after, "p3"), kind="back")
    drawing.text(beside, y(here) + 4, "now: ", drawing.number(now, "p3"))
    drawing.text(beside, BELOW + TALL, "loss 0")


def _squared() -> sp.Expr:
    grad_w, grad_b = gradient(example.w, example.b)
    return sum(g**2 for g in grad_w) + grad_b**2


def _buttons(live: Live) -> None:
    (w, b), own = moved(example.w, example.b, example.eta), [*example.w, example.b]
    after = dict(zip(own, [*w, b], strict=True)) | {TAKEN: TAKEN + 1}
    for times in (1, 10, 100):
        live.button(f"take {times} step{'s' if times > 1 else ''}", after, times)
    again = dict.fromkeys([*own, TAKEN], 0) | dict(
        zip(example.X.ravel(), BITS.ravel().tolist(), strict=True)
    )
    for name in ("OR", "XOR"):
        answers = dict(zip(example.y, FUNCTIONS[name], strict=True))
        live.button(f"start {name}", again | answers)


def _said(live: Live, losses: Losses, sure: Any) -> Iterator[str]:
    now, after = losses["now"], losses["after 1"]
    z = scores(example.w, example.b)
    right = sum(yes(_agrees(*each) > 0) for each in zip(z, example.y, strict=True))

    def gained(difference: sp.Expr) -> str:
        return live.number(sp.Max(difference, 0, evaluate=False), "s4")

    def when(condition: Any, *words: str) -> str:
        return live.when(condition, "".join(words))

    yield (
        f"After {live.number(TAKEN, 'f0')} step{live.plural(TAKEN)} the loss is "
        f"{live.number(now, 'p4')}, and "
    )
    yield f"{live.number(right, 'f0')} of 4 answers are on the right side of 1/2. "
    still = example.eta < 1e-9
    yield when(
        sp.And(_squared() > NONE, sp.Not(still)),
        f"<span>One step makes it {live.number(after, 'p4')}: </span>",
        when(
            now - after + ROUNDED,
            f"it falls by {gained(now - after)}, and the slope alone promised ",
            f"{live.number(example.eta * _squared(), 's4')}. ",
        ),
        when(
            after - now - ROUNDED,
            f"the step is too long, the loss rises by {gained(after - now)}. ",
        ),
    )
    yield when(_squared() <= NONE, "The gradient is 0, so no step moves anything. ")
    yield when(sp.And(_squared() > NONE, still), "The rate is 0, so no step moves anything. ")
    long = live.number(losses["after 100"], "p4")
    yield when(sure, f"A hundred steps more make it {long}.")
    yield when(
        sp.Not(sure), "Where a hundred steps more lead depends on the last digits: it is not shown."
    )


def _tables(live: Live, neurons: dict[str, Neuron], losses: Losses, sure: dict[str, Any]) -> None:
    examples = zip(example.X, example.y, example.p, strict=True)
    live.table(
        ["example", "$X_{n1}$", "$X_{n2}$", "$y_n$", "$p_n$", "$p_n - y_n$"],
        [
            [str(n), *_numbers(live, [*x, y], "x"), *_numbers(live, [p, p - y], "f4")]
            for n, (x, y, p) in enumerate(examples, start=1)
        ],
    )
    grad_w, grad_b = gradient(example.w, example.b)
    rows = [
        [name, *(_if(live, sure[name], x) for x in _numbers(live, [*w, b, losses[name]], "p4"))]
        for name, (w, b) in neurons.items()
    ]
    slopes = ["slope", *_numbers(live, [*grad_w, grad_b], "p4"), ""]
    live.table(["neuron", "$w_1$", "$w_2$", "$b$", "loss"], [slopes, *rows])


def _if(live: Live, sure: Any, number: str) -> str:
    """A number where it can be foretold."""
    if sure is sp.true:
        return number
    return live.when(sure, number) + live.when(sp.Not(sure), "–")


def _numbers(live: Live, values: Sequence[Any], form: str) -> list[str]:
    return [live.number(value, form) for value in values]


def _template(live: Live, losses: Losses, text: str) -> str:
    """A program with this state, with all digits."""
    grad_w, grad_b = gradient(example.w, example.b)
    values = {
        "X": example.X,
        "y": example.y,
        "w": example.w,
        "b": example.b,
        "eta": example.eta,
        "grad_w": grad_w,
        "grad_b": grad_b,
        "L": losses["now"],
        "after": losses["after 1"],
    }
    return text.format(**{name: _nested(live, value) for name, value in values.items()})


def _nested(live: Live, array: Any) -> str:
    if np.ndim(array):
        return f"[{', '.join(_nested(live, row) for row in array)}]"
    return live.exact(array)
