"""The perceptron's corrections as a figure that computes, one after another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from derivations import perceptron as example
from figures.live_plane import SIDE, Plane, has_line, parameters, points, yes
from verify.live.drawing import Drawing
from verify.live.model import Input, Live

WIDTH, LEFT, TOP = 420, 26, 8
LARGEST = 10  # of the parameters that can be typed
MOST = 100  # corrections
KEPT = 3  # corrections that are shown
LOOKS = ("line-0", "line-1", "line-2", "line-3")  # from the newest line to the oldest
FUNCTIONS = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "XOR": (0, 1, 1, 0)}
N, X = example.N, example.X
WANTED = sp.Symbol("k", real=True)  # corrections, if there is so much to correct
TYPED = sp.symbols(f"t_1:{N + 1}", real=True)
TARGETS = np.array([yes(symbol > 0.5) for symbol in TYPED])

TEST = """\
import numpy as np
from numpy.testing import assert_allclose

from nn.perceptron import corrected_b, corrected_w, perceptron

X = np.array({X}, float)
t = np.array({t}, float)
w, b = np.array({w}, float), float({b})


def test_the_answers_are_those_of_the_figure():
    assert perceptron(X, w, b).tolist() == {answers}


def test_so_many_corrections_lead_to_this_neuron():
    v, c, count = np.array({start_w}, float), float({start_b}), 0
    for n in range({shown}):
        if count < {count}:
            x, right = X[n % len(X)], t[n % len(X)]
            count += perceptron(x[np.newaxis], v, c)[0] != right
            v, c = corrected_w(x, v, c, right), float(corrected_b(x, v, c, right))
    assert count == {count}
    assert_allclose([*v, c], [*w, b], rtol=1e-9, atol=1e-12)
"""
TORCH = """\
from functools import partial

import torch

tensor = partial(torch.tensor, dtype=torch.float64)
X = tensor({X})
t = tensor({t})
w, b, count = tensor({start_w}), tensor({start_b}), 0
for n in range({shown}):
    x, right = X[n % len(X)], t[n % len(X)]
    error = right - (w @ x + b > 0).double()
    if error and count < {count}:
        w, b, count = w + error * x, b + error, count + 1
assert count == {count}
torch.testing.assert_close(w, tensor({w}), rtol=1e-9, atol=1e-12)
torch.testing.assert_close(b, tensor({b}), rtol=1e-9, atol=1e-12)
assert (X @ w + b > 0).double().tolist() == {answers}
print(count, w, b)
"""


@dataclass(frozen=True)
class Neuron:
    """Two weights and a bias: symbols, or expressions."""

    w: np.ndarray
    b: Any

    def all(self) -> list[Any]:
        return [*self.w, self.b]

    def score(self, x: np.ndarray) -> sp.Expr:
        return self.w @ x + self.b


@dataclass(frozen=True)
class Mistake:
    """An example that was corrected: its inputs, its right answer, and which one it was."""

    x: np.ndarray
    t: Any
    order: Any

    def all(self) -> list[Any]:
        return [*self.x, self.t, self.order]


def _symbols(name: str, count: int) -> list[sp.Symbol]:
    return list(sp.symbols(f"{name}_:{count}", real=True))


def _neuron(name: str) -> Neuron:
    *w, b = _symbols(name, 3)
    return Neuron(np.array(w), b)


def _mistake(name: str) -> Mistake:
    *x, t, order = _symbols(name, 4)
    return Mistake(np.array(x), t, order)


NEURONS = [_neuron(f"n{k}") for k in range(KEPT + 1)]  # the newest one first
MISTAKES = [_mistake(f"m{k}") for k in range(KEPT)]
COMING = _mistake("coming")  # which may be none
COUNT = sp.Symbol("count", real=True)
STATE = [symbol for part in (*NEURONS, *MISTAKES, COMING) for symbol in part.all()] + [COUNT]
NOW, BEFORE = NEURONS[:2]


def corrected(neuron: Neuron, mistake: Mistake) -> Neuron:
    """What the learning rule of the chapter makes of a neuron."""
    known = [*example.w, example.b, *example.x, example.t]
    instead = dict(zip(known, [*neuron.all(), *mistake.x, mistake.t], strict=True))
    after = [each.xreplace(instead) for each in (*example.corrected_w, example.corrected_b)]
    return Neuron(np.array(after[:-1]), after[-1])


def shown_next(order: Any) -> Mistake:
    """The example after one of them; after the last it is the first again."""
    turn = [yes(sp.Eq(order, (n - 1) % N)) for n in range(N)]
    after = sp.Piecewise((0, sp.Eq(order, N - 1)), (order + 1, True))
    return Mistake(np.array(turn) @ X, sum(map(sp.Mul, turn, TARGETS)), after)


def following() -> dict[sp.Symbol, sp.Expr]:
    """The state after one example more: it is corrected if need be, and if so much is wanted."""
    wrong = (COMING.t - example.u(NOW.score(COMING.x))) ** 2
    corrects = sp.And(wrong > 0, COUNT + 0.5 < WANTED)
    shifted = [corrected(NOW, COMING), *NEURONS[:-1], COMING, *MISTAKES[:-1]]
    kept = [value for part in shifted for value in part.all()]
    after = {
        symbol: sp.Piecewise((value, corrects), (symbol, True))
        for symbol, value in zip(STATE, kept, strict=False)
    }
    after |= dict(zip(COMING.all(), shown_next(COMING.order).all(), strict=True))
    return after | {COUNT: sp.Piecewise((COUNT + 1, corrects), (COUNT, True))}


def wrong_answers() -> sp.Expr:
    """How many there are now."""
    answers = [example.u(NOW.score(x)) for x in X]
    return sum((a - t) ** 2 for a, t in zip(answers, TARGETS, strict=True))


def live_corrections() -> Live:
    """The figure, with AND at the start, and all of its corrections."""
    live = Live(_inputs())
    beginning = [*[*example.w, example.b] * (KEPT + 1), *[0] * (4 * KEPT)]
    first = [*X[0], TARGETS[0], 0]
    live.orbit(
        dict(zip(STATE, [*beginning, *first, 0], strict=True)),
        following(),
        N * MOST,  # until all is right, each pass has a correction
    )
    drawing = Drawing(live, WIDTH, TOP + SIDE + 24)
    _draw(drawing)
    live.pictures.append(drawing.svg())
    _buttons(live)
    live.says = "".join(_said(live))
    _tables(live)
    live.takes += [
        ("a test for pytest", _template(live, TEST)),
        ("a script for PyTorch", _template(live, TORCH)),
    ]
    return live


def _inputs() -> list[Input]:
    bits = np.array(example.B, dtype=float)
    targets = [
        Input(symbol, answer, 0, 1, 1, f"answer $t_{n}$", "number")
        for n, (symbol, answer) in enumerate(zip(TYPED, FUNCTIONS["AND"], strict=True), start=1)
    ]
    return [
        Input(WANTED, MOST, 0, MOST, 1, kind="state"),
        *points(X, bits),
        *targets,
        *parameters(example.w, example.b, LARGEST),
    ]


def _since(count: int) -> sp.Expr:
    """Positive if there were so many corrections."""
    return COUNT - count + 0.5


def _draw(drawing: Drawing) -> None:
    plane = Plane(drawing, LEFT, TOP, "perceptron-plane")
    plane.side(NOW.w, NOW.b)
    plane.frame()
    for age in reversed(range(KEPT + 1)):
        neuron = NEURONS[age]
        there = yes(sp.And(has_line(neuron.w) > 0, _since(age) > 0))
        plane.line(neuron.w, neuron.b, LOOKS[age], when=there)
        x, y = LEFT + SIDE + 8, TOP + 14 + 22 * age
        drawing.line(x, y - 4, x + 26, y - 4, LOOKS[age], when=there)
        drawing.text(x + 31, y, "after ", drawing.number(COUNT - age, "f0"), when=there)
    plane.mark(*MISTAKES[0].x, _since(1))
    for x, t in zip(X, TARGETS, strict=True):
        plane.point(*x, t)
        plane.beside(*x, drawing.number(NOW.score(x), "f2"))


def _buttons(live: Live) -> None:
    live.button("back", {WANTED: sp.Max(COUNT - 1, 0)})
    live.button("next", {WANTED: sp.Min(COUNT + 1, MOST)})
    live.button("to the end", {WANTED: MOST})
    again = dict.fromkeys([WANTED, *example.w, example.b], 0) | dict(
        zip(X.ravel(), example.B.ravel(), strict=True)
    )
    for name, answers in FUNCTIONS.items():
        live.button(f"start {name}", again | dict(zip(TYPED, answers, strict=True)))


def _said(live: Live) -> Iterator[str]:
    last = MISTAKES[0]
    count, order = live.number(COUNT, "f0"), live.number(last.order + 1, "f0")
    before, after = (live.number(one.score(last.x), "f2") for one in (BEFORE, NOW))
    mistakes = live.number(wrong_answers(), "f0")

    def when(condition: Any, words: str) -> str:
        return live.when(condition, words)

    yield when(0.5 - COUNT, "Nothing is corrected yet. ")
    corrections = (
        when(
            sign * (last.t - 0.5),
            f"Correction {count}: example {order} got a {said} and should get a {right}, so its "
            f"inputs are {done} the weights, and its score goes from {before} to {after}. ",
        )
        for sign, said, right, done in (
            (1, "no", "yes", "added to"),
            (-1, "yes", "no", "subtracted from"),
        )
    )
    yield when(_since(1), "".join(corrections))
    yield when(0.5 - wrong_answers(), "All 4 answers are right, and nothing is left to correct.")
    yield when(wrong_answers() - 0.5, f"Still wrong: {mistakes} of 4 answers.")


def _tables(live: Live) -> None:
    rows = [
        [
            *_numbers(live, [COUNT - age, mistake.order + 1, mistake.t], "x"),
            *_numbers(live, after.all(), "f2"),
        ]
        for age, (mistake, after) in enumerate(zip(MISTAKES, NEURONS[:-1], strict=True))
    ]
    live.table(
        ["correction", "example", "$t$", "$w_1$", "$w_2$", "$b$"],
        [
            [live.when(_since(age), cell) + live.when(-_since(age), "–") for cell in row]
            for age, row in enumerate(rows, start=1)
        ],
    )
    first = live.derived("perceptron", example.perceptron)
    scores = [NOW.score(x) for x in X]
    live.table(
        ["example", "$X_{n1}$", "$X_{n2}$", "$t$", "score", "answer", "at first"],
        [
            [
                str(n),
                *_numbers(live, [*x, t], "x"),
                live.number(score, "f2"),
                *_numbers(live, [example.u(score), said], "x"),
            ]
            for n, (x, t, score, said) in enumerate(
                zip(X, TARGETS, scores, first, strict=True), start=1
            )
        ],
    )


def _numbers(live: Live, values: Sequence[Any], form: str) -> list[str]:
    return [live.number(value, form) for value in values]


def _template(live: Live, text: str) -> str:
    """A program with this state, with all digits."""
    values = {
        "X": X,
        "t": TARGETS,
        "w": NOW.w,
        "b": NOW.b,
        "answers": [example.u(NOW.score(x)) for x in X],
        "start_w": example.w,
        "start_b": example.b,
        "count": COUNT,
    }
    shown = {name: _nested(live, value) for name, value in values.items()}
    return text.format(**shown, shown=N * MOST)


def _nested(live: Live, array: Any) -> str:
    if np.ndim(array):
        return f"[{', '.join(_nested(live, row) for row in array)}]"
    return live.exact(array)
