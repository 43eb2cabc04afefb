"""The worked examples as a figure that computes: a net with all its numbers, and its steps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import sympy as sp

from figures.worked import InSymbols
from verify.live.drawing import Drawing, letter
from verify.live.model import Input, Live

WIDTH, ROW, RADIUS = 460, 150, 33
MORE = 50  # units across for each further hidden neuron
ABOVE = 56  # what stands above the first neuron and below the last
LARGEST, FASTEST = 10, 100  # of what can be typed: a number of the net, a learning rate
STAGE, MIXED, TAKEN = sp.symbols("stage mixed steps", real=True)
STAGES = 7
FOLLOWED = (
    "Change a number, and the formulas, the tables and the pictures of paths below change with it."
)
OF_TIMES = (1, 10, 100, 1000)
SENTENCES = (  # one for each stage
    "Each hidden neuron adds up what comes in and its bias; the sum goes through the sigmoid.",
    "The output neurons do the same with what leaves the hidden ones.",
    "Half the squared distance to the targets is the error.",
    "The output deltas say how the error changes with the net inputs of the outputs.",
    "The hidden deltas come back through the output weights.",
    "Each gradient is a delta times what its weight multiplies.",
    "All weights move, against their gradients.",
)
TEST = """\
import numpy as np
from nn.worked_2_2_2 import sigmoid_net_error, sigmoid_net_error_grad_V, sigmoid_net_error_grad_W

NET = {{
    "W": {W},
    "V": {V},
    "b": {b},
    "c": {c},
    "i": {i},
    "t": {t},
}}


def test_the_error():
    np.testing.assert_allclose(sigmoid_net_error(**NET), {E}, rtol=1e-12)


def test_the_gradients():
    grad_W, grad_V = sigmoid_net_error_grad_W(**NET), sigmoid_net_error_grad_V(**NET)
    np.testing.assert_allclose(grad_W, {grad_W}, rtol=1e-9)
    np.testing.assert_allclose(grad_V, {grad_V}, rtol=1e-9)
"""
TORCH = """\
from functools import partial

import torch

tensor = partial(torch.tensor, dtype=torch.float64)
W = tensor({W}, requires_grad=True)
V = tensor({V}, requires_grad=True)
b, c = tensor({b}), tensor({c})
i, t = tensor({i}), tensor({t})
E = ((t - torch.sigmoid(V @ torch.sigmoid(W @ i + b) + c)) ** 2).sum() / 2
E.backward()
torch.testing.assert_close(E, tensor({E}), rtol=1e-12, atol=0)
torch.testing.assert_close(W.grad, tensor({grad_W}), rtol=1e-9, atol=1e-15)
torch.testing.assert_close(V.grad, tensor({grad_V}), rtol=1e-9, atol=1e-15)
print(E.item(), W.grad, V.grad)
"""


@dataclass(frozen=True)
class Step:
    """One training step of a net with one hidden layer, in the symbols of its derivation."""

    example: ModuleType
    net_h: np.ndarray
    out_h: np.ndarray
    net_o: np.ndarray
    out_o: np.ndarray
    delta_o: np.ndarray

    @property
    def W(self) -> np.ndarray:
        return self.example.W

    @property
    def V(self) -> np.ndarray:
        return self.example.V

    @property
    def net(self) -> InSymbols:
        """The net that makes the step."""
        example = self.example
        given = (getattr(example, name) for name in "wbcit")
        return InSymbols(*given, out_h=self.out_h, out_o=self.out_o, E=example.E)

    def hidden_deltas(self) -> np.ndarray:
        """Through the old output weights, or the new ones where the reader asks for it."""
        new = self.V - self.example.eta * self.gradient_V()
        slope = self.out_h * (1 - self.out_h)
        mistaken = (new.T @ self.delta_o) * slope
        return _either(mistaken, self.example.delta_h)

    def gradient_V(self) -> np.ndarray:
        return np.outer(self.delta_o, self.out_h)

    def gradient_W(self) -> np.ndarray:
        return np.outer(self.hidden_deltas(), self.example.i)

    def gradients(self) -> np.ndarray:
        """One for each weight, as the example counts them."""
        return np.concatenate([self.gradient_W().ravel(), self.gradient_V().ravel()])

    def weights_after(self) -> np.ndarray:
        return self.example.w - self.example.eta * self.gradients()

    def error_after(self) -> sp.Expr:
        after = dict(zip(self.example.w, self.weights_after(), strict=True))
        return self.example.E.xreplace(after)


def _either(mistaken: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.array(
        [
            sp.Piecewise((wrong, MIXED > 0), (one, True))
            for wrong, one in zip(mistaken, right, strict=True)
        ]
    )


def inputs(example: ModuleType) -> list[Input]:
    """The stage, the switch, and every number that the example gives."""
    own = [
        Input(STAGE, 0, 0, STAGES, 1, kind="state"),
        Input(TAKEN, 0, 0, 1e9, 1, kind="state"),
        Input(MIXED, 0, 0, 1, 1, "hidden weights use the new output weights", "switch"),
    ]
    for name, word in (("i", "input"), ("w", "weight"), ("b", "bias"), ("c", "bias")):
        for k, symbol in enumerate(getattr(example, name), start=1):
            start = float(example.given[symbol])
            label = f"{word} ${name}_{{{k}}}$"
            own.append(Input(symbol, start, -LARGEST, LARGEST, 0, label, "number"))
    for k, symbol in enumerate(example.t, start=1):
        own.append(
            Input(symbol, float(example.given[symbol]), 0, 1, 0, f"target $t_{k}$", "number")
        )
    eta = float(example.given[example.eta])
    return [*own, Input(example.eta, eta, 0, FASTEST, 0, r"rate $\eta$", "number")]


def live_net(step: Step, lit: Sequence[str], labels: Sequence[str]) -> Live:
    """The figure.

    Args:
        step: one training step, in symbols.
        lit: for each stage a piece of LaTeX of the display that it lights.
        labels: the formulas of the chapter that the figure computes.
    """
    example = step.example
    live = Live(inputs(example), numbers_of_the_page=True)
    live.pictures.append(picture(live, step))
    live.button("back", {STAGE: sp.Piecewise((STAGES, STAGE < 1), (STAGE - 1, True))})
    live.button("next", {STAGE: sp.Piecewise((0, STAGE >= STAGES), (STAGE + 1, True))})
    after = dict(zip(example.w, step.weights_after(), strict=True))
    for times in OF_TIMES:
        word = "step" if times == 1 else "steps"
        live.button(f"take {times} {word}", after | {TAKEN: TAKEN + 1, STAGE: 0}, times)
    live.says = "".join(_said(live, step))
    for stage, display in enumerate(lit, start=1):
        live.light(_is(stage), display)
    live.table(["", "value"], list(_rows(live, step)))
    live.table(["weight", r"$\partial E/\partial w$", "$w^+$"], list(_moves(live, step)))
    for label in labels:
        live.derived(label, getattr(example, label))
    for row, symbols in _given(example):
        live.follow("given", row, *symbols)
    live.takes += [
        ("a test for pytest", _template(live, step, TEST)),
        ("a script for PyTorch", _template(live, step, TORCH)),
    ]
    return live


def _given(example: ModuleType) -> Iterator[tuple[str, Any]]:
    """The rows of the table of what is given."""
    yield "inputs", example.i
    for layer, weights in (("hidden", example.W), ("output", example.V)):
        for k, row in enumerate(weights, start=1):
            yield f"weights into {layer} neuron {k}", row
    yield "biases of the hidden neurons", example.b
    yield "biases of the output neurons", example.c
    yield "targets", example.t
    yield "learning rate", [example.eta]


def long_run(
    live: Live,
    moved: np.ndarray,
    after: Any,
    updates: Sequence[int],
    seen: Sequence[Any],
    starts: Sequence[Any] | None = None,
    curves: Callable[[np.ndarray], Sequence[Any]] | None = None,
    along: Sequence[int] = (),
) -> list[dict[int, list[sp.Symbol]]]:
    """Let tables show where a step leads, and curves; see `verify.live.model.Live.run`.

    Args:
        live: the figure.
        moved: the symbols that a step moves.
        after: what they are after it.
        updates: how many of them are looked at.
        seen: what is looked at.
        starts: where to start instead of where the net stands.
        curves: how high they are, over powers of ten of updates, where the symbols are these.
        along: after how many updates they have a point.
    """
    moving = {one: sp.Symbol(f"{one} on its way", real=True) for one in moved}
    following, looked = ([sp.sympify(x).xreplace(moving) for x in y] for y in (after, seen))
    state, begun, drawn = [*moving.values()], [list(x) for x in starts or [moved]], []
    if curves:
        done = sp.Symbol("updates", real=True)
        drawn = [(sp.log(done) / sp.log(10), y) for y in curves(np.array(state))]
        state, following = [*state, done], [*following, done + 1]
        begun = [[*x, 0] for x in begun]
    return live.run(state, begun, following, updates, looked, drawn, along)


def _is(stage: int) -> sp.Expr:
    return sp.And(stage - 0.5 < STAGE, stage + 0.5 > STAGE)


def _reached(stage: int) -> sp.Expr:
    """Whether a value is there: at its stage, afterwards, and where all is shown."""
    return sp.Or(stage - 0.5 < STAGE, STAGE < 0.5)


def _said(live: Live, step: Step) -> Iterator[str]:
    error, after = live.number(step.example.E, "f9"), live.number(step.error_after(), "f9")
    taken = live.number(TAKEN, "f0")
    yield live.when(
        _is(0),
        f"After {taken} step{live.plural(TAKEN)} the error is {error}; one more makes it {after}.",
    )
    for stage, words in enumerate(SENTENCES, start=1):
        yield live.when(_is(stage), words)


def _places(sizes: Sequence[int], width: float, height: float) -> list[list[np.ndarray]]:
    across = np.linspace(RADIUS + 14, width - RADIUS - 14, len(sizes))
    return [
        [np.array([x, height / 2 + ROW * (k - (size - 1) / 2)]) for k in range(size)]
        for x, size in zip(across, sizes, strict=True)
    ]


def picture(live: Live, step: Step) -> str:
    """The neurons with what they put out, on each arrow its weight and, orange, the gradient."""
    example = step.example
    layers: list[np.ndarray] = [example.i, step.out_h, step.out_o]
    height = ROW * (max(map(len, layers)) - 1) + 2 * (RADIUS + ABOVE)
    sizes = [len(layer) for layer in layers]
    width = WIDTH + MORE * (max(sizes) - 2)
    drawing = Drawing(live, width, height)
    places = _places(sizes, width, height)
    with drawing.group("middle"):
        _net(drawing, step, places)
    return drawing.svg()


def _net(drawing: Drawing, step: Step, places: list[list[np.ndarray]]) -> None:
    example = step.example
    layers: list[np.ndarray] = [example.i, step.out_h, step.out_o]
    gradients = iter(step.gradients())
    arrows = [
        (places[layer][source], places[layer + 1][to], weight, 6 - 2 * layer)
        for layer, weights in enumerate((step.W, step.V))
        for (to, source), weight in np.ndenumerate(weights)
    ]
    with drawing.group("grey"):
        for start, end, *_ in arrows:
            way = end - start
            along = RADIUS * way / np.hypot(*way)
            drawing.line(*np.round([*(start + along), *(end - along)], 1))
    for order, (start, end, weight, stage) in enumerate(arrows, start=1):
        _beside_arrow(drawing, start, end, (weight, order, next(gradients)), stage)
    names = ("i", "h", "o")
    stages = (0, 1, 2)
    for name, stage, centres, values in zip(names, stages, places, layers, strict=True):
        for k, (at, value) in enumerate(zip(centres, values, strict=True)):
            drawing.circle(*at, RADIUS, "neuron", on=_is(stage) if stage else None)
            drawing.text(at[0], at[1] - 5, letter(name, str(k + 1)))
            when = _reached(stage) if stage else None
            drawing.text(at[0], at[1] + 10, drawing.number(value, "s4"), when=when)
    _beside(drawing, places[1], step.hidden_deltas(), "δh", 5, "back")
    _beside(drawing, places[2], step.delta_o, "δo", 3 + 1, "back")
    _beside(drawing, places[1], example.b, "b", 0, "quiet", 15)
    _beside(drawing, places[2], example.c, "c", 0, "quiet", 15)
    _beside(drawing, places[2], example.t, "t", 0, "quiet", 30)


def _beside(
    drawing: Drawing,
    places: list[np.ndarray],
    values: Any,
    name: str,
    stage: int,
    kind: str,
    more: float = 0,
) -> None:
    """Write a number above a neuron of the upper half, else below."""
    for k, (at, value) in enumerate(zip(places, values, strict=True)):
        upper = at[1] < drawing.height / 2 + 1
        y = at[1] - RADIUS - 7 - more if upper else at[1] + RADIUS + 15 + more
        when = _reached(stage) if stage else None
        number = drawing.number(value, "s3" if kind == "back" else "p4")
        symbol = letter(name[0], f"{name[1:]}{k + 1}")
        drawing.text(at[0], y, symbol, " ", number, kind=kind, when=when)


def _beside_arrow(
    drawing: Drawing,
    start: np.ndarray,
    end: np.ndarray,
    weight: tuple[sp.Symbol, int, sp.Expr],
    stage: int,
) -> None:
    """A gap in a line, and two numbers in it, nearer to its start than lines cross."""
    symbol, order, gradient = weight
    way = end - start
    steep = abs(way[1]) > way[0]
    middle = np.round(start + (0.25 if steep else 0.36 if way[1] else 0.5) * way, 1)
    drawing.rect(middle[0] - 35, middle[1] - 14, 70, 29, "paper")
    drawing.text(
        *(middle - np.array([0, 2])),
        letter("w", str(order)),
        " ",
        drawing.number(symbol, "p4"),
    )
    drawing.text(
        *(middle + np.array([0, 12])),
        drawing.number(gradient, "s3"),
        kind="back",
        when=_reached(stage),
    )


def _rows(live: Live, step: Step) -> Iterator[list[str]]:
    example = step.example
    many: list[tuple[str, Any]] = [
        ("net_{{h{}}}", step.net_h),
        ("out_{{h{}}}", step.out_h),
        ("net_{{o{}}}", step.net_o),
        ("out_{{o{}}}", step.out_o),
        (r"\delta_{{o{}}}", step.delta_o),
        (r"\delta_{{h{}}}", step.hidden_deltas()),
    ]
    for name, values in many[:4]:
        yield from _each(live, name, values)
    yield ["$E$", live.number(example.E, "f9")]
    for name, values in many[4:]:
        yield from _each(live, name, values)
    yield ["$E^+$", live.number(step.error_after(), "f9")]


def _moves(live: Live, step: Step) -> Iterator[list[str]]:
    pairs = zip(step.gradients(), step.weights_after(), strict=True)
    for k, pair in enumerate(pairs, start=1):
        yield [f"$w_{{{k}}}$", *(live.number(x, "f9") for x in pair)]


def _each(live: Live, name: str, values: Any) -> Iterator[list[str]]:
    for k, value in enumerate(values, start=1):
        yield [f"${name.format(k)}$", live.number(value, "f9")]


def _template(live: Live, step: Step, text: str) -> str:
    """A program with this state: its ``{W}`` and the like stand for all digits."""
    example = step.example
    arrays = {
        "W": step.W,
        "V": step.V,
        "b": example.b,
        "c": example.c,
        "i": example.i,
        "t": example.t,
        "grad_W": [[x.subs(MIXED, 0) for x in row] for row in step.gradient_W()],  # as `nn` has it
        "grad_V": step.gradient_V(),
    }
    shown = {name: _nested(live, array) for name, array in arrays.items()}
    return text.format(**shown, E=live.exact(example.E))


def _nested(live: Live, array: Any) -> str:
    if np.ndim(array):
        return f"[{', '.join(_nested(live, row) for row in array)}]"
    return live.exact(array)
