"""The small net of docs/backprop.md as a figure that computes, with the chain rule of any weight.

Its formulas are those of the derivation, for one example, two inputs, two hidden neurons and two
classes; its numbers at the start are those of `figures.small_net`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import sympy as sp

from derivations.backprop import sigma
from derivations.calculus import exp, log, matrix, vector
from figures.small_net import PARAMETERS, X, t
from verify.live.compared import State
from verify.live.drawing import Drawing, letter
from verify.live.model import Input, Live

Array = np.ndarray
LARGEST = 5  # of what can be typed
CHOSEN, CLASS, POWER, ONE_SIDED = sp.symbols("weight class power one_sided", real=True)
STEP = 10**POWER
RAISED = str.maketrans("()12", "⁽⁾¹²")
LOWERED = str.maketrans("12", "₁₂")


class SmallNet:
    """All numbers of the net as expressions, and the derivative of the loss with respect to each.

    The derivatives are products and sums of what the chain rule multiplies, layer by layer.
    """

    def __init__(self) -> None:
        self.x = vector("x", 2)
        self.W1, self.b1 = matrix("W1", 2, 2), vector("b1", 2)
        self.W2, self.b2 = matrix("W2", 2, 2), vector("b2", 2)
        self.parameters = [*self.W1.ravel(), *self.b1, *self.W2.ravel(), *self.b2]
        self.T = np.array([sp.Piecewise((1, CLASS < 0.5), (0, True)),
                           sp.Piecewise((0, CLASS < 0.5), (1, True))])  # fmt: skip
        self.z1 = self.x @ self.W1 + self.b1
        self.a = sigma(self.z1)
        self.z2 = self.a @ self.W2 + self.b2
        self.p = exp(self.z2) / exp(self.z2).sum()
        self.loss = -log((self.T * self.p).sum())
        self.slope = self.a * (1 - self.a)
        self.delta2 = self.p - self.T
        # The two deltas are opposite numbers; so what cancels leaves nothing, not even by rounding.
        self.by_a = (self.W2[:, 0] - self.W2[:, 1]) * self.delta2[0]
        self.delta1 = self.by_a * self.slope
        self.by_p = -self.T / self.p
        self.by_x = self.W1 @ self.delta1
        self.gradients = [
            *np.outer(self.x, self.delta1).ravel(), *self.delta1,
            *np.outer(self.a, self.delta2).ravel(), *self.delta2,
        ]  # fmt: skip

    def labelled(self) -> dict[str, Any]:
        """The formulas of the chapter, by their labels."""
        gradients = np.array(self.gradients, dtype=object)
        return {
            "two_layer_loss": self.loss,
            "two_layer_loss_grad_W1": gradients[:4].reshape(2, 2),
            "two_layer_loss_grad_b1": gradients[4:6],
            "two_layer_loss_grad_W2": gradients[6:10].reshape(2, 2),
            "two_layer_loss_grad_b2": gradients[10:],
        }

    def arguments(self, state: State) -> dict[str, Any]:
        """What the functions of `nn` take for them: one example, and all parameters."""
        arrays = {"W1": self.W1, "b1": self.b1, "W2": self.W2, "b2": self.b2}
        known = {name: _numbers(array, state) for name, array in arrays.items()}
        return known | {"X": _numbers(self.x[np.newaxis], state), "t": [int(state[CLASS])]}

    def moved(self, by: sp.Expr) -> sp.Expr:
        """The loss after the chosen parameter has moved."""
        shifts = {
            w: w + sp.Piecewise((by, _is(CHOSEN, k)), (0, True))
            for k, w in enumerate(self.parameters)
        }
        return self.loss.xreplace(shifts)


def _numbers(symbols: Array, state: State) -> Array:
    return np.vectorize(lambda symbol: float(state[symbol]), otypes=[float])(symbols)


def _is(choice: sp.Symbol, value: int) -> sp.Expr:
    return sp.And(choice > value - 0.5, choice < value + 0.5)


def _one(condition: sp.Expr) -> sp.Expr:
    return sp.Piecewise((1, condition), (0, True))


def _of(values: Iterable[sp.Expr]) -> sp.Expr:
    """What belongs to the chosen parameter, given one for each."""
    *first, last = values
    pieces = [(value, k + 0.5 > CHOSEN) for k, value in enumerate(first)]
    return sp.Piecewise(*pieces, (last, True))


NAMES = [
    *(f"W(1){d}{h}" for d in (1, 2) for h in (1, 2)), *(f"b(1){h}" for h in (1, 2)),
    *(f"W(2){h}{k}" for h in (1, 2) for k in (1, 2)), *(f"b(2){k}" for k in (1, 2)),
]  # fmt: skip
SHOWN = [name[0] + name[1:4].translate(RAISED) + name[4:].translate(LOWERED) for name in NAMES]
HIDDEN = CHOSEN < 5.5  # whether the chosen parameter is one of the first layer
ONE = sp.Not(HIDDEN)  # and has one path


def small_net() -> Live:
    """Build the figure: the net, below it the factors of the chosen derivative."""
    net = SmallNet()
    numbers = [*zip(net.x, X[0], strict=True)]
    for name, symbols in (("W1", net.W1), ("b1", net.b1), ("W2", net.W2), ("b2", net.b2)):
        numbers += zip(symbols.ravel(), PARAMETERS[name].ravel(), strict=True)
    words = ["x₁", "x₂", *SHOWN]
    live = Live(
        [
            Input(CHOSEN, 3, 0, 11, 1, "weight or bias", "choice", tuple(SHOWN)),
            Input(CLASS, float(t[0]), 0, 1, 1, "right class", "choice", ("first", "second")),
            Input(POWER, -1, -4, 0, 0.5, "step $h$ = 10 to the power"),
            Input(ONE_SIDED, 0, 0, 1, 1, "one-sided quotient", "switch"),
            *(
                Input(symbol, float(start), -LARGEST, LARGEST, 0, word, "number")
                for (symbol, start), word in zip(numbers, words, strict=True)
            ),
        ]
    )
    live.at(POWER)  # which stands beside its range
    for label, value in net.labelled().items():
        live.called(label, value, net.arguments)
    trace = Trace(net)
    live.pictures.append(_picture(live, net, trace))
    live.says = _said(live, net, trace)
    live.table(["factor", "", "one path", "other path"], trace.rows(live))
    live.table(["number", "value", "derivative of $L$"], _values(live, net))
    live.takes += [
        ("a test for pytest", _filled(live, net, TEST)),
        ("a script for PyTorch", _filled(live, net, TORCH)),
    ]
    return live


class Trace:
    """The factors of the chosen derivative along each of its paths, one for each score at most."""

    def __init__(self, net: SmallNet):
        d, h, k = (0, 0, 1, 1), (0, 1, 0, 1), (0, 1)
        inputs = [*net.x[[*d]], 1, 1]
        outputs = [*net.a[[*d]], 1, 1]
        hidden = [*h, *k]
        self.source = _of([sp.Integer(j + 1) for j in (*d, *k, *d, *k)])
        self.bias = _one(sp.Or(*(_is(CHOSEN, j) for j in (4, 5, 10, 11))))
        self.neuron = _of([*(sp.Integer(j + 1) for j in hidden), *[sp.Integer(1)] * 6])
        self.score = _of([*[sp.Integer(1)] * 6, *(sp.Integer(j + 1) for j in hidden)])
        self.second = _one(HIDDEN)  # while there is a second path
        ours = [net.W2[j] for j in hidden]
        self.deltas = [
            _of([*[net.delta2[0]] * 6, *net.delta2[hidden]]),
            net.delta2[1],
        ]
        self.weights = [_of([*(row[m] for row in ours), *[sp.Integer(1)] * 6]) for m in (0, 1)]
        self.slope = _of([*net.slope[hidden], *[sp.Integer(1)] * 6])
        self.last = _of([*inputs, *outputs])
        self.products = [
            delta * weight * self.slope * self.last
            for delta, weight in zip(self.deltas, self.weights, strict=True)
        ]
        self.gradient = _of(net.gradients)

    def rows(self, live: Live) -> list[list[str]]:
        """The factors as a table: name, formula, and the number along each path."""
        j, k = live.number(self.neuron, "f0"), live.number(self.score, "f0")

        def either(hidden: str, output: str) -> str:
            return live.when(self.second, hidden) + live.when(sp.Not(HIDDEN), output)

        def pair(values: Sequence[sp.Expr]) -> list[str]:
            shown = [live.number(value, "f6") for value in values]
            return [shown[0], either(shown[1], "")]

        return [
            [
                either("∂L/∂z⁽²⁾, of each score", f"∂L/∂z⁽²⁾<sub>{k}</sub>"),
                either("p − T", f"p<sub>{k}</sub> − T<sub>{k}</sub>"),
                *pair(self.deltas),
            ],
            [
                either(f"∂z⁽²⁾/∂a⁽¹⁾<sub>{j}</sub>", "–"),
                either("its weight", ""),
                *(either(cell, "") for cell in pair(self.weights)),
            ],
            [
                either(f"∂a⁽¹⁾<sub>{j}</sub>/∂z⁽¹⁾<sub>{j}</sub>", "–"),
                either("a (1 − a)", ""),
                *(either(cell, "") for cell in pair([self.slope] * 2)),
            ],
            [
                either(f"∂z⁽¹⁾<sub>{j}</sub>/∂w", f"∂z⁽²⁾<sub>{k}</sub>/∂w"),
                "what it multiplies",
                *pair([self.last] * 2),
            ],
            ["product", "", *pair(self.products)],
        ]


def _named(live: Live) -> str:
    return "".join(live.when(_is(CHOSEN, k), name) for k, name in enumerate(SHOWN))


def _said(live: Live, net: SmallNet, trace: Trace) -> str:
    """The sum over the paths, and the quotient beside it."""
    gradient = live.number(trace.gradient, "f8")
    products = [live.number(product, "f8") for product in trace.products]
    central = (net.moved(STEP) - net.moved(-STEP)) / (2 * STEP)
    one_sided = (net.moved(STEP) - net.loss) / STEP
    quotient = sp.Piecewise((one_sided, ONE_SIDED > 0), (central, True))
    formula = (
        (ONE_SIDED > 0, "$(L(w + h) - L(w)) / h$"),
        (sp.Not(ONE_SIDED > 0), "$(L(w + h) - L(w - h)) / (2 h)$"),
    )
    quotients = "".join(live.when(when, f) for when, f in formula)
    added = " and ".join(products)
    two, one = (lambda words: live.when(HIDDEN, words)), (lambda words: live.when(ONE, words))
    return (
        f"{two('Two paths lead')}{one('One path leads')} from {_named(live)} to the loss"
        f"{two(f', one through each score: their products {added} add up to')}"
        f"{one(': its product is')} the derivative {gradient}. "
        f"The difference quotient {quotients} with $h$ = {live.number(STEP, 'p2')} is "
        f"{live.number(quotient, 'f8')}; it differs by "
        f"{live.number(sp.Abs(quotient - trace.gradient), 'f8')}."
    )


def _values(live: Live, net: SmallNet) -> list[list[str]]:
    every = [
        *_each("x", net.x, net.by_x),
        *zip(SHOWN[:6], net.parameters[:6], net.gradients[:6], strict=True),
        *_each("z⁽¹⁾", net.z1, net.delta1),
        *_each("a⁽¹⁾", net.a, net.by_a),
        *zip(SHOWN[6:], net.parameters[6:], net.gradients[6:], strict=True),
        *_each("z⁽²⁾", net.z2, net.delta2),
        *_each("p", net.p, net.by_p),
        ("L", net.loss, sp.Integer(1)),
    ]
    return [[name, live.number(v, "f6"), live.number(g, "f6")] for name, v, g in every]


def _each(name: str, values: Array, derivatives: Array) -> Iterable[tuple[str, sp.Expr, sp.Expr]]:
    return zip((f"{name}₁", f"{name}₂"), values, derivatives, strict=True)


# The picture: from above, the middle of each row of cells, and from the left, that of each column.
WIDTH, HEIGHT = 440, 752
ROWS = {"x": 24, "z1": 166, "a": 240, "z2": 382, "p": 470, "L": 544}
COLUMNS = (134, 306)
LONG = 10**5  # a number that needs a power of ten
CELL, REACH = (96, 38), 29  # of a cell; of an arrow from its middle
TABLE = 612  # where the chain rule of the chosen parameter begins
TIP = (
    '<defs><marker id="down" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" '
    'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8Z" '
    'fill="#808080"/></marker></defs>'
)


def _picture(live: Live, net: SmallNet, trace: Trace) -> str:
    drawing = Drawing(live, WIDTH, HEIGHT)
    drawing.still(TIP)
    with drawing.group(marker_end="url(#down)"):  # of each line
        _net(drawing, net, trace)
    _chain(drawing, trace)
    return drawing.svg()


def _net(drawing: Drawing, net: SmallNet, trace: Trace) -> None:
    chosen = [_one(_is(CHOSEN, k)) for k in range(12)]
    _layer(drawing, ("x", "z1"), (net.parameters[:6], net.gradients[:6]), chosen[:6])
    _layer(drawing, ("a", "z2"), (net.parameters[6:], net.gradients[6:]), chosen[6:], trace)
    for k, x in enumerate(COLUMNS):
        lit = sp.Add(*(chosen[j] for j in (k, k + 2, k + 4)))
        _down(drawing, x, ROWS["z1"] + CELL[1] / 2, ROWS["a"] - CELL[1] / 2, lit)
        drawing.text(x + 9, (ROWS["z1"] + ROWS["a"]) / 2 + 4, "σ")
    _softmax(drawing, trace)
    rows = (
        ("x", "x", "", net.x, net.by_x), ("z1", "z", "(1)", net.z1, net.delta1),
        ("a", "a", "(1)", net.a, net.by_a), ("z2", "z", "(2)", net.z2, net.delta2),
        ("p", "p", "", net.p, net.by_p),
    )  # fmt: skip
    for row, name, above, values, derivatives in rows:
        for k, x in enumerate(COLUMNS):
            label = _label(name, above, str(k + 1))
            _cell(drawing, (x, ROWS[row]), label, values[k], derivatives[k], grows=row == "p")
    middle = WIDTH / 2
    _cell(drawing, (middle, ROWS["L"]), letter("L"), net.loss, sp.Integer(1))
    for x, when in ((COLUMNS[0], _one(CLASS < 0.5)), (COLUMNS[1], _one(sp.Not(CLASS < 0.5)))):
        side = 1 if x > middle else -1
        tail, tip = (x, ROWS["p"] + CELL[1] / 2 + 1), (middle + side * 30, ROWS["L"] - CELL[1] / 2)
        drawing.line(*tail, *tip, "grey", on=when, when=when)
        drawing.text(
            (tail[0] + tip[0]) / 2 + side * 20, (tail[1] + tip[1]) / 2 + 10, "−log",
            kind="middle", when=when,
        )  # fmt: skip


def _label(name: str, above: str, below: str) -> str:
    """A letter with the layer above and the place below it."""
    return letter(name + above.translate(RAISED), below)


def _cell(
    drawing: Drawing,
    at: tuple[float, float],
    name: str,
    value: sp.Expr,
    derivative: sp.Expr,
    grows: bool = False,
) -> None:
    """A number with its name, and below it the derivative, which may grow too long for its cell."""
    x, y = at
    drawing.rect(x - CELL[0] / 2, y - CELL[1] / 2, *CELL, "grey")
    drawing.text(x - CELL[0] / 2 + 6, y + 5, name)
    edge = x + CELL[0] / 2 - 5
    drawing.text(edge, y - 3, drawing.number(value, "f2"), kind="end")
    fits = sp.Abs(derivative) < LONG
    for form, when in (("f2", fits), ("p2", sp.Not(fits))) if grows else (("f2", None),):
        number = drawing.number(derivative, form)
        drawing.text(edge, y + 13, number, kind="end back", when=when)


def _layer(
    drawing: Drawing,
    rows: tuple[str, str],
    numbers: tuple[Sequence[sp.Expr], Sequence[sp.Expr]],
    chosen: Sequence[sp.Expr],
    trace: Trace | None = None,
) -> None:
    """The arrows of a linear layer: straight ones outside, crossing ones inside, biases beside.

    Those of the chosen paths are wide: in the second layer also those from the neuron of a
    parameter of the first, which ``trace`` knows.
    """
    top, bottom = ROWS[rows[0]] + CELL[1] / 2 + 1, ROWS[rows[1]] - CELL[1] / 2 - 1
    outward = (-1, 1)
    for d, start in enumerate(COLUMNS):
        for k, end in enumerate(COLUMNS):
            order, side = 2 * d + k, outward[d] * (1 if d == k else -1)
            lit = chosen[order]
            if trace is not None:
                lit = lit + trace.second * _one(sp.Abs(trace.neuron - (d + 1)) < 0.5)
            tail, tip = start + side * REACH, end + (side if d == k else -side) * REACH
            drawing.line(tail, top, tip, bottom, "grey", on=lit)
            along = 0.5 if d == k else 0.25  # before the two that cross meet
            x = tail + along * (tip - tail) + outward[d] * (7 if d == k else 20)
            y = top + along * (bottom - top)
            _pair(drawing, (x, y), numbers, order, "end" if d == 0 else "")
    for k, x in enumerate(COLUMNS):
        edge, y = x + outward[k] * CELL[0] / 2, ROWS[rows[1]]
        tail = edge + outward[k] * 62
        drawing.circle(tail + outward[k] * 10, y, 9, "grey")
        drawing.text(tail + outward[k] * 10, y + 5, "1", kind="middle")
        drawing.line(tail, y, edge + outward[k], y, "grey", on=chosen[4 + k])
        _pair(drawing, ((tail + edge) / 2, y), numbers, 4 + k, "middle", 4)


def _pair(
    drawing: Drawing,
    at: tuple[float, float],
    numbers: tuple[Sequence[sp.Expr], Sequence[sp.Expr]],
    order: int,
    kind: str,
    apart: float = 0,
) -> None:
    """A parameter, and below it the derivative with respect to it."""
    x, y = at
    value, derivative = (drawing.number(side[order], "f2") for side in numbers)
    drawing.text(x, y - 3 - apart, value, kind=kind)
    drawing.text(x, y + 13 + apart, derivative, kind=f"{kind} back".strip())


def _down(drawing: Drawing, x: float, top: float, bottom: float, lit: sp.Expr) -> None:
    drawing.line(x, top + 1, x, bottom - 1, "grey", on=lit)


def _softmax(drawing: Drawing, trace: Trace) -> None:
    """One function of both scores, so it is one bar."""
    above, below = ROWS["z2"] + CELL[1] / 2, ROWS["p"] - CELL[1] / 2
    middle = (above + below) / 2
    left = COLUMNS[0] - CELL[0] / 2
    drawing.rect(left, middle - 10, COLUMNS[1] - COLUMNS[0] + CELL[0], 20, "grey")
    drawing.text(WIDTH / 2, middle + 4, "softmax", kind="middle")
    right = _one(CLASS < 0.5), _one(sp.Not(CLASS < 0.5))
    for k, x in enumerate(COLUMNS):
        through = _one(sp.Or(HIDDEN, sp.Abs(trace.score - (k + 1)) < 0.5))
        _down(drawing, x, above, middle - 10, through)
        _down(drawing, x, middle + 10, below, right[k])


def _chain(drawing: Drawing, trace: Trace) -> None:
    """A row for each path: each factor with its name, formula and number, then the product."""
    both, one = trace.second, _one(sp.Not(HIDDEN))
    j, k = drawing.number(trace.neuron, "f0"), drawing.number(trace.score, "f0")
    source = drawing.number(trace.source, "f0")
    loss = letter("∂L") + "/" + letter("∂")
    for path, (y, when) in enumerate(((TABLE, both), (TABLE + 72, both), (TABLE, one))):
        at = str(path + 1) if path < 2 else k
        score, neuron, sum_ = _label("z", "(2)", at), _label("a", "(1)", j), _label("z", "(1)", j)
        first = trace.deltas[path % 2]
        delta = (f"{loss}{score}", f"{letter('p', at)} − {letter('T', at)}", first)
        weight = (
            f"{letter('∂')}{score}/{letter('∂')}{neuron}",
            _label("W", "(2)", j + at if path < 2 else ""),
            trace.weights[path % 2],
        )
        slope = (
            f"{letter('∂')}{neuron}/{letter('∂')}{sum_}",
            f"{letter('a', j)} (1 − {letter('a', j)})",
            trace.slope,
        )
        name = f"{letter('∂')}{sum_ if path < 2 else score}/{letter('∂w')}"
        last = (name, "", trace.last)
        factors = [delta, weight, slope, last] if path < 2 else [delta, last]
        with drawing.group("middle", when):
            for place, (name, formula, number) in enumerate(factors):
                x = 46 + 88 * place
                drawing.text(x, y, name)
                if formula:
                    drawing.text(x, y + 19, formula)
                drawing.text(x, y + 37, drawing.number(number, "f4"), kind="back")
                drawing.text(x + 44, y + 37, "×" if place < len(factors) - 1 else "=")
            given = letter("x" if path < 2 else "a", source)
            x = 46 + 88 * (len(factors) - 1)
            drawing.text(x, y + 19, given, when=1 - trace.bias)
            drawing.text(x, y + 19, "1", when=trace.bias)
            product = drawing.number(trace.products[path % 2], "f4")
            drawing.text(46 + 88 * len(factors), y + 37, product, kind="back")


TEST = """\
import numpy as np
from nn.network import Network

net = Network(sizes=(2, 2, 2), activation="sigmoid")
PARAMETERS = {{
    "W1": np.array({W1}, dtype=float),
    "b1": np.array({b1}, dtype=float),
    "W2": np.array({W2}, dtype=float),
    "b2": np.array({b2}, dtype=float),
}}
GRADIENTS = {{
    "W1": {grad_W1},
    "b1": {grad_b1},
    "W2": {grad_W2},
    "b2": {grad_b2},
}}
X, t = np.array([{x}], dtype=float), np.array([{t}])


def test_the_loss():
    np.testing.assert_allclose(net.loss(PARAMETERS, X, t), {L}, rtol=1e-9, atol=1e-12)


def test_the_gradients():
    for name, gradient in net.gradients(PARAMETERS, X, t).items():
        np.testing.assert_allclose(gradient, GRADIENTS[name], rtol=1e-9, atol=1e-12)
"""
TORCH = """\
import torch


def numbers(x):
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


W1, b1 = numbers({W1}), numbers({b1})
W2, b2 = numbers({W2}), numbers({b2})
x, t = numbers({x}), int({t})
L = -torch.log_softmax(torch.sigmoid(x @ W1 + b1) @ W2 + b2, dim=0)[t]
L.backward()
for found, shown in [
    (L, {L}),
    (W1.grad, {grad_W1}),
    (b1.grad, {grad_b1}),
    (W2.grad, {grad_W2}),
    (b2.grad, {grad_b2}),
]:
    torch.testing.assert_close(found, numbers(shown), rtol=1e-9, atol=1e-12)
    print(found)
"""


def _filled(live: Live, net: SmallNet, template: str) -> str:
    gradients = np.array(net.gradients, dtype=object)
    arrays = {
        "W1": net.W1, "b1": net.b1, "W2": net.W2, "b2": net.b2, "x": net.x,
        "grad_W1": gradients[:4].reshape(2, 2), "grad_b1": gradients[4:6],
        "grad_W2": gradients[6:10].reshape(2, 2), "grad_b2": gradients[10:],
    }  # fmt: skip
    shown = {name: _nested(live, array) for name, array in arrays.items()}
    return template.format(**shown, L=live.exact(net.loss), t=live.exact(CLASS))


def _nested(live: Live, array: Array) -> str:
    if np.ndim(array):
        return f"[{', '.join(_nested(live, row) for row in array)}]"
    return live.exact(array)
