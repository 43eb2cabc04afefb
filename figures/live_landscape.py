"""The loss of a neuron with two weights as a map, and the path of gradient descent over it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp
from matplotlib.figure import Figure

from derivations import descent as example
from figures.live_descent import BITS, FUNCTIONS, ROUNDED, loss, moved
from nn.descent import neuron_loss
from verify.live.compared import State
from verify.live.drawing import Drawing, letter
from verify.live.model import Input, Live, Path

HELD = -3  # the bias, for which the minimum is at the weights 2 and 2
LOW, HIGH, SCALE = -2, 6, 40  # of both weights, and how many units of the picture is one
LEFT, TOP = 30, 8
SIDE = SCALE * (HIGH - LOW)
START, RATE, FASTEST, STEPS = (-1.0, 5.0), 4.0, 30, 12
LEVELS = {0.4: (2.9, 2.9), 0.6: (-0.6, 2.4), 0.8: (-1.0, 1.4), 1.0: (-1.6, 0.9)}  # and their words
FINE = 41  # places along each side of the map
KNOWN = dict(zip(example.X.ravel(), BITS.ravel().tolist(), strict=True))
KNOWN |= dict(zip(example.y, FUNCTIONS["AND"], strict=True))

TEST = """\
import numpy as np
from numpy.testing import assert_allclose

from nn.descent import neuron_loss, neuron_loss_grad_w

X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0.0, 0, 0, 1])


def test_twelve_steps_lead_to_the_place_of_the_figure():
    w, eta = np.array({start}, float), float({eta})
    assert_allclose(neuron_loss(X, y, w, -3.0), {loss}, rtol=1e-9)
    for _ in range(12):
        w = w - eta * neuron_loss_grad_w(X, y, w, -3.0)
    assert_allclose(w, {end}, rtol=1e-6, atol=1e-9)
"""
TORCH = """\
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

torch.set_default_dtype(torch.float64)
X = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
y, w = torch.tensor([0.0, 0, 0, 1]), torch.tensor({start}, dtype=torch.float64)
w.requires_grad_()
for step in range(12):
    loss = binary_cross_entropy_with_logits(X @ w - 3, y)
    if step == 0:
        torch.testing.assert_close(loss.item(), {loss}, rtol=1e-9, atol=0)
    (slope,) = torch.autograd.grad(loss, w)
    with torch.no_grad():
        w -= {eta} * slope
expected = torch.tensor({end}, dtype=torch.float64)
torch.testing.assert_close(w.detach(), expected, rtol=1e-6, atol=1e-9)
print(w)
"""


def height(w: Any) -> sp.Expr:
    """The loss with these weights, for AND and the bias that is held."""
    return sp.sympify(loss(np.array(w), HELD)).xreplace(KNOWN)


def next_weights(w: Any) -> list[sp.Expr]:
    """The weights after a step."""
    after, _ = moved(np.array(w), HELD, example.eta)
    return [each.xreplace(KNOWN) for each in after]


def live_landscape() -> Live:
    """The figure, with twelve steps from the weights -1 and 5."""
    inputs = [Input(example.eta, RATE, 0, FASTEST, 0.5, r"rate $\eta$")]
    for d, (symbol, start) in enumerate(zip(example.w, START, strict=True), start=1):
        inputs.append(Input(symbol, start, LOW, HIGH, 0.1, f"start $w_{d}$", "number"))
    live = Live(inputs)
    end = sp.symbols("v_1:3", real=True)
    orbit = live.orbit(
        dict(zip(end, example.w, strict=True)),
        dict(zip(end, next_weights(end), strict=True)),
        STEPS,
    )
    live.called(
        "neuron_loss", height(example.w), lambda state: _given([state[w] for w in example.w])
    )
    live.walked("neuron_loss_grad_w", orbit, (0, 1), _after)
    live.pictures.append(_picture(live, end, orbit))
    first = next_weights(example.w)
    start, once, last = (height(w) for w in (example.w, first, end))
    start_, once_, last_ = (live.number(value, "p4") for value in (start, once, last))
    lowest = live.number(height([2, 2]), "p4")

    def when(condition: Any, words: str) -> str:
        return live.when(condition, words)

    live.invites = "Drag the first dot, or change its weights, to start elsewhere."
    live.says = (
        f"The loss is {start_} at the start, {once_} after one step"
        + when(once - start - ROUNDED, " (uphill: the step is too long)")
        + f"<span> and {last_} after twelve; at the cross it is {lowest}.</span>"
    )
    rows = (("start", example.w, start), ("after 1", first, once), ("after 12", end, last))
    live.table(
        ["place", "$w_1$", "$w_2$", "loss"],
        [[name, *(live.number(x, "p4") for x in (*w, value))] for name, w, value in rows],
    )
    exact = {name: f"[{', '.join(map(live.exact, w))}]" for name, w, _ in (rows[0], rows[2])}
    values = {"start": exact["start"], "end": exact["after 12"]}
    values |= {"loss": live.exact(start), "eta": live.exact(example.eta)}
    live.takes += [
        ("a test for pytest", TEST.format(**values)),
        ("a script for PyTorch", TORCH.format(**values)),
    ]
    return live


def _given(w: Any) -> dict[str, Any]:
    """What the functions of `nn` take for it: the four examples, and the bias that is held."""
    answers = np.array(FUNCTIONS["AND"], dtype=float)
    return {"X": BITS.astype(float), "y": answers, "w": np.array(w, float), "b": float(HELD)}


def _after(gradient: Callable[..., Any], inputs: State, states: np.ndarray) -> np.ndarray:
    """Where a step along the gradient of `nn` leads from each place of the path."""
    slopes = np.array([gradient(**_given(w)) for w in states[:-1]])
    return states[:-1] - inputs[example.eta] * slopes


def _picture(live: Live, end: Any, orbit: int) -> str:
    drawing = Drawing(live, LEFT + SIDE + 30, TOP + SIDE + 24)
    drawing.still(
        f'<clipPath id="map"><rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"/></clipPath>'
        '<marker id="map-step" markerWidth="8" markerHeight="8" refX="4" refY="4" '
        'markerUnits="userSpaceOnUse"><circle cx="4" cy="4" r="3.5" class="back"/></marker>'
    )
    drawing.rect(LEFT, TOP, SIDE, SIDE, "grey")
    for place in range(LOW, HIGH + 1, 2):
        drawing.text(_x(place), TOP + SIDE + 16, _signed(place), kind="middle")
        drawing.text(LEFT - 6, _y(place) + 4, _signed(place), kind="end")
    drawing.text(_x(3), TOP + SIDE + 18, letter("w", "1"), kind="middle")
    drawing.text(LEFT - 6, _y(3) + 4, letter("w", "2"), kind="end")
    words = []
    for level, lines in contours().items():
        for line in lines:
            places = "L".join(f"{_x(x):.1f} {_y(y):.1f}" for x, y in line)
            drawing.still(f'<path d="M{places}" class="line-0"/>')
        words.append((_nearest(np.concatenate(lines), LEVELS[level]), f"{level:.1f}"))
    for (x, y), _ in words:  # a gap in the line
        drawing.rect(_x(x) - 12, _y(y) - 9, 24, 18, "paper")
    for dx, dy in ((5, 0), (0, 5)):
        drawing.line(_x(2) - dx, _y(2) - dy, _x(2) + dx, _y(2) + dy, "line-0")
    dots = {f"marker_{where}": "url(#map-step)" for where in ("start", "mid", "end")}
    path = Path(_x(end[0]), _y(end[1]), orbit=orbit)
    drawing.path(path, "steps", clip_path="url(#map)", **dots)
    for (x, y), word in words:
        drawing.text(_x(x), _y(y) + 4, word, kind="middle halo")
    drawing.handle(example.w[0], example.w[1], (_x(0), SCALE), (_y(0), -SCALE))
    return drawing.svg()


def contours() -> dict[float, list[np.ndarray]]:
    """The lines of each level, as points of two weights."""
    side = np.linspace(LOW, HIGH, FINE)
    X, y = BITS.astype(float), np.array(FUNCTIONS["AND"], dtype=float)
    heights = [
        [float(neuron_loss(X, y, np.array([v, w]), float(HELD))) for v in side] for w in side
    ]
    found = Figure().subplots().contour(side, side, heights, [*LEVELS])
    return dict(zip(LEVELS, found.allsegs, strict=True))


def _nearest(places: np.ndarray, to: tuple[float, float]) -> np.ndarray:
    return places[np.argmin(np.hypot(*(places - to).T))]


def _signed(number: int) -> str:
    return str(number).replace("-", "\N{MINUS SIGN}")


def _x(w: Any) -> Any:
    return LEFT + SCALE * (w - LOW)


def _y(w: Any) -> Any:
    return TOP + SCALE * (HIGH - w)
